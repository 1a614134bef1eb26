//! Sharing content with other portals: pages of this one become items of a channel, signed, in a folder that any static host
//! serves as it is.
//!
//! The channel lies in `exchange/share/CHANNEL/` of the site and is committed with it: what was published before says which
//! items are new, and no revision is ever given twice. A build copies it to `exchange/v1/CHANNEL/`.

mod audit;
mod items;
mod key_folder;

pub use audit::{PortalUses, check_component, check_uses, fetch_uses, own_listed_portals};
pub use items::{collect_items, publisher};
pub use key_folder::{KeyFolder, KeyRole};

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::config::ShareConfig;
use crate::diag::{Code, Diag, Diags};
use crate::exchange::fault_diags;
use crate::exchange::format::ExchangeId;
use crate::exchange::format::Sha256Hash;
use crate::exchange::format::limits;
use crate::exchange::format::{
    Item, LISTING_TARGET, Listing, Publisher, WITHDRAWALS_TARGET, Withdrawal, Withdrawals, item_target,
};
use crate::exchange::trust::Keyring;
use crate::exchange::trust::Repository;
use crate::folder::{Folder, FolderFault};

/// A channel of a site.
pub struct Channel<'s> {
    share: &'s ShareConfig,
    site: PathBuf,
    folder: PathBuf,
    now: jiff02::Timestamp,
}

/// What was published.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct PublishReport {
    /// Items that are listed.
    pub listed: usize,
    /// New ones, others that changed, and those that are not there any more, by their ids.
    pub added: Vec<ExchangeId>,
    pub changed: Vec<ExchangeId>,
    pub removed: Vec<ExchangeId>,
    /// When the first signature ends.
    pub expires: String,
}

/// An item before it has a revision, with its pictures by the names of their targets.
pub struct ItemDraft {
    pub item: Item,
    pub pictures: BTreeMap<String, Vec<u8>>,
}

impl<'s> Channel<'s> {
    /// # Errors
    /// When the clock tells no time that can be written down.
    pub fn new(site: &Path, share: &'s ShareConfig, now: Timestamp) -> Result<Self, Diags> {
        let now = jiff02::Timestamp::from_second(now.as_second())
            .map_err(|_| Diags::from(Diag::error(Code::ExchangeShareNumber)))?;
        Ok(Self { share, site: site.to_path_buf(), folder: site.join(share.folder()), now })
    }

    /// Makes the channel, without items.
    ///
    /// # Errors
    /// When there is one, or the disk refuses.
    pub fn init(&self, keys: &Keyring, publisher: &Publisher) -> Result<(), Diags> {
        let files =
            self.with_lists(&self.new_listing(publisher, Vec::new()), &Withdrawals::empty(), BTreeMap::new())?;
        let folder = Folder::create_in(&self.site, &self.folder).map_err(|fault| self.folder_diags(&fault))?;
        let mut repository = Repository::create(folder, keys, self.share.terms, self.now).map_err(publish_diags)?;
        repository.publish(&files, keys, self.share.terms, self.now).map_err(publish_diags)?;
        Ok(())
    }

    /// # Errors
    /// When there is a channel already.
    pub fn check_absent(&self) -> Result<(), Diags> {
        match self.existing_folder() {
            Ok(Some(_)) => Err(publish_diags(crate::exchange::trust::PublishFault::Exists)),
            Ok(None) => Ok(()),
            Err(faults) => Err(faults),
        }
    }

    fn open(&self) -> Result<Repository, Diags> {
        let Some(folder) = self.existing_folder()? else {
            return Err(Diags::from(Diag::error(Code::ShareNotBegun).arg("channel", &self.share.channel)));
        };
        Repository::open(folder).map_err(publish_diags)
    }

    /// The folder of the channel; none when there is no channel yet.
    fn existing_folder(&self) -> Result<Option<Folder>, Diags> {
        let folder = match Folder::open_in(&self.site, &self.folder) {
            Ok(folder) => folder,
            Err(fault) if fault.is_missing() => return Ok(None),
            Err(fault) => return Err(self.folder_diags(&fault)),
        };
        let is_begun = folder.metadata("metadata").map_err(|fault| self.folder_diags(&fault))?.is_some();
        Ok(is_begun.then_some(folder))
    }

