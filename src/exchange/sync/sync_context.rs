//! What all steps of a sync share after the chain was verified.

use super::channel_files::ChannelFiles;
use super::remote_channel::RemoteChannel;
use super::revision::Revision;
use super::source_folder::SourceFolder;
use super::sync_fault::SyncFault;
use super::sync_target::{SyncInput, SyncTarget};
use super::vendored::{VendoredMetadata, read_locked_file, revision_targets, target_path};
use crate::exchange::format::{ExchangeId, Item, Listing, ListingEntry, Sha256Hash, item_target, limits};
use crate::exchange::trust::{Distrust, SignedTarget, TargetMeta, TrustChain};

/// The shared state of the steps after the chain was verified.
pub(super) struct SyncContext<'s> {
    pub(super) source: &'s SyncTarget,
    pub(super) folder: &'s SourceFolder,
    pub(super) input: SyncInput<'s>,
    pub(super) vendored: Option<&'s VendoredMetadata>,
    pub(super) files: &'s dyn ChannelFiles,
}

impl SyncContext<'_> {
    /// Compares the publisher with the stored one: that of the stored list, or that of the lock if
    /// the stored list is gone or cannot be verified.
    pub(super) fn check_publisher(&self, listing: &Listing) -> Result<(), SyncFault> {
        let Some(held) = self.input.locked.filter(|_| !self.input.accepts_publisher) else { return Ok(()) };
        let signed = self.vendored.and_then(|vendored| vendored.publisher(self.folder, held));
        match signed.or_else(|| held.publisher.clone()) {
            Some(held) if held != listing.publisher => {
                Err(SyncFault::Publisher { held: Box::new(held), listed: Box::new(listing.publisher.clone()) })
            }
            _ => Ok(()),
        }
    }

    /// A target: from the folder when it is there already, else from its address.
    pub(super) fn load_target(&self, chain: &TrustChain, name: &str, limit: u64) -> Result<SignedTarget, SyncFault> {
        let target = chain.target(name).ok_or_else(|| Distrust::MissingTarget(name.to_owned()))?;
        let sha256 = target.sha256().filter(|_| target.length <= limit).ok_or(Distrust::Mismatch)?;
        if let Ok(bytes) =
            read_locked_file(self.folder, &target_path(name, &Sha256Hash(sha256)), limit, &Sha256Hash(sha256))
        {
            return Ok(chain.verify_target(name, bytes)?);
        }
        let bytes = RemoteChannel::new(self.files).fetch_target(name, &sha256, limit)?;
        Ok(chain.verify_target(name, bytes.ok_or(Distrust::Mismatch)?)?)
    }

    /// Whether a revision in the lock was signed by its publisher. Unsigned revisions are not
    /// compared with new ones.
    pub(super) fn is_signed(&self, chain: &TrustChain, id: &ExchangeId, revision: &Revision) -> bool {
        let is_new =
            |(name, sha256): (String, Sha256Hash)| chain.target(&name).and_then(TargetMeta::sha256) == Some(sha256.0);
        revision_targets(id, revision).into_iter().all(is_new)
            || self.vendored.is_some_and(|held| held.has_signed_revision(id, revision))
    }

    /// The list entry in the stored file of an item.
    pub(super) fn read_entry(&self, id: &ExchangeId, revision: &Revision) -> Option<ListingEntry> {
        let path = target_path(&item_target(id), &revision.sha256);
        let bytes = read_locked_file(self.folder, &path, limits::ITEM, &revision.sha256).ok()?;
        Item::from_verified_bytes(&bytes).ok().map(|item| item.entry)
    }
}
