//! The stored state of one source.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::sync::OnceLock;

use indexmap::IndexMap;
use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp};

use super::{FOLDER, ImportedFeedEntry};
use crate::config::{SourceConfig, SourceKind};
use crate::content::ItemState;
use crate::digest::Digest;
use crate::exchange::attribution::{Doubt, PublisherHosts};
use crate::exchange::format::{
    ExchangeId, Listing, ListingEntry, Sha256Hash, Withdrawal, WithdrawalState, hashed_path,
};
use crate::exchange::sync::{ItemPlace, LockedSource, Revision};
use crate::folder::EntryMetadata as FileFound;
use crate::path::SitePath;
use crate::text::date::Stamp;

/// Maximum difference between the clocks and time zones of a publisher and this portal.
const MAX_CLOCK_DIFFERENCE: SignedDuration = SignedDuration::from_hours(24);

/// The stored state of one source.
#[derive(Debug)]
pub struct ImportedSource {
    pub(super) name: String,
    /// The name of the publisher as this portal shows it. Empty before the first sync.
    pub publisher: String,
    /// The address of the publisher's portal to which pages link: the claimed one if the hosts of
    /// the publisher vouch for it, else the root of the host of the source. Empty before the first
    /// sync.
    pub publisher_url: String,
    /// The name that only the publisher gives, if it is not part of `publisher`.
    pub claimed_name: String,
    /// The address that the publisher gives for its portal.
    pub claimed_url: String,
    /// The claim of the publisher that is not believed.
    pub doubt: Option<Doubt>,
    /// The hosts whose addresses are shown as those of the publisher.
    pub hosts: PublisherHosts,
    /// Whether its notices are shown on every page.
    pub notices: bool,
    /// The title of the channel or feed.
    pub title: String,
    /// The time of the last change (RFC 3339). Empty if nothing was fetched yet.
    pub verified: String,
    /// The digest of the lock entry of the source.
    pub(super) digest: Digest,
    /// What was verified of a channel, and the metadata of its files at that time. `None` for a
    /// feed, and if nothing is stored.
    pub(super) verification: Option<super::verification::VerificationRecord>,
    /// When the first signature expires. `None` for a feed, and if nothing is stored.
    pub(super) expires: Option<Timestamp>,
    /// Whether the signatures have expired.
    pub is_stale: bool,
    /// Whether the source is a feed, which is not signed.
    pub is_feed: bool,
    /// Whether the source is a trusted directory of portals.
    pub(super) is_directory: bool,
    /// Whether the items are left out because the signatures have expired.
    pub(super) is_omitted: bool,
    /// Whether search engines may list the items at their addresses in this portal too.
    pub index: bool,
    /// The stored items, newest first.
    pub(super) items: IndexMap<ExchangeId, ImportedItem>,
    /// The withdrawals of items that are no longer stored.
    pub withdrawals: Vec<Withdrawal>,
    /// The kind and language of withdrawn items, for their notices.
    pub(super) places: BTreeMap<ExchangeId, ItemPlace>,
    /// The items that wait for approval.
    pub(super) waiting: BTreeSet<ExchangeId>,
    /// The ids of items that were stored and that the channel no longer lists.
    pub(super) unlisted: BTreeSet<ExchangeId>,
    /// The path and hash of the complete list. It is read only when an item is requested that is
    /// not stored. `None` for a feed, and if nothing is stored.
    pub(super) listing_file: Option<(PathBuf, Sha256Hash)>,
    /// The ids in the complete list, after it was read.
    pub(super) listed_ids: OnceLock<BTreeSet<ExchangeId>>,
    /// The entries of a feed.
    pub entries: Vec<ImportedFeedEntry>,
}

/// A stored item.
#[derive(Debug, Clone)]
pub struct ImportedItem {
    /// The list entry. It has no date if [`ImportedItem::is_future_dated`].
    pub entry: ListingEntry,
    /// The publication time. `None` if it is not given or not believed.
    pub(super) published: Option<DateTime>,
    /// Whether its publication time is later than its verification. Such an item would be the
    /// newest for as long as its publisher wants, so it counts as undated.
    pub is_future_dated: bool,
    /// The hash of the file of the item.
    pub sha256: Sha256Hash,
    /// The withdrawal, if the item may still be read below a notice. `None` if the item is not
    /// withdrawn.
    pub(super) withdrawal: Option<Withdrawal>,
    /// The content file of the item. `None` if it is not a page.
    pub page: Option<SitePath>,
    /// The hashes of the pictures, by target name.
    pub(super) assets: BTreeMap<String, Sha256Hash>,
}

