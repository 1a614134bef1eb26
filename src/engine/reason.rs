//! Why an output was rendered when it was last rendered: noted while a build decides, and kept with its trace.

use std::collections::HashMap;
use std::sync::Mutex;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::build_job::BuildJob;
use super::traces::{QueryTable, Trace};
use crate::render::Query;
use crate::sync::lock_unpoisoned;

/// So many files and questions are named; the others are counted.
pub const MAX_NAMED: usize = 8;
/// So many questions are looked for among those that are asked now.
const MAX_SEARCHED: usize = 64;

/// Why an output was rendered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum RenderReason {
    /// Nothing was remembered.
    #[default]
    NoCache,
    /// Nothing that was remembered was to be used.
    FreshBuild,
    /// What was remembered is of another program, or could not be read.
    OtherProgram,
    /// It was built into another folder before.
    OtherFolder,
    /// Configuration, kinds of content or texts of the theme changed.
    BaseChanged,
    /// There was no such output.
    NewOutput,
    /// Something else stood at its address.
    RecipeChanged,
    /// The file that it is a copy of changed.
    CopyChanged,
    /// It was missing or altered in the output folder.
    OutputAltered,
    /// A picture that it shows was missing or altered in the output folder.
    PictureAltered,
    /// What it shows changed.
    ContentChanged(Box<ShownChanges>),
}

/// What changed of that which an output shows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownChanges {
    /// Content files whose bodies it shows, or shows what follows from them; [`MAX_NAMED`] at most.
    pub bodies: Vec<String>,
    /// How many more there are.
    pub more_bodies: u32,
    /// Questions with another answer, by their positions among those of the trace; [`MAX_NAMED`] at most.
    pub changed_queries: Vec<u32>,
    /// How many more there are, with those that are asked no more.
    pub more_changed_queries: u32,
}

impl ShownChanges {
    /// These bodies, and these questions of the last traces; `asked` are the questions of the trace that is to have the reason,
    /// and `now` finds the place among all of them of a question of the last traces.
    pub fn new_reason(
        bodies: Vec<String>,
        answers: &[u32],
        asked: &[u32],
        now: impl Fn(u32) -> Option<u32>,
    ) -> RenderReason {
        let more = |all: usize, named: usize| all.saturating_sub(named) as u32;
        let named = answers.iter().take(MAX_SEARCHED).filter_map(|old| {
            let at = now(*old)?;
            asked.iter().position(|asked| *asked == at).map(|at| at as u32)
        });
        let named: Vec<u32> = named.take(MAX_NAMED).collect();
        RenderReason::ContentChanged(Box::new(Self {
            more_bodies: more(bodies.len(), MAX_NAMED),
            bodies: bodies.into_iter().take(MAX_NAMED).collect(),
            more_changed_queries: more(answers.len(), named.len()),
            changed_queries: named,
        }))
    }
}

/// What speaks against keeping an output.
pub enum PendingReason {
    Ready(RenderReason),
    /// Positions in the last index and in the questions of the last traces.
    Changed {
        bodies: Vec<u32>,
        answers: Vec<u32>,
    },
}

/// What a build found against keeping outputs.
#[derive(Default)]
pub struct PendingReasons {
    /// By the path of the output.
    by_output: Mutex<HashMap<String, PendingReason>>,
    /// The questions of the last traces that have another answer now, by their positions there, as they are asked now.
    changed_queries: Mutex<HashMap<u32, Option<Query>>>,
}

impl PendingReasons {
    /// Notes what speaks against keeping an output; true when nothing does.
    pub fn record(&self, path: &str, cause: Option<PendingReason>) -> bool {
        match cause {
            Some(cause) => {
                lock_unpoisoned(&self.by_output).insert(path.to_owned(), cause);
                use crate::sync::lock_unpoisoned;
                false
            }
            None => true,
        }
    }

    /// Notes the questions that have another answer.
    pub fn record_changed_queries(&self, questions: impl Iterator<Item = (u32, Option<Query>)>) {
        lock_unpoisoned(&self.changed_queries).extend(questions);
    }
}

impl BuildJob {
    /// Why nothing of the last build could be kept; none when something could.
    fn full_build_reason(&self) -> Option<RenderReason> {
        // A build that is remembered began at some time.
        if self.cache.started == 0 {
            return Some(match self.order.cache_folder.join(super::build_cache::CACHE_FILE).exists() {
                _ if self.order.fresh => RenderReason::FreshBuild,
                true => RenderReason::OtherProgram,
                false => RenderReason::NoCache,
            });
        }
        (self.cache.out != self.order.out)
            .then_some(RenderReason::OtherFolder)
            .or_else(|| (self.cache.base_digest != self.base_digest).then_some(RenderReason::BaseChanged))
    }

    /// Puts into the traces of what was rendered why it was.
    pub fn give_reasons(&self, traced: &mut [(String, Trace)], questions: &QueryTable) {
        let otherwise = self.full_build_reason().unwrap_or(RenderReason::NewOutput);
        let notes = std::mem::take(&mut *lock_unpoisoned(&self.reasons.by_output));
        let changed = std::mem::take(&mut *lock_unpoisoned(&self.reasons.changed_queries));
        let changed: HashMap<u32, u32> =
            changed.into_iter().filter_map(|(at, query)| Some((at, questions.position(&query?)?))).collect();
        let content = self.cache.content.entries();
        traced.par_iter_mut().for_each(|(path, trace)| {
            trace.reason = match notes.get(path) {
                None => otherwise.clone(),
                Some(PendingReason::Ready(reason)) => reason.clone(),
                Some(PendingReason::Changed { bodies, answers }) => {
                    let files =
                        bodies.iter().map(|at| content.get(*at as usize).map_or("", |(file, _)| file).to_owned());
                    ShownChanges::new_reason(files.collect(), answers, &trace.query_positions, |old| {
                        changed.get(&old).copied()
                    })
                }
            };
        });
    }
}
