//! The steps from a verified chain to the files and the lock entry of a source.

use std::collections::BTreeMap;

use jiff::Timestamp as Time;

use super::exchange_lock::LockedSource;
use super::listing_excerpt;
use super::listing_excerpt::ListingExcerpt;
use super::select_items::ItemSelection;
use super::sync_context::SyncContext;
use super::sync_fault::SyncFault;
use super::sync_report::SyncReport;
use super::sync_target::ItemSelector;
use super::vendored::{metadata_path, target_path};
use crate::exchange::format::{LISTING_TARGET, Listing, Sha256Hash, WITHDRAWALS_TARGET, Withdrawals, limits};
use crate::exchange::trust::{SignedTarget, TrustChain};
use crate::folder::FolderFault;

impl SyncContext<'_> {
    pub(super) fn sync_items(
        &self,
        chain: &TrustChain,
        wanted: &dyn ItemSelector,
        now: Time,
    ) -> Result<SyncReport, SyncFault> {
        let listed = self.load_target(chain, LISTING_TARGET, limits::LIST)?;
        let taken = self.load_target(chain, WITHDRAWALS_TARGET, limits::LIST)?;
        let withdrawn = Withdrawals::read(taken.bytes())?;
        let listing = Listing::read(listed.bytes(), &self.source.channel)?;
        self.check_publisher(&listing)?;
        let mut choice = ItemSelection::default();
        for entry in wanted.select(&listing) {
            if withdrawn.find(&entry.id, entry.rev).is_none() {
                self.choose_revision(chain, &listing, entry, &mut choice)?;
            }
        }
        let back = self.withdraw_items(chain, &listing, &withdrawn, &mut choice.items);
        let revisions = || choice.items.iter().chain(&choice.waiting);
        let excerpt = ListingExcerpt::from_listing(&listing, revisions(), |id, revision| self.read_entry(id, revision))
            .to_bytes()
            .map_err(|error| SyncFault::Encode(error.to_string()))?;
        let mut metadata = chain.files();
        metadata.extend(self.vendored.map(|held| held.older_lists_for(chain, revisions())).unwrap_or_default());
        self.write_files(
            &metadata,
            &choice.files,
            [(LISTING_TARGET, &listed), (WITHDRAWALS_TARGET, &taken)],
            &excerpt,
        )?;
        let metadata: BTreeMap<String, Sha256Hash> =
            metadata.into_iter().map(|(name, bytes)| (name, Sha256Hash::of(bytes))).collect();
        let same = self.input.locked.filter(|held| self.vendored.is_some() && held.metadata == metadata);
        let held = LockedSource {
            url: self.files.base().url().to_string(),
            verified: same.map_or_else(|| now.to_string(), |held| held.verified.clone()),
            metadata,
            listing: Sha256Hash(listed.sha256()),
            withdrawals: Sha256Hash(taken.sha256()),
            excerpt: Sha256Hash::of(&excerpt),
            publisher: Some(listing.publisher),
            items: choice.items,
            waiting: choice.waiting,
            unlisted: back.unlisted,
            places: back.places,
            withdrawn: back.withdrawn,
        };
        let ItemSelection { fetched, refused, restored, .. } = choice;
        Ok(SyncReport { locked: held, fetched, refused, ended: back.ended, withdrawn: back.newly_withdrawn, restored })
    }

    /// Writes the files of the new state. Files of the old state are deleted later, after the lock
    /// was written.
    fn write_files(
        &self,
        metadata: &BTreeMap<String, &[u8]>,
        targets: &BTreeMap<String, SignedTarget>,
        lists: [(&str, &SignedTarget); 2],
        excerpt: &[u8],
    ) -> Result<(), FolderFault> {
        for (name, bytes) in metadata {
            self.folder.write_if_changed(&metadata_path(name), bytes)?;
        }
        let targets = targets.iter().map(|(name, signed)| (name.as_str(), signed));
        for (name, signed) in targets.chain(lists) {
            self.folder.write_if_changed(&target_path(name, &Sha256Hash(signed.sha256())), signed.bytes())?;
        }
        self.folder.write_if_changed(&listing_excerpt::excerpt_path(&Sha256Hash::of(excerpt)), excerpt)
    }
}
