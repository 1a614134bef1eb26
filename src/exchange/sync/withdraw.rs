//! Applies the withdrawals of a publisher to the stored items.

use std::collections::{BTreeMap, BTreeSet};

use super::exchange_lock::ItemPlace;
use super::revision::Revision;
use super::sync_context::SyncContext;
use crate::exchange::format::{ExchangeId, Listing, Withdrawal, WithdrawalState, Withdrawals};
use crate::exchange::trust::TrustChain;

/// The record of items that are withdrawn or no longer listed.
pub(super) struct EndedItems {
    /// The newest withdrawal of each item that was stored.
    pub withdrawn: Vec<Withdrawal>,
    pub places: BTreeMap<ExchangeId, ItemPlace>,
    pub unlisted: BTreeSet<ExchangeId>,
    /// Items whose withdrawal was not recorded before in the same words.
    pub newly_withdrawn: Vec<ExchangeId>,
    /// Items that were stored and no longer are.
    pub ended: Vec<ExchangeId>,
}

impl SyncContext<'_> {
    /// Takes items away that were taken back. `items` are those that were chosen; one that was
    /// withdrawn and can still be read is put back among them.
    pub(super) fn withdraw_items(
        &self,
        chain: &TrustChain,
        listing: &Listing,
        withdrawn: &Withdrawals,
        items: &mut BTreeMap<ExchangeId, Revision>,
    ) -> EndedItems {
        let mut words: BTreeMap<ExchangeId, Withdrawal> = BTreeMap::new();
        // A newer withdrawal of the same item replaces a recorded one: a publisher may correct a
        // redirect, or redirect an item that was gone.
        for old in self.input.locked.into_iter().flat_map(|held| &held.withdrawn) {
            if !items.contains_key(&old.id)
                && let Some(word) = withdrawn.find(&old.id, old.rev)
            {
                words.insert(old.id.clone(), word.to_record());
            }
        }
        let mut ended = Vec::new();
        for (id, revision) in self.input.locked.into_iter().flat_map(|held| &held.items) {
            if items.get(id).is_some_and(|now| now.rev > revision.rev) {
                continue;
            }
            let word = withdrawn.find(id, revision.rev);
            if let Some(word) = word {
                items.remove(id);
                words.insert(id.clone(), word.to_record());
            }
            let can_be_read = word.is_some_and(|word| word.state == WithdrawalState::Withdrawn);
            if can_be_read && self.is_signed(chain, id, revision) {
                items.insert(id.clone(), revision.clone());
            } else if !items.contains_key(id) {
                ended.push(id.clone());
            }
        }
        let once = self.input.locked.into_iter().flat_map(|held| &held.unlisted).chain(&ended);
        let is_listed = |id: &&ExchangeId| listing.items.iter().any(|entry| entry.id == **id);
        let unlisted = once.filter(|id| !words.contains_key(*id) && !is_listed(id)).cloned().collect();
        let place = |id: &ExchangeId| {
            let before = self.input.locked.and_then(|held| held.places.get(id).cloned());
            before.or_else(|| {
                let revision = self.input.locked.and_then(|held| held.items.get(id))?;
                self.read_entry(id, revision).map(|entry| ItemPlace { kind: entry.kind, lang: entry.lang })
            })
        };
        let places = words.keys().filter_map(|id| Some((id.clone(), place(id)?))).collect();
        let is_recorded = |word: &Withdrawal| self.input.locked.is_some_and(|held| held.withdrawn.contains(word));
        let newly_withdrawn = words.values().filter(|word| !is_recorded(word)).map(|word| word.id.clone()).collect();
        EndedItems { withdrawn: words.into_values().collect(), places, unlisted, newly_withdrawn, ended }
    }
}
