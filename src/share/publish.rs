//! Publishes the items of a channel, and withdraws items.

use std::collections::BTreeMap;

use super::channel::{Channel, document_bytes, publish_diags, read_listing, read_withdrawals};
use super::item_draft::ItemDraft;
use crate::diag::{Code, Diag, Diags};
use crate::exchange::fault_diags;
use crate::exchange::format::{ExchangeId, Item, Listing, Publisher, Withdrawal, item_target, limits};
use crate::exchange::trust::Keyring;

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
        repository.publish(&files, keys, self.share.terms, self.now).map_err(publish_diags)?;
        published.expires = repository.expires().to_string();
        Ok(published)
    }

    /// Withdraws an item: publishes the withdrawal, and removes the item from the list.
    ///
    /// # Errors
    /// When the item does not exist, a key is missing, or the file system returns an error.
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
}
