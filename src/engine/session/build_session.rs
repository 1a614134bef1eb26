//! Successive builds of one site in one process, as a preview server needs them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::built_site::BuiltSite;
use super::live::LiveSite;
use crate::diag::{Code, Diag, Diags, catch_panic};
use crate::engine::build::{CachedSite, UnsavedBuild, build_from_disk, refuse_output_inside_sources};
use crate::engine::build_options::{BuildOptions, BuildReport, ChangedFiles};
use crate::engine::cache::{BuildCache, CacheLock, CacheLockFault, LOCK_FILE};
use crate::engine::threads::Threads;
use crate::model::BuildTime;
use crate::output_writer::OutputLock;
use crate::site_files::{Substitutes, check_own_folders};

/// Builds a site.
///
/// The build reuses the cache in `.tamquan/` as far as it is still valid. An unchanged file is not
/// read again. An output is kept if every query that it asked has the same answer as before, the
/// bodies that it shows are the same, and its file is as it was written.
///
/// # Errors
/// All errors of the site. The output folder is then unchanged.
///
/// # Examples
/// ```
/// use tamquan::engine::{BuildOptions, build};
/// use tamquan::model::BuildTime;
/// use tamquan::scaffold::write_portal;
///
/// let folder = std::env::temp_dir().join(format!("tamquan-example-{}", std::process::id()));
/// let now = BuildTime::from_instant("2026-11-29T00:00:00Z".parse()?);
/// let kind = tamquan::config::AgencyType::Commune;
/// write_portal(&folder, kind, "Ủy ban nhân dân xã Sen Vàng", now.today())?;
///
/// let options = BuildOptions::for_site(folder.clone(), now);
/// let report = build(&options).expect("a new portal has no errors");
/// assert!(report.outputs > 100);
/// assert!(options.folders.out.join("index.html").exists());
///
/// // Nothing changed, so nothing is rendered.
/// let again = build(&options).expect("a new portal has no errors");
/// assert!(again.rendered.is_empty());
/// # std::fs::remove_dir_all(folder)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn build(options: &BuildOptions) -> Result<BuildReport, Diags> {
    let mut session = Session::new(options.clone());
    let mut report = session.build(options.content.now, &ChangedFiles::Unknown)?;
    report.phases.push(("remember", session.save_last_build()));
    Ok(report)
}

/// A site, with the state that its last build left in memory.
pub struct Session {
    options: BuildOptions,
    threads: Threads,
    lock: Option<CacheLock>,
    /// Held between two builds, so that no other process writes into the output folder.
    output: OutputLock,
    state: SessionState,
    /// Files that may have changed since the last successful build, as far as the caller named
    /// them.
    pending_changes: BTreeSet<PathBuf>,
    /// The last build ended with a fault of the program: what it left in memory or on disk is not
    /// used again.
    had_program_fault: bool,
}

/// What a session holds of the site between two builds.
enum SessionState {
    /// The site is not in memory; its cache is on disk.
    Empty,
    /// A build whose cache has not been written yet.
    Unsaved(Box<UnsavedBuild>),
    /// The site is in memory, and its cache is on disk.
    Live(Box<LiveSite>),
}

impl Session {
    /// A session that has built nothing yet.
    pub fn new(options: BuildOptions) -> Self {
        let (threads, output, held) = (Threads::start(), OutputLock::default(), SessionState::Empty);
        Self {
            options,
            threads,
            lock: None,
            output,
            state: held,
            pending_changes: BTreeSet::new(),
            had_program_fault: false,
        }
    }

    /// The options of the session.
    pub fn options(&self) -> &BuildOptions {
        &self.options
    }

    /// Lets other versions of files count in the next builds.
    pub(crate) fn substitute(&mut self, substitutes: Arc<Substitutes>) {
        self.options.content.substitutes = substitutes;
    }

    /// Lets the next builds tell no address of the builds before: nobody has published them yet.
    pub(crate) fn follow_unpublished(&mut self) {
        self.options.follows_published = false;
    }

