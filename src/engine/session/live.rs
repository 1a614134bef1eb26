//! A build for which only the bodies and the wording of known content files changed: the assembled
//! site is kept, and only the outputs that show the changes are rendered.
//!
//! The rules are those of every build, applied to the changed files alone. The file watcher
//! guarantees that the other files did not change, and the lock guarantees that no other process
//! writes into the output folder.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;

use rayon::prelude::*;

use super::edits::{EditedContent, NodeUpdate, ShownEdits, VisibleChange, node_update};
use super::search_change::SearchChange;
use crate::diag::{Diag, Diags, catch_panic};
use crate::engine::build::{CachedSite, unwritable_output_error};
use crate::engine::build_options::{BuildOptions, BuildReport};
use crate::engine::cache::{
    BuildCache, CacheUpdate, ContentReader, ContentRecord, ContentState as Reading, QueryTable, RenderReason,
    RenderedOutput, ShownChanges, Trace, TracePart, Traces, cached_word_counts, digest_model, digest_time,
    encode_traces,
};
use crate::engine::job::outputs_with_traces;
use crate::engine::make::{AssembledSite, make_pictures, render_all};
use crate::engine::monitor::{BuildMonitor, PhaseTimer};
use crate::model::{Cascades, NodeId, NodeInfo, PageId, Site, check_links, check_links_of};
use crate::output_writer::{CleanupScope, MARK_FILE, OutputChanges, OutputLock, OutputWriter};
use crate::plan::{Output, SEARCH_FOLDER};
use crate::render::{WordingChange, World};
use crate::search::WordCounts;
use crate::site_files::{RescannedPath, SiteFiles};
use crate::site_search::NodeText;

/// A site in memory, in the state that the output folder shows.
pub(super) struct LiveSite {
    pub site_files: SiteFiles,
    pub cache: BuildCache,
    /// `None` if the last build had no need to assemble the site.
    pub site: Option<AssembledSite>,
    /// The warnings of the last build. A build of the edited files reports them again.
    pub warnings: Diags,
}

/// The report of a build, the outputs that it rendered, and their traces.
type LiveBuild = (BuildReport, Vec<RenderedOutput>, TracePart);

/// Why a build of the edited files alone stopped.
enum Stop {
    /// The edits may affect more of the site than the edited files themselves.
    NeedsFullBuild,
    /// The site has errors, or the output folder cannot be written.
    Faults(Diags),
}

impl LiveSite {
    /// The starting point of the next build, when more than bodies and wording changed.
    pub(super) fn into_cached_site(self) -> CachedSite {
        CachedSite { cache: Some(self.cache), site_files: Some(self.site_files) }
    }

    /// Builds the site after the files in `changed` may have changed. Returns `None` if a full
    /// build is needed.
    pub(super) fn build(
        &mut self,
        options: &BuildOptions,
        changed: &BTreeSet<PathBuf>,
        started: i128,
        output: &mut OutputLock,
    ) -> Option<Result<BuildReport, Diags>> {
        // A full build must fill an output folder that was deleted, and must rewrite a cache file
        // that was deleted or has grown too long.
        if self.cache.needs_rewrite() || !self.cache.is_on_disk() || !options.folders.out.join(MARK_FILE).exists() {
            return None;
        }
        let mut clock = PhaseTimer::default();
        let mut edited = self.read_edited(options, changed)?;
        clock.lap("parse");
        let visible = self.find_visible_change(&edited)?;
        self.swap_wording(&mut edited, visible.as_ref())?;
        let old_search = self.site.as_ref()?.world.search.clone();
        let result = match self.update_search(&edited) {
            Some(()) => {
                let change = SearchChange::between(&old_search, &self.site.as_ref()?.world.search);
                let made = self.render_edited(options, &edited, visible.as_ref(), &change, clock, output);
                made.map(|made| (made, change))
            }
            None => Err(Stop::NeedsFullBuild),
        };
        let ((report, rendered, part), search_change) = match result {
            Ok(done) => done,
            Err(stop) => {
                Arc::get_mut(&mut self.site.as_mut()?.world)?.search = old_search;
                self.swap_wording(&mut edited, visible.as_ref())?;
                return match stop {
                    Stop::NeedsFullBuild => None,
                    Stop::Faults(faults) => Some(Err(self.site_files.locate(faults))),
                };
            }
        };
        if let Some(site) = &mut self.site {
            search_change.apply_to(&mut site.outputs);
        }
        self.update_cache(options, started, edited, &rendered, &part, search_change);
        Some(Ok(report))
    }

