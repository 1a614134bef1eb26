//! Chooses the revision of an item: the listed one, or the stored one if the listed one cannot be
//! used or waits for approval.

use std::collections::BTreeMap;

use super::revision::Revision;
use super::sync_context::SyncContext;
use super::sync_fault::SyncFault;
use super::vendored::target_path;
use crate::exchange::format::{ExchangeId, Item, ItemFault, Listing, ListingEntry, Sha256Hash, item_picture, limits};
use crate::exchange::trust::{SignedTarget, TrustChain};

/// The next state of the items, before anything is written.
#[derive(Default)]
pub(super) struct ItemSelection {
    pub items: BTreeMap<ExchangeId, Revision>,
    pub waiting: BTreeMap<ExchangeId, Revision>,
    /// Targets to be written, by name.
    pub files: BTreeMap<String, SignedTarget>,
    /// Items whose chosen revision was not stored before.
    pub fetched: Vec<ExchangeId>,
    pub refused: Vec<(ExchangeId, ItemFault)>,
    /// Paths in the site of unsigned files of revisions.
    pub restored: Vec<String>,
}

/// A usable revision with the files that are to be written for it.
struct UsableRevision {
    revision: Revision,
    files: BTreeMap<String, SignedTarget>,
}

impl SyncContext<'_> {
    /// Chooses the revision of a listed item.
    ///
    /// # Errors
    /// When a file of it cannot be had, or is not the one that was signed.
    pub(super) fn choose_revision(
        &self,
        chain: &TrustChain,
        listing: &Listing,
        entry: &ListingEntry,
        choice: &mut ItemSelection,
    ) -> Result<(), SyncFault> {
        let id = &entry.id;
        let of =
            |revisions: fn(&crate::exchange::sync::exchange_lock::LockedSource) -> &BTreeMap<ExchangeId, Revision>| {
                self.input.locked.and_then(|held| revisions(held).get(id))
            };
        let signed = |revision: &&Revision| self.is_signed(chain, id, revision);
        let (shown, waited) = (of(|held| &held.items), of(|held| &held.waiting));
        let forged = [shown, waited].into_iter().flatten().filter(|revision| !signed(revision));
        let path = |revision: &Revision| self.folder.path_in_site(&target_path(&entry.target(), &revision.sha256));
        choice.restored.extend(forged.map(path));
        let (shown, waited) = (shown.filter(signed), waited.filter(signed));
        let newest = [shown, waited].into_iter().flatten().max_by_key(|revision| revision.rev);
        match self.load_revision(chain, listing, entry, newest)? {
            Ok(UsableRevision { revision, files }) => {
                if ![shown, waited].contains(&Some(&revision)) {
                    choice.fetched.push(id.clone());
                }
                choice.files.extend(files);
                if self.source.manual && shown.is_none_or(|shown| *shown != revision) {
                    choice.waiting.insert(id.clone(), revision);
                    choice.items.extend(shown.map(|shown| (id.clone(), shown.clone())));
                } else {
                    choice.items.insert(id.clone(), revision);
                }
            }
            Err(fault) => {
                choice.refused.push((id.clone(), fault));
                choice.items.extend(shown.map(|shown| (id.clone(), shown.clone())));
            }
        }
        Ok(())
    }

    /// Loads the listed revision of an item with its pictures. `before` is the newest revision that
    /// was seen.
    ///
    /// # Errors
    /// When a file cannot be fetched, or is not the signed one. The inner error says why a signed
    /// revision cannot be used.
    fn load_revision(
        &self,
        chain: &TrustChain,
        listing: &Listing,
        entry: &ListingEntry,
        before: Option<&Revision>,
    ) -> Result<Result<UsableRevision, ItemFault>, SyncFault> {
        if before.is_some_and(|before| before.rev > entry.rev) {
            return Ok(Err(ItemFault::InvalidValue("rev")));
        }
        let name = entry.target();
        let signed = self.load_target(chain, &name, limits::ITEM)?;
        let item = match Item::read(signed.bytes(), entry, listing) {
            Ok(item) => item,
            Err(fault) => return Ok(Err(fault)),
        };
        if let Err(why) = item.check_body() {
            return Ok(Err(ItemFault::Body(why)));
        }
        let sha256 = Sha256Hash(signed.sha256());
        if before.is_some_and(|before| before.rev == entry.rev && before.sha256 != sha256) {
            // A changed item must have a new revision number: otherwise readers are not told of the
            // correction.
            return Ok(Err(ItemFault::InvalidValue("rev")));
        }
        let mut files = BTreeMap::new();
        let mut assets = BTreeMap::new();
        for asset in &item.assets {
            let picture = self.load_target(chain, &asset.target(), limits::ASSET)?;
            if hex::encode(picture.sha256()) != asset.sha256 || picture.bytes().len() as u64 != asset.length {
                return Ok(Err(ItemFault::InvalidValue("assets")));
            }
            if !item_picture::is_complete(picture.bytes()) {
                return Ok(Err(ItemFault::InvalidPicture(asset.sha256.clone())));
            }
            assets.insert(asset.target(), Sha256Hash(picture.sha256()));
            files.insert(asset.target(), picture);
        }
        files.insert(name, signed);
        Ok(Ok(UsableRevision { revision: Revision { rev: entry.rev, sha256, assets }, files }))
    }
}
