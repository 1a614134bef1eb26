//! Builds of one site by one process, one after the other: what a preview server needs.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::cache_lock::{CacheLock, CacheLockFault, LOCK};
use super::index::BuildCache;
use super::live::LiveSite;
use super::threads::Threads;
use super::work::{BuildJob, BuildResult};
use super::{BuildOptions, BuildReport, refuse_output_inside_sources, whole};
use crate::diag::{Code, Diag, Diags, caught};
use crate::model::BuildTime;
use crate::sources::{SiteFiles, check_own_folders};
use crate::write::OutputLock;

/// A site, and what its last build left in memory.
pub struct Session {
    order: BuildOptions,
    threads: Threads,
    lock: Option<CacheLock>,
    /// Nobody else writes into the output folder between two builds.
    output: OutputLock,
    held: SessionState,
    /// What may have changed since the last build that succeeded, as far as it was told.
    open: BTreeSet<PathBuf>,
    /// The last build found a fault of the program: nothing that it left in memory or on the disk
    /// is used again.
    is_spoilt: bool,
}

/// Which files may have changed since the last build of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangedFiles {
    /// Nobody knows: look at everything.
    Unknown,
    /// These, by their path below the site's folder; folders stand for all that is in them.
    Paths(BTreeSet<PathBuf>),
}

/// What a session holds of the site.
enum SessionState {
    /// Nothing: what is known is on the disk.
    Nothing,
    /// A build that was not yet written down.
    Unsettled(Box<UnsavedBuild>),
    Live(Box<LiveSite>),
}

/// What is to be remembered of a build.
pub struct UnsavedBuild {
    pub work: BuildJob,
    pub done: BuildResult,
    pub warnings: Diags,
    /// When it began; none when nothing can be remembered.
    pub started: Option<i128>,
}

/// What a build starts from; what is none is on the disk.
#[derive(Default)]
pub struct CachedSite {
    pub index: Option<BuildCache>,
    pub sources: Option<SiteFiles>,
}

impl Session {
    pub fn new(order: BuildOptions) -> Self {
        let (threads, output, held) = (Threads::start(), OutputLock::default(), SessionState::Nothing);
        Self { order, threads, lock: None, output, held, open: BTreeSet::new(), is_spoilt: false }
    }

    /// Builds the site as it is now.
    ///
    /// A panic of a library is told as [`Code::ProgramFault`]. The next build then begins from the
    /// files of the site alone.
    ///
    /// # Errors
    /// Everything that is wrong with it. The output folder is then as it was.
    pub fn build(&mut self, now: BuildTime, changed: &ChangedFiles) -> Result<BuildReport, Diags> {
        let threads = std::mem::replace(&mut self.threads, Threads::none());
        let result = threads.run(|| self.build_once(now, changed));
        self.threads = threads;
        if result.as_ref().is_err_and(|faults| faults.iter().any(|fault| fault.code == Code::ProgramFault)) {
            (self.held, self.lock, self.is_spoilt) = (SessionState::Nothing, None, true);
        }
        result
    }

    fn build_once(&mut self, now: BuildTime, changed: &ChangedFiles) -> Result<BuildReport, Diags> {
        self.settle_once();
        self.order.now = now;
        refuse_output_inside_sources(&self.order)?;
        check_own_folders(&self.order.site, &self.order.out)?;
        let started = self.lock()?;
        // A build that failed learnt nothing of what changed before it.
        let changed = &match changed {
            ChangedFiles::Unknown => ChangedFiles::Unknown,
            ChangedFiles::Paths(_) if self.is_spoilt => ChangedFiles::Unknown,
            ChangedFiles::Paths(paths) => {
                self.open.extend(paths.iter().cloned());
                ChangedFiles::Paths(self.open.clone())
            }
        };
        if let (SessionState::Live(live), ChangedFiles::Paths(paths), Some(started)) =
            (&mut self.held, changed, started)
            && let Some(result) = live.build(&self.order, paths, started, &mut self.output)
        {
            if result.is_ok() {
                self.open.clear();
            }
            return result;
        }
        let known = match std::mem::replace(&mut self.held, SessionState::Nothing) {
            SessionState::Live(live) => live.known(),
            _ if self.order.fresh || self.is_spoilt => CachedSite { index: Some(BuildCache::default()), sources: None },
            _ => CachedSite::default(),
        };
        let (outcome, unsettled) = whole(&self.order, started, known, changed, &mut self.output)?;
        self.held = SessionState::Unsettled(Box::new(unsettled));
        self.open.clear();
        self.is_spoilt = false;
        Ok(outcome)
    }

    /// Writes down what the last build is to be remembered by. A build does it for the one before it; whoever has somebody
    /// waiting for the outcome tells that first.
    pub fn settle(&mut self) -> Duration {
        let begun = Instant::now();
        let settled = caught(|| {
            self.settle_once();
            Ok::<(), Diag>(())
        });
        // What cannot be remembered costs time later and nothing else.
        self.is_spoilt |= settled.is_err();
        begun.elapsed()
    }

    fn settle_once(&mut self) {
        self.held = match std::mem::replace(&mut self.held, SessionState::Nothing) {
            SessionState::Unsettled(unsettled) => unsettled
                .settle(self.lock.as_mut())
                .map_or(SessionState::Nothing, |live| SessionState::Live(Box::new(live))),
            held => held,
        };
    }

    /// Holds the site, and tells the time. None when nothing can be remembered.
    fn lock(&mut self) -> Result<Option<i128>, Diags> {
        // Where there is no portal, nothing is put.
        if !self.order.site.join(crate::config::FILE).exists() {
            return Ok(None);
        }
        // What is remembered may be deleted at any time, and the lock with it.
        let is_held = self.lock.is_some() && self.order.cache.join(LOCK).exists();
        if !is_held {
            self.lock = match CacheLock::take(&self.order.site, &self.order.cache) {
                Ok(lock) => Some(lock),
                Err(CacheLockFault::Unwritable) => None,
                Err(CacheLockFault::Locked) => return Err(locked(&self.order.site)),
                Err(CacheLockFault::Link(fault)) => return Err(Diag::folder(&fault, &self.order.site).into()),
            };
        }
        Ok(self.lock.as_mut().and_then(|lock| lock.now().ok()))
    }
}

fn locked(site: &Path) -> Diags {
    Diags::from_iter([Diag::error(Code::Locked).arg("folder", site.display())])
}

impl UnsavedBuild {
    /// What is remembered, on disk and in memory; none when the next build has to start from what was remembered before.
    fn settle(self, lock: Option<&mut CacheLock>) -> Option<LiveSite> {
        let Self { work, mut done, warnings, started } = self;
        let (lock, started) = (lock?, started?);
        let mut site = done.site.take();
        // What is shown again is read again: a preview need not hold every text of a site.
        if let Some(world) = site.as_mut().and_then(|site| Arc::get_mut(&mut site.world)) {
            world.forget_bodies();
        }
        // A clock that stands still trusts nothing.
        let mut clock = || lock.now().unwrap_or(i128::MIN);
        let (sources, index) = work.remember(started, done, warnings.is_empty(), &mut clock)?;
        Some(LiveSite { sources, index, site, warnings })
    }
}
