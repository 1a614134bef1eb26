//! What is left to do when the last build is remembered, and what is remembered of this one.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fs;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::build_cache::{BuildCache, CacheUpdate, ContentRecord, LazyBytes, OutputRecord, has_reliable_times};
use super::content_reader::{self, ContentFile, ContentFiles, ContentReader, ContentState};
use super::make::{self, AssembledSite, StagedOutput, assemble_and_plan, make_pictures, render_all};
use super::model_digest;
use super::monitor::BuildMonitor;
use super::path_table::PathTable;
use super::reason::{PendingReasons, RenderReason};
use super::reuse::ReusableOutputs;
use super::traces::{self, QueryTable, Trace, TracePart, Traces};
use super::{BuildOptions, BuildReport, PhaseTimer};
use crate::config::Config;
use crate::content::Kinds;
use crate::diag::{Diags, catch_panic};
use crate::digest::{Digest, FastMap};
use crate::folder::Folder;
use crate::model::{NodeId, Site};
use crate::output_writer::{OutputLock, OutputWriter, folder_of, folders_of};
use crate::path::SitePath;
use crate::picture_cache;
use crate::plan::Output;
use crate::render::IdNames;
use crate::site_files::{FileStat, SiteFiles};

/// What a build knows before it looks at the site as a whole.
pub struct BuildJob {
    pub order: BuildOptions,
    pub site_files: SiteFiles,
    /// What the last build knew.
    pub cache: BuildCache,
    pub content: ContentFiles,
    pub other_files: BTreeMap<String, (FileStat, Digest)>,
    pub base_digest: Digest,
    pub model_digest: Digest,
    pub time_digest: Digest,
    /// What was found against keeping outputs of the last build.
    pub reasons: PendingReasons,
}

/// What was done.
pub struct BuildResult {
    pub pages: usize,
    /// Outputs of the last build that are right.
    pub reusable: ReusableOutputs,
    pub rendered: Vec<RenderedOutput>,
    /// Every version of a picture that the site shows.
    pub pictures: BTreeSet<String>,
    traces: TracesUpdate,
    /// The site, when it was assembled.
    pub site: Option<AssembledSite>,
}

/// An output that was rendered.
pub struct RenderedOutput {
    pub path: String,
    /// Positions of the content files whose bodies it shows.
    bodies: Vec<u32>,
    pub pictures: Vec<String>,
}

/// What there is to write down of the traces.
enum TracesUpdate {
    /// Nothing was rendered.
    Unchanged,
    /// What was rendered, in the same site but for bodies.
    Appended(TracePart),
    /// All of another site.
    Replaced { names: IdNames, part: TracePart, old: Box<Traces> },
}

impl BuildJob {
    pub fn new(
        order: BuildOptions,
        sources: SiteFiles,
        index: BuildCache,
        content: ContentFiles,
        others: BTreeMap<String, (FileStat, Digest)>,
    ) -> Self {
        let base = model_digest::digest_base(&order, &sources);
        let known =
            || content.files.iter().filter_map(|reading| Some((reading.path.as_str(), reading.record(&index)?)));
        let still = model_digest::digest_model(base, &sources, known(), &others);
        let moment = model_digest::digest_time(order.now, known().map(|(_, source)| source));
        Self {
            order,
            site_files: sources,
            cache: index,
            content,
            other_files: others,
            base_digest: base,
            model_digest: still,
            time_digest: moment,
            reasons: PendingReasons::default(),
        }
    }

    /// What is left when there is nothing to do: nothing changed that any output shows, and nothing is to be told. What was read
    /// in this build may hold a mistake even when no output shows it.
    pub fn result_if_up_to_date(&self) -> Option<BuildResult> {
        let count = self.cache.outputs.len();
        if !self.cache.had_no_warnings || self.content.parsed_count() > 0 || count == 0 || !self.is_same_model() {
            return None;
        }
        let kept = self.reusable_by_model();
        let pictures = self.cache.pictures.paths().map(str::to_owned).collect();
        (kept.outputs.len() == count).then(|| BuildResult {
            pages: self.cache.pages,
            reusable: kept,
            rendered: Vec::new(),
            pictures,
            traces: TracesUpdate::Unchanged,
            site: None,
        })
    }

