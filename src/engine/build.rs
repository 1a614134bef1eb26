//! One build from disk to disk, phase by phase.

use std::path::Path;
use std::sync::Arc;

use super::attachments::read_attachments;
use super::build_options::{BuildFolders, BuildOptions, BuildReport, ChangedFiles, ContentOptions};
use super::cache::{BuildCache, ContentReader, digest_other_files};
use super::configure::configure;
use super::job::{BuildJob, BuildResult};
use super::make::{AssembledSite, assemble_and_plan};
use super::monitor::{BuildMonitor, PhaseTimer};
use super::moved::MovedAddresses;
use super::threads::Threads;
use crate::config::Config;
use crate::content::Kinds;
use crate::diag::{Code, Diag, Diags};
use crate::digest::FastSet;
use crate::exchange::sync::ExchangeLock;
use crate::folder::Folder;
use crate::model::Placed;
use crate::output_writer::{CleanupScope, OutputChanges, OutputLock};
use crate::path::resolve_symlinks;
use crate::render::{Renderer, World};
use crate::site_files::{FOLDERS, SiteFiles};

/// A finished build whose cache has not been saved.
pub(super) struct UnsavedBuild {
    pub job: BuildJob,
    pub result: BuildResult,
    pub warnings: Diags,
    /// When the build began, by the clock of the file system; `None` if no cache can be written.
    pub started: Option<i128>,
}

/// What a session holds of a site; a field that is `None` is read from disk.
#[derive(Default)]
pub(super) struct CachedSite {
    pub cache: Option<BuildCache>,
    pub site_files: Option<SiteFiles>,
}

/// Assembles the site as it is now, without rendering.
///
/// # Errors
/// All errors of the site.
pub fn assemble(options: &BuildOptions) -> Result<(Arc<World>, Arc<Renderer>), Diags> {
    Threads::start().run(|| {
        let AssembledSite { world, renderer, .. } = assemble_site(options, &BuildCache::default())?;
        Ok((world, renderer))
    })
}

/// The content files of a site as each says of itself, before they are assembled.
pub struct SiteContent {
    /// The settings of `portal.toml`.
    pub config: Config,
    /// The kinds of pages.
    pub kinds: Kinds,
    /// All content files. Those with errors are here too.
    pub files: Vec<Placed>,
}

/// Reads the content files of a site without assembling them, so that an error in one of them does
/// not matter.
///
/// # Errors
/// All errors of the configuration and of the kinds.
pub fn read_content(options: &BuildOptions) -> Result<SiteContent, Diags> {
    Threads::start().run(|| {
        let cache = BuildCache::load(&options.folders.site, &options.folders.cache);
        let mut sources = read_site_files(options)?;
        let configured = configure(&mut sources, ExchangeLock::read(&options.folders.site), &options.content, &cache);
        let (config, kinds) = configured.map_err(|faults| sources.locate(faults))?;
        let reader = ContentReader::new(&sources, &config, &kinds, &cache);
        let files = reader.place_all(&reader.read_all(&mut Diags::default()));
        Ok(SiteContent { config, kinds, files })
    })
}

/// Assembles the site as it is now, with the help of a cache.
pub(super) fn assemble_site(options: &BuildOptions, cache: &BuildCache) -> Result<AssembledSite, Diags> {
    let mut found = Diags::default();
    let mut sources = read_site_files(options)?;
    let configured = configure(&mut sources, ExchangeLock::read(&options.folders.site), &options.content, cache);
    let (config, kinds) = configured.map_err(|faults| sources.locate(faults))?;
    let reader = ContentReader::new(&sources, &config, &kinds, cache);
    let content = reader.read_all(&mut found);
    let files = reader.place_all(&content);
    let watch = BuildMonitor::new(options.progress.clone(), false);
    sources.attachments = read_attachments(&sources, |_| None, &watch);
    let assembled = assemble_and_plan(&sources, config, kinds, files, &options.content, &mut found);
    assembled.map_err(|faults| sources.locate(faults))
}

/// Lists the files of a site, and reads those that every build needs.
pub(super) fn read_site_files(options: &BuildOptions) -> Result<SiteFiles, Diags> {
    let BuildFolders { site, out, .. } = &options.folders;
    let ContentOptions { environment, substitutes, .. } = &options.content;
    SiteFiles::read(site, environment.as_deref(), std::slice::from_ref(out), substitutes)
}

/// Builds a site from disk to disk. `known` is what the session holds of the site.
///
/// # Errors
/// All errors of the site. The output folder is then unchanged.
pub(super) fn build_from_disk(
    options: &BuildOptions,
    started: Option<i128>,
    known: CachedSite,
    changed: &ChangedFiles,
    output: &mut OutputLock,
) -> Result<(BuildReport, UnsavedBuild), Diags> {
    let mut clock = PhaseTimer::default();
    let CachedSite { cache, site_files: sources } = known;
    let watch = BuildMonitor::new(options.progress.clone(), options.timings);
    // Locked before the output folder is examined, so that no other process changes it meanwhile.
    output.acquire_if_marked(&options.folders.site, &options.folders.out)?;
    watch.begin_phase("read", 0);
    // Read: the cache, the files of the site, the configuration.
    let again = || match (sources, changed) {
        (Some(sources), ChangedFiles::Paths(paths)) => sources.rescan(paths),
        _ => None,
    };
    let read = || again().map_or_else(|| read_site_files(options), Ok);
    let load = || cache.unwrap_or_else(|| BuildCache::load(&options.folders.site, &options.folders.cache));
    let ((cache, held), sources) =
        rayon::join(|| rayon::join(load, || ExchangeLock::read(&options.folders.site)), read);
    let mut sources = sources?;
    let configured = configure(&mut sources, held, &options.content, &cache);
    let (config, kinds) = configured.map_err(|faults| sources.locate(faults))?;
    clock.lap("read");
    let (records, text) = (Arc::clone(sources.records()), sources.config.clone());
    let locate = |diags| records.locate(text.locate(diags));
    let built = build_configured(options, started, (config, kinds, sources, cache), (clock, &watch), output);
    let (mut report, mut unsaved) = built.map_err(locate)?;
    report.warnings = locate(report.warnings);
    unsaved.warnings.clone_from(&report.warnings);
    report.timings = watch.into_timings();
    Ok((report, unsaved))
}

