//! Which outputs of the last build are what this one would make.

use std::collections::{HashMap, HashSet};

use rayon::prelude::*;

use super::index::OutputRecord;
use super::reason::{PendingReason, RenderReason};
use super::recall::ContentState;
use super::traces::Traces;
use super::work::BuildJob;
use crate::digest::Digest;
use crate::model::FileRef;
use crate::plan::{Output, Recipe};
use crate::render::{Fingerprint, IdMap, IdNames, Query, World, answer};
use crate::sources::{FileStat, FolderHandle};

/// What is right of what stands in the output folder.
pub struct ReusableOutputs {
    pub outputs: HashSet<String>,
    /// The folders in which something else may lie; none when that is any of them.
    pub strange: Option<Vec<String>>,
}

impl BuildJob {
    /// Whether the site is the same but for bodies.
    pub fn is_same_model(&self) -> bool {
        (self.index.still, self.index.moment) == (self.still, self.moment) && self.index.out == self.order.out
    }

    /// What to keep when it is.
    pub fn kept_by_model(&self) -> ReusableOutputs {
        let still = self.still();
        let outputs = self.index.outputs.entries().par_iter();
        let is_kept =
            |(path, output): &&(String, OutputRecord)| self.causes.keeps(path, still.cause(path, output, Vec::new()));
        let outputs = outputs.filter(is_kept).map(|(path, _)| path.clone()).collect();
        ReusableOutputs { outputs, strange: Some(still.strange) }
    }

    /// The outputs to keep when the site is another: those whose questions all have the answers that they had.
    pub fn kept_by_answers(&self, world: &World, outputs: &[Output], old: &Traces) -> ReusableOutputs {
        if self.index.base != self.base || self.index.out != self.order.out {
            return ReusableOutputs { outputs: HashSet::new(), strange: None };
        }
        let renames = IdMap::between(&old.names, &IdNames::of(&world.site));
        let has_same_answer = |query: &Query, sum: &Fingerprint| {
            renames.query(query).is_some_and(|query| answer(world, &query).sum == *sum)
        };
        let same: Vec<bool> = old.questions.par_iter().map(|(query, sum)| has_same_answer(query, sum)).collect();
        let changed = old.questions.iter().zip(&same).zip(0..).filter(|((_, same), _)| !**same);
        self.causes.changed(changed.map(|(((query, _), _), at)| (at, renames.query(query))));
        let still = self.still();
        let cause = |output: &Output| {
            let (Some(trace), Some(rendered)) = (old.outputs.get(&output.path), self.index.outputs.get(&output.path))
            else {
                return Some(PendingReason::Plain(RenderReason::New));
            };
            if renames.recipe(&trace.recipe).as_ref() != Some(&output.recipe) {
                return Some(PendingReason::Plain(RenderReason::Recipe));
            }
            if !self.has_same_bytes(&output.recipe) {
                return Some(PendingReason::Plain(RenderReason::Copied));
            }
            let answers = trace.asked.iter().copied().filter(|at| !same[*at as usize]).collect();
            still.cause(&output.path, rendered, answers)
        };
        let is_kept = |output: &&Output| self.causes.keeps(&output.path, cause(output));
        let outputs = outputs.par_iter().filter(is_kept).map(|output| output.path.clone()).collect();
        ReusableOutputs { outputs, strange: None }
    }

    /// Whether the file that an output is a copy of is the same.
    fn has_same_bytes(&self, recipe: &Recipe) -> bool {
        let file = match recipe {
            Recipe::Copy(FileRef::Beside(path)) => format!("content/{path}"),
            Recipe::Copy(FileRef::Static(path)) | Recipe::Asset(path) => format!("static/{path}"),
            _ => return true,
        };
        // A file of the program itself is in neither.
        self.index.others.get(&file).map(|(_, digest)| digest) == self.others.get(&file).map(|(_, digest)| digest)
    }

    fn still(&self) -> DiskComparison {
        let now: HashMap<&str, Option<Digest>> = self
            .content
            .readings
            .iter()
            .map(|reading| match &reading.source {
                ContentState::Now(source, _) => (reading.path.as_str(), Some(source.digest)),
                ContentState::Before | ContentState::Touched(_) => (reading.path.as_str(), None),
            })
            .collect();
        let changed = self.index.content.entries().iter().map(|(path, old)| match now.get(path.as_str()) {
            Some(Some(digest)) => *digest != old.digest,
            Some(None) => false,
            None => true,
        });
        let out = FolderHandle::open(&self.order.out);
        let look = |path: &str| out.as_ref()?.look(path);
        // Each folder that is not as it was, and whether it is one at all.
        let strange = self.index.folders.entries().par_iter().filter_map(|(path, file)| {
            let found = look(path);
            let is_folder = found.is_some_and(|(_, is_folder)| is_folder);
            (found.map(|(now, _)| now) != Some(*file)).then(|| (path.clone(), is_folder))
        });
        let strange: Vec<(String, bool)> = strange.collect();
        let lost: Vec<String> =
            strange.iter().filter(|(_, is_folder)| !is_folder).map(|(path, _)| path.clone()).collect();
        let pictures = self.index.pictures.entries().iter();
        let is_right = |(path, file): &(String, FileStat)| {
            !lies_in(path, &lost) && look(path).is_some_and(|(now, _)| now == *file)
        };
        let pictures = pictures.map(is_right).collect();
        let strange = strange.into_iter().map(|(path, _)| path).collect();
        DiskComparison { out, changed: changed.collect(), pictures, strange, lost }
    }
}

/// What the disk says of the last build.
struct DiskComparison {
    /// The output folder; none when it is gone.
    out: Option<FolderHandle>,
    /// Of each content file, in the order of the index: it is another, or gone.
    changed: Vec<bool>,
    /// Of each picture: it is as it was written.
    pictures: Vec<bool>,
    /// The folders of the output that are not as they were.
    strange: Vec<String>,
    /// Those of them that are gone, or lead elsewhere: what is found there is none of ours.
    lost: Vec<String>,
}

impl DiskComparison {
    /// What speaks against keeping an output: these answers, other bodies than those that it showed, or that it or its
    /// pictures are not as they were written.
    fn cause(&self, path: &str, output: &OutputRecord, answers: Vec<u32>) -> Option<PendingReason> {
        let is_another = |at: &u32| self.changed.get(*at as usize) != Some(&false);
        let bodies: Vec<u32> = output.bodies.iter().copied().filter(is_another).collect();
        if !bodies.is_empty() || !answers.is_empty() {
            return Some(PendingReason::Changed { bodies, answers });
        }
        if !output.pictures.iter().all(|at| self.pictures.get(*at as usize) == Some(&true)) {
            return Some(PendingReason::Plain(RenderReason::Picture));
        }
        let now = self.out.as_ref().and_then(|out| out.look(path)).map(|(now, _)| now);
        let is_right = !lies_in(path, &self.lost) && now == Some(output.file);
        (!is_right).then_some(PendingReason::Plain(RenderReason::Altered))
    }
}

fn lies_in(path: &str, folders: &[String]) -> bool {
    folders.iter().any(|folder| path.strip_prefix(folder.as_str()).is_some_and(|rest| rest.starts_with('/')))
}
