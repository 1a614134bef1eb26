//! A centre that publishes a channel on a real host, and a consumer that syncs with it.

// Each test file uses only a part of this module.
#![allow(dead_code)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use crate::server::{After, Asked, Server, Wire};
use harness::Folder;
use jiff02::{SignedDuration, Timestamp as Time};
use tamquan::exchange::fetch::{FetchBounds, FetchUsage, Fetcher, NetworkScope, SourceUrl};
use tamquan::exchange::format::ExchangeId;
use tamquan::exchange::format::Sha256Hash;
use tamquan::exchange::format::{
    Item, LISTING_TARGET, Listing, ListingEntry, Publisher, WITHDRAWALS_TARGET, Withdrawal, WithdrawalState,
    Withdrawals,
};
use tamquan::exchange::sync::{ExchangeLock, LockedSource, NewerMetadata};
use tamquan::exchange::sync::{ItemSelector, SyncFailure, SyncFault, SyncInput, SyncReport, SyncTarget};
use tamquan::exchange::trust::Repository;
use tamquan::exchange::trust::SigningTerms;
use tamquan::exchange::trust::{Keyring, SigningKey};

pub(crate) fn name(text: &str) -> ExchangeId {
    ExchangeId::new(text).expect("a name")
}

/// The time of the machine: the library judges the end of signatures by no other clock.
#[allow(clippy::disallowed_methods)]
pub(crate) fn now() -> Time {
    Time::now()
}

pub(crate) fn days(days: i64) -> Time {
    now().checked_add(SignedDuration::from_hours(24 * days)).expect("a time")
}

pub(crate) fn ring(terms: SigningTerms) -> Keyring {
    let make = |count: u8| (0..count).map(|_| SigningKey::generate().expect("a key")).collect();
    Keyring { root: make(terms.root_keys), targets: make(terms.targets_keys), online: make(1) }
}

/// The content of a channel.
#[derive(Clone, Default)]
pub(crate) struct Content {
    pub items: Vec<(&'static str, u64, &'static str)>,
    pub withdrawn: Vec<Withdrawal>,
}

impl Content {
    /// Live items with an id, a revision and a title.
    pub(crate) fn of(items: &[(&'static str, u64, &'static str)]) -> Self {
        Self { items: items.to_vec(), withdrawn: Vec::new() }
    }

    pub(crate) fn without(mut self, id: &str, rev: u64, state: WithdrawalState) -> Self {
        let word =
            Withdrawal { id: name(id), rev, state, at: "2026-11-25".to_owned(), to: None, title: None, note: None };
        self.withdrawn.push(word);
        self
    }

    /// The targets for this content.
    pub(crate) fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let publisher = Publisher {
            id: name("centre"),
            name: "Trung tâm".to_owned(),
            url: "https://centre.example/".parse().expect("an address"),
        };
        let entry = |(id, rev, title): &(&'static str, u64, &'static str)| ListingEntry {
            id: name(id),
            rev: *rev,
            kind: "article".to_owned(),
            lang: "vi".to_owned(),
            title: (*title).to_owned(),
            summary: String::new(),
            published: Some("2026-11-20".to_owned()),
        };
        let listing = Listing {
            format: 1,
            channel: name("chi-dao"),
            title: "Chỉ đạo, điều hành".to_owned(),
            publisher: publisher.clone(),
            items: self.items.iter().map(entry).collect(),
        };
        let json = |value: serde_json::Result<Vec<u8>>| value.expect("JSON");
        let mut files = BTreeMap::new();
        for entry in &listing.items {
            let item = Item {
                format: 1,
                entry: entry.clone(),
                channel: listing.channel.clone(),
                publisher: publisher.clone(),
                modified: None,
                canonical: format!("https://centre.example/{}/", entry.id).parse().expect("an address"),
                license: None,
                authors: Vec::new(),
                fields: serde_json::Map::new(),
                body: format!("<p>{}</p>", entry.title),
                assets: Vec::new(),
                corrections: Vec::new(),
                valid_to: None,
            };
            files.insert(entry.target(), json(serde_json::to_vec(&item)));
        }
        let withdrawn = Withdrawals { format: 1, items: self.withdrawn.clone() };
        files.insert(LISTING_TARGET.to_owned(), json(serde_json::to_vec(&listing)));
        files.insert(WITHDRAWALS_TARGET.to_owned(), json(serde_json::to_vec(&withdrawn)));
        files
    }
}