/// The result of looking up an item by its id.
pub enum ItemLookup<'i> {
    /// The item is stored.
    Item(&'i ImportedItem),
    /// The item was stored, and is withdrawn or no longer listed. The withdrawal is `None` if the
    /// publisher says nothing of the item, or if no byte of it may be left.
    Ended(Option<&'i Withdrawal>),
    /// The signatures have expired, and the item is left out.
    Omitted,
    /// The item waits for approval.
    Waiting,
    /// The item is listed, and was not fetched yet.
    Listed,
    /// The channel has no such item.
    Unknown,
}

impl ImportedSource {
    pub(super) fn empty(source: &SourceConfig) -> Self {
        Self {
            name: source.name.to_string(),
            publisher: String::new(),
            publisher_url: String::new(),
            claimed_name: String::new(),
            claimed_url: String::new(),
            doubt: None,
            hosts: PublisherHosts::default(),
            notices: source.notices,
            title: String::new(),
            verified: String::new(),
            digest: Digest::default(),
            verification: None,
            expires: None,
            is_stale: false,
            is_feed: matches!(source.kind, SourceKind::Feed { .. }),
            is_directory: source.directory,
            is_omitted: false,
            index: source.index,
            items: IndexMap::new(),
            withdrawals: Vec::new(),
            places: BTreeMap::new(),
            waiting: BTreeSet::new(),
            unlisted: BTreeSet::new(),
            listing_file: None,
            listed_ids: OnceLock::new(),
            entries: Vec::new(),
        }
    }

    /// The file of a target, by its path in the site.
    pub(super) fn target_path(&self, name: &str, sha256: &Sha256Hash) -> String {
        format!("{FOLDER}/{}/targets/{}", self.name, hashed_path(name, &sha256.0))
    }

    /// The metadata on disk of a file that the lock names, by its path in the site.
    pub(super) fn file_metadata(&self, file: &str) -> Option<FileFound> {
        self.verification.as_ref()?.files.get(file).copied()
    }

    /// The time when the first signature expires. `None` for a feed, and if nothing is stored.
    pub fn expires(&self) -> Option<Timestamp> {
        self.expires
    }

    /// The name of the source in `portal.toml`.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn item(&self, id: &ExchangeId) -> Option<&ImportedItem> {
        self.items.get(id)
    }

    /// The stored items, newest first.
    pub fn items(&self) -> impl Iterator<Item = &ImportedItem> {
        self.items.values()
    }

    /// Looks up an item by its id.
    pub fn find(&self, id: &str) -> ItemLookup<'_> {
        let Ok(name) = ExchangeId::new(id) else { return ItemLookup::Unknown };
        let word = self.withdrawals.iter().find(|word| word.id == name);
        match self.item(&name) {
            Some(held) => ItemLookup::Item(held),
            None if word.is_some() || self.unlisted.contains(&name) => {
                ItemLookup::Ended(word.filter(|word| word.state != WithdrawalState::Vanish))
            }
            None if self.is_omitted => ItemLookup::Omitted,
            None if self.waiting.contains(&name) => ItemLookup::Waiting,
            None if self.listed_ids().contains(&name) => ItemLookup::Listed,
            None => ItemLookup::Unknown,
        }
    }

    /// The language of a withdrawn item, as its publisher gave it. `None` if it is not known.
    pub fn place_lang(&self, id: &ExchangeId) -> Option<&str> {
        self.places.get(id).map(|place| place.lang.as_str())
    }

    /// The ids of stored and listed items, for suggestions.
    pub fn item_ids(&self) -> impl Iterator<Item = &str> {
        self.items.keys().chain(self.listed_ids()).map(ExchangeId::as_str)
    }

    /// The listed ids. Empty if the file was altered; the next sync restores it.
    fn listed_ids(&self) -> &BTreeSet<ExchangeId> {
        self.listed_ids.get_or_init(|| {
            let bytes = self
                .listing_file
                .as_ref()
                .and_then(|(path, sha256)| fs::read(path).ok().filter(|bytes| Sha256Hash::of(bytes) == *sha256));
            let listing = bytes.and_then(|bytes| Listing::from_verified_bytes(&bytes).ok());
            listing.into_iter().flat_map(|listing| listing.items).map(|entry| entry.id).collect()
        })
    }
}

impl ImportedItem {
    pub(super) fn from_entry(mut entry: ListingEntry, revision: &Revision, held: &LockedSource) -> Self {
        let word = held.withdrawn.iter().find(|word| word.id == entry.id).cloned();
        let mut published = entry.published.as_deref().and_then(|at| Stamp::parse(at).ok()).map(Stamp::start);
        let latest = Stamp::parse(&held.verified).ok().and_then(|at| at.start().checked_add(MAX_CLOCK_DIFFERENCE).ok());
        let is_ahead = latest.is_some_and(|latest| published.is_some_and(|at| at > latest));
        if is_ahead {
            published = None;
            entry.published = None;
        }
        Self {
            published,
            is_future_dated: is_ahead,
            withdrawal: word,
            sha256: revision.sha256,
            page: None,
            assets: revision.assets.clone(),
            entry,
        }
    }

    /// The state of the item that a page shows: live, or withdrawn with the day and the note of the
    /// publisher.
    pub fn origin_state(&self) -> ItemState {
        match &self.withdrawal {
            Some(word) => ItemState::Withdrawn { at: word.day(), note: word.note.clone() },
            None => ItemState::Live,
        }
    }
}
