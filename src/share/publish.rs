//! Publishes the items of a channel, and withdraws items.

use std::collections::BTreeMap;

use super::channel::{Channel, document_bytes, publish_diags, read_listing, read_withdrawals};
use super::item_draft::ItemDraft;
use crate::diag::{Code, Diag, Diags};
use crate::exchange::fault_diags;
use crate::exchange::format::{ExchangeId, Item, Listing, ListingEntry, Publisher, Withdrawal, item_target, limits};
use crate::exchange::trust::{Keyring, PublishFault};
use crate::table_reader::nearest_word;

/// Maximum number of items that a message names.
const MAX_NAMED_ITEMS: usize = 10;

/// The changes of a publication.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct PublishReport {
    /// The number of listed items.
    pub listed: usize,
    /// The ids of new items.
    pub added: Vec<ExchangeId>,
    /// The ids of items that changed.
    pub changed: Vec<ExchangeId>,
    /// The ids of items that are no longer listed.
    pub removed: Vec<ExchangeId>,
    /// Whether the publisher has another id, name or address than in the list before. A person at
    /// each consumer must accept that.
    pub has_new_publisher: bool,
    /// When the first signature expires.
    pub expires: String,
}

impl<'s> Channel<'s> {
    /// Publishes exactly these items. Withdrawn items stay withdrawn, unless `again` names them.
    ///
    /// # Errors
    /// When a key is missing, the channel would be too large, or the file system returns an error.
    pub fn publish(
        &self,
        publisher: &Publisher,
        drafts: Vec<ItemDraft>,
        keys: &Keyring,
        again: &[ExchangeId],
    ) -> Result<PublishReport, Diags> {
        let mut repository = self.open()?;
        let words = read_withdrawals(&repository)?;
        let listed = read_listing(&repository, &self.share.channel)?;
        let has_new_publisher = listed.as_ref().is_some_and(|listed| listed.publisher != *publisher);
        let old = listed.map_or_else(Vec::new, |listed| listed.items);
        let next = repository.version() + 1;
        let mut published = PublishReport { has_new_publisher, ..PublishReport::default() };
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
            // The number of this publication is greater than any revision given before, because
            // those were numbers of earlier publications.
            item.entry.rev = before.filter(|_| !is_away).map_or(next, |before| before.rev);
            if before.filter(|_| !is_away).is_none() {
                published.added.push(id.clone());
            } else {
                let then = repository.target(&item_target(&id)).map_err(publish_diags)?;
                if then != Some(document_bytes(&item)?) {
                    item.entry.rev = next;
                    published.changed.push(id.clone());
                }
            }
            let bytes = document_bytes(&item)?;
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
        let signed = repository.publish(&files, keys, self.share.terms, self.now);
        signed.map_err(|fault| self.sign_diags(&repository, keys, fault))?;
        published.expires = repository.expires().to_string();
        Ok(published)
    }

    /// Withdraws an item: publishes the withdrawal, and removes the item from the list.
    ///
    /// # Errors
    /// When the item does not exist, a key is missing, or the file system returns an error.
    pub fn withdraw(&self, mut word: Withdrawal, keys: &Keyring) -> Result<(), Diags> {
        let mut repository = self.open()?;
        let Some(listing) = read_listing(&repository, &self.share.channel)? else {
            return Err(self.unknown_item(&word.id, &[], &[]));
        };
        let mut words = read_withdrawals(&repository)?;
        let listed = listing.items.iter().find(|entry| entry.id == word.id);
        let before = words.items.iter().rev().find(|old| old.id == word.id);
        let Some(rev) = listed.map(|entry| entry.rev).or_else(|| before.map(|old| old.rev)) else {
            return Err(self.unknown_item(&word.id, &listing.items, &words.items));
        };
        word.rev = rev;
        word.title = listed.map(|entry| entry.title.clone()).or_else(|| before.and_then(|old| old.title.clone()));
        word = word.to_record();
        words.items.retain(|old| old.id != word.id);
        let id = word.id.clone();
        words.items.push(word);
        let mut files = BTreeMap::new();
        let entries: Vec<_> = listing.items.into_iter().filter(|entry| entry.id != id).collect();
        for entry in &entries {
            let name = entry.target();
            let bytes = repository.target(&name).map_err(publish_diags)?;
            let bytes = bytes.ok_or_else(|| publish_diags(PublishFault::Broken(self.folder.join(&name))))?;
            let item =
                Item::from_verified_bytes(&bytes).map_err(|fault| Diags::from(fault_diags::item_diag(&fault)))?;
            for asset in &item.assets {
                let picture = repository.target(&asset.target()).map_err(publish_diags)?;
                files.extend(picture.map(|picture| (asset.target(), picture)));
            }
            files.insert(name, bytes);
        }
        let files = self.with_lists(&Listing { items: entries, ..listing }, &words, files)?;
        let signed = repository.publish(&files, keys, self.share.terms, self.now);
        signed.map_err(|fault| self.sign_diags(&repository, keys, fault))?;
        Ok(())
    }

    /// The error for an item that the channel does not have: with the nearest name, or with the
    /// names of the newest items.
    fn unknown_item(&self, id: &ExchangeId, listed: &[ListingEntry], withdrawn: &[Withdrawal]) -> Diags {
        let names = || listed.iter().map(|entry| entry.id.as_str()).chain(withdrawn.iter().map(|old| old.id.as_str()));
        let newest: Vec<&str> = names().take(MAX_NAMED_ITEMS).collect();
        let diag = match nearest_word(id.as_str(), names()) {
            Some(near) => Diag::error(Code::ShareNoItemNear).arg("near", near),
            None if newest.is_empty() => Diag::error(Code::ShareNoItems),
            None => Diag::error(Code::ShareNoItem).arg("choices", newest.join(", ")),
        };
        Diags::from(diag.arg("value", id).arg("channel", &self.share.channel))
    }
}
