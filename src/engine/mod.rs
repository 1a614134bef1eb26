//! One build, as code: read, parse, assemble, plan, render, commit. `build`, `serve` and `check` all build by a [`Session`].

mod cache_lock;
mod explain;
mod build_cache;
mod reuse;
mod live;
mod make;
mod model_digest;
mod progress;
mod reason;
mod content_reader;
mod session;
mod path_table;
mod threads;
mod timings;
mod traces;
mod verify;
mod monitor;
mod build_job;

pub use crate::site_files::CACHE_FOLDER;
pub use explain::{
    ExplainedQuery, ExplainedSubject, Explanation, FileExplanation, FileUse, OutputExplanation, Phrase, explain,
};
pub use make::picture_cache_folder;
pub use progress::{Progress, ProgressHandle};
pub use session::{ChangedFiles, Session};
pub use timings::{TimingEntry, Timings};
pub use verify::{Difference, OutputFault, VerifyReport, verify};

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::config::Config;
use crate::content::Kinds;
use crate::diag::{Code, Diag, Diags};
use crate::digest::FastSet;
use crate::exchange::fault_diags;
use crate::exchange::sync::{ExchangeLock, LockFault};
use crate::folder::Folder;
use crate::imports::Imports;
use crate::model::BuildTime;
use crate::output_writer::{CleanupScope, OutputChanges, OutputLock};
use crate::path::resolve_symlinks;
use crate::render::{Renderer, World};
use crate::site_files::{FOLDERS, SiteFiles};
use build_cache::BuildCache;
use build_job::BuildJob;
use content_reader::ContentReader;
use monitor::BuildMonitor;
use session::UnsavedBuild;
use threads::Threads;

/// What a build is asked to do.
#[derive(Debug, Clone)]
pub struct BuildOptions {
    /// The site's folder.
    pub site: PathBuf,
    /// The output folder.
    pub out: PathBuf,
    /// Where what is remembered of this output is kept: [`CACHE_FOLDER`] of the site, or a folder in it.
    pub cache_folder: PathBuf,
    pub base_url: Option<String>,
    pub drafts: bool,
    pub now: BuildTime,
    /// Do not use what earlier builds left in `.tamquan/`.
    pub fresh: bool,
    /// Write into a folder that is not ours.
    pub force: bool,
    /// Measure where the time of rendering goes.
    pub timings: bool,
    pub progress: ProgressHandle,
}

impl BuildOptions {
    /// To build a site into its usual folder.
    pub fn for_site(site: PathBuf, now: BuildTime) -> Self {
        Self {
            out: site.join("public"),
            cache_folder: site.join(CACHE_FOLDER),
            site,
            base_url: None,
            drafts: false,
            now,
            fresh: false,
            force: false,
            timings: false,
            progress: ProgressHandle::default(),
        }
    }
}

