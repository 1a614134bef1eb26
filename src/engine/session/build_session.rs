//! Builds of one site by one process, one after the other: what a preview server needs.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::live::LiveSite;
use crate::diag::{Code, Diag, Diags, catch_panic};
use crate::engine::build::{CachedSite, UnsavedBuild, build_from_disk, refuse_output_inside_sources};
use crate::engine::build_options::{BuildOptions, BuildReport, ChangedFiles};
use crate::engine::cache::{BuildCache, CacheLock, CacheLockFault, LOCK_FILE};
use crate::engine::threads::Threads;
use crate::model::BuildTime;
use crate::output_writer::OutputLock;
use crate::site_files::check_own_folders;

/// Builds a site.
///
/// What the last build left in `.tamquan/` is used as far as it is true: a file that is the same is not read again, and an
/// output is kept when every question it asked of the site has the answer it had, the bodies it shows are the same, and it is as
/// it was written.
///
/// # Errors
/// Everything that is wrong with it. The output folder is then as it was.
pub fn build(order: &BuildOptions) -> Result<BuildReport, Diags> {
    let mut session = Session::new(order.clone());
    let mut outcome = session.build(order.now, &ChangedFiles::Unknown)?;
    outcome.phases.push(("remember", session.save_last_build()));
    Ok(outcome)
}

/// A site, and what its last build left in memory.
pub struct Session {
    order: BuildOptions,
    threads: Threads,
    lock: Option<CacheLock>,
    /// Nobody else writes into the output folder between two builds.
    output: OutputLock,
    state: SessionState,
    /// What may have changed since the last build that succeeded, as far as it was told.
    pending_changes: BTreeSet<PathBuf>,
    /// The last build found a fault of the program: nothing that it left in memory or on the disk
    /// is used again.
    had_program_fault: bool,
}

/// What a session holds of the site.
enum SessionState {
    /// Nothing: what is known is on the disk.
    Empty,
    /// A build that was not yet written down.
    Unsaved(Box<UnsavedBuild>),
    Live(Box<LiveSite>),
}

impl Session {
    pub fn new(order: BuildOptions) -> Self {
        let (threads, output, held) = (Threads::start(), OutputLock::default(), SessionState::Empty);
        Self {
            order,
            threads,
            lock: None,
            output,
            state: held,
            pending_changes: BTreeSet::new(),
            had_program_fault: false,
        }
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
            (self.state, self.lock, self.had_program_fault) = (SessionState::Empty, None, true);
        }
        result
    }

    fn build_once(&mut self, now: BuildTime, changed: &ChangedFiles) -> Result<BuildReport, Diags> {
        self.save_pending();
        self.order.now = now;
        refuse_output_inside_sources(&self.order)?;
        check_own_folders(&self.order.site, &self.order.out)?;
        let started = self.acquire_lock()?;
        // A build that failed learnt nothing of what changed before it.
        let changed = &match changed {
            ChangedFiles::Unknown => ChangedFiles::Unknown,
            ChangedFiles::Paths(_) if self.had_program_fault => ChangedFiles::Unknown,
            ChangedFiles::Paths(paths) => {
                self.pending_changes.extend(paths.iter().cloned());
                ChangedFiles::Paths(self.pending_changes.clone())
            }
        };
        if let (SessionState::Live(live), ChangedFiles::Paths(paths), Some(started)) =
            (&mut self.state, changed, started)
            && let Some(result) = live.build(&self.order, paths, started, &mut self.output)
        {
            if result.is_ok() {
                self.pending_changes.clear();
            }
            return result;
        }
        let known = match std::mem::replace(&mut self.state, SessionState::Empty) {
            SessionState::Live(live) => live.into_cached_site(),
            _ if self.order.fresh || self.had_program_fault => {
                CachedSite { cache: Some(BuildCache::default()), site_files: None }
            }
            _ => CachedSite::default(),
        };
        let (outcome, unsettled) = build_from_disk(&self.order, started, known, changed, &mut self.output)?;
        self.state = SessionState::Unsaved(Box::new(unsettled));
        self.pending_changes.clear();
        self.had_program_fault = false;
        Ok(outcome)
    }

    /// Writes down what the last build is to be remembered by. A build does it for the one before it; whoever has somebody
    /// waiting for the outcome tells that first.
    pub fn save_last_build(&mut self) -> Duration {
        let begun = Instant::now();
        let settled = catch_panic(|| {
            self.save_pending();
            Ok::<(), Diag>(())
        });
        // What cannot be remembered costs time later and nothing else.
        self.had_program_fault |= settled.is_err();
        begun.elapsed()
    }

    fn save_pending(&mut self) {
        self.state = match std::mem::replace(&mut self.state, SessionState::Empty) {
            SessionState::Unsaved(unsettled) => unsettled
                .save(self.lock.as_mut())
                .map_or(SessionState::Empty, |live| SessionState::Live(Box::new(live))),
            held => held,
        };
    }

    /// Holds the site, and tells the time. None when nothing can be remembered.
    fn acquire_lock(&mut self) -> Result<Option<i128>, Diags> {
        // Where there is no portal, nothing is put.
        if !self.order.site.join(crate::config::CONFIG_FILE).exists() {
            return Ok(None);
        }
        // What is remembered may be deleted at any time, and the lock with it.
        let is_held = self.lock.is_some() && self.order.cache_folder.join(LOCK_FILE).exists();
        if !is_held {
            self.lock = match CacheLock::acquire(&self.order.site, &self.order.cache_folder) {
                Ok(lock) => Some(lock),
                Err(CacheLockFault::Unwritable) => None,
                Err(CacheLockFault::Locked) => return Err(locked_error(&self.order.site)),
                Err(CacheLockFault::Link(fault)) => {
                    return Err(Diag::from_folder_fault(&fault, &self.order.site).into());
                }
            };
        }
        Ok(self.lock.as_mut().and_then(|lock| lock.file_system_time().ok()))
    }
}

fn locked_error(site: &Path) -> Diags {
    Diags::from(Diag::error(Code::Locked).arg("folder", site.display()))
}

impl UnsavedBuild {
    /// What is remembered, on disk and in memory; none when the next build has to start from what was remembered before.
    fn save(self, lock: Option<&mut CacheLock>) -> Option<LiveSite> {
        let Self { job: work, result: mut done, warnings, started } = self;
        let (lock, started) = (lock?, started?);
        let mut site = done.site.take();
        // What is shown again is read again: a preview need not hold every text of a site.
        if let Some(world) = site.as_mut().and_then(|site| Arc::get_mut(&mut site.world)) {
            world.forget_bodies();
        }
        // A clock that stands still trusts nothing.
        let mut clock = || lock.file_system_time().unwrap_or(i128::MIN);
        let (sources, index) = work.save_cache(started, done, warnings.is_empty(), &mut clock)?;
        Some(LiveSite { site_files: sources, cache: index, site, warnings })
    }
}
