//! Writes the lock, then deletes the files that it does not name any more.

use super::lock_change::LockChange;
use super::pull_feed;
use super::pull_job::{PullJob, checked_path};
use crate::diag::Diag;
use crate::engine::CACHE_FOLDER;
use crate::exchange::fault_diags;
use crate::exchange::format::ExchangeId;
use crate::exchange::sync::{ExchangeLock, FOLDER};
use crate::folder::{Folder, FolderFault};

impl PullJob<'_> {
    /// Writes the lock, then deletes the files that it no longer names.
    pub(super) fn commit_lock(
        &self,
        lock: &mut ExchangeLock,
        new: &[(ExchangeId, LockChange)],
        forgotten: &[ExchangeId],
    ) -> Result<(), Diag> {
        let before = lock.clone();
        for name in forgotten {
            lock.sources.remove(name);
            lock.feeds.remove(name);
            lock.ahead.remove(name);
        }
        for (name, new) in new {
            match new {
                LockChange::Channel(new) => {
                    lock.sources.insert(name.clone(), new.1.clone());
                    lock.ahead.remove(name);
                    // The source may have been a feed before, or a channel before it is a feed.
                    lock.feeds.remove(name);
                }
                LockChange::Feed(held) => {
                    lock.feeds.insert(name.clone(), held.clone());
                    lock.sources.remove(name);
                    lock.ahead.remove(name);
                }
                LockChange::NewerMetadata(new) => drop(lock.ahead.insert(name.clone(), new.1.clone())),
            }
        }
        let told = |fault: FolderFault| fault_diags::folder_diag(&fault, self.site);
        let site = Folder::open(self.site).map_err(told)?;
        if new.iter().any(|(name, new)| new.requires_erasure(before.sources.get(name))) {
            // The preview keeps old pages until it is built again, so it is deleted here.
            for folder in ["preview", "serve"] {
                site.remove_tree(&format!("{CACHE_FOLDER}/{folder}")).map_err(told)?;
            }
        }
        if *lock != before {
            lock.write(self.site).map_err(|fault| fault_diags::lock_diag(&fault, self.site))?;
        }
        self.sweep_unlocked(&site, lock, new, forgotten).map_err(told)
    }

    /// Deletes the files that the lock no longer names.
    fn sweep_unlocked(
        &self,
        site: &Folder,
        lock: &ExchangeLock,
        new: &[(ExchangeId, LockChange)],
        forgotten: &[ExchangeId],
    ) -> Result<(), FolderFault> {
        for (name, new) in new {
            let ahead = lock.ahead.get(name);
            match new {
                LockChange::Channel(new) => new.0.sweep(Some(&new.1), ahead)?,
                LockChange::NewerMetadata(new) => new.0.sweep(lock.sources.get(name), ahead)?,
                LockChange::Feed(held) => {
                    let folder = site.create_below(&format!("{FOLDER}/{name}"))?;
                    folder.remove_unwanted(|file| file == pull_feed::feed_file_name(&held.sha256))?;
                }
            }
            if !matches!(new, LockChange::NewerMetadata(_)) {
                site.write_atomic(&checked_path(name), self.now.to_string().as_bytes())?;
            }
        }
        for name in forgotten {
            site.remove_tree(&format!("{FOLDER}/{name}"))?;
            site.remove_tree(&format!("{CACHE_FOLDER}/{FOLDER}/{name}"))?;
        }
        Ok(())
    }
}