    /// Reads the changed files. Returns `None` if a URL, a list or a relation of the site depends
    /// on what changed in them.
    fn read_edited(&self, options: &BuildOptions, changed: &BTreeSet<PathBuf>) -> Option<Vec<EditedContent>> {
        let site = &self.site.as_ref()?.world.site;
        let known = || self.cache.content.entries().iter().map(|(_, source)| source);
        if digest_time(options.content.now, &self.site_files, known()) != self.cache.time_digest
            || !site.imports.has_same_staleness_at(options.content.now.to_instant())
        {
            return None;
        }
        let reader = ContentReader::new(&self.site_files, &site.config, &site.kinds, &self.cache);
        let sections = site.sections.iter().filter_map(|section| {
            let NodeInfo { file, lang, front, .. } = &section.info;
            let file = file.as_ref()?;
            Some((file, file.folder(), *lang, front.as_ref()))
        });
        let cascades = Cascades::from_sections(sections);
        let mut edited = Vec::new();
        for path in changed {
            let RescannedPath::File(path, file) = self.site_files.rescan_path(path)? else { continue };
            // A warning about the file may no longer be true.
            if self.warnings.iter().any(|told| told.file.as_deref() == Some(format!("content/{path}").as_str())) {
                return None;
            }
            let at = self.cache.content.position(path.as_str())?;
            let old = &self.cache.content.entries()[at].1;
            let reading = reader.reread(&path, file, old, &cascades)?;
            let mut old_counts = WordCounts::default();
            let (read, text) = match reading.state {
                Reading::Unchanged | Reading::Touched(_) => (None, None),
                Reading::Parsed(source, facts) => {
                    let placed = reading.placed.into_inner().ok()??;
                    // Translations may show what the file passes on.
                    let is_other_inheritance = source.inheritance != old.inheritance;
                    if source.facts_range.is_none() || old.facts_range.is_none() || is_other_inheritance {
                        return None;
                    }
                    old_counts = cached_word_counts(&self.cache, old)?;
                    let is_heard = source.visible_digest != old.visible_digest;
                    let text = node_update(site, &path, *placed, is_heard)?;
                    (Some((*source, facts)), text)
                }
            };
            edited.push(EditedContent { path, file, cache_position: at, record: read, old_counts, update: text });
        }
        Some(edited)
    }

    /// The effect of the edits on other pages: `Some(None)` if only bodies changed, so that no
    /// other page can show a difference. Returns `None` if the old traces cannot be read.
    fn find_visible_change(&self, edited: &[EditedContent]) -> Option<Option<VisibleChange>> {
        let page = |text: &NodeUpdate| match text.id {
            NodeId::Page(page) if text.is_visible_change => Some(page),
            _ => None,
        };
        let pages: HashSet<PageId> = edited.iter().filter_map(|e| page(e.update.as_ref()?)).collect();
        if pages.is_empty() {
            return Some(None);
        }
        let old = Traces::read(self.cache.traces())?;
        Some(Some(VisibleChange {
            wording_change: WordingChange::new(&self.site.as_ref()?.world.site, pages),
            old_traces: old,
        }))
    }

    /// Exchanges the new wording and bodies with the old ones; a second call restores the old ones.
    /// Returns `None` if another owner holds the site, which is never the case between two builds.
    fn swap_wording(&mut self, edited: &mut [EditedContent], visible: Option<&VisibleChange>) -> Option<()> {
        let world = Arc::get_mut(&mut self.site.as_mut()?.world)?;
        for text in edited.iter_mut().filter_map(|e| e.update.as_mut()) {
            world.swap_wording(text.id, &mut text.wording, &mut text.body);
        }
        if let Some(visible) = visible {
            world.apply_wording_change(&visible.wording_change);
        }
        Some(())
    }

