//! Adding, synchronising, accepting and removing sources.

use std::collections::BTreeSet;

use url::Url;

use super::config_edit;
use super::config_edit::NewSource;
use crate::cli::command_context::{CommandContext, CommandResult};
use crate::cli::exit::Exit;
use crate::cli::print::{print_stderr, print_warnings};
use crate::cli::pull_report;
use crate::config::{CONFIG_FILE, Config, channel_from_url};
use crate::diag::{Code, Diag, Diags};
use crate::exchange::fault_diags;
use crate::exchange::fetch::{FetchBounds, Fetcher, SourceUrl};
use crate::exchange::format::{ExchangeId, Sha256Hash};
use crate::exchange::sync::ExchangeLock;
use crate::folder::{Folder, FolderFault};
use crate::imports::Imports;
use crate::pull::{PullJob, PullReport, SourceOutcome, SourceSelection, fetch_roots};
use crate::site_files::SiteFiles;

/// The commands of `tamquan source`.
pub(super) struct SourceCommands<'a> {
    pub(super) context: CommandContext<'a>,
}

impl SourceCommands<'_> {
    fn config_text(&self) -> Result<String, Diags> {
        SiteFiles::read_config_text(self.context.site).map_err(Diags::from)
    }

    fn pull(&self, config: &Config, which: &SourceSelection) -> Result<PullReport, Diags> {
        self.pull_job(config).run(which)
    }

    fn pull_job<'c>(&'c self, config: &'c Config) -> PullJob<'c> {
        PullJob {
            site: self.context.site,
            config,
            scope: self.context.fetch_context.scope,
            now: self.context.fetch_context.now,
            accepts_publisher: false,
        }
    }

    pub(super) fn read_lock(&self) -> Result<ExchangeLock, Diags> {
        ExchangeLock::read(self.context.site)
            .map_err(|fault| Diags::from(fault_diags::lock_diag(&fault, self.context.site)))
    }

    pub(super) fn find_source_name(&self, config: &Config, name: &str) -> Result<ExchangeId, Diags> {
        let known = || config.exchange.sources.iter().map(|source| &source.name);
        let found = known().find(|known| known.as_str() == name).cloned();
        found.ok_or_else(|| Diags::from(fault_diags::unknown_source_diag(name, known().map(ExchangeId::as_str))))
    }

    pub(super) fn add_source(&self, added: &NewSource) -> CommandResult {
        let text = self.config_text()?;
        let base = SourceUrl::parse_within(added.url, self.context.fetch_context.scope);
        let base = base.map_err(|why| Diags::from(fault_diags::source_url_diag(added.url, why)))?;
        let name = match (added.name, added.feed) {
            (Some(name), _) => name.to_owned(),
            (None, false) => channel_from_url(base.url()).map_or_else(String::new, |name| name.to_string()),
            (None, true) => {
                crate::text::slug::slug(base.host().trim_start_matches("www.").split('.').next().unwrap_or(""))
            }
        };
        let root = match (added.feed, added.root) {
            (true, _) => None,
            (false, Some(root)) => Some(root.trim().to_ascii_lowercase()),
            (false, None) => {
                let found = self.root_from_directories(base.url())?;
                let root = match found {
                    Some(root) => root,
                    None => self.newest_root_hash(&base)?,
                };
                let hash = root.to_string();
                let is_listed = found.is_some();
                if !is_listed && !added.trusts_first_use {
                    let args = [("host", base.host().to_owned()), ("root", hash)];
                    print_stderr(&self.context.messages.text("source-compare", &args));
                    return Ok(Exit::CouldNotRun);
                }
                if !is_listed {
                    print_stderr(&self.context.messages.text("source-trusted", &[("root", hash.clone())]));
                }
                Some(hash)
            }
        };
        let written = config_edit::add_source(&text, added, &name, root.as_deref())?;
        let config = Config::read(&written, None).map_err(|faults| faults.into_iter().collect::<Diags>())?;
        // If the source cannot be fetched, nothing is written: the user can run the command again.
        let pulled = self.pull(&config, &SourceSelection::Named(BTreeSet::from([name.clone()])))?;
        let failed = pulled.reports.iter().any(|report| matches!(report.outcome, SourceOutcome::Failed { .. }));
        if !failed {
            self.write_config(&written)?;
            self.context.print_message("source-added", &[("name", name)]);
        }
        Ok(self.print_report(pulled))
    }

    /// Writes `portal.toml`.
    fn write_config(&self, text: &str) -> Result<(), Diags> {
        let put = Folder::open(self.context.site).and_then(|site| site.write_atomic(CONFIG_FILE, text.as_bytes()));
        put.map_err(|fault| match fault {
            FolderFault::Disk(_, error) => fault_diags::disk_diag(CONFIG_FILE, &error).into(),
            fault => Diag::from_folder_fault(&fault, self.context.site).into(),
        })
    }

    /// The hash of the first root, if a stored directory gives it.
    fn root_from_directories(&self, url: &Url) -> Result<Option<Sha256Hash>, Diags> {
        let config = self.context.read_config()?;
        let lock = self.read_lock()?;
        self.read_imports(&config, &lock)?.root_from_directories(url).map_err(Diags::from)
    }

    /// The hash of the newest root at an address. The root is not verified.
    fn newest_root_hash(&self, base: &SourceUrl) -> Result<Sha256Hash, Diags> {
        let fetcher = Fetcher::new(base, FetchBounds::default(), self.context.fetch_context.scope);
        let newest =
            fetch_roots(&fetcher).last().transpose().map_err(|fault| Diags::from(fault_diags::fetch_diag(&fault)))?;
        let newest = newest.map(|bytes| Sha256Hash::of(&bytes));
        newest.ok_or_else(|| Diags::from(Diag::error(Code::NotAChannel).arg("value", base)))
    }

    pub(super) fn sync(&self, names: &[String], accepts_publisher: bool) -> CommandResult {
        let config = self.context.read_config()?;
        for name in names {
            self.find_source_name(&config, name)?;
        }
        let pull = PullJob { accepts_publisher, ..self.pull_job(&config) };
        let pulled = pull.run(&SourceSelection::Named(names.iter().cloned().collect()))?;
        if pulled.reports.is_empty() {
            self.context.print_message("source-none", &[]);
        }
        Ok(self.print_report(pulled))
    }

    fn print_report(&self, pulled: PullReport) -> Exit {
        let is_distrusted = pulled.is_distrusted();
        let failed = pulled.reports.iter().any(|report| matches!(report.outcome, SourceOutcome::Failed { .. }));
        pull_report::print_outcomes(&pulled, self.context.messages);
        print_warnings(pull_report::warnings(&pulled), self.context.site, self.context.messages);
        match (is_distrusted, failed) {
            (true, _) => Exit::Distrust,
            (false, true) => Exit::CouldNotRun,
            (false, false) => Exit::Ok,
        }
    }

    pub(super) fn read_imports(&self, config: &Config, lock: &ExchangeLock) -> Result<Imports, Diags> {
        Imports::read(self.context.site, config, lock, self.context.fetch_context.now, &|_, _| None)
    }

    pub(super) fn update(&self, name: &str, items: &[String]) -> CommandResult {
        let config = self.context.read_config()?;
        let name = self.find_source_name(&config, name)?;
        let count = self.pull_job(&config).accept_waiting(&name, items)?;
        self.context.print_message("source-accepted", &[("count", count.to_string())]);
        Ok(Exit::Ok)
    }

    pub(super) fn remove(&self, name: &str) -> CommandResult {
        let config = self.context.read_config()?;
        let name = self.find_source_name(&config, name)?;
        let written = config_edit::remove_source(&self.config_text()?, &name)?;
        let config = Config::read(&written, None).map_err(|faults| faults.into_iter().collect::<Diags>())?;
        self.write_config(&written)?;
        // A pull deletes the files of sources that portal.toml no longer names. It does not use the
        // network for them.
        self.pull(&config, &SourceSelection::Named(BTreeSet::from([name.to_string()])))?;
        self.context.print_message("source-removed", &[("name", name.to_string())]);
        Ok(Exit::Ok)
    }
}
