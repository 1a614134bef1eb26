//! What is left to do when the last build is remembered, and what is remembered of this one.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fs;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::index::{BuildCache, CacheUpdate, ContentRecord, LazyBytes, OutputRecord, is_settled};
use super::kept::ReusableOutputs;
use super::make::{self, AssembledSite, StagedOutput, make_pictures, put_together, render_all};
use super::model;
use super::reason::{PendingReasons, RenderReason};
use super::recall::{self, ContentFile, ContentFiles, ContentReader, ContentState};
use super::table::PathTable;
use super::traces::{self, QueryTable, Trace, TracePart, Traces};
use super::watch::BuildMonitor;
use super::{BuildOptions, BuildReport, PhaseTimer};
use crate::config::Config;
use crate::content::Kinds;
use crate::diag::{Diags, caught};
use crate::digest::{Digest, FastMap};
use crate::folder::Folder;
use crate::images;
use crate::model::{NodeId, Site};
use crate::path::SitePath;
use crate::plan::Output;
use crate::render::IdNames;
use crate::sources::{FileStat, SiteFiles};
use crate::write::{OutputLock, OutputWriter, folder_of, folders_of};

/// What a build knows before it looks at the site as a whole.
pub struct BuildJob {
    pub order: BuildOptions,
    pub sources: SiteFiles,
    /// What the last build knew.
    pub index: BuildCache,
    pub content: ContentFiles,
    pub others: BTreeMap<String, (FileStat, Digest)>,
    pub base: Digest,
    pub still: Digest,
    pub moment: Digest,
    /// What was found against keeping outputs of the last build.
    pub causes: PendingReasons,
}

/// What was done.
pub struct BuildResult {
    pub pages: usize,
    /// Outputs of the last build that are right.
    pub kept: ReusableOutputs,
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
    AsTheyWere,
    /// What was rendered, in the same site but for bodies.
    More(TracePart),
    /// All of another site.
    Whole { names: IdNames, part: TracePart, old: Box<Traces> },
}

impl BuildJob {
    pub fn new(
        order: BuildOptions,
        sources: SiteFiles,
        index: BuildCache,
        content: ContentFiles,
        others: BTreeMap<String, (FileStat, Digest)>,
    ) -> Self {
        let base = model::base(&order, &sources);
        let known =
            || content.readings.iter().filter_map(|reading| Some((reading.path.as_str(), reading.source(&index)?)));
        let still = model::still(base, &sources, known(), &others);
        let moment = model::moment(order.now, known().map(|(_, source)| source));
        Self { order, sources, index, content, others, base, still, moment, causes: PendingReasons::default() }
    }

    /// What is left when there is nothing to do: nothing changed that any output shows, and nothing is to be told. What was read
    /// in this build may hold a mistake even when no output shows it.
    pub fn nothing(&self) -> Option<BuildResult> {
        let count = self.index.outputs.len();
        if !self.index.quiet || self.content.parsed() > 0 || count == 0 || !self.is_same_model() {
            return None;
        }
        let kept = self.kept_by_model();
        let pictures = self.index.pictures.paths().map(str::to_owned).collect();
        (kept.outputs.len() == count).then(|| BuildResult {
            pages: self.index.pages,
            kept,
            rendered: Vec::new(),
            pictures,
            traces: TracesUpdate::AsTheyWere,
            site: None,
        })
    }

