//! Bringing what the site holds of other portals up to date: before a build for the sources that are due, and by `source sync`.
//!
//! Each source by itself is verified as a whole or left as it was; `exchange.lock` is written once, after all of them, and what
//! it does not name any more is taken away last. Whatever ends a pull between two writes, the next one makes it whole.

mod pull_feed;
mod wanted_items;
mod source_includes;

pub use source_includes::{SourceIncludes, find_site_includes};
use wanted_items::WantedItems;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use jiff::Timestamp;

use crate::config::{Config, SourceConfig, SourceKind};
use crate::diag::{Code, Diag, Diags};
use crate::engine::CACHE_FOLDER;
use crate::exchange::fault_diags;
use crate::exchange::fetch::{FetchBounds, FetchUsage, Fetcher, NetworkScope, SourceUrl};
use crate::exchange::format::ExchangeId;
use crate::exchange::format::WithdrawalState;
use crate::exchange::sync::FOLDER;
use crate::exchange::sync::LOCK_FILE;
pub use crate::exchange::sync::fetch_roots;
use crate::exchange::sync::{self, SyncFailure, SyncInput, SyncReport};
use crate::exchange::sync::{ExchangeLock, LockedFeed, LockedSource, NewerMetadata};
use crate::folder::{Folder, FolderFault};
use crate::imports::Imports;

/// Sources that are asked at a time: each has a host of its own.
const MAX_CONCURRENT_SOURCES: usize = 8;

/// Which sources are asked.
#[derive(Debug, Clone)]
pub enum SourceSelection {
    /// Those whose time has come, and those of which nothing is held.
    Due,
    /// These, whatever the time; all when there are none.
    Named(BTreeSet<String>),
}

/// What is asked for.
pub struct PullJob<'p> {
    pub site: &'p Path,
    pub config: &'p Config,
    pub scope: NetworkScope,
    /// By the clock of this machine: signatures end by it.
    pub now: Timestamp,
    /// A publisher that says that it is another than before is accepted. Somebody has asked it,
    /// then.
    pub accepts_publisher: bool,
}

/// What came of a source.
#[derive(Debug)]
pub struct SourceReport {
    pub source: ExchangeId,
    pub usage: FetchUsage,
    pub outcome: SourceOutcome,
}

#[derive(Debug)]
pub enum SourceOutcome {
    /// It was verified, and these items are new, waiting, or not there any more.
    Synced { new: Vec<ExchangeId>, waiting: usize, ended: Vec<ExchangeId>, held: usize },
    /// The feed is the same, or has so many entries now.
    Feed { entries: Option<usize> },
    /// It could not be had, or is not to be trusted: what was held stays.
    Failed { why: Diag, is_distrusted: bool },
}

/// What came of all.
#[derive(Debug, Default)]
pub struct PullReport {
    pub reports: Vec<SourceReport>,
    /// Warnings, of single items and of whole sources.
    pub warnings: Diags,
}

impl PullReport {
    /// What came of a second pull.
    pub fn merge(&mut self, more: Self) {
        self.reports.retain(|old| more.reports.iter().all(|new| new.source != old.source));
        self.reports.extend(more.reports);
        self.warnings.extend(more.warnings.iter().cloned());
    }

    /// Whether somebody has to look at a source.
    pub fn is_distrusted(&self) -> bool {
        self.reports.iter().any(|report| matches!(report.outcome, SourceOutcome::Failed { is_distrusted: true, .. }))
    }
}

/// What is to be put into the lock.
enum LockChange {
    Channel(Box<(sync::SyncTarget, LockedSource)>),
    Feed(LockedFeed),
    /// A sync failed, and verified metadata that is newer than what is held.
    NewerMetadata(Box<(sync::SyncTarget, NewerMetadata)>),
}

impl LockChange {
    /// Whether of something that was held no byte may be left.
    fn requires_erasure(&self, old: Option<&LockedSource>) -> bool {
        let Self::Channel(new) = self else { return false };
        let is_held =
            |id: &ExchangeId| old.is_some_and(|old| old.items.contains_key(id) || old.waiting.contains_key(id));
        new.1.withdrawn.iter().any(|word| word.state == WithdrawalState::Vanish && is_held(&word.id))
    }
}