    /// Builds the site as it is now.
    ///
    /// A panic of a library is reported as [`Code::ProgramFault`]. The next build then starts from
    /// the files of the site alone.
    ///
    /// # Errors
    /// All errors of the site. The output folder is then unchanged.
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
        self.options.content.now = now;
        refuse_output_inside_sources(&self.options.folders)?;
        check_own_folders(&self.options.folders.site, &self.options.folders.out)?;
        let started = self.acquire_lock()?;
        // A failed build did not take up the changes before it, so that they are still pending.
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
            && let Some(result) = live.build(&self.options, paths, started, &mut self.output)
        {
            if result.is_ok() {
                self.pending_changes.clear();
            }
            return result;
        }
        let known = match std::mem::replace(&mut self.state, SessionState::Empty) {
            SessionState::Live(live) => live.into_cached_site(),
            _ if self.options.fresh || self.had_program_fault => {
                CachedSite { cache: Some(BuildCache::default()), site_files: None }
            }
            _ => CachedSite::default(),
        };
        let (report, unsettled) = build_from_disk(&self.options, started, known, changed, &mut self.output)?;
        self.state = SessionState::Unsaved(Box::new(unsettled));
        self.pending_changes.clear();
        self.had_program_fault = false;
        Ok(report)
    }

    /// The site as the last build left it. `None` before the cache of that build is saved, and if
    /// it cannot be saved.
    pub fn built(&self) -> Option<BuiltSite<'_>> {
        match &self.state {
            SessionState::Live(live) => Some(BuiltSite::new(&self.options, live)),
            SessionState::Empty | SessionState::Unsaved(_) => None,
        }
    }

    /// Writes the cache of the last build, and returns the time that this took. Each build does the
    /// same for the build before it. A caller with a user who waits for the result should report
    /// the result first.
    pub fn save_last_build(&mut self) -> Duration {
        let begun = Instant::now();
        let settled = catch_panic(|| {
            self.save_pending();
            Ok::<(), Diag>(())
        });
        // If the cache cannot be saved, later builds need more time; nothing else is lost.
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

    /// Locks the site and returns the time of the file system; `None` if no cache can be written.
    fn acquire_lock(&mut self) -> Result<Option<i128>, Diags> {
        // In a folder without a portal, no cache folder is made.
        if !self.options.folders.site.join(crate::config::CONFIG_FILE).exists() {
            return Ok(None);
        }
        // A user may delete the cache folder at any time, and the lock file with it.
        let is_held = self.lock.is_some() && self.options.folders.cache.join(LOCK_FILE).exists();
        if !is_held {
            self.lock = match CacheLock::acquire(&self.options.folders.site, &self.options.folders.cache) {
                Ok(lock) => Some(lock),
                Err(CacheLockFault::Unwritable) => None,
                Err(CacheLockFault::Locked) => return Err(locked_error(&self.options.folders.site)),
                Err(CacheLockFault::Link(fault)) => {
                    return Err(Diag::from_folder_fault(&fault, &self.options.folders.site).into());
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
    /// Saves the cache and returns the site in memory; `None` if the next build must start from the
    /// older cache on disk.
    fn save(self, lock: Option<&mut CacheLock>) -> Option<LiveSite> {
        let Self { job, result: mut done, warnings, started } = self;
        let (lock, started) = (lock?, started?);
        let mut site = done.site.take();
        // Bodies are read again when an output shows them, so that a preview need not keep all
        // texts of a site in memory.
        if let Some(world) = site.as_mut().and_then(|site| Arc::get_mut(&mut site.world)) {
            world.forget_bodies();
        }
        // If the time cannot be read, no file time is reliable.
        let mut clock = || lock.file_system_time().unwrap_or(i128::MIN);
        let (sources, cache) = job.save_cache(started, done, warnings.is_empty(), &mut clock)?;
        Some(LiveSite { site_files: sources, cache, site, warnings })
    }
}