/// A handler between the host and its clients: it answers a request itself, or returns `None` to
/// leave the request to the host.
pub(crate) type Between = Box<dyn Fn(&Asked, &mut Wire) -> Option<After> + Send + Sync>;

/// A centre with its host and one consumer.
pub(crate) struct Centre {
    _all: Folder,
    pub folder: PathBuf,
    pub keys: Keyring,
    pub terms: SigningTerms,
    pub repository: Repository,
    pub server: Server,
    between: Arc<Mutex<Option<Between>>>,
    /// The root that the consumer was given at the beginning.
    pub root: Vec<u8>,
    pub site: PathBuf,
    pub source: SyncTarget,
    pub held: Option<LockedSource>,
    /// The metadata that a failed sync verified.
    pub ahead: Option<NewerMetadata>,
    pub spent: FetchUsage,
}

pub(crate) struct All;

impl ItemSelector for All {
    fn select<'l>(&self, listing: &'l Listing) -> Vec<&'l ListingEntry> {
        listing.items.iter().collect()
    }
}

impl Centre {
    pub(crate) fn new(content: &Content) -> Self {
        Self::of(content, SigningTerms::CENTRE)
    }

    pub(crate) fn of(content: &Content, terms: SigningTerms) -> Self {
        let all = Folder::new();
        let (folder, site) = (all.path().join("channel"), all.path().join("site"));
        fs::create_dir_all(&site).expect("a folder");
        let keys = ring(terms);
        let held = tamquan::folder::Folder::create(&folder).expect("a folder");
        let mut repository = Repository::create(held, &keys, terms, now()).expect("a repository");
        repository.publish(&content.files(), &keys, terms, now()).expect("a publication");
        let between: Arc<Mutex<Option<Between>>> = Arc::default();
        let (served, other) = (folder.clone(), Arc::clone(&between));
        let server = Server::start(move |asked, wire| {
            let answered = other.lock().expect("no panic").as_ref().and_then(|between| between(asked, wire));
            answered.unwrap_or_else(|| file(&served, &asked.path, wire))
        });
        let source = SyncTarget { name: name("centre"), channel: name("chi-dao"), site: site.clone(), manual: false };
        let root = repository.root_files().expect("roots").pop().expect("a root");
        Self {
            _all: all,
            folder,
            keys,
            terms,
            repository,
            server,
            between,
            root,
            site,
            source,
            held: None,
            ahead: None,
            spent: FetchUsage::default(),
        }
    }

    pub(crate) fn publish(&mut self, content: &Content) {
        self.repository.publish(&content.files(), &self.keys, self.terms, now()).expect("a publication");
    }

    /// Sets the handler between the host and its clients.
    pub(crate) fn between(&self, between: impl Fn(&Asked, &mut Wire) -> Option<After> + Send + Sync + 'static) {
        *self.between.lock().expect("no panic") = Some(Box::new(between));
    }

    pub(crate) fn nobody_between(&self) {
        *self.between.lock().expect("no panic") = None;
    }

    /// Makes the host answer a path with these bytes.
    pub(crate) fn instead(&self, path: &'static str, bytes: Vec<u8>) {
        self.between(move |asked, wire| (asked.path == path).then(|| wire.answer("200 OK", "", &bytes)));
    }

    /// Syncs once, and saves the result.
    pub(crate) fn sync(&mut self) -> Result<SyncReport, SyncFault> {
        self.sync_as(&All)
    }

    pub(crate) fn sync_as(&mut self, wanted: &dyn ItemSelector) -> Result<SyncReport, SyncFault> {
        self.sync_at(wanted, now())
    }

