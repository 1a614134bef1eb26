//! Synchronising, accepting and removing sources.

use std::collections::BTreeSet;
use std::path::Path;

use super::config_edit;
use crate::cli::command_context::{CommandContext, CommandResult};
use crate::cli::exit::Exit;
use crate::cli::print::print_warnings;
use crate::cli::pull_report;
use crate::config::{CONFIG_FILE, Config, ConfigText, SourceKind};
use crate::diag::{Code, Diag, Diags};
use crate::exchange::fault_diags;
use crate::exchange::format::ExchangeId;
use crate::exchange::sync::ExchangeLock;
use crate::folder::{Folder, FolderFault};
use crate::imports::Imports;
use crate::pull::{PullJob, PullReport, SourceOutcome, SourceSelection};
use crate::site_files::SiteFiles;

/// The commands of `tamquan source`.
pub(super) struct SourceCommands<'a> {
    pub(super) context: CommandContext<'a>,
}

impl SourceCommands<'_> {
    pub(super) fn config_text(&self) -> Result<String, Diags> {
        SiteFiles::read_config_text(self.context.site).map_err(Diags::from)
    }

    pub(super) fn pull(&self, config: &Config, which: &SourceSelection) -> Result<PullReport, Diags> {
        self.pull_job(config).run(which)
    }

    pub(super) fn pull_job<'c>(&'c self, config: &'c Config) -> PullJob<'c> {
        self.context.fetch_context.pull_job(self.context.site, config)
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

    /// Writes `portal.toml`.
    pub(super) fn write_config(&self, text: &str) -> Result<(), Diags> {
        let put = Folder::open(self.context.site).and_then(|site| site.write_atomic(CONFIG_FILE, text.as_bytes()));
        put.map_err(|fault| match fault {
            FolderFault::Disk(_, error) => fault_diags::disk_diag(CONFIG_FILE, &error).into(),
            fault => Diag::from_folder_fault(&fault, self.context.site).into(),
        })
    }

    /// Pulls the named sources, or all. `copy` is a copy of the channel of the only named source.
    pub(super) fn sync(&self, names: &[String], accepts_publisher: bool, copy: Option<&Path>) -> CommandResult {
        let config = self.context.read_config()?;
        for name in names {
            let name = self.find_source_name(&config, name)?;
            let source = config.exchange.source(&name);
            if copy.is_some() && source.is_some_and(|source| matches!(source.kind, SourceKind::Feed { .. })) {
                return Err(Diags::from(Diag::error(Code::CopyOfFeed).arg("source", name)));
            }
        }
        if copy.is_some() && names.len() != 1 {
            return Err(Diags::from(Diag::error(Code::CopyOfMany)));
        }
        let pull = PullJob { accepts_publisher, copy, ..self.pull_job(&config) };
        let pulled = pull.run(&SourceSelection::Named(names.iter().cloned().collect()))?;
        if pulled.reports.is_empty() {
            self.context.print_message("source-none", &[]);
        }
        Ok(self.print_report(pulled))
    }

    pub(super) fn print_report(&self, pulled: PullReport) -> Exit {
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
        let config = Config::read(&ConfigText::new(written.clone()), None)
            .map_err(|faults| faults.into_iter().collect::<Diags>())?;
        self.write_config(&written)?;
        // A pull deletes the files of sources that portal.toml no longer names. It does not use the
        // network for them.
        self.pull(&config, &SourceSelection::Named(BTreeSet::from([name.to_string()])))?;
        self.context.print_message("source-removed", &[("name", name.to_string())]);
        Ok(Exit::Ok)
    }
}