    /// Brings the search indexes up to date. Returns `None` if they must be made again.
    fn update_search(&mut self, edited: &[EditedContent]) -> Option<()> {
        let World { site, search, .. } = Arc::get_mut(&mut self.site.as_mut()?.world)?;
        for one in edited {
            if let Some(update) = &one.update {
                // After the exchange, `update.wording` is the old wording.
                let old = NodeText::of_wording(&update.wording, &one.old_counts);
                search.replace(site, update.id, old, NodeText::of_site(site, update.id))?;
            }
        }
        Some(())
    }

    /// Renders the outputs that show a change, and moves them into the output folder.
    fn render_edited(
        &self,
        options: &BuildOptions,
        edited: &[EditedContent],
        visible: Option<&VisibleChange>,
        search_change: &SearchChange,
        mut clock: PhaseTimer,
        output: &mut OutputLock,
    ) -> Result<LiveBuild, Stop> {
        let AssembledSite { world, renderer, outputs } = self.site.as_ref().ok_or(Stop::NeedsFullBuild)?;
        let updates = || edited.iter().filter_map(|e| e.update.as_ref());
        let nodes: Vec<NodeId> = updates().map(|update| update.id).collect();
        self.check_edited_links(&world.site, &nodes, updates())?;
        let edits = ShownEdits::find(&self.cache, world, edited, visible);
        let is_wanted = |output: &&Output| edits.are_shown_by(&output.path);
        let mut wanted: Vec<&Output> =
            if edits.is_empty() { Vec::new() } else { outputs.par_iter().filter(is_wanted).collect() };
        wanted.extend(&search_change.added);
        clock.lap("compare");
        let writer = OutputWriter::open(&options.folders.site, &options.folders.out, options.force, output)
            .map_err(|fault| Stop::Faults(Diags::from(fault)))?;
        let questions = QueryTable::default();
        let watch = BuildMonitor::new(options.progress.clone(), options.timings);
        let made = catch_panic(|| {
            let (made, needs) = render_all(world, Arc::clone(renderer), &wanted, &writer, &questions, &watch)?;
            make_pictures(world, options.site_of_pictures(), needs, &writer, &watch).map(|()| made)
        });
        clock.lap("render");
        let made = match made {
            Ok(made) => made,
            Err(faults) => {
                writer.abandon();
                return Err(Stop::Faults(faults));
            }
        };
        let (rendered, mut traced): (Vec<RenderedOutput>, Vec<(String, Trace)>) =
            outputs_with_traces(&self.site_files, &world.site, made).unzip();
        self.give_reasons(&mut traced, &edits, visible, &questions);
        // If an output shows other pictures than before, pictures must be added or removed, which
        // needs a full build.
        if !self.show_same_pictures(&rendered) {
            writer.abandon();
            return Err(Stop::NeedsFullBuild);
        }
        let folders = [SEARCH_FOLDER.to_owned()];
        let planned = search_change.planned_files(outputs);
        let left = match search_change.removed.is_empty() {
            true => CleanupScope::Nowhere,
            false => CleanupScope::Folders { folders: &folders, is_known: &|_| true, planned: &planned },
        };
        let changes = writer
            .commit(&left)
            .map_err(|error| Stop::Faults(unwritable_output_error(&options.folders.out, &error)))?;
        clock.lap("write");
        let report = self.report(edited, &rendered, changes, clock, watch);
        Ok((report, rendered, TracePart::new(questions, traced)))
    }

