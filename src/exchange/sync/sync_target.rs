//! The source of a sync, the known state before it, and the selection of items.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::exchange_lock::{LockedSource, NewerMetadata};
use super::source_folder::SourceFolder;
use super::vendored::{locked_files, metadata_path};
use crate::exchange::format::{ExchangeId, Listing, ListingEntry, Sha256Hash};
use crate::folder::FolderFault;

/// A source, and where it is kept.
#[derive(Debug, Clone)]
pub struct SyncTarget {
    /// The name of the source in `portal.toml`.
    pub name: ExchangeId,
    /// The channel that it is, as its list must say.
    pub channel: ExchangeId,
    /// The folder of the site.
    pub site: PathBuf,
    /// Whether a new revision waits for approval by a person.
    pub manual: bool,
}

/// The known state of a source before a sync.
#[derive(Debug, Clone, Copy)]
pub struct SyncInput<'k> {
    /// The lock entry of the source. `None` before the first sync, and after the address of the
    /// source has changed.
    pub locked: Option<&'k LockedSource>,
    /// Metadata that failed syncs verified since the last successful one. `None` if there is none,
    /// and after the address of the source has changed.
    pub newer_metadata: Option<&'k NewerMetadata>,
    /// The SHA-256 of the root with which its chain begins, from `portal.toml`.
    pub root_hash: &'k Sha256Hash,
    /// Whoever the channel says that it is now is accepted as its publisher.
    pub accepts_publisher: bool,
}

/// Selects the items of a channel.
pub trait ItemSelector {
    /// The items to hold, of those that are listed.
    fn select<'l>(&self, listing: &'l Listing) -> Vec<&'l ListingEntry>;
}

impl SyncTarget {
    pub(super) fn folder(&self) -> Result<SourceFolder, FolderFault> {
        SourceFolder::for_source(&self.site, &self.name)
    }

    /// Deletes all files that the lock does not name. Called after the lock was written.
    ///
    /// # Errors
    /// When a symbolic link is in the way, or the disk refuses.
    pub fn sweep(&self, held: Option<&LockedSource>, ahead: Option<&NewerMetadata>) -> Result<(), FolderFault> {
        let mut named: BTreeSet<String> = held.map(locked_files).into_iter().flatten().collect();
        named.extend(ahead.iter().flat_map(|ahead| ahead.metadata.keys()).map(|name| metadata_path(name)));
        self.folder()?.sweep(|path| named.contains(path))
    }

    /// Writes metadata that was verified before a sync failed.
    ///
    /// # Errors
    /// When a symbolic link is in the way, or the disk refuses.
    pub fn write_newer_metadata(
        &self,
        url: &str,
        ahead: &BTreeMap<String, Vec<u8>>,
    ) -> Result<NewerMetadata, FolderFault> {
        let folder = self.folder()?;
        for (name, bytes) in ahead {
            folder.write_if_changed(&metadata_path(name), bytes)?;
        }
        let metadata = ahead.iter().map(|(name, bytes)| (name.clone(), Sha256Hash::of(bytes))).collect();
        Ok(NewerMetadata { url: url.to_owned(), metadata })
    }
}
