//! Renders the outputs that are not kept from the last build.

use std::cell::LazyCell;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::build_job::{BuildJob, BuildResult, ReusableOutputs, TracesUpdate};
use crate::config::Config;
use crate::content::Kinds;
use crate::diag::{Diags, catch_panic};
use crate::digest::FastMap;
use crate::engine::build_options::BuildReport;
use crate::engine::cache::{
    ContentReader, QueryTable, RenderReason, RenderedOutput, Trace, TracePart, Traces, old_search_files,
};
use crate::engine::make::{AssembledSite, StagedOutput, assemble_and_plan, make_pictures, render_all};
use crate::engine::monitor::{BuildMonitor, PhaseTimer};
use crate::engine::moved::{MovedAddresses, PlanChange};
use crate::model::{NodeId, Site};
use crate::output_writer::{OutputLock, OutputWriter, folder_of};
use crate::path::SitePath;
use crate::plan::{Output, SEARCH_FOLDER};
use crate::render::IdNames;
use crate::site_files::SiteFiles;

impl BuildJob {
    /// The fast path: returns the result of the build if no output is affected and there are no
    /// warnings to repeat. It is not taken if a content file was parsed, because the file may
    /// contain an error even if no output shows it.
    pub(crate) fn result_if_up_to_date(&self) -> Option<BuildResult> {
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
            moved: None,
        })
    }

    /// Drops the files of search that are not planned any more. Their names follow from bodies, so
    /// they change although the model is the same.
    fn drop_old_search_files(&self, kept: &mut ReusableOutputs, outputs: &[Output]) {
        let is_planned = |path: &str| outputs.binary_search_by(|output| output.path.as_str().cmp(path)).is_ok();
        let old: Vec<&str> = old_search_files(&self.cache, is_planned).collect();
        for path in &old {
            kept.outputs.remove(*path);
        }
        if let (false, Some(folders)) = (old.is_empty(), &mut kept.folders_to_check) {
            folders.push(SEARCH_FOLDER.to_owned());
        }
    }

    /// Assembles and plans the site, and renders the outputs that cannot be kept.
    ///
    /// # Errors
    /// All errors of the site; nothing is left on the stage then.
    pub(crate) fn assemble_and_render(
        &self,
        config: Config,
        kinds: Kinds,
        (clock, report, watch): (&mut PhaseTimer, &mut BuildReport, &BuildMonitor),
        output: &mut OutputLock,
    ) -> Result<(BuildResult, OutputWriter), Diags> {
        watch.begin_phase("assemble", 0);
        let same_model = self.is_same_model();
        let together = || {
            let files = ContentReader::new(&self.site_files, &config, &kinds, &self.cache).place_all(&self.content);
            assemble_and_plan(&self.site_files, config, kinds, files, &self.options.content, &mut report.warnings)
        };
        // The metadata of the outputs is read from disk while the site is assembled.
        let (site, kept) = rayon::join(together, || same_model.then(|| self.reusable_by_model()));
        let site = site?;
        let AssembledSite { world, renderer, outputs } = &site;
        clock.lap("assemble");
        watch.begin_phase("compare", 0);
        let old = if same_model { Traces::default() } else { Traces::read(self.cache.traces()).unwrap_or_default() };
        let mut kept = kept.unwrap_or_else(|| self.reusable_by_answers(world, outputs, &old));
        if same_model {
            self.drop_old_search_files(&mut kept, outputs);
        }
        clock.lap("compare");
        let wanted: Vec<&Output> = outputs.iter().filter(|output| !kept.outputs.contains(&output.path)).collect();
        let writer = self.open_writer(output)?;
        let questions = QueryTable::default();
        let made = catch_panic(|| {
            let (made, needs) = render_all(world, Arc::clone(renderer), &wanted, &writer, &questions, watch)?;
            clock.lap("render");
            make_pictures(world, self.options.site_of_pictures(), needs, &writer, watch).map(|()| made)
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
        let moved = (!same_model).then(|| {
            let digests = LazyCell::new(|| self.content.digests(&self.cache));
            let digest = |path: &str| match path.strip_prefix("content/").and_then(|file| digests.get(file)) {
                Some(digest) => Some(*digest),
                None => self.other_files.get(path).map(|(_, digest)| *digest),
            };
            let change = PlanChange { options: &self.options, cache: &self.cache, digest: &digest, old: &old };
            MovedAddresses::find(&change, &world.site, outputs)
        });
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
        // The folder of a picture that is no longer shown has unchanged metadata, and so must be
        // added to the folders to clean up.
        let over = old_pictures.iter().filter(|path| !pictures.contains(**path));
        if let Some(strange) = &mut kept.folders_to_check {
            strange.extend(over.map(|path| folder_of(path).to_owned()));
        }
        let pages = world.site.pages.len();
        Ok((BuildResult { pages, reusable: kept, rendered, pictures, traces, site: Some(site), moved }, writer))
    }
}

/// The rendered outputs, with their bodies as positions in the sorted content files; and their
/// traces, still without a reason.
pub(crate) fn outputs_with_traces<'a>(
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
