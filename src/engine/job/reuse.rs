//! Finds the outputs of the last build that this build need not render again.

use std::collections::{HashMap, HashSet};

use rayon::prelude::*;

use super::build_job::{BuildJob, ReusableOutputs};
use super::pending_reasons::PendingReason;
use crate::digest::Digest;
use crate::engine::cache::{ContentState, OutputRecord, RenderReason, Traces};
use crate::plan::{Output, Recipe, RecipeSource};
use crate::render::{Fingerprint, IdMap, IdNames, Query, World, answer_query};
use crate::site_files::{FileStat, FolderHandle};

impl BuildJob {
    /// The outputs to keep if the model is the same: those with unchanged bodies and intact files.
    pub(crate) fn reusable_by_model(&self) -> ReusableOutputs {
        let still = self.compare_with_disk();
        let outputs = self.cache.outputs.entries().par_iter();
        let is_kept = |(path, output): &&(String, OutputRecord)| {
            self.reasons.record(path, still.reason_to_render(path, output, Vec::new()))
        };
        let outputs = outputs.filter(is_kept).map(|(path, _)| path.clone()).collect();
        ReusableOutputs { outputs, folders_to_check: Some(still.changed_folders) }
    }

    /// The outputs to keep if the model is another one: those whose queries all have the same
    /// answers as before, with unchanged bodies and intact files.
    pub(crate) fn reusable_by_answers(&self, world: &World, outputs: &[Output], old: &Traces) -> ReusableOutputs {
        if self.cache.base_digest != self.base_digest || self.cache.out != self.options.folders.out {
            return ReusableOutputs { outputs: HashSet::new(), folders_to_check: None };
        }
        let renames = IdMap::between(&old.names, &IdNames::from_site(&world.site));
        let has_same_answer = |query: &Query, fingerprint: &Fingerprint| {
            renames.map_query(query).is_some_and(|query| answer_query(world, &query).fingerprint == *fingerprint)
        };
        let same: Vec<bool> =
            old.queries.par_iter().map(|(query, fingerprint)| has_same_answer(query, fingerprint)).collect();
        let changed = old.queries.iter().zip(&same).zip(0..).filter(|((_, same), _)| !**same);
        self.reasons.record_changed_queries(changed.map(|(((query, _), _), at)| (at, renames.map_query(query))));
        let still = self.compare_with_disk();
        let cause = |output: &Output| {
            let (Some(trace), Some(rendered)) = (old.outputs.get(&output.path), self.cache.outputs.get(&output.path))
            else {
                return Some(PendingReason::Ready(RenderReason::NewOutput));
            };
            if renames.map_recipe(&trace.recipe).as_ref() != Some(&output.recipe) {
                return Some(PendingReason::Ready(RenderReason::RecipeChanged));
            }
            if !self.has_same_bytes(&output.recipe) {
                return Some(PendingReason::Ready(RenderReason::CopyChanged));
            }
            let answers = trace.query_positions.iter().copied().filter(|at| !same[*at as usize]).collect();
            still.reason_to_render(&output.path, rendered, answers)
        };
        let is_kept = |output: &&Output| self.reasons.record(&output.path, cause(output));
        let outputs = outputs.par_iter().filter(is_kept).map(|output| output.path.clone()).collect();
        ReusableOutputs { outputs, folders_to_check: None }
    }

    /// Whether the file that an output copies has the same bytes; `true` for an output that is no
    /// copy.
    fn has_same_bytes(&self, recipe: &Recipe) -> bool {
        let Some(RecipeSource::File(folder, path)) = recipe.source() else { return true };
        let file = format!("{folder}/{path}");
        // A file that is embedded in the program is in neither map.
        self.cache.other_files.get(&file).map(|(_, digest)| digest)
            == self.other_files.get(&file).map(|(_, digest)| digest)
    }

    /// Compares the content files and the output folder with the records of the cache.
    fn compare_with_disk(&self) -> DiskComparison {
        let now: HashMap<&str, Option<Digest>> = self
            .content
            .files
            .iter()
            .map(|reading| match &reading.state {
                ContentState::Parsed(source, _) => (reading.path.as_str(), Some(source.digest)),
                ContentState::Unchanged | ContentState::Touched(_) => (reading.path.as_str(), None),
            })
            .collect();
        let changed = self.cache.content.entries().iter().map(|(path, old)| match now.get(path.as_str()) {
            Some(Some(digest)) => *digest != old.digest,
            Some(None) => false,
            None => true,
        });
        let out = FolderHandle::open(&self.options.folders.out);
        let look = |path: &str| out.as_ref()?.stat(path);
        // The changed folders, each with whether it is still a folder.
        let strange = self.cache.folders.entries().par_iter().filter_map(|(path, file)| {
            let found = look(path);
            let is_folder = found.is_some_and(|(_, is_folder)| is_folder);
            (found.map(|(now, _)| now) != Some(*file)).then(|| (path.clone(), is_folder))
        });
        let strange: Vec<(String, bool)> = strange.collect();
        let lost: Vec<String> =
            strange.iter().filter(|(_, is_folder)| !is_folder).map(|(path, _)| path.clone()).collect();
        let pictures = self.cache.pictures.entries().iter();
        let is_right = |(path, file): &(String, FileStat)| {
            !lies_in(path, &lost) && look(path).is_some_and(|(now, _)| now == *file)
        };
        let pictures = pictures.map(is_right).collect();
        let strange = strange.into_iter().map(|(path, _)| path).collect();
        DiskComparison {
            out,
            changed_content: changed.collect(),
            intact_pictures: pictures,
            changed_folders: strange,
            lost_folders: lost,
        }
    }
}

/// The differences between the records of the cache and the present files.
struct DiskComparison {
    /// The output folder; `None` if it does not exist.
    out: Option<FolderHandle>,
    /// For each content file, in the order of the cache, whether it was changed or deleted.
    changed_content: Vec<bool>,
    /// For each picture, in the order of the cache, whether its file is as it was written.
    intact_pictures: Vec<bool>,
    /// The output folders whose metadata has changed.
    changed_folders: Vec<String>,
    /// Those of the changed folders that were deleted or replaced by a symbolic link or a file:
    /// files found below them are not our outputs.
    lost_folders: Vec<String>,
}

impl DiskComparison {
    /// The reason to render an output again, `None` if it can be kept. The reasons are changed
    /// answers (`answers`), a changed body that it shows, or a changed file of the output or of one
    /// of its pictures.
    fn reason_to_render(&self, path: &str, output: &OutputRecord, answers: Vec<u32>) -> Option<PendingReason> {
        let is_another = |at: &u32| self.changed_content.get(*at as usize) != Some(&false);
        let bodies: Vec<u32> = output.bodies.iter().copied().filter(is_another).collect();
        if !bodies.is_empty() || !answers.is_empty() {
            return Some(PendingReason::Changed { bodies, answers });
        }
        if !output.pictures.iter().all(|at| self.intact_pictures.get(*at as usize) == Some(&true)) {
            return Some(PendingReason::Ready(RenderReason::PictureAltered));
        }
        let now = self.out.as_ref().and_then(|out| out.stat(path)).map(|(now, _)| now);
        let is_right = !lies_in(path, &self.lost_folders) && now == Some(output.file);
        (!is_right).then_some(PendingReason::Ready(RenderReason::OutputAltered))
    }
}

/// Whether a path is below one of these folders.
fn lies_in(path: &str, folders: &[String]) -> bool {
    folders.iter().any(|folder| path.strip_prefix(folder.as_str()).is_some_and(|rest| rest.starts_with('/')))
}
