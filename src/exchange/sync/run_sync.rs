//! A whole sync, step by step.

use std::collections::BTreeMap;

use jiff::Timestamp as Time;
use tough::schema::RoleType;

use super::channel_files::ChannelFiles;
use super::exchange_lock::{LockedSource, newer_role};
use super::remote_channel::RemoteChannel;
use super::source_folder::SourceFolder;
use super::sync_context::SyncContext;
use super::sync_fault::{SyncFailure, SyncFault};
use super::sync_report::SyncReport;
use super::sync_start::SyncStart;
use super::sync_target::{ItemSelector, SyncInput, SyncTarget};
use crate::exchange::trust::{Distrust, TrustChain};

impl SyncTarget {
    /// Brings a source up to date. `now` is the time of the system clock.
    ///
    /// # Errors
    /// When the chain is invalid or cannot be fetched. The stored files are not changed then.
    pub fn sync(
        &self,
        known: SyncInput<'_>,
        wanted: &dyn ItemSelector,
        files: &dyn ChannelFiles,
        now: Time,
    ) -> Result<SyncReport, SyncFailure> {
        let at_once = |fault| SyncFailure { fault, newer_metadata: BTreeMap::new() };
        let folder = self.folder().map_err(|fault| at_once(fault.into()))?;
        let mut start = self.prepare_start(&folder, known, files).map_err(at_once)?;
        let synced = self.run_steps(&folder, &mut start, known, wanted, files, now);
        synced.map_err(|fault| SyncFailure { fault, newer_metadata: newer_files(&start.chain, known.locked) })
    }

    /// Runs the four steps. After a fault, the chain of `start` contains everything that was
    /// verified.
    fn run_steps(
        &self,
        folder: &SourceFolder,
        start: &mut SyncStart,
        known: SyncInput<'_>,
        wanted: &dyn ItemSelector,
        files: &dyn ChannelFiles,
        now: Time,
    ) -> Result<SyncReport, SyncFault> {
        let verified = known.locked.filter(|_| start.vendored.is_some());
        start.chain.update(&mut RemoteChannel::new(files), reference_time(now, verified))?;
        let fetched = start.chain.files();
        let lost = start
            .lock_only
            .map(|held| &held.metadata)
            .into_iter()
            .chain(start.lock_only_metadata.map(|ahead| &ahead.metadata));
        for metadata in lost {
            if let Some(role) = newer_role(metadata.keys(), fetched.keys()) {
                return Err(Distrust::Rollback(role).into());
            }
        }
        let step = SyncContext { source: self, folder, input: known, vendored: start.vendored.as_ref(), files };
        let synced = step.sync_items(&start.chain, wanted, now)?;
        if start.lock_only.is_some_and(|held| held.has_newer_item(&synced.locked.items)) {
            return Err(Distrust::Rollback(RoleType::Targets).into());
        }
        Ok(SyncReport { restored: [start.restored.clone(), synced.restored].concat(), ..synced })
    }
}

/// The time at which signatures are checked for expiry. A clock that shows a time before the last
/// verified sync is wrong, and an attacker who can set it back could present expired data; so the
/// time of that sync is used instead. A clock that was ahead once does not block later syncs,
/// because only a verified sync records a time.
fn reference_time(now: Time, held: Option<&LockedSource>) -> Time {
    held.and_then(|held| held.verified.parse::<Time>().ok()).map_or(now, |verified| now.max(verified))
}

/// The files of a chain that are newer than the locked files.
fn newer_files(chain: &TrustChain, held: Option<&LockedSource>) -> BTreeMap<String, Vec<u8>> {
    let is_newer =
        |name: &String| held.is_none_or(|held| newer_role([name].into_iter(), held.metadata.keys()).is_some());
    let files = chain.files().into_iter().filter(|(name, _)| is_newer(name));
    files.map(|(name, bytes)| (name, bytes.to_vec())).collect()
}
