//! Bringing what the site holds of other portals up to date: before a build for the sources that are due, and by `source sync`.
//!
//! Each source by itself is verified as a whole or left as it was; `exchange.lock` is written once, after all of them, and what
//! it does not name any more is taken away last. Whatever ends a pull between two writes, the next one makes it whole.

mod feed;
mod wants;
mod wishes;

use wants::Wants;
pub use wishes::{Wish, wishes};

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;

use crate::config::{Config, From, Source};
use crate::diag::{Code, Diag, Diags};
use crate::engine::CACHE;
use crate::exchange::fetch::{Bounds, FetchFault, Fetcher, Got, Reach, SourceUrl, Spent};
use crate::exchange::files::{put, sweep};
use crate::exchange::item::Withdrawn;
use crate::exchange::limits;
use crate::exchange::lock::{self, Hash, Held, HeldFeed, Lock};
use crate::exchange::name::Name;
use crate::exchange::sync::{self, SyncFault, Synced};
use crate::exchange::told;
use crate::exchange::trust::Distrust;
use crate::imports::FOLDER;

/// Sources that are asked at a time: each has a host of its own.
const AT_A_TIME: usize = 8;

/// Which sources are asked.
#[derive(Debug, Clone)]
pub enum Which {
    /// Those whose time has come, and those of which nothing is held.
    Due,
    /// These, whatever the time; all when there are none.
    Named(BTreeSet<String>),
}

/// What is asked for.
pub struct Pull<'p> {
    pub site: &'p Path,
    pub config: &'p Config,
    pub reach: Reach,
    /// By the clock of this machine: signatures end by it.
    pub now: Timestamp,
}

/// What came of a source.
#[derive(Debug)]
pub struct Report {
    pub source: Name,
    pub spent: Spent,
    pub came: Came,
}

#[derive(Debug)]
pub enum Came {
    /// It was verified, and these items are new, waiting, or not there any more.
    Synced { new: Vec<Name>, waiting: usize, ended: Vec<Name>, held: usize },
    /// The feed is the same, or has so many entries now.
    Feed { entries: Option<usize> },
    /// It could not be had, or is not to be trusted: what was held stays.
    Failed { why: Diag, is_trust: bool },
}

/// What came of all.
#[derive(Debug, Default)]
pub struct Pulled {
    pub reports: Vec<Report>,
    /// Warnings, of single items and of whole sources.
    pub warnings: Diags,
}

impl Pulled {
    /// What came of a second pull.
    pub fn add(&mut self, more: Self) {
        self.reports.retain(|old| more.reports.iter().all(|new| new.source != old.source));
        self.reports.extend(more.reports);
        self.warnings.extend(more.warnings.iter().cloned());
    }

    /// Whether somebody has to look at a source.
    pub fn is_distrusted(&self) -> bool {
        self.reports.iter().any(|report| matches!(report.came, Came::Failed { is_trust: true, .. }))
    }
}

/// What is to be put into the lock.
enum New {
    Channel(Box<(sync::Source, Held)>),
    Feed(HeldFeed),
}

impl New {
    /// Whether of something that was held no byte may be left.
    fn makes_vanish(&self, old: Option<&Held>) -> bool {
        let Self::Channel(new) = self else { return false };
        let is_held = |id: &Name| old.is_some_and(|old| old.items.contains_key(id) || old.waiting.contains_key(id));
        new.1.withdrawn.iter().any(|word| word.state == Withdrawn::Vanish && is_held(&word.id))
    }
}

/// Removes a folder, if it is there.
fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

