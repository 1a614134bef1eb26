//! Operations on locked sources that do not use the network: approving items and verifying files.

use super::pull_job::{PullJob, is_locked};
use crate::config::SourceConfig;
use crate::diag::{Code, Diag, Diags};
use crate::exchange::fault_diags;
use crate::exchange::format::ExchangeId;
use crate::exchange::sync::ExchangeLock;
use crate::imports::Imports;

impl PullJob<'_> {
    /// Approves waiting revisions of the items `items`, or of all items if `items` is empty: from
    /// now on they are shown. Returns the number of approved items.
    ///
    /// # Errors
    /// When one of them is not waiting, the lock cannot be read or written, or another process
    /// pulls.
    pub fn accept_waiting(&self, name: &ExchangeId, items: &[String]) -> Result<usize, Diags> {
        let _only = self.acquire_pull_lock().map_err(Diags::from)?;
        let told = |fault| Diags::from(fault_diags::lock_diag(&fault, self.site));
        let mut lock = ExchangeLock::read(self.site).map_err(told)?;
        let Some(held) = lock.sources.get_mut(name) else {
            return Err(Diags::from(Diag::error(Code::SourceEmpty).arg("source", name)));
        };
        let waiting: Vec<ExchangeId> = held.waiting.keys().cloned().collect();
        if let Some(item) = items.iter().find(|item| waiting.iter().all(|id| id.as_str() != item.as_str())) {
            let all: Vec<&str> = waiting.iter().map(ExchangeId::as_str).collect();
            let diag = match all.is_empty() {
                true => Diag::error(Code::NothingWaiting),
                false => Diag::error(Code::NotWaiting).arg("choices", all.join(", ")),
            };
            return Err(Diags::from(diag.arg("value", item).arg("source", name)));
        }
        let is_meant = |id: &&ExchangeId| items.is_empty() || items.iter().any(|item| item == id.as_str());
        let accepted: Vec<&ExchangeId> = waiting.iter().filter(is_meant).collect();
        accepted.iter().for_each(|id| held.accept_waiting(id));
        lock.write(self.site).map_err(told)?;
        Ok(accepted.len())
    }

    /// Checks that every source is stored, and verifies every file that the lock names. Results of
    /// earlier verifications are not used.
    ///
    /// # Errors
    /// Every source of which nothing is stored, and the first invalid file of each source.
    pub fn check_locked_sources(&self) -> Result<(), Diags> {
        let lock =
            ExchangeLock::read(self.site).map_err(|fault| Diags::from(fault_diags::lock_diag(&fault, self.site)))?;
        let empty = self.config.exchange.sources.iter().filter(|source| !is_locked(source, &lock));
        let told = |source: &SourceConfig| {
            Diag::error(Code::SourceEmpty)
                .arg("source", &source.name)
                .file(crate::config::CONFIG_FILE)
                .spot(source.spot)
        };
        let faults: Diags = empty.map(told).collect();
        if faults.has_errors() {
            return Err(faults);
        }
        Imports::read(self.site, self.config, &lock, self.now, &|_, _| None).map(drop)
    }
}
