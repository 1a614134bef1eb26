//! Saves the cache of a build for the next one.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use rayon::prelude::*;

use super::build_job::{BuildJob, BuildResult, TracesUpdate};
use crate::digest::{FastMap, FastSet};
use crate::engine::cache::{
    BuildCache, CacheUpdate, ContentFile, ContentRecord, ContentState, LazyBytes, OutputRecord, PathTable,
    RenderedOutput, TracePart, Traces, digest_settings, encode_traces, has_reliable_times, old_search_files,
    stat_output, verified_channels,
};
use crate::engine::make;
use crate::folder::Folder;
use crate::output_writer::folders_of;
use crate::path::SitePath;
use crate::picture_cache;
use crate::render::IdNames;
use crate::site_files::{FileStat, SiteFiles};

impl BuildJob {
    /// Saves the cache. Returns `None` if the cache could not be saved, and the next build must
    /// read the older one from disk.
    pub(crate) fn save_cache(
        mut self,
        started: i128,
        done: BuildResult,
        quiet: bool,
        clock: &mut dyn FnMut() -> i128,
    ) -> Option<(SiteFiles, BuildCache)> {
        let as_they_were = matches!(done.traces, TracesUpdate::Unchanged);
        let nothing = as_they_were
            && done.reusable.outputs.len() == self.cache.outputs.len()
            && self.cache.other_files == self.other_files
            && self.cache.had_no_warnings == quiet
            && self.content.files.iter().all(|reading| matches!(reading.state, ContentState::Unchanged));
        if nothing {
            return Some((self.site_files, self.cache));
        }
        if let Some(change) = self.small_update(started, &done, quiet) {
            // If the update cannot be written, the next build needs more time; nothing else is
            // lost.
            return self.cache.append(change).ok().map(|()| (self.site_files, self.cache));
        }
        let pictures: PathTable<FileStat> =
            done.pictures.into_iter().map(|path| (self.stat_output(&path), path)).map(swap).collect();
        let readings = std::mem::take(&mut self.content.files);
        let (traces, (outputs, (content, facts))) = rayon::join(
            || LazyBytes::from_bytes(self.encode_traces(done.traces, &done.reusable.outputs)),
            || (self.output_records(&done.reusable.outputs, done.rendered, &pictures), self.content_records(readings)),
        );
        // The metadata of folders is read as late as possible: the times of a folder that has just
        // been changed are not reliable.
        let folders = stat_output_folders(&self.options.folders.out, &outputs, &pictures, clock());
        let mut saved = BuildCache {
            started,
            settings_digest: digest_settings(&self.site_files),
            base_digest: self.base_digest,
            model_digest: self.model_digest,
            time_digest: self.time_digest,
            out: self.options.folders.out.clone(),
            had_no_warnings: quiet,
            pages: done.pages,
            content,
            other_files: self.other_files,
            verified_channels: verified_channels(&self.site_files),
            outputs,
            pictures,
            folders,
            facts_bytes: facts,
            traces_bytes: traces,
            ..BuildCache::default()
        };
        if !saved.pictures.paths().eq(self.cache.pictures.paths()) {
            let names = saved.pictures.paths().map(|path| path.rsplit('/').next().unwrap_or(path));
            picture_cache::PictureCache::new(make::picture_cache_folder(&self.options.folders.site))
                .keep_only(&names.collect());
        }
        let cache = Folder::open_in(&self.options.folders.site, &self.options.folders.cache).ok()?;
        saved.save(cache).ok().map(|()| (self.site_files, saved))
    }

    /// The changes as an update, if they are few and the rest of the cache is unchanged.
    fn small_update(&self, started: i128, done: &BuildResult, quiet: bool) -> Option<CacheUpdate> {
        let cache = &self.cache;
        let part = match &done.traces {
            TracesUpdate::Unchanged => None,
            TracesUpdate::Appended(part) => Some(part),
            TracesUpdate::Replaced { .. } => return None,
        };
        let rendered: FastSet<&str> = done.rendered.iter().map(|output| output.path.as_str()).collect();
        let is_planned = |path: &str| done.reusable.outputs.contains(path) || rendered.contains(path);
        let removed: Vec<String> = old_search_files(cache, is_planned).map(str::to_owned).collect();
        let is_new = |output: &&RenderedOutput| cache.outputs.position(&output.path).is_none();
        let added = done.rendered.iter().filter(is_new).count();
        let same = cache.had_no_warnings == quiet
            && cache.other_files == self.other_files
            && cache.content.len() == self.content.files.len()
            && (cache.outputs.len() - removed.len() + added) == done.reusable.outputs.len() + done.rendered.len()
            && cache.pictures.paths().eq(done.pictures.iter().map(String::as_str));
        if !same || cache.needs_rewrite() {
            return None;
        }
        let mut change = CacheUpdate { started, removed_outputs: removed, ..CacheUpdate::default() };
        for reading in &self.content.files {
            let at = cache.content.position(reading.path.as_str())?;
            match &reading.state {
                ContentState::Unchanged => {}
                ContentState::Touched(file) => {
                    change.content.push((at, ContentRecord { file: *file, ..cache.content.entries()[at].1.clone() }));
                }
                ContentState::Parsed(source, facts) => change.record_content(cache, at, source, facts),
            }
        }
        change.record_outputs(cache, &self.options.folders.out, &done.rendered);
        change.traces = part.map(encode_traces).unwrap_or_default();
        Some(change)
    }

