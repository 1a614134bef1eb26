//! What is held of one source.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::sync::OnceLock;

use indexmap::IndexMap;
use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp};

use super::{FOLDER, HeldEntry};
use crate::config::{From, Source};
use crate::content::State;
use crate::digest::Digest;
use crate::exchange::attribution::{Doubt, Hosts};
use crate::exchange::files::hashed;
use crate::exchange::item::{Entry, Listing, Withdrawal};
use crate::exchange::lock::{Hash, Held, Place, Revision};
use crate::exchange::name::Name;
use crate::folder::Found as FileFound;
use crate::path::SitePath;
use crate::text::date::Stamp;

/// How far the clocks and time zones of a publisher and of this portal may be apart.
const CLOCKS_DIFFER: SignedDuration = SignedDuration::from_hours(24);

/// What is held of one source.
#[derive(Debug)]
pub struct Holding {
    pub(super) name: String,
    /// Who publishes, as far as this portal knows it; nobody before the first sync.
    pub publisher: String,
    pub publisher_url: String,
    /// The name that nobody but the publisher says, where `publisher` does not hold it.
    pub claimed: String,
    /// The address that it gives for its portal.
    pub claimed_url: String,
    /// What the publisher says of itself and this portal does not repeat.
    pub doubt: Option<Doubt>,
    /// Where the publisher may have pages.
    pub hosts: Hosts,
    /// Its notices stand on every page.
    pub notices: bool,
    /// The title of the channel or feed.
    pub title: String,
    /// When anything of it was new the last time; RFC 3339.
    pub verified: String,
    /// Of what the lock says of it.
    pub(super) digest: Digest,
    /// What was verified of a channel.
    pub(super) vouching: Option<super::Vouching>,
    /// When the first of its signatures ends.
    pub(super) ends: Option<Timestamp>,
    /// Its signatures have ended.
    pub is_stale: bool,
    /// It signs nothing.
    pub is_feed: bool,
    /// What it lists of other portals is believed.
    pub(super) is_directory: bool,
    /// What is stale is left out.
    pub(super) is_omitted: bool,
    /// Search engines may list its items here too.
    pub index: bool,
    /// What is held, the newest first.
    pub(super) items: IndexMap<Name, HeldItem>,
    /// What was taken back and is not held any more.
    pub words: Vec<Withdrawal>,
    /// Where the notices of these stand.
    pub(super) places: BTreeMap<Name, Place>,
    /// What waits until somebody accepts it.
    pub(super) waiting: BTreeSet<Name>,
    pub(super) unlisted: BTreeSet<Name>,
    /// The list itself, which is read when somebody asks for what is not held: where it lies, and what it is.
    pub(super) list: Option<(PathBuf, Hash)>,
    pub(super) listed: OnceLock<BTreeSet<Name>>,
    /// Entries of a feed.
    pub entries: Vec<HeldEntry>,
}

/// An item that is held.
#[derive(Debug, Clone)]
pub struct HeldItem {
    /// Without a date when [`HeldItem::is_ahead`].
    pub entry: Entry,
    /// When it was published; none when that is not said, or not believed.
    pub(super) published: Option<DateTime>,
    /// Its publisher dates it after the moment at which it was verified. It would be the newest of
    /// all for as long as it likes, so it counts as not dated.
    pub is_ahead: bool,
    pub sha256: Hash,
    /// It was taken back, and may be read under a notice.
    pub(super) word: Option<Withdrawal>,
    /// The content file that it stands for, when it is a page.
    pub page: Option<SitePath>,
    /// Its pictures, as targets.
    pub(super) assets: BTreeMap<String, Hash>,
}

/// What is known of an item that somebody asks for by its name.
pub enum Found<'i> {
    Item(&'i HeldItem),
    /// It was here, and was taken back or is not listed any more.
    Ended,
    /// Its signature has ended, and it is not shown then.
    Omitted,
    /// It waits until somebody accepts it.
    Waiting,
    /// It is listed, and was not fetched yet.
    Listed,
    /// There is none.
    Unknown,
}