impl PullJob<'_> {
    /// Asks the sources, and writes down what was verified.
    ///
    /// # Errors
    /// When the lock cannot be read or written, or another process pulls.
    pub fn run(&self, which: &SourceSelection) -> Result<PullReport, Diags> {
        let sources: Vec<&SourceConfig> = self.config.exchange.sources.iter().collect();
        if sources.is_empty() && !self.site.join(LOCK_FILE).exists() {
            return Ok(PullReport::default());
        }
        let read =
            || ExchangeLock::read(self.site).map_err(|fault| Diags::from(fault_diags::lock_diag(&fault, self.site)));
        let is_forgotten = |name: &&ExchangeId| self.config.exchange.source(name).is_none();
        let seen = read()?;
        let asked: Vec<&SourceConfig> =
            sources.iter().copied().filter(|source| self.is_selected(source, &seen, which)).collect();
        if asked.is_empty() && !locked_names(&seen).any(|name| is_forgotten(&name)) {
            return Ok(PullReport::default());
        }
        let _only = self.acquire_pull_lock().map_err(Diags::from)?;
        // Somebody may have written it until now.
        let mut lock = read()?;
        let forgotten: Vec<ExchangeId> = locked_names(&lock).filter(is_forgotten).cloned().collect();
        let wishes = if asked.is_empty() { BTreeMap::new() } else { find_site_includes(self.site) };
        let mut pulled = PullReport::default();
        let mut new = Vec::new();
        for batch in asked.chunks(MAX_CONCURRENT_SOURCES) {
            let came = std::thread::scope(|scope| {
                let (lock, wishes) = (&lock, &wishes);
                let one = |source: &SourceConfig| self.pull_source(source, lock, wishes.get(source.name.as_str()));
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
        self.commit_lock(&mut lock, &new, &forgotten).map_err(Diags::from)?;
        Ok(pulled)
    }

    /// Shows revisions that were waiting from now on.
    ///
    /// # Errors
    /// When one of them is not waiting, the lock cannot be read or written, or another process pulls.
    pub fn accept_waiting(&self, name: &ExchangeId, items: &[String]) -> Result<usize, Diags> {
        let _only = self.acquire_pull_lock().map_err(Diags::from)?;
        let told = |fault| Diags::from(fault_diags::lock_diag(&fault, self.site));
        let mut lock = ExchangeLock::read(self.site).map_err(told)?;
        let Some(held) = lock.sources.get_mut(name) else {
            return Err(Diags::from(Diag::error(Code::SourceEmpty).arg("source", name)));
        };
        let waiting: Vec<ExchangeId> = held.waiting.keys().cloned().collect();
        if let Some(item) = items.iter().find(|item| waiting.iter().all(|id| id.as_str() != item.as_str())) {
            let all: Vec<&str> = waiting.iter().map(ExchangeId::as_str).collect();
            let choices = if all.is_empty() { "–".to_owned() } else { all.join(", ") };
            let diag = Diag::error(Code::NotWaiting).arg("value", item).arg("source", name);
            return Err(Diags::from(diag.arg("choices", choices)));
        }
        let is_meant = |id: &&ExchangeId| items.is_empty() || items.iter().any(|item| item == id.as_str());
        let accepted: Vec<&ExchangeId> = waiting.iter().filter(is_meant).collect();
        accepted.iter().for_each(|id| held.accept_waiting(id));
        lock.write(self.site).map_err(told)?;
        Ok(accepted.len())
    }

    /// Whether everything that is asked for is held, and every file that the lock names is the one
    /// that its publisher signed, whatever earlier builds remember.
    ///
    /// # Errors
    /// Every source of which nothing is held, and the first wrong file of each.
    pub fn check_locked_sources(&self) -> Result<(), Diags> {
        let lock =
            ExchangeLock::read(self.site).map_err(|fault| Diags::from(fault_diags::lock_diag(&fault, self.site)))?;
        let empty = self.config.exchange.sources.iter().filter(|source| !is_locked(source, &lock));
        let told = |source: &SourceConfig| {
            Diag::error(Code::SourceEmpty)
                .arg("source", &source.name)
                .file(crate::config::CONFIG_FILE)
                .spot(source.spot)
        };
        let faults: Diags = empty.map(told).collect();
        if faults.has_errors() {
            return Err(faults);
        }
        Imports::read(self.site, self.config, &lock, self.now, &|_, _| None).map(drop)
    }

    fn is_selected(&self, source: &SourceConfig, lock: &ExchangeLock, which: &SourceSelection) -> bool {
        match which {
            SourceSelection::Named(names) => names.is_empty() || names.contains(source.name.as_str()),
            SourceSelection::Due => {
                let checked = Folder::open(self.site)
                    .and_then(|site| site.read(&checked_path(&source.name), MAX_MOMENT_BYTES))
                    .ok();
                let checked = checked.and_then(|bytes| String::from_utf8(bytes).ok()?.trim().parse::<Timestamp>().ok());
                // A time that is still to come says that the clock was wrong.
                let age =
                    checked.filter(|checked| *checked <= self.now).map(|checked| self.now.duration_since(checked));
                source.max_age.is_some_and(|most| !is_locked(source, lock) || age.is_none_or(|age| age >= most))
            }
        }
    }

    /// Lets nobody else pull until it is dropped.
    fn acquire_pull_lock(&self) -> Result<fs::File, Diag> {
        let lock = Folder::open(self.site).and_then(|site| site.lock(&format!("{CACHE_FOLDER}/{FOLDER}/lock")));
        lock.map_err(|fault| match fault {
            FolderFault::Locked(_) => Diag::error(Code::Locked).arg("folder", self.site.display()),
            fault => fault_diags::folder_diag(&fault, self.site),
        })
    }

    fn pull_source(
        &self,
        source: &SourceConfig,
        lock: &ExchangeLock,
        wish: Option<&SourceIncludes>,
    ) -> (SourceReport, Vec<Diag>, Option<LockChange>) {
        let report = |spent, came| SourceReport { source: source.name.clone(), usage: spent, outcome: came };
        match &source.kind {
            SourceKind::Channel { url, channel, root } => {
                let wants = WantedItems::for_source(source, self.config, wish);
                let fetcher = match self.fetcher(url.as_str()) {
                    Ok(fetcher) => fetcher,
                    Err(why) => {
                        return (
                            report(FetchUsage::default(), SourceOutcome::Failed { why, is_distrusted: true }),
                            Vec::new(),
                            None,
                        );
                    }
                };
                let kept = sync::SyncTarget {
                    name: source.name.clone(),
                    channel: channel.clone(),
                    site: self.site.to_path_buf(),
                    manual: source.needs_approval,
                };
                let known = SyncInput {
                    locked: lock.sources.get(&source.name).filter(|held| held.url == url.as_str()),
                    newer_metadata: lock.ahead.get(&source.name).filter(|ahead| ahead.url == url.as_str()),
                    root_hash: root,
                    accepts_publisher: self.accepts_publisher,
                };
                match kept.sync(known, &wants, &fetcher, self.now) {
                    Ok(SyncReport { locked: held, fetched, refused, ended, restored }) => {
                        let warnings = refused.into_iter().map(|(id, fault)| {
                            let mut diag = fault_diags::item_diag(&fault);
                            diag.severity = crate::diag::Severity::Warning;
                            diag.file(format!("{FOLDER}/{}/{id}", source.name))
                        });
                        let restored = restored.iter().map(|path| fault_diags::restored_diag(path));
                        let warnings = warnings.chain(restored).collect();
                        let (waiting, count) = (held.waiting.len(), held.items.len());
                        let came = SourceOutcome::Synced { new: fetched, waiting, ended, held: count };
                        (report(fetcher.usage(), came), warnings, Some(LockChange::Channel(Box::new((kept, held)))))
                    }
                    Err(SyncFailure { fault, newer_metadata: ahead }) => {
                        let (why, is_trust) =
                            (fault_diags::sync_diag(&fault, self.site), fault_diags::is_distrust(&fault));
                        let ahead = Some(ahead).filter(|ahead| !ahead.is_empty());
                        // A disk that refuses is told by the fault that is told already.
                        let ahead = ahead.and_then(|files| kept.write_newer_metadata(url.as_str(), &files).ok());
                        let new = ahead.map(|ahead| LockChange::NewerMetadata(Box::new((kept, ahead))));
                        (
                            report(fetcher.usage(), SourceOutcome::Failed { why, is_distrusted: is_trust }),
                            Vec::new(),
                            new,
                        )
                    }
                }
            }
            SourceKind::Feed { url } => {
                let old = lock.feeds.get(&source.name).filter(|held| held.url == url.as_str());
                match self.fetcher(url.as_str()) {
                    Ok(fetcher) => {
                        let (came, new) = pull_feed::pull(self.site, &source.name, old, url, &fetcher, self.now);
                        (report(fetcher.usage(), came), Vec::new(), new.map(LockChange::Feed))
                    }
                    Err(why) => (
                        report(FetchUsage::default(), SourceOutcome::Failed { why, is_distrusted: true }),
                        Vec::new(),
                        None,
                    ),
                }
            }
        }
    }

    fn fetcher(&self, url: &str) -> Result<Fetcher, Diag> {
        let base = SourceUrl::parse_within(url, self.scope).map_err(|why| fault_diags::source_url_diag(url, why))?;
        Ok(Fetcher::new(&base, FetchBounds::default(), self.scope))
    }

    /// The lock first, then what it does not name any more goes.
    fn commit_lock(
        &self,
        lock: &mut ExchangeLock,
        new: &[(ExchangeId, LockChange)],
        forgotten: &[ExchangeId],
    ) -> Result<(), Diag> {
        let before = lock.clone();
        for name in forgotten {
            lock.sources.remove(name);
            lock.feeds.remove(name);
            lock.ahead.remove(name);
        }
        for (name, new) in new {
            match new {
                LockChange::Channel(new) => {
                    lock.sources.insert(name.clone(), new.1.clone());
                    lock.ahead.remove(name);
                }
                LockChange::Feed(held) => drop(lock.feeds.insert(name.clone(), held.clone())),
                LockChange::NewerMetadata(new) => drop(lock.ahead.insert(name.clone(), new.1.clone())),
            }
        }
        let told = |fault: FolderFault| fault_diags::folder_diag(&fault, self.site);
        let site = Folder::open(self.site).map_err(told)?;
        if new.iter().any(|(name, new)| new.requires_erasure(before.sources.get(name))) {
            // A preview keeps what it showed until somebody looks at it again.
            for folder in ["preview", "serve"] {
                site.remove_tree(&format!("{CACHE_FOLDER}/{folder}")).map_err(told)?;
            }
        }
        if *lock != before {
            lock.write(self.site).map_err(|fault| fault_diags::lock_diag(&fault, self.site))?;
        }
        self.sweep_unlocked(&site, lock, new, forgotten).map_err(told)
    }

    /// Takes away what the lock does not name any more.
    fn sweep_unlocked(
        &self,
        site: &Folder,
        lock: &ExchangeLock,
        new: &[(ExchangeId, LockChange)],
        forgotten: &[ExchangeId],
    ) -> Result<(), FolderFault> {
        for (name, new) in new {
            let ahead = lock.ahead.get(name);
            match new {
                LockChange::Channel(new) => new.0.sweep(Some(&new.1), ahead)?,
                LockChange::NewerMetadata(new) => new.0.sweep(lock.sources.get(name), ahead)?,
                LockChange::Feed(held) => {
                    let folder = site.create_below(&format!("{FOLDER}/{name}"))?;
                    folder.remove_unwanted(|file| file == pull_feed::feed_file_name(&held.sha256))?;
                }
            }
            if !matches!(new, LockChange::NewerMetadata(_)) {
                site.write_atomic(&checked_path(name), self.now.to_string().as_bytes())?;
            }
        }
        for name in forgotten {
            site.remove_tree(&format!("{FOLDER}/{name}"))?;
            site.remove_tree(&format!("{CACHE_FOLDER}/{FOLDER}/{name}"))?;
        }
        Ok(())
    }
}

/// The file that says when a source was asked last. It need not be committed.
fn checked_path(name: &ExchangeId) -> String {
    format!("{CACHE_FOLDER}/{FOLDER}/{name}/checked")
}

/// Bytes of a moment in RFC 3339, with room to spare.
const MAX_MOMENT_BYTES: u64 = 64;

fn locked_names(lock: &ExchangeLock) -> impl Iterator<Item = &ExchangeId> {
    lock.sources.keys().chain(lock.feeds.keys()).chain(lock.ahead.keys())
}

/// Whether anything is held of a source as `portal.toml` has it now.
fn is_locked(source: &SourceConfig, lock: &ExchangeLock) -> bool {
    match &source.kind {
        SourceKind::Channel { url, .. } => lock.sources.get(&source.name).is_some_and(|held| held.url == url.as_str()),
        SourceKind::Feed { url } => lock.feeds.get(&source.name).is_some_and(|held| held.url == url.as_str()),
    }
}
