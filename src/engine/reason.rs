//! Why an output was rendered when it was last rendered: noted while a build decides, and kept with its trace.

use std::collections::HashMap;
use std::sync::Mutex;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::traces::{QueryTable, Trace};
use super::work::BuildJob;
use crate::render::{Query, lock};

/// So many files and questions are named; the others are counted.
pub const NAMED: usize = 8;
/// So many questions are looked for among those that are asked now.
const LOOKED_AT: usize = 64;

/// Why an output was rendered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum RenderReason {
    /// Nothing was remembered.
    #[default]
    First,
    /// Nothing that was remembered was to be used.
    Forced,
    /// What was remembered is of another program, or could not be read.
    Program,
    /// It was built into another folder before.
    Folder,
    /// Configuration, kinds of content or texts of the theme changed.
    Base,
    /// There was no such output.
    New,
    /// Something else stood at its address.
    Recipe,
    /// The file that it is a copy of changed.
    Copied,
    /// It was missing or altered in the output folder.
    Altered,
    /// A picture that it shows was missing or altered in the output folder.
    Picture,
    /// What it shows changed.
    Changed(Box<ShownChanges>),
}

/// What changed of that which an output shows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownChanges {
    /// Content files whose bodies it shows, or shows what follows from them; [`NAMED`] at most.
    pub bodies: Vec<String>,
    /// How many more there are.
    pub more_bodies: u32,
    /// Questions with another answer, by their positions among those of the trace; [`NAMED`] at most.
    pub answers: Vec<u32>,
    /// How many more there are, with those that are asked no more.
    pub more_answers: u32,
}

impl ShownChanges {
    /// These bodies, and these questions of the last traces; `asked` are the questions of the trace that is to have the reason,
    /// and `now` finds the place among all of them of a question of the last traces.
    pub fn reason(
        bodies: Vec<String>,
        answers: &[u32],
        asked: &[u32],
        now: impl Fn(u32) -> Option<u32>,
    ) -> RenderReason {
        let more = |all: usize, named: usize| all.saturating_sub(named) as u32;
        let named = answers.iter().take(LOOKED_AT).filter_map(|old| {
            let at = now(*old)?;
            asked.iter().position(|asked| *asked == at).map(|at| at as u32)
        });
        let named: Vec<u32> = named.take(NAMED).collect();
        RenderReason::Changed(Box::new(Self {
            more_bodies: more(bodies.len(), NAMED),
            bodies: bodies.into_iter().take(NAMED).collect(),
            more_answers: more(answers.len(), named.len()),
            answers: named,
        }))
    }
}

/// What speaks against keeping an output.
pub enum PendingReason {
    Plain(RenderReason),
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
    notes: Mutex<HashMap<String, PendingReason>>,
    /// The questions of the last traces that have another answer now, by their positions there, as they are asked now.
    changed: Mutex<HashMap<u32, Option<Query>>>,
}

impl PendingReasons {
    /// Notes what speaks against keeping an output; true when nothing does.
    pub fn keeps(&self, path: &str, cause: Option<PendingReason>) -> bool {
        match cause {
            Some(cause) => {
                lock(&self.notes).insert(path.to_owned(), cause);
                false
            }
            None => true,
        }
    }

    /// Notes the questions that have another answer.
    pub fn changed(&self, questions: impl Iterator<Item = (u32, Option<Query>)>) {
        lock(&self.changed).extend(questions);
    }
}

impl BuildJob {
    /// Why nothing of the last build could be kept; none when something could.
    fn occasion(&self) -> Option<RenderReason> {
        // A build that is remembered began at some time.
        if self.index.started == 0 {
            return Some(match self.order.cache.join(super::index::NAME).exists() {
                _ if self.order.fresh => RenderReason::Forced,
                true => RenderReason::Program,
                false => RenderReason::First,
            });
        }
        (self.index.out != self.order.out)
            .then_some(RenderReason::Folder)
            .or_else(|| (self.index.base != self.base).then_some(RenderReason::Base))
    }

    /// Puts into the traces of what was rendered why it was.
    pub fn give_reasons(&self, traced: &mut [(String, Trace)], questions: &QueryTable) {
        let otherwise = self.occasion().unwrap_or(RenderReason::New);
        let notes = std::mem::take(&mut *lock(&self.causes.notes));
        let changed = std::mem::take(&mut *lock(&self.causes.changed));
        let changed: HashMap<u32, u32> =
            changed.into_iter().filter_map(|(at, query)| Some((at, questions.position(&query?)?))).collect();
        let content = self.index.content.entries();
        traced.par_iter_mut().for_each(|(path, trace)| {
            trace.reason = match notes.get(path) {
                None => otherwise.clone(),
                Some(PendingReason::Plain(reason)) => reason.clone(),
                Some(PendingReason::Changed { bodies, answers }) => {
                    let files =
                        bodies.iter().map(|at| content.get(*at as usize).map_or("", |(file, _)| file).to_owned());
                    ShownChanges::reason(files.collect(), answers, &trace.asked, |old| changed.get(&old).copied())
                }
            };
        });
    }
}