    /// Assembles the site, plans it, and renders what is not `kept`.
    ///
    /// # Errors
    /// Everything that is wrong with the site; nothing is staged any more then.
    pub fn assemble_and_render(
        &self,
        config: Config,
        kinds: Kinds,
        (clock, outcome, watch): (&mut PhaseTimer, &mut BuildReport, &BuildMonitor),
        output: &mut OutputLock,
    ) -> Result<(BuildResult, OutputWriter), Diags> {
        watch.begin_phase("assemble", 0);
        let same_model = self.is_same_model();
        let together = || {
            let files = ContentReader::new(&self.site_files, &config, &kinds, &self.cache).place_all(&self.content);
            assemble_and_plan(&self.site_files, config, kinds, files, &self.order, &mut outcome.warnings)
        };
        // What the disk says of the outputs is asked meanwhile.
        let (site, kept) = rayon::join(together, || same_model.then(|| self.reusable_by_model()));
        let site = site?;
        let AssembledSite { world, renderer, outputs } = &site;
        clock.lap("assemble");
        watch.begin_phase("compare", 0);
        let old = if same_model { Traces::default() } else { Traces::read(self.cache.traces()).unwrap_or_default() };
        let mut kept = kept.unwrap_or_else(|| self.reusable_by_answers(world, outputs, &old));
        clock.lap("compare");
        let wanted: Vec<&Output> = outputs.iter().filter(|output| !kept.outputs.contains(&output.path)).collect();
        let writer = self.open_writer(output)?;
        let questions = QueryTable::default();
        let nodes = world.site.nodes();
        let made = catch_panic(|| {
            let (made, needs) = render_all(world, Arc::clone(renderer), &wanted, &nodes, &writer, &questions, watch)?;
            clock.lap("render");
            make_pictures(world, &self.order, needs, &writer, watch).map(|()| made)
        });
        let made = match made {
            Ok(made) => made,
            Err(faults) => {
                writer.abandon();
                return Err(faults);
            }
        };
        clock.lap("pictures");
        let (rendered, mut traced): (Vec<RenderedOutput>, Vec<(String, Trace)>) =
            outputs_with_traces(&self.site_files, &world.site, made).unzip();
        self.give_reasons(&mut traced, &questions);
        let part = TracePart::new(questions, traced);
        let traces = match (same_model, rendered.is_empty()) {
            (true, true) => TracesUpdate::Unchanged,
            (true, false) => TracesUpdate::Appended(part),
            (false, _) => TracesUpdate::Replaced { names: IdNames::from_site(&world.site), part, old: Box::new(old) },
        };
        let mut pictures: BTreeSet<String> = rendered.iter().flat_map(|output| output.pictures.clone()).collect();
        let old_pictures: Vec<&str> = self.cache.pictures.paths().collect();
        let still =
            kept.outputs.iter().filter_map(|path| self.cache.outputs.get(path)).flat_map(|output| &output.pictures);
        pictures.extend(still.filter_map(|at| old_pictures.get(*at as usize)).map(|path| (*path).to_owned()));
        // A picture that nobody shows any more lies where nobody else looks.
        let over = old_pictures.iter().filter(|path| !pictures.contains(**path));
        if let Some(strange) = &mut kept.folders_to_check {
            strange.extend(over.map(|path| folder_of(path).to_owned()));
        }
        let pages = world.site.pages.len();
        Ok((BuildResult { pages, reusable: kept, rendered, pictures, traces, site: Some(site) }, writer))
    }

    /// The output folder, opened.
    ///
    /// # Errors
    /// When it is not ours, somebody else builds into it, or it cannot be written.
    pub fn open_writer(&self, output: &mut OutputLock) -> Result<OutputWriter, Diags> {
        OutputWriter::open(&self.order.site, &self.order.out, self.order.force, output)
            .map_err(|fault| Diags::from_iter([fault]))
    }