impl Holding {
    pub(super) fn nothing(source: &Source) -> Self {
        Self {
            name: source.name.to_string(),
            publisher: String::new(),
            publisher_url: String::new(),
            claimed: String::new(),
            claimed_url: String::new(),
            doubt: None,
            hosts: Hosts::default(),
            notices: source.notices,
            title: String::new(),
            verified: String::new(),
            digest: Digest::default(),
            vouching: None,
            ends: None,
            is_stale: false,
            is_feed: matches!(source.from, From::Feed { .. }),
            is_directory: source.directory,
            is_omitted: false,
            index: source.index,
            items: IndexMap::new(),
            words: Vec::new(),
            places: BTreeMap::new(),
            waiting: BTreeSet::new(),
            unlisted: BTreeSet::new(),
            list: None,
            listed: OnceLock::new(),
            entries: Vec::new(),
        }
    }

    /// The file of a target, by its path in the site.
    pub(super) fn file(&self, name: &str, sha256: &Hash) -> String {
        format!("{FOLDER}/{}/targets/{}", self.name, hashed(name, &sha256.0))
    }

    /// What the disk told of a file that the lock names, by its path in the site.
    pub(super) fn look(&self, file: &str) -> Option<FileFound> {
        self.vouching.as_ref()?.files.get(file).copied()
    }

    /// When the first of its signatures ends; `None` for a feed, and when nothing is held.
    pub fn ends(&self) -> Option<Timestamp> {
        self.ends
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn item(&self, id: &Name) -> Option<&HeldItem> {
        self.items.get(id)
    }

    /// What is held, the newest first.
    pub fn items(&self) -> impl Iterator<Item = &HeldItem> {
        self.items.values()
    }

    /// What is known of an item.
    pub fn find(&self, id: &str) -> Found<'_> {
        let Ok(name) = Name::new(id) else { return Found::Unknown };
        match self.item(&name) {
            Some(held) => Found::Item(held),
            None if self.unlisted.contains(&name) || self.words.iter().any(|word| word.id == name) => Found::Ended,
            None if self.is_omitted => Found::Omitted,
            None if self.waiting.contains(&name) => Found::Waiting,
            None if self.listed().contains(&name) => Found::Listed,
            None => Found::Unknown,
        }
    }

    /// The names that items have or could have, for whoever mistyped one.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.items.keys().chain(self.listed()).map(Name::as_str)
    }

    /// What the list names. Nothing when it is not the one that was verified: the next sync puts it back.
    fn listed(&self) -> &BTreeSet<Name> {
        self.listed.get_or_init(|| {
            let bytes = self
                .list
                .as_ref()
                .and_then(|(path, sha256)| fs::read(path).ok().filter(|bytes| Hash::of(bytes) == *sha256));
            let listing = bytes.and_then(|bytes| Listing::held(&bytes).ok());
            listing.into_iter().flat_map(|listing| listing.items).map(|entry| entry.id).collect()
        })
    }
}

impl HeldItem {
    pub(super) fn of(mut entry: Entry, revision: &Revision, held: &Held) -> Self {
        let word = held.withdrawn.iter().find(|word| word.id == entry.id).cloned();
        let mut published = entry.published.as_deref().and_then(|at| Stamp::parse(at).ok()).map(Stamp::start);
        let latest = Stamp::parse(&held.verified).ok().and_then(|at| at.start().checked_add(CLOCKS_DIFFER).ok());
        let is_ahead = latest.is_some_and(|latest| published.is_some_and(|at| at > latest));
        if is_ahead {
            published = None;
            entry.published = None;
        }
        Self { published, is_ahead, word, sha256: revision.sha256, page: None, assets: revision.assets.clone(), entry }
    }

    pub fn state(&self) -> State {
        match &self.word {
            Some(word) => {
                // What is no day is not said.
                let at = Stamp::parse(&word.at).map_or_else(|_| String::new(), |at| at.iso());
                State::Withdrawn { at, note: word.note.clone() }
            }
            None => State::Live,
        }
    }
}