    /// The records of the content files, and their facts.
    fn content_records(&self, readings: Vec<ContentFile>) -> (PathTable<ContentRecord>, LazyBytes) {
        let mut content = Vec::with_capacity(readings.len());
        let new = readings
            .iter()
            .map(|reading| if let ContentState::Parsed(_, facts) = &reading.state { facts.len() } else { 0 });
        let mut facts = Vec::with_capacity(new.sum());
        for reading in readings {
            let old = || {
                let source = self.cache.content.get(reading.path.as_str()).cloned().unwrap_or_default();
                let facts = self.cache.facts(&source);
                (source, facts)
            };
            let (mut source, kept) = match &reading.state {
                ContentState::Parsed(source, facts) => ((**source).clone(), Some(facts.as_slice())),
                ContentState::Unchanged => old(),
                ContentState::Touched(file) => {
                    let (source, facts) = old();
                    (ContentRecord { file: *file, ..source }, facts)
                }
            };
            let start = facts.len();
            source.facts_range = source.facts_range.and(kept).map(|kept| {
                facts.extend_from_slice(kept);
                start..facts.len()
            });
            content.push((reading.path.to_string(), source));
        }
        (content.into_iter().collect(), LazyBytes::from_bytes(facts))
    }

    /// The encoded traces of all outputs, those kept and those rendered.
    fn encode_traces(&self, new: TracesUpdate, kept: &HashSet<String>) -> Vec<u8> {
        let old = self.cache.traces();
        let together = |names: Option<IdNames>, part: TracePart, old: &Traces| {
            let names = names.unwrap_or_else(|| old.names.clone());
            encode_traces(&Traces::merge(names, part, kept, old))
        };
        let read = || Traces::read(old).unwrap_or_default();
        match new {
            // With each update, more outdated parts accumulate: a merge drops them.
            TracesUpdate::Unchanged if self.cache.needs_rewrite() => together(None, TracePart::default(), &read()),
            TracesUpdate::Appended(part) if self.cache.needs_rewrite() => together(None, part, &read()),
            TracesUpdate::Unchanged => old.concat(),
            TracesUpdate::Appended(part) => [old[0], old[1], &encode_traces(&part)].concat(),
            TracesUpdate::Replaced { names, part, old } => together(Some(names), part, &old),
        }
    }

    /// The records of the outputs, those kept and those rendered.
    fn output_records(
        &self,
        kept: &HashSet<String>,
        rendered: Vec<RenderedOutput>,
        pictures: &PathTable<FileStat>,
    ) -> PathTable<OutputRecord> {
        let places: HashMap<&str, u32> = pictures.paths().zip(0..).collect();
        let positions: FastMap<&str, u32> = self.site_files.content.keys().map(SitePath::as_str).zip(0..).collect();
        let content: Vec<Option<u32>> = self.cache.content.paths().map(|path| positions.get(path).copied()).collect();
        let shown: Vec<Option<u32>> = self.cache.pictures.paths().map(|path| places.get(path).copied()).collect();
        let now = |table: &[Option<u32>], old: &[u32]| -> Vec<u32> {
            old.iter().filter_map(|at| table.get(*at as usize).copied().flatten()).collect()
        };
        let old = kept.par_iter().filter_map(|path| {
            let OutputRecord { file, bodies, pictures } = self.cache.outputs.get(path)?;
            let output = OutputRecord { file: *file, bodies: now(&content, bodies), pictures: now(&shown, pictures) };
            Some((path.clone(), output))
        });
        let new = rendered.into_par_iter().map(|shown| {
            let rendered = shown.to_record(&places, self.stat_output(&shown.path));
            (shown.path, rendered)
        });
        let all: Vec<(String, OutputRecord)> = old.chain(new).collect();
        all.into_iter().collect()
    }

    /// The present metadata of an output.
    fn stat_output(&self, path: &str) -> FileStat {
        stat_output(&self.options.folders.out, path)
    }
}

/// The folders that contain outputs, with their metadata if the times are reliable.
fn stat_output_folders(
    out: &Path,
    outputs: &PathTable<OutputRecord>,
    pictures: &PathTable<FileStat>,
    now: i128,
) -> PathTable<FileStat> {
    let mut paths: Vec<&str> = vec![""];
    for path in outputs.paths().chain(pictures.paths()) {
        for folder in folders_of(path) {
            // The paths are sorted, so that paths in the same folder mostly follow each other.
            if paths.last() == Some(&folder) {
                break;
            }
            paths.push(folder);
        }
    }
    paths.sort_unstable();
    paths.dedup();
    let look =
        |path: &str| Some(stat_output(out, path)).filter(|file| has_reliable_times(file, now)).unwrap_or_default();
    paths.into_par_iter().map(|path| (path.to_owned(), look(path))).collect::<Vec<_>>().into_iter().collect()
}

fn swap<A, B>((a, b): (A, B)) -> (B, A) {
    (b, a)
}