/// What a build did.
#[derive(Default)]
pub struct BuildReport {
    pub pages: usize,
    pub outputs: usize,
    /// How many content files were read and parsed, for what they mean or for their bodies.
    pub parsed: usize,
    /// How many content files there are.
    pub contents: usize,
    /// How many outputs of the last build were kept, beside pictures.
    pub outputs_kept: usize,
    /// How many versions of pictures the site shows, and how many of them were made in this build.
    pub pictures: usize,
    pub pictures_made: usize,
    /// The outputs that were rendered, by path, in order; the others were kept.
    pub rendered: Vec<String>,
    pub changes: OutputChanges,
    pub phases: Vec<(&'static str, Duration)>,
    /// Warnings: the site was built all the same.
    pub warnings: Diags,
    /// Only when it was asked for.
    pub timings: Option<Timings>,
}

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

/// The site as it is now, put together without rendering anything.
///
/// # Errors
/// Everything that is wrong with it.
pub fn assemble(order: &BuildOptions) -> Result<(Arc<World>, Arc<Renderer>), Diags> {
    Threads::start().run(|| read_and_assemble(order))
}

fn read_and_assemble(order: &BuildOptions) -> Result<(Arc<World>, Arc<Renderer>), Diags> {
    let mut found = Diags::default();
    let mut sources = SiteFiles::read(&order.site, std::slice::from_ref(&order.out))?;
    let index = BuildCache::default();
    let (config, kinds) = configure(&mut sources, ExchangeLock::read(&order.site), order, &index)?;
    let reader = ContentReader::new(&sources, &config, &kinds, &index);
    let content = reader.read_all(&mut found);
    let files = reader.place_all(&content);
    let together = make::assemble_and_plan(&sources, config, kinds, files, order, &mut found)?;
    Ok((together.world, together.renderer))
}

/// A build from the disk to the disk. `known` is what the session holds of the site.
fn build_from_disk(
    order: &BuildOptions,
    started: Option<i128>,
    known: session::CachedSite,
    changed: &ChangedFiles,
    output: &mut OutputLock,
) -> Result<(BuildReport, UnsavedBuild), Diags> {
    let mut clock = PhaseTimer::default();
    let mut outcome = BuildReport::default();
    let session::CachedSite { cache: index, site_files: sources } = known;
    let watch = BuildMonitor::new(order);
    // What stands in the output folder is looked at by nobody else's leave.
    output.acquire_if_marked(&order.site, &order.out)?;
    watch.begin_phase("read", 0);
    // Read: what the last build left, which files there are, what the configuration means.
    let again = || match (sources, changed) {
        (Some(sources), ChangedFiles::Paths(paths)) => sources.rescan(paths),
        _ => None,
    };
    let read = || again().map_or_else(|| SiteFiles::read(&order.site, std::slice::from_ref(&order.out)), Ok);
    let load = || index.unwrap_or_else(|| BuildCache::load(&order.site, &order.cache_folder));
    let ((index, held), sources) = rayon::join(|| rayon::join(load, || ExchangeLock::read(&order.site)), read);
    let mut sources = sources?;
    let (config, kinds) = configure(&mut sources, held, order, &index)?;
    clock.lap("read");
    // Parse: one file at a time, those that changed.
    watch.begin_phase("parse", sources.content.len());
    let content =
        ContentReader::new(&sources, &config, &kinds, &index).with_watch(&watch).read_all(&mut outcome.warnings);
    let others = content_reader::digest_other_files(&sources, &index);
    let work = BuildJob::new(order.clone(), sources, index, content, others);
    clock.lap("parse");
    let (done, writer) = match work.result_if_up_to_date() {
        Some(done) => {
            let strange = done.reusable.folders_to_check.as_ref().is_none_or(|folders| !folders.is_empty());
            (done, strange.then(|| work.open_writer(output)).transpose()?)
        }
        None => {
            let (done, writer) = work.assemble_and_render(config, kinds, (&mut clock, &mut outcome, &watch), output)?;
            (done, Some(writer))
        }
    };
    watch.begin_phase("write", 0);
    // Commit: the new site takes the place of the old.
    let rendered = done.rendered.iter().map(|output| &output.path);
    let planned = rendered.chain(&done.reusable.outputs).chain(&done.pictures).map(String::as_str);
    let planned: FastSet<&str> = planned.collect();
    let is_known = |folder: &str| work.cache.folders.position(folder).is_some();
    let left = match &done.reusable.folders_to_check {
        Some(folders) => CleanupScope::Folders { folders, is_known: &is_known, planned: &planned },
        None => CleanupScope::Everywhere(&planned),
    };
    if let Some(writer) = writer {
        outcome.changes = writer.commit(&left).map_err(|e| unwritable_output_error(&order.out, &e))?;
    }
    outcome.pages = done.pages;
    outcome.outputs = planned.len();
    outcome.contents = work.content.files.len();
    outcome.outputs_kept = done.reusable.outputs.len();
    outcome.pictures = done.pictures.len();
    outcome.pictures_made = watch.pictures_made();
    let bodies = done.site.as_ref().map_or(0, |site| site.world.bodies_read());
    outcome.parsed = work.content.parsed_count() + bodies;
    outcome.rendered = done.rendered.iter().map(|output| output.path.clone()).collect();
    if started.is_some() {
        remember_changes(order, &outcome.changes);
    }
    clock.lap("write");
    outcome.phases = clock.laps;
    outcome.timings = watch.into_timings();
    let warnings = outcome.warnings.clone();
    Ok((outcome, UnsavedBuild { job: work, result: done, warnings, started }))
}

/// Reads what the configuration means, and completes the sources by the theme and by what the site
/// holds of other portals.
fn configure(
    sources: &mut SiteFiles,
    lock: Result<ExchangeLock, LockFault>,
    order: &BuildOptions,
    index: &BuildCache,
) -> Result<(Config, Kinds), Diags> {
    let own = || sources.kinds.iter().map(|(name, file, text)| (name.as_str(), file.as_str(), text.as_str()));
    let (config, kinds) =
        rayon::join(|| Config::read(&sources.config, order.base_url.as_deref()), || Kinds::read(own()));
    let mut faults = Diags::default();
    if let Ok(config) = &config {
        let (theme, held) =
            rayon::join(|| sources.read_theme(&config.theme), || read_imports(config, lock, order, index));
        faults.extend(theme.err().into_iter().flat_map(Diags::sorted));
        let mounted = held.and_then(|held| sources.mount_imports(held, &config.exchange.shares));
        faults.extend(mounted.err().into_iter().flat_map(Diags::sorted));
    }
    match (config, kinds) {
        (Ok(config), Ok(kinds)) if !faults.has_errors() => Ok((config, kinds)),
        (config, kinds) => {
            faults.extend(config.err().into_iter().chain(kinds.err()).flatten());
            Err(faults)
        }
    }
}

/// What the site holds of other portals.
fn read_imports(
    config: &Config,
    lock: Result<ExchangeLock, LockFault>,
    order: &BuildOptions,
    index: &BuildCache,
) -> Result<Imports, Diags> {
    // A lock that no source needs may be one that cannot be read.
    if config.exchange.sources.is_empty() {
        return Ok(Imports::default());
    }
    let lock = lock.map_err(|fault| Diags::from_iter([fault_diags::lock_diag(&fault, &order.site)]))?;
    Imports::read(&order.site, config, &lock, order.now.to_instant(), &content_reader::verified_channel_lookup(index))
}

/// `changes.json` lies beside the output and not in it: it tells of two builds, and the output of one alone.
fn remember_changes(order: &BuildOptions, changes: &OutputChanges) {
    let json = serde_json::json!({"added": changes.added, "changed": changes.changed, "removed": changes.removed});
    // A site on a read-only disk is built all the same.
    let cache = Folder::open_in(&order.site, &order.cache_folder);
    let _ = cache.and_then(|cache| cache.write_atomic_unsynced("changes.json", format!("{json:#}\n").as_bytes()));
}

/// An output folder inside `content/` or another source folder would be read by the next build.
fn refuse_output_inside_sources(order: &BuildOptions) -> Result<(), Diags> {
    let (site, out) = (resolve_symlinks(&order.site), resolve_symlinks(&order.out));
    let inside = FOLDERS.iter().any(|folder| out.starts_with(site.join(folder)));
    if inside || site.starts_with(&out) {
        return Err(Diags::from_iter([Diag::error(Code::OutputInsideSources).arg("folder", order.out.display())]));
    }
    Ok(())
}

fn unwritable_output_error(out: &std::path::Path, error: &std::io::Error) -> Diags {
    Diags::from_iter([Diag::error(Code::OutputUnwritable).arg("folder", out.display()).arg("reason", error.kind())])
}

/// Time by phase.
struct PhaseTimer {
    last: Instant,
    laps: Vec<(&'static str, Duration)>,
}

impl Default for PhaseTimer {
    fn default() -> Self {
        Self { last: Instant::now(), laps: Vec::new() }
    }
}

impl PhaseTimer {
    fn lap(&mut self, name: &'static str) {
        self.laps.push((name, self.last.elapsed()));
        self.last = Instant::now();
    }
}