impl Pull<'_> {
    /// Asks the sources, and writes down what was verified.
    ///
    /// # Errors
    /// When the lock cannot be read or written, or another process pulls.
    pub fn run(&self, which: &Which) -> Result<Pulled, Diags> {
        let sources: Vec<&Source> = self.config.exchange.sources.iter().collect();
        if sources.is_empty() && !self.site.join(lock::FILE).exists() {
            return Ok(Pulled::default());
        }
        let read = || Lock::read(self.site).map_err(|fault| Diags::from(told::lock(&fault)));
        let is_forgotten = |name: &&Name| self.config.exchange.source(name).is_none();
        let seen = read()?;
        let asked: Vec<&Source> =
            sources.iter().copied().filter(|source| self.is_asked(source, &seen, which)).collect();
        if asked.is_empty() && !known(&seen).any(|name| is_forgotten(&name)) {
            return Ok(Pulled::default());
        }
        let _only = self.alone().map_err(Diags::from)?;
        // Somebody may have written it until now.
        let mut lock = read()?;
        let forgotten: Vec<Name> = known(&lock).filter(is_forgotten).cloned().collect();
        let wishes = if asked.is_empty() { BTreeMap::new() } else { wishes(self.site) };
        let mut pulled = Pulled::default();
        let mut new = Vec::new();
        for batch in asked.chunks(AT_A_TIME) {
            let came = std::thread::scope(|scope| {
                let (lock, wishes) = (&lock, &wishes);
                let one = |source: &Source| self.one(source, lock, wishes.get(source.name.as_str()));
                let threads: Vec<_> = batch.iter().map(|source| scope.spawn(move || one(source))).collect();
                threads.into_iter().map(|thread| thread.join().ok()).collect::<Vec<_>>()
            });
            for (source, came) in batch.iter().zip(came) {
                let Some((report, found, state)) = came else { continue };
                pulled.warnings.extend(found);
                pulled.reports.push(report);
                new.extend(state.map(|state| (source.name.clone(), state)));
            }
        }
        self.keep(&mut lock, &new, &forgotten).map_err(|error| Diags::from(told::disk(FOLDER, &error)))?;
        Ok(pulled)
    }

    /// Shows revisions that were waiting from now on.
    ///
    /// # Errors
    /// When one of them is not waiting, the lock cannot be read or written, or another process pulls.
    pub fn accept(&self, name: &Name, items: &[String]) -> Result<usize, Diags> {
        let _only = self.alone().map_err(Diags::from)?;
        let told = |fault| Diags::from(told::lock(&fault));
        let mut lock = Lock::read(self.site).map_err(told)?;
        let Some(held) = lock.sources.get_mut(name) else {
            return Err(Diags::from(Diag::error(Code::SourceEmpty).arg("source", name)));
        };
        let waiting: Vec<Name> = held.waiting.keys().cloned().collect();
        if let Some(item) = items.iter().find(|item| waiting.iter().all(|id| id.as_str() != item.as_str())) {
            let all: Vec<&str> = waiting.iter().map(Name::as_str).collect();
            let choices = if all.is_empty() { "–".to_owned() } else { all.join(", ") };
            let diag = Diag::error(Code::NotWaiting).arg("value", item).arg("source", name);
            return Err(Diags::from(diag.arg("choices", choices)));
        }
        let is_meant = |id: &&Name| items.is_empty() || items.iter().any(|item| item == id.as_str());
        let accepted: Vec<&Name> = waiting.iter().filter(is_meant).collect();
        accepted.iter().for_each(|id| held.accept(id));
        lock.write(self.site).map_err(told)?;
        Ok(accepted.len())
    }

    /// Whether everything that is asked for is held, so that nothing has to be.
    ///
    /// # Errors
    /// Every source of which nothing is held.
    pub fn check_held(&self) -> Result<(), Diags> {
        let lock = Lock::read(self.site).map_err(|fault| Diags::from(told::lock(&fault)))?;
        let empty = self.config.exchange.sources.iter().filter(|source| !is_held(source, &lock));
        let told = |source: &Source| {
            Diag::error(Code::SourceEmpty).arg("source", &source.name).file(crate::config::FILE).spot(source.spot)
        };
        let faults: Diags = empty.map(told).collect();
        if faults.has_errors() { Err(faults) } else { Ok(()) }
    }

    fn is_asked(&self, source: &Source, lock: &Lock, which: &Which) -> bool {
        match which {
            Which::Named(names) => names.is_empty() || names.contains(source.name.as_str()),
            Which::Due => {
                let checked = fs::read_to_string(self.work(&source.name).join(CHECKED)).ok();
                let checked = checked.and_then(|text| text.trim().parse::<Timestamp>().ok());
                // A time that is still to come says that the clock was wrong.
                let age =
                    checked.filter(|checked| *checked <= self.now).map(|checked| self.now.duration_since(checked));
                source.max_age.is_some_and(|most| !is_held(source, lock) || age.is_none_or(|age| age >= most))
            }
        }
    }

    /// Where what need not be committed is kept.
    fn work(&self, name: &Name) -> PathBuf {
        self.site.join(CACHE).join(FOLDER).join(name.as_str())
    }

    fn folder(&self, name: &Name) -> PathBuf {
        self.site.join(FOLDER).join(name.as_str())
    }

    /// Lets nobody else pull until it is dropped.
    fn alone(&self) -> Result<fs::File, Diag> {
        let folder = self.site.join(CACHE).join(FOLDER);
        let open = fs::create_dir_all(&folder).and_then(|()| fs::File::create(folder.join("lock")));
        let file = open.map_err(|error| told::disk(FOLDER, &error))?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(_) => Err(Diag::error(Code::Locked).arg("folder", self.site.display())),
        }
    }

    fn one(&self, source: &Source, lock: &Lock, wish: Option<&Wish>) -> (Report, Vec<Diag>, Option<New>) {
        let report = |spent, came| Report { source: source.name.clone(), spent, came };
        match &source.from {
            From::Channel { url, channel, root } => {
                let wants = Wants::of(source, self.config, wish);
                let fetcher = match self.fetcher(url.as_str()) {
                    Ok(fetcher) => Arc::new(fetcher),
                    Err(why) => {
                        return (report(Spent::default(), Came::Failed { why, is_trust: true }), Vec::new(), None);
                    }
                };
                let kept = sync::Source {
                    channel: channel.clone(),
                    folder: self.folder(&source.name),
                    work: self.work(&source.name).join("tuf"),
                    manual: source.manual,
                };
                let old = lock.sources.get(&source.name).filter(|held| held.url == url.as_str());
                match self.sync(&kept, old, root, &wants, &fetcher) {
                    Ok(Synced { held, fetched, refused, ended }) => {
                        let warn = |(id, fault): (Name, _)| {
                            let mut diag = told::item(&fault);
                            diag.severity = crate::diag::Severity::Warning;
                            diag.file(format!("{FOLDER}/{}/{id}", source.name))
                        };
                        let warnings = refused.into_iter().map(warn).collect();
                        let (waiting, count) = (held.waiting.len(), held.items.len());
                        let came = Came::Synced { new: fetched, waiting, ended, held: count };
                        (report(fetcher.spent(), came), warnings, Some(New::Channel(Box::new((kept, held)))))
                    }
                    Err(fault) => {
                        let (why, is_trust) = (told::sync(&fault), told::is_trust(&fault));
                        (report(fetcher.spent(), Came::Failed { why, is_trust }), Vec::new(), None)
                    }
                }
            }
            From::Feed { url } => {
                let old = lock.feeds.get(&source.name).filter(|held| held.url == url.as_str());
                match self.fetcher(url.as_str()) {
                    Ok(fetcher) => {
                        let (came, new) = feed::pull(&self.folder(&source.name), old, url, &fetcher, self.now);
                        (report(fetcher.spent(), came), Vec::new(), new.map(New::Feed))
                    }
                    Err(why) => (report(Spent::default(), Came::Failed { why, is_trust: true }), Vec::new(), None),
                }
            }
        }
    }

    fn fetcher(&self, url: &str) -> Result<Fetcher, Diag> {
        let base = SourceUrl::parse_within(url, self.reach).map_err(|why| told::address(url, why))?;
        Ok(Fetcher::new(&base, Bounds::default(), self.reach))
    }

    fn sync(
        &self,
        source: &sync::Source,
        old: Option<&Held>,
        root: &Hash,
        wants: &Wants,
        fetcher: &Arc<Fetcher>,
    ) -> Result<Synced, SyncFault> {
        let run = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let now = jiff02::Timestamp::from_second(self.now.as_second()).map_err(io::Error::other)?;
        // A folder that was deleted is filled again; what the lock remembers of it still counts.
        let is_there = source.folder.join("metadata").is_dir();
        let held = old.filter(|_| is_there);
        let first = if held.is_none() { first_root(fetcher, root)? } else { Vec::new() };
        let synced = run.block_on(source.sync(held, &first, wants, fetcher, now))?;
        match old.filter(|_| !is_there).and_then(|old| synced.held.is_older_than(old)) {
            Some(role) => Err(SyncFault::Distrust(Distrust::Older(role))),
            None => Ok(synced),
        }
    }

    /// The lock first, then what it does not name any more goes.
    fn keep(&self, lock: &mut Lock, new: &[(Name, New)], forgotten: &[Name]) -> io::Result<()> {
        let before = lock.clone();
        for name in forgotten {
            lock.sources.remove(name);
            lock.feeds.remove(name);
        }
        for (name, new) in new {
            match new {
                New::Channel(new) => drop(lock.sources.insert(name.clone(), new.1.clone())),
                New::Feed(held) => drop(lock.feeds.insert(name.clone(), held.clone())),
            }
        }
        if new.iter().any(|(name, new)| new.makes_vanish(before.sources.get(name))) {
            // A preview keeps what it showed until somebody looks at it again.
            for folder in ["preview", "serve"] {
                remove(&self.site.join(CACHE).join(folder))?;
            }
        }
        if *lock != before {
            lock.write(self.site).map_err(|fault| match fault {
                lock::LockFault::Disk(error) => error,
                lock::LockFault::Form(_) | lock::LockFault::Version(_) => io::ErrorKind::InvalidData.into(),
            })?;
        }
        for (name, new) in new {
            match new {
                New::Channel(new) => new.0.sweep(&new.1)?,
                New::Feed(held) => sweep(&self.folder(name), |file| file == feed::file(&held.sha256))?,
            }
            put(&self.work(name).join(CHECKED), self.now.to_string().as_bytes())?;
        }
        for name in forgotten {
            remove(&self.folder(name))?;
            remove(&self.work(name))?;
        }
        Ok(())
    }
}