    /// Syncs on a machine whose clock shows this time.
    pub(crate) fn sync_at(&mut self, wanted: &dyn ItemSelector, time: Time) -> Result<SyncReport, SyncFault> {
        let base = SourceUrl::parse_within(&self.server.url(""), NetworkScope::LoopbackForTests).expect("an address");
        let fetcher = Fetcher::new(&base, bounds(), NetworkScope::LoopbackForTests);
        let code = Sha256Hash::of(&self.root);
        let known = SyncInput {
            locked: self.held.as_ref(),
            newer_metadata: self.ahead.as_ref(),
            root_hash: &code,
            accepts_publisher: false,
        };
        let now = jiff::Timestamp::from_second(time.as_second()).expect("a time");
        let result = self.source.sync(known, wanted, &fetcher, now);
        self.spent = fetcher.usage();
        let synced = match result {
            Ok(synced) => synced,
            Err(SyncFailure { fault, newer_metadata: ahead }) => {
                if !ahead.is_empty() {
                    self.ahead = Some(self.source.write_newer_metadata(base.url().as_str(), &ahead).expect("written"));
                    self.source.sweep(self.held.as_ref(), self.ahead.as_ref()).expect("swept");
                }
                return Err(fault);
            }
        };
        let mut lock = ExchangeLock::read(&self.site).expect("a lock");
        lock.sources.insert(name("centre"), synced.locked.clone());
        lock.write(&self.site).expect("a lock");
        self.source.sweep(Some(&synced.locked), None).expect("swept");
        (self.held, self.ahead) = (Some(synced.locked.clone()), None);
        Ok(synced)
    }

    /// The ids and revisions of the items that the consumer shows.
    pub(crate) fn shown(&self) -> Vec<(String, u64)> {
        let items = self.held.iter().flat_map(|held| &held.items);
        items.map(|(id, revision)| (id.to_string(), revision.rev)).collect()
    }

    /// All files that the consumer holds of the source.
    pub(crate) fn kept(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut all = BTreeMap::new();
        collect(&self.site.join("exchange"), &mut all);
        if let Ok(lock) = fs::read(self.site.join("exchange.lock")) {
            all.insert(PathBuf::from("exchange.lock"), lock);
        }
        all
    }

    /// The same files without the newer metadata that a failed sync verified.
    pub(crate) fn held_files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut all = self.kept();
        for name in self.ahead.iter().flat_map(|ahead| ahead.metadata.keys()) {
            all.remove(&self.site.join("exchange/centre/metadata").join(name));
        }
        all
    }

    /// Restores the files of the consumer.
    pub(crate) fn put_back(&self, files: &BTreeMap<PathBuf, Vec<u8>>) {
        let _ = fs::remove_dir_all(self.site.join("exchange"));
        put(files, &self.site);
    }

    /// All files of the channel, by their paths in its folder.
    pub(crate) fn published(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut all = BTreeMap::new();
        collect(&self.folder, &mut all);
        all
    }

    /// Syncs and expects a failure that changes no file of the consumer.
    #[track_caller]
    pub(crate) fn refused(&mut self) -> SyncFault {
        let (before, shown) = (self.held_files(), self.shown());
        let fault = self.sync().map(|synced| synced.locked.items).expect_err("it was taken");
        assert_eq!(self.shown(), shown);
        let after = self.held_files();
        let named = |all: &BTreeMap<PathBuf, Vec<u8>>| all.keys().cloned().collect::<Vec<_>>();
        assert_eq!(named(&after), named(&before));
        assert!(after == before, "what is kept changed");
        fault
    }
}

pub(crate) fn bounds() -> FetchBounds {
    let long = std::time::Duration::from_secs(3);
    FetchBounds { connect: long, read: long, response: long, sync: long * 10, ..FetchBounds::default() }
}

fn file(folder: &Path, path: &str, wire: &mut Wire) -> After {
    match fs::read(folder.join(path.trim_start_matches('/'))) {
        Ok(bytes) => wire.answer("200 OK", "", bytes),
        Err(_) => wire.answer("404 Not Found", "", "none"),
    }
}

/// Writes files. A relative path is below `folder`.
pub(crate) fn put(files: &BTreeMap<PathBuf, Vec<u8>>, folder: &Path) {
    for (path, bytes) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }
}

fn collect(folder: &Path, all: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.path() {
            path if path.is_dir() => collect(&path, all),
            path => drop(all.insert(path.clone(), fs::read(&path).expect("a file"))),
        }
    }
}
