//! `tamquan source`: what the portal takes from other portals.

mod config_edit;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use url::Url;

use super::timings_report::pad;
use super::{
    EXIT_COULD_NOT_RUN, EXIT_DISTRUST, EXIT_OK, FetchContext, exit_code, print_stderr, print_stdout, print_warnings,
    pull_report,
};
use crate::config::{CONFIG_FILE, Config, channel_from_url};
use crate::diag::{Code, Diag, Diags, Messages};
use crate::exchange::fault_diags;
use crate::exchange::fetch::{FetchBounds, Fetcher, SourceUrl};
use crate::exchange::format::ExchangeId;
use crate::exchange::format::Sha256Hash;
use crate::exchange::sync::ExchangeLock;
use crate::folder::{Folder, FolderFault};
use crate::imports::{Imports, day_of_moment};
use crate::pull::{PullJob, PullReport, SourceOutcome, SourceSelection, fetch_roots};
use crate::site_files::{SiteFiles, check_own_folders};
use config_edit::NewSource;

#[derive(Debug, clap::Args)]
pub struct SourceArgs {
    /// The folder of the portal
    #[arg(short, long, default_value = ".", global = true)]
    site: PathBuf,
    #[command(subcommand)]
    command: SourceCommand,
}

#[derive(Debug, Subcommand)]
enum SourceCommand {
    /// Add a source: a channel that another portal shares, or a feed
    ///
    /// A channel is signed by its publisher. To know whose signature to trust, give the code (SHA-256) that the publisher has made
    /// known by another way: on paper, by telephone, in an official letter.
    Add {
        /// The address of the channel, as https://lamgiang.gov.vn/exchange/v1/chi-dao-dieu-hanh/, or of the feed
        url: String,
        /// What the source is called here [default: the name of the channel]
        #[arg(long)]
        name: Option<String>,
        /// The code that the publisher has made known, 64 digits
        #[arg(long, value_name = "SHA-256")]
        root: Option<String>,
        /// Trust the code that the address itself gives, without having compared it by another way
        #[arg(long, conflicts_with = "root")]
        trust_first_use: bool,
        /// It is a feed (RSS, Atom, JSON Feed): titles and links of a portal that signs nothing
        #[arg(long, conflicts_with_all = ["root", "trust_first_use", "into", "manual", "directory"])]
        feed: bool,
        /// The section whose pages the items become
        #[arg(long, value_name = "SECTION")]
        into: Option<String>,
        /// It is a directory: what it lists of other portals is believed
        #[arg(long)]
        directory: bool,
        /// New items wait until somebody accepts them with `source update`
        #[arg(long)]
        manual: bool,
    },
    /// Fetch what is new, now
    Sync {
        /// Sources; all when none is named
        names: Vec<String>,
        /// Accept that the publisher of these sources has another name or address than before
        #[arg(long, requires = "names")]
        new_publisher: bool,
    },
    /// Show the sources, or what is held of one
    List { name: Option<String> },
    /// Accept new items of a source that are waiting
    Update {
        name: String,
        /// Items; all that are waiting when none is named
        items: Vec<String>,
    },
    /// Remove a source with all that is held of it
    Remove { name: String },
    /// Tell what is used where, how old it is, what ends soon and what is waiting
    Audit,
}

/// Runs the command.
pub fn run_source(args: &SourceArgs, asking: FetchContext, messages: &Messages) -> u8 {
    let desk = SourceCommandContext { site: &args.site, fetch_context: asking, messages };
    let result = check_own_folders(&args.site, &args.site.join("public")).and_then(|()| match &args.command {
        SourceCommand::Add { url, name, root, trust_first_use, feed, into, directory, manual } => {
            desk.add_source(&NewSource {
                url,
                name: name.as_deref(),
                root: root.as_deref(),
                trusts_first_use: *trust_first_use,
                feed: *feed,
                into: into.as_deref(),
                directory: *directory,
                manual: *manual,
            })
        }
        SourceCommand::Sync { names, new_publisher } => desk.sync(names, *new_publisher),
        SourceCommand::List { name } => desk.list(name.as_deref()),
        SourceCommand::Update { name, items } => desk.update(name, items),
        SourceCommand::Remove { name } => desk.remove(name),
        SourceCommand::Audit => desk.audit(),
    });
    result.unwrap_or_else(|faults| {
        let code = exit_code(&faults);
        print_warnings(faults, &args.site, messages);
        code
    })
}

struct SourceCommandContext<'a> {
    site: &'a Path,
    fetch_context: FetchContext,
    messages: &'a Messages,
}

type SourceCommandResult = Result<u8, Diags>;