/// When a source was asked last, in its folder of what need not be committed.
const CHECKED: &str = "checked";

fn known(lock: &Lock) -> impl Iterator<Item = &Name> {
    lock.sources.keys().chain(lock.feeds.keys())
}

/// Whether anything is held of a source as `portal.toml` has it now.
fn is_held(source: &Source, lock: &Lock) -> bool {
    match &source.from {
        From::Channel { url, .. } => lock.sources.get(&source.name).is_some_and(|held| held.url == url.as_str()),
        From::Feed { url } => lock.feeds.get(&source.name).is_some_and(|held| held.url == url.as_str()),
    }
}

/// The root file of this hash: the one that somebody was given by another way.
fn first_root(fetcher: &Fetcher, root: &Hash) -> Result<Vec<u8>, SyncFault> {
    for bytes in roots(fetcher) {
        let bytes = bytes.map_err(SyncFault::Fetch)?;
        if Hash::of(&bytes) == *root {
            return Ok(bytes);
        }
    }
    Err(SyncFault::Distrust(Distrust::FirstRoot))
}

/// The root files at an address, from the first to the newest. Nobody vouches for them.
pub fn roots(fetcher: &Fetcher) -> impl Iterator<Item = Result<Vec<u8>, FetchFault>> {
    (1..=limits::ROOTS).map_while(|version| {
        let url = fetcher.base().url().join(&format!("metadata/{version}.root.json")).ok()?;
        match fetcher.get(&url, limits::METADATA, None) {
            Ok(Got::Body { bytes, .. }) => Some(Ok(bytes)),
            Ok(Got::Unchanged | Got::Missing) => None,
            Err(fault) => Some(Err(fault)),
        }
    })
}
