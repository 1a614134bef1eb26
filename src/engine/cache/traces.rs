//! What each output was made of: its recipe, the questions it asked, and the sums of their answers.

use std::collections::{BTreeMap, HashSet};
use std::sync::Mutex;

use foldhash::fast::FixedState;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::render_reason::RenderReason;
use crate::plan::Recipe;
use crate::render::{Fingerprint, IdMap, IdNames, Query};
use crate::sync::lock_unpoisoned;

/// The traces of all outputs of a build.
#[derive(Debug, Default)]
pub(crate) struct Traces {
    pub names: IdNames,
    pub queries: Vec<(Query, Fingerprint)>,
    /// By the path of the output.
    pub outputs: BTreeMap<String, Trace>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Trace {
    pub recipe: Recipe,
    /// Positions in [`Traces::queries`], or in the questions of its part.
    pub query_positions: Vec<u32>,
    pub reason: RenderReason,
}

/// Traces as they are kept. A build of the same model adds a part with those of the outputs that it rendered: it holds over
/// what stands in the parts before it.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct TracePart {
    /// Of the first part; the later ones mean the same by them.
    names: IdNames,
    queries: Vec<(Query, Fingerprint)>,
    outputs: Vec<(String, Trace)>,
}

impl TracePart {
    pub(crate) fn new(questions: QueryTable, outputs: Vec<(String, Trace)>) -> Self {
        Self { names: IdNames::default(), queries: questions.into_list(), outputs }
    }
}

impl Traces {
    /// The traces that lie in these bytes, part after part; none when they cannot be read.
    pub(crate) fn read(runs: [&[u8]; 2]) -> Option<Self> {
        let mut all = Self::default();
        let mut first = true;
        let mut runs = runs.into_iter();
        let mut bytes = runs.next().unwrap_or_default();
        loop {
            if bytes.is_empty() {
                match runs.next() {
                    Some(run) => bytes = run,
                    None => break,
                }
                continue;
            }
            let (part, rest): (TracePart, &[u8]) = postcard::take_from_bytes(bytes).ok()?;
            bytes = rest;
            if std::mem::take(&mut first) {
                all.names = part.names;
            }
            let before = u32::try_from(all.queries.len()).ok()?;
            all.queries.extend(part.queries);
            let questions = u32::try_from(all.queries.len()).ok()?;
            for (path, mut trace) in part.outputs {
                for at in &mut trace.query_positions {
                    *at = at.checked_add(before).filter(|at| *at < questions)?;
                }
                all.outputs.insert(path, trace);
            }
        }
        Some(all)
    }

    /// Puts together what was rendered in this build and what is kept of the last one, as one part.
    pub(crate) fn merge(names: IdNames, new: TracePart, kept: &HashSet<String>, old: &Self) -> TracePart {
        if kept.is_empty() {
            return TracePart { names, ..new };
        }
        let renames = IdMap::between(&old.names, &names);
        let questions = QueryTable::from_list(new.queries);
        let mut outputs = new.outputs;
        let mut known: Vec<Option<Option<u32>>> = vec![None; old.queries.len()];
        for path in kept {
            let Some(trace) = old.outputs.get(path) else { continue };
            let again = |at: &u32| {
                *known[*at as usize].get_or_insert_with(|| {
                    let (query, sum) = &old.queries[*at as usize];
                    Some(questions.add(renames.map_query(query)?, *sum))
                })
            };
            let asked: Option<Vec<u32>> = trace.query_positions.iter().map(again).collect();
            // It was kept because all of this is there still.
            if let (Some(recipe), Some(asked)) = (renames.map_recipe(&trace.recipe), asked) {
                outputs.push((path.clone(), Trace { recipe, query_positions: asked, reason: trace.reason.clone() }));
            }
        }
        TracePart { names, queries: questions.into_list(), outputs }
    }
}

/// A part as it is kept. Values of these types can always be written.
pub(crate) fn encode(part: &TracePart) -> Vec<u8> {
    // Some more than it will be: room that is not used costs nothing, and a buffer that grows is there twice.
    let room = (part.queries.len() + part.outputs.len()) * 160;
    postcard::to_extend(part, Vec::with_capacity(room)).unwrap_or_default()
}

/// Questions with the sums of their answers, each once.
#[derive(Default)]
pub(crate) struct QueryTable(Mutex<IndexMap<Query, Fingerprint, FixedState>>);

impl QueryTable {
    fn from_list(list: Vec<(Query, Fingerprint)>) -> Self {
        Self(Mutex::new(list.into_iter().collect()))
    }

    /// The position of a question.
    pub(crate) fn add(&self, query: Query, sum: Fingerprint) -> u32 {
        lock_unpoisoned(&self.0).insert_full(query, sum).0 as u32
    }

    pub(crate) fn add_all(&self, asked: impl Iterator<Item = (Query, Fingerprint)>) -> Vec<u32> {
        let mut known = lock_unpoisoned(&self.0);
        asked.map(|(query, sum)| known.insert_full(query, sum).0 as u32).collect()
    }

    /// The position of a question that was added.
    pub(crate) fn position(&self, query: &Query) -> Option<u32> {
        lock_unpoisoned(&self.0).get_index_of(query).map(|at| at as u32)
    }

    fn into_list(self) -> Vec<(Query, Fingerprint)> {
        std::mem::take(&mut *lock_unpoisoned(&self.0)).into_iter().collect()
    }
}