    /// Leaves what this build knows to the next one; none when nothing of it is known any more.
    pub fn save_cache(
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
            // What cannot be remembered costs time later and nothing else.
            return self.cache.append(change).ok().map(|()| (self.site_files, self.cache));
        }
        let pictures: PathTable<FileStat> =
            done.pictures.into_iter().map(|path| (self.stat_output(&path), path)).map(swap).collect();
        let readings = std::mem::take(&mut self.content.files);
        let (traces, (outputs, (content, facts))) = rayon::join(
            || LazyBytes::from_bytes(self.encode_traces(done.traces, &done.reusable.outputs)),
            || (self.output_records(&done.reusable.outputs, done.rendered, &pictures), self.content_records(readings)),
        );
        // The later the better: a folder must not have been touched just before.
        let folders = stat_output_folders(&self.order.out, &outputs, &pictures, clock());
        let mut index = BuildCache {
            started,
            settings_digest: content_reader::digest_settings(&self.site_files),
            base_digest: self.base_digest,
            model_digest: self.model_digest,
            time_digest: self.time_digest,
            out: self.order.out.clone(),
            had_no_warnings: quiet,
            pages: done.pages,
            content,
            other_files: self.other_files,
            verified_channels: content_reader::verified_channels(&self.site_files),
            outputs,
            pictures,
            folders,
            facts_bytes: facts,
            traces_bytes: traces,
            ..BuildCache::default()
        };
        if !index.pictures.paths().eq(self.cache.pictures.paths()) {
            let names = index.pictures.paths().map(|path| path.rsplit('/').next().unwrap_or(path));
            picture_cache::PictureCache::new(make::picture_cache_folder(&self.order)).keep_only(&names.collect());
        }
        let cache = Folder::open_in(&self.order.site, &self.order.cache_folder).ok()?;
        index.save(cache).ok().map(|()| (self.site_files, index))
    }

    /// What changed, when it is little and all else is as it was.
    fn small_update(&self, started: i128, done: &BuildResult, quiet: bool) -> Option<CacheUpdate> {
        let index = &self.cache;
        let part = match &done.traces {
            TracesUpdate::Unchanged => None,
            TracesUpdate::Appended(part) => Some(part),
            TracesUpdate::Replaced { .. } => return None,
        };
        let same = index.had_no_warnings == quiet
            && index.other_files == self.other_files
            && index.content.len() == self.content.files.len()
            && index.outputs.len() == done.reusable.outputs.len() + done.rendered.len()
            && index.pictures.paths().eq(done.pictures.iter().map(String::as_str));
        if !same || index.needs_rewrite() {
            return None;
        }
        let mut change = CacheUpdate { started, ..CacheUpdate::default() };
        for reading in &self.content.files {
            let at = index.content.position(reading.path.as_str())?;
            match &reading.state {
                ContentState::Unchanged => {}
                ContentState::Touched(file) => {
                    change.content.push((at, ContentRecord { file: *file, ..index.content.entries()[at].1.clone() }));
                }
                ContentState::Parsed(source, facts) => change.record_content(index, at, source, facts),
            }
        }
        change.record_outputs(index, &self.order.out, &done.rendered);
        change.traces = part.map(traces::encode).unwrap_or_default();
        Some(change)
    }

    /// What is remembered of the content files, and their facts.
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

    fn encode_traces(&self, new: TracesUpdate, kept: &HashSet<String>) -> Vec<u8> {
        let old = self.cache.traces();
        let together = |names: Option<IdNames>, part: TracePart, old: &Traces| {
            let names = names.unwrap_or_else(|| old.names.clone());
            traces::encode(&Traces::merge(names, part, kept, old))
        };
        let read = || Traces::read(old).unwrap_or_default();
        match new {
            // Parts that hold over others pile up.
            TracesUpdate::Unchanged if self.cache.needs_rewrite() => together(None, TracePart::default(), &read()),
            TracesUpdate::Appended(part) if self.cache.needs_rewrite() => together(None, part, &read()),
            TracesUpdate::Unchanged => old.concat(),
            TracesUpdate::Appended(part) => [old[0], old[1], &traces::encode(&part)].concat(),
            TracesUpdate::Replaced { names, part, old } => together(Some(names), part, &old),
        }
    }

    /// What is remembered of the outputs, those kept and those rendered.
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

    /// What the disk says of an output now.
    fn stat_output(&self, path: &str) -> FileStat {
        stat_output(&self.order.out, path)
    }
}

/// The folders that hold outputs.
fn stat_output_folders(
    out: &Path,
    outputs: &PathTable<OutputRecord>,
    pictures: &PathTable<FileStat>,
    now: i128,
) -> PathTable<FileStat> {
    let mut paths: Vec<&str> = vec![""];
    for path in outputs.paths().chain(pictures.paths()) {
        for folder in folders_of(path) {
            // Paths come in order, so that one folder comes once and again.
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

/// What the disk says of an output now.
pub fn stat_output(out: &Path, path: &str) -> FileStat {
    fs::symlink_metadata(out.join(path)).map_or_else(|_| FileStat::default(), |found| FileStat::from_metadata(&found))
}

/// What was rendered, in the names of the index.
pub fn outputs_with_traces<'a>(
    sources: &'a SiteFiles,
    site: &'a Site,
    made: Vec<StagedOutput>,
) -> impl Iterator<Item = (RenderedOutput, (String, Trace))> + 'a {
    let positions: FastMap<&str, u32> = sources.content.keys().map(SitePath::as_str).zip(0..).collect();
    let body = move |id: &NodeId| positions.get(site.info(*id).file.as_ref()?.as_str()).copied();
    made.into_iter().map(move |StagedOutput { path, recipe, bodies, pictures, query_positions: asked }| {
        let bodies = bodies.iter().filter_map(&body).collect();
        (
            RenderedOutput { path: path.clone(), bodies, pictures },
            (path, Trace { recipe, query_positions: asked, reason: RenderReason::default() }),
        )
    })
}

impl RenderedOutput {
    /// As it is remembered, when the disk says `file` of it.
    pub fn to_record(&self, pictures: &HashMap<&str, u32>, file: FileStat) -> OutputRecord {
        let pictures = self.pictures.iter().filter_map(|path| pictures.get(path.as_str()).copied()).collect();
        OutputRecord { file, bodies: self.bodies.clone(), pictures }
    }
}

fn swap<A, B>((a, b): (A, B)) -> (B, A) {
    (b, a)
}