    fn folder_diags(&self, fault: &FolderFault) -> Diags {
        Diags::from(Diag::from_folder_fault(fault, &self.site))
    }

    /// The SHA-256 of the newest root: what others are given by another way.
    ///
    /// # Errors
    /// When there is no channel.
    pub fn root_hash(&self) -> Result<Sha256Hash, Diags> {
        Ok(Sha256Hash::of(&self.open()?.root_bytes().map_err(publish_diags)?))
    }

    /// When the first signature ends.
    ///
    /// # Errors
    /// When there is no channel.
    pub fn expires(&self) -> Result<String, Diags> {
        Ok(self.open()?.expires().to_string())
    }

    /// What was taken back so far.
    ///
    /// # Errors
    /// When there is no channel.
    pub fn withdrawals(&self) -> Result<Withdrawals, Diags> {
        read_withdrawals(&self.open()?)
    }

    /// Publishes these items and no others. What was taken back stays away; with `again` it is listed anew.
    ///
    /// # Errors
    /// When a key is missing, the channel would be too large, or the disk refuses.
    pub fn publish(
        &self,
        publisher: &Publisher,
        drafts: Vec<ItemDraft>,
        keys: &Keyring,
        again: &[ExchangeId],
    ) -> Result<PublishReport, Diags> {
        let mut repository = self.open()?;
        let words = read_withdrawals(&repository)?;
        let old = read_listing(&repository, &self.share.channel)?.items;
        let next = repository.version() + 1;
        let mut published = PublishReport::default();
        let mut files = BTreeMap::new();
        let mut entries = Vec::new();
        for ItemDraft { mut item, pictures } in drafts {
            let id = item.entry.id.clone();
            let before = old.iter().find(|entry| entry.id == id);
            let word = words.items.iter().rev().find(|word| word.id == id);
            let is_away = word.is_some_and(|word| before.is_none_or(|before| before.rev <= word.rev));
            if is_away && !again.contains(&id) {
                continue;
            }
            // Greater than any revision that was ever given: those were numbers of earlier publications.
            item.entry.rev = before.filter(|_| !is_away).map_or(next, |before| before.rev);
            match before.filter(|_| !is_away) {
                None => published.added.push(id.clone()),
                Some(_)
                    if repository
                        .target(&item_target(&id))
                        .map_err(publish_diags)?
                        .is_some_and(|then| then == document_bytes(&item)) => {}
                Some(_) => {
                    item.entry.rev = next;
                    published.changed.push(id.clone());
                }
            }
            let bytes = document_bytes(&item);
            if bytes.len() as u64 > limits::ITEM {
                let size = [bytes.len() as u64, limits::ITEM].map(|size| (size >> 10).to_string());
                return Err(Diags::from(
                    Diag::error(Code::ShareItemTooLarge).arg("value", &id).arg("size", &size[0]).arg("limit", &size[1]),
                ));
            }
            files.insert(item_target(&id), bytes);
            files.extend(pictures);
            entries.push(item.entry);
        }
        published.listed = entries.len();
        published.removed =
            old.iter().filter(|then| entries.iter().all(|now| now.id != then.id)).map(|then| then.id.clone()).collect();
        let files = self.with_lists(&self.new_listing(publisher, entries), &words, files)?;
        repository.publish(&files, keys, self.share.terms, self.now).map_err(publish_diags)?;
        published.expires = repository.expires().to_string();
        Ok(published)
    }

