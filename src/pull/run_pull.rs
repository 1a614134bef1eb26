//! Runs a complete pull: the selected sources, several at a time, then the lock.

use std::collections::BTreeMap;

use super::pull_job::{PullJob, SourceSelection, locked_names};
use super::pull_report::PullReport;
use super::source_includes::find_site_includes;
use crate::config::SourceConfig;
use crate::diag::{Diag, Diags, catch_panic};
use crate::exchange::fault_diags;
use crate::exchange::format::ExchangeId;
use crate::exchange::sync::{ExchangeLock, LOCK_FILE};

/// The number of sources that are requested at a time. Each source usually has a host of its own,
/// so no host receives many requests at a time.
const MAX_CONCURRENT_SOURCES: usize = 8;

impl PullJob<'_> {
    /// Pulls the selected sources, and writes the lock.
    ///
    /// # Errors
    /// When the lock cannot be read or written, or another process pulls.
    pub fn run(&self, which: &SourceSelection) -> Result<PullReport, Diags> {
        let sources: Vec<&SourceConfig> = self.config.exchange.sources.iter().collect();
        if sources.is_empty() && !self.site.join(LOCK_FILE).exists() {
            return Ok(PullReport::default());
        }
        let read =
            || ExchangeLock::read(self.site).map_err(|fault| Diags::from(fault_diags::lock_diag(&fault, self.site)));
        let is_forgotten = |name: &&ExchangeId| self.config.exchange.source(name).is_none();
        let seen = read()?;
        let asked: Vec<&SourceConfig> =
            sources.iter().copied().filter(|source| self.is_selected(source, &seen, which)).collect();
        if asked.is_empty() && !locked_names(&seen).any(|name| is_forgotten(&name)) {
            return Ok(PullReport { warnings: self.refusal_warnings(), ..PullReport::default() });
        }
        let _only = self.acquire_pull_lock().map_err(Diags::from)?;
        // Another process may have written the lock file before the pull lock was taken, so it is
        // read again.
        let mut lock = read()?;
        let forgotten: Vec<ExchangeId> = locked_names(&lock).filter(is_forgotten).cloned().collect();
        let wishes = if asked.is_empty() { BTreeMap::new() } else { find_site_includes(self.site) };
        let mut pulled = PullReport::default();
        let mut new = Vec::new();
        for batch in asked.chunks(MAX_CONCURRENT_SOURCES) {
            let came = std::thread::scope(|scope| {
                let (lock, wishes) = (&lock, &wishes);
                let one = |source: &SourceConfig| {
                    catch_panic(|| Ok::<_, Diag>(self.pull_source(source, lock, wishes.get(source.name.as_str()))))
                };
                let threads: Vec<_> = batch.iter().map(|source| scope.spawn(move || one(source))).collect();
                threads.into_iter().map(|thread| thread.join()).collect::<Vec<_>>()
            });
            for (source, came) in batch.iter().zip(came) {
                // A panic was caught inside the thread, so that joining it cannot fail.
                let Ok(came) = came else { continue };
                let (report, found, state) = came.map_err(Diags::from)?;
                pulled.warnings.extend(found);
                pulled.reports.push(report);
                new.extend(state.map(|state| (source.name.clone(), state)));
            }
        }
        self.record_refusals(&pulled);
        pulled.warnings.extend(self.refusal_warnings().iter().cloned());
        self.commit_lock(&mut lock, &new, &forgotten).map_err(Diags::from)?;
        Ok(pulled)
    }
}
