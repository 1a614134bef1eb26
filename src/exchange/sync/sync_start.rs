//! The state from which a sync begins: the stored chain, or the first root.

use super::channel_files::ChannelFiles;
use super::exchange_lock::{LOCK_FILE, LockedSource, NewerMetadata};
use super::fetch_roots::fetch_first_root;
use super::source_folder::SourceFolder;
use super::sync_fault::SyncFault;
use super::sync_target::{SyncInput, SyncTarget};
use super::vendored::{VendoredFault, VendoredMetadata, add_newer_metadata};
use crate::exchange::trust::TrustChain;

/// The state from which a sync begins.
pub(super) struct SyncStart<'k> {
    pub(super) chain: TrustChain,
    /// The stored metadata, if it was verified.
    pub(super) vendored: Option<VendoredMetadata>,
    /// Paths in the site of files that were not signed.
    pub(super) restored: Vec<String>,
    /// The lock entry, if its files are missing. It still counts, so that nothing older is
    /// accepted.
    pub(super) lock_only: Option<&'k LockedSource>,
    /// The same of metadata that was verified in a sync which failed.
    pub(super) lock_only_metadata: Option<&'k NewerMetadata>,
}

impl SyncTarget {
    /// Begins from the stored chain; from the first root if nothing is stored, or the stored files
    /// cannot be verified.
    pub(super) fn prepare_start<'k>(
        &self,
        folder: &SourceFolder,
        known: SyncInput<'k>,
        files: &dyn ChannelFiles,
    ) -> Result<SyncStart<'k>, SyncFault> {
        let (mut vendored, mut restored, mut lost) = (None, Vec::new(), None);
        match known.locked.map(|held| VendoredMetadata::open(folder, held, known.root_hash)) {
            None => {}
            Some(Ok(verified)) => vendored = Some(verified),
            Some(Err(VendoredFault::Folder(fault))) => return Err(fault.into()),
            Some(Err(VendoredFault::Altered(path))) => {
                lost = known.locked;
                // A folder that was deleted is filled again without a word.
                restored.extend(folder.metadata(&path)?.map(|_| folder.path_in_site(&path)));
            }
            Some(Err(VendoredFault::Unsigned(path))) => restored.push(folder.path_in_site(&path)),
            Some(Err(VendoredFault::UnsignedLock)) => restored.push(LOCK_FILE.to_owned()),
            // `portal.toml` or the folder contains another root.
            Some(Err(VendoredFault::Distrust(_))) => {}
        }
        let mut chain = match &vendored {
            Some(vendored) => vendored.chain.clone(),
            None => TrustChain::from_root(&fetch_first_root(files, known.root_hash)?)?,
        };
        let lost_ahead = known.newer_metadata.filter(|ahead| !add_newer_metadata(&mut chain, folder, &ahead.metadata));
        Ok(SyncStart { chain, vendored, restored, lock_only: lost, lock_only_metadata: lost_ahead })
    }
}