    /// Assembles the site, plans it, and renders what is not `kept`.
    ///
    /// # Errors
    /// Everything that is wrong with the site; nothing is staged any more then.
    pub fn render(
        &self,
        config: Config,
        kinds: Kinds,
        (clock, outcome, watch): (&mut PhaseTimer, &mut BuildReport, &BuildMonitor),
        output: &mut OutputLock,
    ) -> Result<(BuildResult, OutputWriter), Diags> {
        watch.phase("assemble", 0);
        let same_model = self.is_same_model();
        let together = || {
            let files = ContentReader::new(&self.sources, &config, &kinds, &self.index).place_all(&self.content);
            put_together(&self.sources, config, kinds, files, &self.order, &mut outcome.warnings)
        };
        // What the disk says of the outputs is asked meanwhile.
        let (site, kept) = rayon::join(together, || same_model.then(|| self.kept_by_model()));
        let site = site?;
        let AssembledSite { world, renderer, outputs } = &site;
        clock.lap("assemble");
        watch.phase("compare", 0);
        let old = if same_model { Traces::default() } else { Traces::read(self.index.traces()).unwrap_or_default() };
        let mut kept = kept.unwrap_or_else(|| self.kept_by_answers(world, outputs, &old));
        clock.lap("compare");
        let wanted: Vec<&Output> = outputs.iter().filter(|output| !kept.outputs.contains(&output.path)).collect();
        let writer = self.writer(output)?;
        let questions = QueryTable::default();
        let nodes = world.site.nodes();
        let made = caught(|| {
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
            shown(&self.sources, &world.site, made).unzip();
        self.give_reasons(&mut traced, &questions);
        let part = TracePart::new(questions, traced);
        let traces = match (same_model, rendered.is_empty()) {
            (true, true) => TracesUpdate::AsTheyWere,
            (true, false) => TracesUpdate::More(part),
            (false, _) => TracesUpdate::Whole { names: IdNames::of(&world.site), part, old: Box::new(old) },
        };
        let mut pictures: BTreeSet<String> = rendered.iter().flat_map(|output| output.pictures.clone()).collect();
        let old_pictures: Vec<&str> = self.index.pictures.paths().collect();
        let still =
            kept.outputs.iter().filter_map(|path| self.index.outputs.get(path)).flat_map(|output| &output.pictures);
        pictures.extend(still.filter_map(|at| old_pictures.get(*at as usize)).map(|path| (*path).to_owned()));
        // A picture that nobody shows any more lies where nobody else looks.
        let over = old_pictures.iter().filter(|path| !pictures.contains(**path));
        if let Some(strange) = &mut kept.strange {
            strange.extend(over.map(|path| folder_of(path).to_owned()));
        }
        let pages = world.site.pages.len();
        Ok((BuildResult { pages, kept, rendered, pictures, traces, site: Some(site) }, writer))
    }

    /// The output folder, opened.
    ///
    /// # Errors
    /// When it is not ours, somebody else builds into it, or it cannot be written.
    pub fn writer(&self, output: &mut OutputLock) -> Result<OutputWriter, Diags> {
        OutputWriter::open(&self.order.site, &self.order.out, self.order.force, output)
            .map_err(|fault| Diags::from_iter([fault]))
    }

    /// Leaves what this build knows to the next one; none when nothing of it is known any more.
    pub fn remember(
        mut self,
        started: i128,
        done: BuildResult,
        quiet: bool,
        clock: &mut dyn FnMut() -> i128,
    ) -> Option<(SiteFiles, BuildCache)> {
        let as_they_were = matches!(done.traces, TracesUpdate::AsTheyWere);
        let nothing = as_they_were
            && done.kept.outputs.len() == self.index.outputs.len()
            && self.index.others == self.others
            && self.index.quiet == quiet
            && self.content.readings.iter().all(|reading| matches!(reading.source, ContentState::Before));
        if nothing {
            return Some((self.sources, self.index));
        }
        if let Some(change) = self.change(started, &done, quiet) {
            // What cannot be remembered costs time later and nothing else.
            return self.index.add(change).ok().map(|()| (self.sources, self.index));
        }
        let pictures: PathTable<FileStat> =
            done.pictures.into_iter().map(|path| (self.written(&path), path)).map(swap).collect();
        let readings = std::mem::take(&mut self.content.readings);
        let (traces, (outputs, (content, facts))) = rayon::join(
            || LazyBytes::of(self.traces(done.traces, &done.kept.outputs)),
            || (self.outputs(&done.kept.outputs, done.rendered, &pictures), self.sources(readings)),
        );
        // The later the better: a folder must not have been touched just before.
        let folders = folders(&self.order.out, &outputs, &pictures, clock());
        let mut index = BuildCache {
            started,
            settings: recall::settings(&self.sources),
            base: self.base,
            still: self.still,
            moment: self.moment,
            out: self.order.out.clone(),
            quiet,
            pages: done.pages,
            content,
            others: self.others,
            vouched: recall::vouchings(&self.sources),
            outputs,
            pictures,
            folders,
            facts,
            traces,
            ..BuildCache::default()
        };
        if !index.pictures.paths().eq(self.index.pictures.paths()) {
            let names = index.pictures.paths().map(|path| path.rsplit('/').next().unwrap_or(path));
            images::PictureCache::new(make::pictures(&self.order)).keep_only(&names.collect());
        }
        let cache = Folder::open_in(&self.order.site, &self.order.cache).ok()?;
        index.save(cache).ok().map(|()| (self.sources, index))
    }

    /// What changed, when it is little and all else is as it was.
    fn change(&self, started: i128, done: &BuildResult, quiet: bool) -> Option<CacheUpdate> {
        let index = &self.index;
        let part = match &done.traces {
            TracesUpdate::AsTheyWere => None,
            TracesUpdate::More(part) => Some(part),
            TracesUpdate::Whole { .. } => return None,
        };
        let same = index.quiet == quiet
            && index.others == self.others
            && index.content.len() == self.content.readings.len()
            && index.outputs.len() == done.kept.outputs.len() + done.rendered.len()
            && index.pictures.paths().eq(done.pictures.iter().map(String::as_str));
        if !same || index.is_long() {
            return None;
        }
        let mut change = CacheUpdate { started, ..CacheUpdate::default() };
        for reading in &self.content.readings {
            let at = index.content.position(reading.path.as_str())?;
            match &reading.source {
                ContentState::Before => {}
                ContentState::Touched(file) => {
                    change.content.push((at, ContentRecord { file: *file, ..index.content.entries()[at].1.clone() }));
                }
                ContentState::Now(source, facts) => change.read(index, at, source, facts),
            }
        }
        change.wrote(index, &self.order.out, &done.rendered);
        change.traces = part.map(traces::write).unwrap_or_default();
        Some(change)
    }

    /// What is remembered of the content files, and their facts.
    fn sources(&self, readings: Vec<ContentFile>) -> (PathTable<ContentRecord>, LazyBytes) {
        let mut content = Vec::with_capacity(readings.len());
        let new = readings
            .iter()
            .map(|reading| if let ContentState::Now(_, facts) = &reading.source { facts.len() } else { 0 });
        let mut facts = Vec::with_capacity(new.sum());
        for reading in readings {
            let old = || {
                let source = self.index.content.get(reading.path.as_str()).cloned().unwrap_or_default();
                let facts = self.index.facts(&source);
                (source, facts)
            };
            let (mut source, kept) = match &reading.source {
                ContentState::Now(source, facts) => ((**source).clone(), Some(facts.as_slice())),
                ContentState::Before => old(),
                ContentState::Touched(file) => {
                    let (source, facts) = old();
                    (ContentRecord { file: *file, ..source }, facts)
                }
            };
            let start = facts.len();
            source.facts = source.facts.and(kept).map(|kept| {
                facts.extend_from_slice(kept);
                start..facts.len()
            });
            content.push((reading.path.to_string(), source));
        }
        (content.into_iter().collect(), LazyBytes::of(facts))
    }

    fn traces(&self, new: TracesUpdate, kept: &HashSet<String>) -> Vec<u8> {
        let old = self.index.traces();
        let together = |names: Option<IdNames>, part: TracePart, old: &Traces| {
            let names = names.unwrap_or_else(|| old.names.clone());
            traces::write(&Traces::write(names, part, kept, old))
        };
        let read = || Traces::read(old).unwrap_or_default();
        match new {
            // Parts that hold over others pile up.
            TracesUpdate::AsTheyWere if self.index.is_long() => together(None, TracePart::default(), &read()),
            TracesUpdate::More(part) if self.index.is_long() => together(None, part, &read()),
            TracesUpdate::AsTheyWere => old.concat(),
            TracesUpdate::More(part) => [old[0], old[1], &traces::write(&part)].concat(),
            TracesUpdate::Whole { names, part, old } => together(Some(names), part, &old),
        }
    }

    /// What is remembered of the outputs, those kept and those rendered.
    fn outputs(
        &self,
        kept: &HashSet<String>,
        rendered: Vec<RenderedOutput>,
        pictures: &PathTable<FileStat>,
    ) -> PathTable<OutputRecord> {
        let places: HashMap<&str, u32> = pictures.paths().zip(0..).collect();
        let positions: FastMap<&str, u32> = self.sources.content.keys().map(SitePath::as_str).zip(0..).collect();
        let content: Vec<Option<u32>> = self.index.content.paths().map(|path| positions.get(path).copied()).collect();
        let shown: Vec<Option<u32>> = self.index.pictures.paths().map(|path| places.get(path).copied()).collect();
        let now = |table: &[Option<u32>], old: &[u32]| -> Vec<u32> {
            old.iter().filter_map(|at| table.get(*at as usize).copied().flatten()).collect()
        };
        let old = kept.par_iter().filter_map(|path| {
            let OutputRecord { file, bodies, pictures } = self.index.outputs.get(path)?;
            let output = OutputRecord { file: *file, bodies: now(&content, bodies), pictures: now(&shown, pictures) };
            Some((path.clone(), output))
        });
        let new = rendered.into_par_iter().map(|shown| {
            let rendered = shown.rendered(&places, self.written(&shown.path));
            (shown.path, rendered)
        });
        let all: Vec<(String, OutputRecord)> = old.chain(new).collect();
        all.into_iter().collect()
    }

    /// What the disk says of an output now.
    fn written(&self, path: &str) -> FileStat {
        written(&self.order.out, path)
    }
}

/// The folders that hold outputs.
fn folders(
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
    let look = |path: &str| Some(written(out, path)).filter(|file| is_settled(file, now)).unwrap_or_default();
    paths.into_par_iter().map(|path| (path.to_owned(), look(path))).collect::<Vec<_>>().into_iter().collect()
}

/// What the disk says of an output now.
pub fn written(out: &Path, path: &str) -> FileStat {
    fs::symlink_metadata(out.join(path)).map_or_else(|_| FileStat::default(), |found| FileStat::of(&found))
}

/// What was rendered, in the names of the index.
pub fn shown<'a>(
    sources: &'a SiteFiles,
    site: &'a Site,
    made: Vec<StagedOutput>,
) -> impl Iterator<Item = (RenderedOutput, (String, Trace))> + 'a {
    let positions: FastMap<&str, u32> = sources.content.keys().map(SitePath::as_str).zip(0..).collect();
    let body = move |id: &NodeId| positions.get(site.text(*id).file.as_ref()?.as_str()).copied();
    made.into_iter().map(move |StagedOutput { path, recipe, bodies, pictures, asked }| {
        let bodies = bodies.iter().filter_map(&body).collect();
        (
            RenderedOutput { path: path.clone(), bodies, pictures },
            (path, Trace { recipe, asked, reason: RenderReason::default() }),
        )
    })
}

impl RenderedOutput {
    /// As it is remembered, when the disk says `file` of it.
    pub fn rendered(&self, pictures: &HashMap<&str, u32>, file: FileStat) -> OutputRecord {
        let pictures = self.pictures.iter().filter_map(|path| pictures.get(path.as_str()).copied()).collect();
        OutputRecord { file, bodies: self.bodies.clone(), pictures }
    }
}

fn swap<A, B>((a, b): (A, B)) -> (B, A) {
    (b, a)
}
