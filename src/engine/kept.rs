//! Which outputs of the last build are what this one would make.

use std::collections::{HashMap, HashSet};
use std::fs;

use rayon::prelude::*;

use super::index::Rendered;
use super::recall::Known;
use super::traces::Traces;
use super::work::Work;
use crate::digest::Digest;
use crate::model::FileRef;
use crate::plan::{Output, Recipe};
use crate::render::{Names, Query, Renames, Sum, World, answer};
use crate::sources::File;

/// What is right of what stands in the output folder.
pub struct Kept {
    pub outputs: HashSet<String>,
    /// The folders in which something else may lie; none when that is any of them.
    pub strange: Option<Vec<String>>,
}

impl Work {
    /// What to keep when the site is the same but for bodies; none when it is not.
    pub fn kept_by_model(&self) -> Option<Kept> {
        if (self.index.still, self.index.moment) != (self.still, self.moment) || self.index.out != self.order.out {
            return None;
        }
        let still = self.still();
        let outputs = self.index.outputs.entries().par_iter();
        let outputs = outputs.filter(|(path, output)| still.is(path, output)).map(|(path, _)| path.clone()).collect();
        let folders = self.index.folders.entries().par_iter();
        let strange = folders.filter(|(path, file)| !self.is_as_written(path, file)).map(|(path, _)| path.clone());
        Some(Kept { outputs, strange: Some(strange.collect()) })
    }

    /// The outputs to keep when the site is another: those whose questions all have the answers that they had.
    pub fn kept_by_answers(&self, world: &World, outputs: &[Output], old: &Traces) -> Kept {
        if self.index.base != self.base || self.index.out != self.order.out {
            return Kept { outputs: HashSet::new(), strange: None };
        }
        let renames = Renames::between(&old.names, &Names::of(&world.site));
        let has_same_answer =
            |query: &Query, sum: &Sum| renames.query(query).is_some_and(|query| answer(world, &query).sum == *sum);
        let same: Vec<bool> = old.questions.par_iter().map(|(query, sum)| has_same_answer(query, sum)).collect();
        let still = self.still();
        let is_kept = |output: &&Output| {
            let (Some(trace), Some(rendered)) = (old.outputs.get(&output.path), self.index.outputs.get(&output.path))
            else {
                return false;
            };
            trace.asked.iter().all(|at| same[*at as usize])
                && renames.recipe(&trace.recipe).as_ref() == Some(&output.recipe)
                && self.has_same_bytes(&output.recipe)
                && still.is(&output.path, rendered)
        };
        let outputs = outputs.par_iter().filter(is_kept).map(|output| output.path.clone()).collect();
        Kept { outputs, strange: None }
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

    fn still(&self) -> Still<'_> {
        let now: HashMap<&str, Option<Digest>> = self
            .content
            .readings
            .iter()
            .map(|reading| match &reading.source {
                Known::Now(source, _) => (reading.path.as_str(), Some(source.digest)),
                Known::Before | Known::Touched(_) => (reading.path.as_str(), None),
            })
            .collect();
        let changed = self.index.content.entries().iter().map(|(path, old)| match now.get(path.as_str()) {
            Some(Some(digest)) => *digest != old.digest,
            Some(None) => false,
            None => true,
        });
        let pictures = self.index.pictures.entries().iter().map(|(path, file)| self.is_as_written(path, file));
        Still { work: self, changed: changed.collect(), pictures: pictures.collect() }
    }

    fn is_as_written(&self, path: &str, file: &File) -> bool {
        fs::symlink_metadata(self.order.out.join(path)).is_ok_and(|found| File::of(&found) == *file)
    }
}

/// What the disk says of the last build.
struct Still<'w> {
    work: &'w Work,
    /// Of each content file, in the order of the index: it is another, or gone.
    changed: Vec<bool>,
    /// Of each picture: it is as it was written.
    pictures: Vec<bool>,
}

impl Still<'_> {
    /// Whether an output shows the bodies that it showed, and it and its pictures are as they were written.
    fn is(&self, path: &str, output: &Rendered) -> bool {
        !output.bodies.iter().any(|at| self.changed.get(*at as usize) != Some(&false))
            && output.pictures.iter().all(|at| self.pictures.get(*at as usize) == Some(&true))
            && self.work.is_as_written(path, &output.file)
    }
}