/// Builds a site whose configuration is known. Places in the records of tables are not those of
/// their files yet.
fn build_configured(
    options: &BuildOptions,
    started: Option<i128>,
    (config, kinds, sources, cache): (Config, Kinds, SiteFiles, BuildCache),
    (mut clock, watch): (PhaseTimer, &BuildMonitor),
    output: &mut OutputLock,
) -> Result<(BuildReport, UnsavedBuild), Diags> {
    let mut report = BuildReport::default();
    // Parse: each content file by itself, as far as it has changed.
    watch.begin_phase("parse", sources.content.len());
    let content =
        ContentReader::new(&sources, &config, &kinds, &cache).with_watch(watch).read_all(&mut report.warnings);
    let others = digest_other_files(&sources, &cache);
    let mut job = BuildJob::new(options.clone(), sources, cache, content, others);
    clock.lap("parse");
    let (mut done, writer) = match job.result_if_up_to_date() {
        Some(done) => {
            let strange = done.reusable.folders_to_check.as_ref().is_none_or(|folders| !folders.is_empty());
            (done, strange.then(|| job.open_writer(output)).transpose()?)
        }
        None => {
            job.read_attachments(watch);
            clock.lap("attachments");
            let (done, writer) = job.assemble_and_render(config, kinds, (&mut clock, &mut report, watch), output)?;
            (done, Some(writer))
        }
    };
    watch.begin_phase("write", 0);
    // Commit: the new outputs replace the old ones.
    let rendered = done.rendered.iter().map(|output| &output.path);
    let planned = rendered.chain(&done.reusable.outputs).chain(&done.pictures).map(String::as_str);
    let planned: FastSet<&str> = planned.collect();
    let is_known = |folder: &str| job.cache.folders.position(folder).is_some();
    let left = match &done.reusable.folders_to_check {
        Some(folders) => CleanupScope::Folders { folders, is_known: &is_known, planned: &planned },
        None => CleanupScope::Everywhere(&planned),
    };
    if let Some(writer) = writer {
        report.changes = writer.commit(&left).map_err(|e| unwritable_output_error(&options.folders.out, &e))?;
    }
    let moved = done.moved.take().unwrap_or_else(|| MovedAddresses::read(&options.folders));
    report.moved = if started.is_some() { moved.save(&options.folders) } else { Vec::new() };
    report.pages = done.pages;
    report.outputs = planned.len();
    report.contents = job.content.files.len();
    report.outputs_kept = done.reusable.outputs.len();
    report.pictures = done.pictures.len();
    report.pictures_made = watch.pictures_made();
    let bodies = done.site.as_ref().map_or(0, |site| site.world.bodies_read());
    report.parsed = job.content.parsed_count() + bodies;
    report.rendered = done.rendered.iter().map(|output| output.path.clone()).collect();
    if started.is_some() {
        remember_changes(&options.folders, &report.changes);
    }
    clock.lap("write");
    report.phases = clock.laps;
    let warnings = report.warnings.clone();
    Ok((report, UnsavedBuild { job, result: done, warnings, started }))
}

/// Writes `changes.json` beside the output folder, not into it: the file depends on two builds,
/// while the output must depend on one alone.
fn remember_changes(folders: &BuildFolders, changes: &OutputChanges) {
    let json = serde_json::json!({"added": changes.added, "changed": changes.changed, "removed": changes.removed});
    // A site on a read-only disk is built all the same.
    let cache = Folder::open_in(&folders.site, &folders.cache);
    let _ = cache.and_then(|cache| cache.write_atomic_unsynced("changes.json", format!("{json:#}\n").as_bytes()));
}

/// Refuses an output folder inside `content/` or another source folder, because the next build
/// would read it; and one that contains the site.
pub(super) fn refuse_output_inside_sources(folders: &BuildFolders) -> Result<(), Diags> {
    let (site, out) = (resolve_symlinks(&folders.site), resolve_symlinks(&folders.out));
    let inside = FOLDERS.iter().any(|folder| out.starts_with(site.join(folder)));
    if inside || site.starts_with(&out) {
        return Err(Diags::from(Diag::error(Code::OutputInsideSources).arg("folder", folders.out.display())));
    }
    Ok(())
}

pub(super) fn unwritable_output_error(out: &Path, error: &std::io::Error) -> Diags {
    Diags::from(Diag::error(Code::OutputUnwritable).arg("folder", out.display()).arg("reason", error.kind()))
}