impl SourceCommandContext<'_> {
    fn print_message(&self, key: &str, args: &[(&str, String)]) {
        print_stdout(&self.messages.text(key, args));
    }

    fn config_text(&self) -> Result<String, Diags> {
        SiteFiles::read_config_text(self.site).map_err(Diags::from)
    }

    fn read_config(&self) -> Result<Config, Diags> {
        super::read_config(self.site)
    }

    fn pull(&self, config: &Config, which: &SourceSelection) -> Result<PullReport, Diags> {
        self.pull_job(config).run(which)
    }

    fn pull_job<'c>(&'c self, config: &'c Config) -> PullJob<'c> {
        PullJob {
            site: self.site,
            config,
            scope: self.fetch_context.scope,
            now: self.fetch_context.now,
            accepts_publisher: false,
        }
    }

    fn read_lock(&self) -> Result<ExchangeLock, Diags> {
        ExchangeLock::read(self.site).map_err(|fault| Diags::from(fault_diags::lock_diag(&fault, self.site)))
    }

    fn find_source_name(&self, config: &Config, name: &str) -> Result<ExchangeId, Diags> {
        let known = || config.exchange.sources.iter().map(|source| &source.name);
        let found = known().find(|known| known.as_str() == name).cloned();
        found.ok_or_else(|| Diags::from(fault_diags::unknown_source_diag(name, known().map(ExchangeId::as_str))))
    }

    fn add_source(&self, added: &NewSource) -> SourceCommandResult {
        let text = self.config_text()?;
        let base = SourceUrl::parse_within(added.url, self.fetch_context.scope);
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
                    print_stderr(&self.messages.text("source-compare", &args));
                    return Ok(EXIT_COULD_NOT_RUN);
                }
                if !is_listed {
                    print_stderr(&self.messages.text("source-trusted", &[("root", hash.clone())]));
                }
                Some(hash)
            }
        };
        let written = config_edit::add_source(&text, added, &name, root.as_deref())?;
        let config = Config::read(&written, None).map_err(|faults| faults.into_iter().collect::<Diags>())?;
        // Nothing is written of a source that cannot be had: what was typed can be typed again.
        let pulled = self.pull(&config, &SourceSelection::Named(BTreeSet::from([name.clone()])))?;
        let failed = pulled.reports.iter().any(|report| matches!(report.outcome, SourceOutcome::Failed { .. }));
        if !failed {
            self.write_config(&written)?;
            self.print_message("source-added", &[("name", name)]);
        }
        Ok(self.print_report(pulled))
    }

    /// Writes `portal.toml`.
    fn write_config(&self, text: &str) -> Result<(), Diags> {
        let put = Folder::open(self.site).and_then(|site| site.write_atomic(CONFIG_FILE, text.as_bytes()));
        put.map_err(|fault| match fault {
            FolderFault::Disk(_, error) => fault_diags::disk_diag(CONFIG_FILE, &error).into(),
            fault => Diag::from_folder_fault(&fault, self.site).into(),
        })
    }

    /// The code of the first root, as a directory that the portal holds already lists it.
    fn root_from_directories(&self, url: &Url) -> Result<Option<Sha256Hash>, Diags> {
        let config = self.read_config()?;
        let lock = self.read_lock()?;
        self.read_imports(&config, &lock)?.root_from_directories(url).map_err(Diags::from)
    }

    /// The code of the newest root at an address; nobody vouches for it.
    fn newest_root_hash(&self, base: &SourceUrl) -> Result<Sha256Hash, Diags> {
        let fetcher = Fetcher::new(base, FetchBounds::default(), self.fetch_context.scope);
        let newest =
            fetch_roots(&fetcher).last().transpose().map_err(|fault| Diags::from(fault_diags::fetch_diag(&fault)))?;
        let newest = newest.map(|bytes| Sha256Hash::of(&bytes));
        newest.ok_or_else(|| Diags::from(Diag::error(Code::NotAChannel).arg("value", base)))
    }

    fn sync(&self, names: &[String], accepts_publisher: bool) -> SourceCommandResult {
        let config = self.read_config()?;
        for name in names {
            self.find_source_name(&config, name)?;
        }
        let pull = PullJob { accepts_publisher, ..self.pull_job(&config) };
        let pulled = pull.run(&SourceSelection::Named(names.iter().cloned().collect()))?;
        if pulled.reports.is_empty() {
            self.print_message("source-none", &[]);
        }
        Ok(self.print_report(pulled))
    }

    fn print_report(&self, pulled: PullReport) -> u8 {
        let is_distrusted = pulled.is_distrusted();
        let failed = pulled.reports.iter().any(|report| matches!(report.outcome, SourceOutcome::Failed { .. }));
        pull_report::print_outcomes(&pulled, self.messages);
        print_warnings(pull_report::warnings(&pulled), self.site, self.messages);
        match (is_distrusted, failed) {
            (true, _) => EXIT_DISTRUST,
            (false, true) => EXIT_COULD_NOT_RUN,
            (false, false) => EXIT_OK,
        }
    }

    fn read_imports(&self, config: &Config, lock: &ExchangeLock) -> Result<Imports, Diags> {
        Imports::read(self.site, config, lock, self.fetch_context.now, &|_, _| None)
    }

    fn list(&self, name: Option<&str>) -> SourceCommandResult {
        let config = self.read_config()?;
        let lock = self.read_lock()?;
        let imports = self.read_imports(&config, &lock)?;
        let Some(name) = name else {
            if config.exchange.sources.is_empty() {
                self.print_message("source-none", &[]);
            }
            for source in &config.exchange.sources {
                let holding = imports.sources.get(source.name.as_str());
                let waiting = lock.sources.get(&source.name).map_or(0, |held| held.waiting.len());
                let verified = holding.map_or("", |holding| holding.verified.as_str());
                let items = holding.map_or(0, |holding| holding.items().count() + holding.entries.len());
                let title = holding.map_or("", |holding| holding.title.as_str());
                let args = [
                    ("name", source.name.to_string()),
                    ("title", if title.is_empty() { source.kind.url().to_string() } else { title.to_owned() }),
                    ("verified", if verified.is_empty() { "–".to_owned() } else { day_of_moment(verified).to_owned() }),
                    ("items", items.to_string()),
                    ("waiting", waiting.to_string()),
                ];
                self.print_message(if waiting > 0 { "source-line-waiting" } else { "source-line" }, &args);
            }
            return Ok(EXIT_OK);
        };
        let name = self.find_source_name(&config, name)?;
        if let Some(holding) = imports.sources.get(name.as_str()) {
            for held in holding.items() {
                let page = held.page.as_ref().map_or_else(String::new, |page| format!("  → content/{page}"));
                let id = pad(held.entry.id.as_str(), 32);
                print_stdout(&format!("{id} {} {:<10} {}{page}", held.entry.rev, held.entry.kind, held.entry.title));
            }
            for entry in &holding.entries {
                print_stdout(&format!("{}  {}", entry.title, entry.link));
            }
        }
        for (id, revision) in lock.sources.get(&name).into_iter().flat_map(|held| &held.waiting) {
            self.print_message(
                "source-waits",
                &[("item", id.to_string()), ("rev", revision.rev.to_string()), ("name", name.to_string())],
            );
        }
        Ok(EXIT_OK)
    }

    fn update(&self, name: &str, items: &[String]) -> SourceCommandResult {
        let config = self.read_config()?;
        let name = self.find_source_name(&config, name)?;
        let count = self.pull_job(&config).accept_waiting(&name, items)?;
        self.print_message("source-accepted", &[("count", count.to_string())]);
        Ok(EXIT_OK)
    }

    fn remove(&self, name: &str) -> SourceCommandResult {
        let config = self.read_config()?;
        let name = self.find_source_name(&config, name)?;
        let written = config_edit::remove_source(&self.config_text()?, &name)?;
        let config = Config::read(&written, None).map_err(|faults| faults.into_iter().collect::<Diags>())?;
        self.write_config(&written)?;
        // What portal.toml does not name any more is forgotten; nobody is asked for it.
        self.pull(&config, &SourceSelection::Named(BTreeSet::from([name.to_string()])))?;
        self.print_message("source-removed", &[("name", name.to_string())]);
        Ok(EXIT_OK)
    }

    fn audit(&self) -> SourceCommandResult {
        let config = self.read_config()?;
        let lock = self.read_lock()?;
        let order = crate::engine::BuildOptions::for_site(
            self.site.to_path_buf(),
            crate::model::BuildTime::from_instant(self.fetch_context.now),
        );
        let (world, _) = crate::engine::assemble(&order)?;
        let site = &world.site;
        let mut verdict = EXIT_OK;
        for source in &config.exchange.sources {
            let name = source.name.to_string();
            let Some(holding) = site.imports.sources.get(&name) else { continue };
            if holding.verified.is_empty() {
                self.print_message("audit-empty", &[("name", name)]);
                continue;
            }
            let expires =
                holding.expires().map_or_else(|| "–".to_owned(), |ends| day_of_moment(&ends.to_string()).to_owned());
            let verified = day_of_moment(&holding.verified).to_owned();
            let args = [
                ("name", name.clone()),
                ("publisher", holding.publisher.clone()),
                ("verified", verified),
                ("expires", expires),
            ];
            self.print_message(if holding.is_stale { "audit-stale" } else { "audit-source" }, &args);
            for id in lock.sources.get(&source.name).into_iter().flat_map(|held| held.waiting.keys()) {
                self.print_message("audit-waiting", &[("item", id.to_string()), ("name", name.clone())]);
            }
            for used in crate::model::item_uses(site).into_iter().filter(|used| used.source == name) {
                let pages = if used.pages.is_empty() { "–".to_owned() } else { used.pages.join(", ") };
                self.print_message("audit-used", &[("item", used.id), ("rev", used.rev.to_string()), ("pages", pages)]);
            }
            for word in &holding.withdrawals {
                self.print_message(
                    "audit-withdrawn",
                    &[("item", word.id.to_string()), ("date", day_of_moment(&word.at).to_owned())],
                );
            }
        }
        for told in crate::share::check_component(site) {
            verdict = super::EXIT_CONTENT_ERRORS;
            print_warnings(Diags::from(told), self.site, self.messages);
        }
        if verdict == EXIT_OK {
            self.print_message("audit-fine", &[]);
        }
        Ok(verdict)
    }
}