    /// Checks the links of the changed nodes; and the links of all nodes if a heading was added or
    /// removed.
    fn check_edited_links<'u>(
        &self,
        site: &Site,
        nodes: &[NodeId],
        mut updates: impl Iterator<Item = &'u NodeUpdate>,
    ) -> Result<(), Stop> {
        let checked: Vec<(Vec<Diag>, bool)> = nodes.iter().map(|id| check_links_of(site, *id)).collect();
        // Only a full build plans the outputs to which these links may lead.
        if checked.iter().any(|(_, has_generated)| *has_generated) {
            return Err(Stop::NeedsFullBuild);
        }
        let mut faults: Diags = checked.into_iter().flat_map(|(found, _)| found).collect();
        // After the exchange, `update.wording` is the old wording. If the headings differ, links on
        // other pages may have lost their targets.
        if updates.any(|update| update.wording.facts.ids != site.info(update.id).facts.ids) {
            faults = Diags::default();
            let _ = check_links(site, &mut faults);
        }
        if faults.has_errors() {
            // The error is reported with all warnings that the assembly of the site found.
            faults.extend(self.warnings.iter().cloned());
            return Err(Stop::Faults(faults));
        }
        if faults.is_empty() { Ok(()) } else { Err(Stop::NeedsFullBuild) }
    }

    /// Writes into each trace why its output was rendered.
    fn give_reasons(
        &self,
        traced: &mut [(String, Trace)],
        edits: &ShownEdits,
        visible: Option<&VisibleChange>,
        questions: &QueryTable,
    ) {
        let content = self.cache.content.entries();
        for (path, trace) in traced {
            if self.cache.outputs.position(path).is_none() {
                trace.reason = RenderReason::NewOutput;
                continue;
            }
            let bodies = edits.bodies_shown_by(path).into_iter();
            let files = bodies.filter_map(|at| Some(content.get(at as usize)?.0.clone()));
            let now = |at: u32| questions.position(&visible?.old_traces.queries.get(at as usize)?.0);
            trace.reason =
                ShownChanges::new_reason(files.collect(), &edits.answers_shown_by(path), &trace.query_positions, now);
        }
    }

    /// Whether every rendered output shows the same pictures as before.
    fn show_same_pictures(&self, rendered: &[RenderedOutput]) -> bool {
        let places: HashMap<&str, u32> = self.cache.pictures.paths().zip(0..).collect();
        let same = |shown: &RenderedOutput| {
            let old = self.cache.outputs.get(&shown.path).map(|old| &old.pictures);
            let now: Option<Vec<u32>> = shown.pictures.iter().map(|path| places.get(path.as_str()).copied()).collect();
            // A new file of search shows none.
            now.is_some_and(|now| old.map_or(now.is_empty(), |old| *old == now))
        };
        rendered.iter().all(same)
    }

    fn report(
        &self,
        edited: &[EditedContent],
        rendered: &[RenderedOutput],
        changes: OutputChanges,
        clock: PhaseTimer,
        watch: BuildMonitor,
    ) -> BuildReport {
        let cache = &self.cache;
        BuildReport {
            pages: cache.pages,
            outputs: cache.outputs.len() + cache.pictures.len(),
            parsed: edited.iter().filter(|e| e.record.is_some()).count(),
            rendered: rendered.iter().map(|shown| shown.path.clone()).collect(),
            changes,
            contents: cache.content.len(),
            outputs_kept: cache.outputs.len().saturating_sub(rendered.len()),
            pictures: cache.pictures.len(),
            pictures_made: watch.pictures_made(),
            phases: clock.laps,
            // No address changes in such a build.
            moved: Vec::new(),
            warnings: self.warnings.clone(),
            timings: watch.into_timings(),
        }
    }

    /// Updates the cache in memory, and appends the update to the cache file.
    fn update_cache(
        &mut self,
        options: &BuildOptions,
        started: i128,
        edited: Vec<EditedContent>,
        rendered: &[RenderedOutput],
        part: &TracePart,
        search_change: SearchChange,
    ) {
        let cache = &mut self.cache;
        let removed_outputs = search_change.removed;
        let mut change = CacheUpdate { started, removed_outputs, ..CacheUpdate::default() };
        for EditedContent { path, file, cache_position: at, record: read, .. } in edited {
            self.site_files.content.insert(path, file);
            match read {
                Some((source, facts)) => change.record_content(cache, at, &source, &facts),
                None => change.content.push((at, ContentRecord { file, ..cache.content.entries()[at].1.clone() })),
            }
        }
        change.record_outputs(cache, &options.folders.out, rendered);
        let now: HashMap<usize, &ContentRecord> = change.content.iter().map(|(at, source)| (*at, source)).collect();
        let known = cache.content.entries().iter().zip(0..);
        let known = known.map(|((path, old), at)| (path.as_str(), now.get(&at).copied().unwrap_or(old)));
        change.model_digest = Some(digest_model(cache.base_digest, &self.site_files, known, &cache.other_files));
        if !rendered.is_empty() {
            change.traces = encode_traces(part);
        }
        // If the cache cannot be written, the next process needs more time; nothing else is lost.
        let _ = cache.append(change);
    }
}