    /// Takes an item back: the word is published, and the item is not listed any more.
    ///
    /// # Errors
    /// When there is no such item, a key is missing, or the disk refuses.
    pub fn withdraw(&self, mut word: Withdrawal, keys: &Keyring) -> Result<(), Diags> {
        let mut repository = self.open()?;
        let listing = read_listing(&repository, &self.share.channel)?;
        let mut words = read_withdrawals(&repository)?;
        let rev = listing.items.iter().find(|entry| entry.id == word.id).map(|entry| entry.rev);
        let rev = rev.or_else(|| words.items.iter().rev().find(|old| old.id == word.id).map(|old| old.rev));
        let Some(rev) = rev else {
            let near = crate::table_reader::nearest_word(
                word.id.as_str(),
                listing.items.iter().map(|entry| entry.id.as_str()),
            );
            let diag = Diag::error(Code::ShareNoItem).arg("value", &word.id).arg("channel", &self.share.channel);
            return Err(Diags::from(diag.arg("near", near.unwrap_or("–"))));
        };
        word.rev = rev;
        words.items.retain(|old| old.id != word.id);
        let id = word.id.clone();
        words.items.push(word);
        let mut files = BTreeMap::new();
        let entries: Vec<_> = listing.items.into_iter().filter(|entry| entry.id != id).collect();
        for entry in &entries {
            let name = entry.target();
            let bytes = repository.target(&name).map_err(publish_diags)?.unwrap_or_default();
            let item =
                Item::from_verified_bytes(&bytes).map_err(|fault| Diags::from(fault_diags::item_diag(&fault)))?;
            for asset in &item.assets {
                let picture = repository.target(&asset.target()).map_err(publish_diags)?;
                files.extend(picture.map(|picture| (asset.target(), picture)));
            }
            files.insert(name, bytes);
        }
        let files = self.with_lists(&Listing { items: entries, ..listing }, &words, files)?;
        repository.publish(&files, keys, self.share.terms, self.now).map_err(publish_diags)?;
        Ok(())
    }

    /// Signs again, for longer, what is published.
    ///
    /// # Errors
    /// When a key is missing, or the disk refuses.
    pub fn resign(&self, keys: &Keyring) -> Result<String, Diags> {
        let mut repository = self.open()?;
        repository.resign(keys, self.share.terms, self.now).map_err(publish_diags)?;
        Ok(repository.expires().to_string())
    }

    /// Gives the channel other keys. `old` holds root keys that sign for the change.
    ///
    /// # Errors
    /// When the old root keys are too few, or the disk refuses.
    pub fn rotate(&self, old: &Keyring, new: &Keyring) -> Result<String, Diags> {
        let mut repository = self.open()?;
        repository.rotate(old, new, self.share.terms, self.now).map_err(publish_diags)?;
        Ok(repository.expires().to_string())
    }

    fn new_listing(&self, publisher: &Publisher, items: Vec<crate::exchange::format::ListingEntry>) -> Listing {
        Listing {
            format: crate::exchange::format::FORMAT,
            channel: self.share.channel.clone(),
            title: self.share.title.clone(),
            publisher: publisher.clone(),
            items,
        }
    }

    /// All targets of a state. Nobody is made to fetch more than consumers take.
    fn with_lists(
        &self,
        listing: &Listing,
        words: &Withdrawals,
        mut files: BTreeMap<String, Vec<u8>>,
    ) -> Result<BTreeMap<String, Vec<u8>>, Diags> {
        for (name, bytes) in [(LISTING_TARGET, document_bytes(listing)), (WITHDRAWALS_TARGET, document_bytes(words))] {
            if bytes.len() as u64 > limits::LIST {
                let size = [bytes.len() as u64, limits::LIST].map(|size| (size >> 10).to_string());
                let diag = Diag::error(Code::ShareListTooLarge).arg("channel", &self.share.channel);
                return Err(Diags::from(diag.arg("size", &size[0]).arg("limit", &size[1])));
            }
            files.insert(name.to_owned(), bytes);
        }
        Ok(files)
    }
}

/// A document as it is published. Values of these types can always be written.
fn document_bytes<T: serde::Serialize>(document: &T) -> Vec<u8> {
    let mut bytes = serde_json::to_vec(document).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

fn publish_diags(fault: crate::exchange::trust::PublishFault) -> Diags {
    Diags::from(fault_diags::publish_diag(&fault))
}

fn read_withdrawals(repository: &Repository) -> Result<Withdrawals, Diags> {
    match repository.target(WITHDRAWALS_TARGET).map_err(publish_diags)? {
        Some(bytes) => Withdrawals::read(&bytes).map_err(|fault| Diags::from(fault_diags::item_diag(&fault))),
        None => Ok(Withdrawals::empty()),
    }
}

fn read_listing(repository: &Repository, channel: &ExchangeId) -> Result<Listing, Diags> {
    let bytes = repository.target(LISTING_TARGET).map_err(publish_diags)?.unwrap_or_default();
    Listing::read(&bytes, channel).map_err(|fault| Diags::from(fault_diags::item_diag(&fault)))
}
