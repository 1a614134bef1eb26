//! The trace of each output: its recipe, the queries that it asked, and the fingerprints of the
//! answers.

use std::collections::{BTreeMap, HashSet};
use std::sync::Mutex;

use foldhash::fast::FixedState;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::render_reason::RenderReason;
use crate::codec::encode_into;
use crate::plan::Recipe;
use crate::render::{Fingerprint, IdMap, IdNames, Query};
use crate::sync::lock_unpoisoned;

/// The traces of all outputs of a build.
#[derive(Debug, Default)]
pub(crate) struct Traces {
    /// What the numbers in queries and recipes refer to.
    pub names: IdNames,
    pub queries: Vec<(Query, Fingerprint)>,
    /// The traces by the path of the output.
    pub outputs: BTreeMap<String, Trace>,
}

/// What one output was rendered from, and why it was rendered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Trace {
    pub recipe: Recipe,
    /// Positions in [`Traces::queries`]; before the parts are joined, in the queries of the trace's
    /// part.
    pub query_positions: Vec<u32>,
    pub reason: RenderReason,
}

/// A part of the traces as it is stored. A build of the same model adds a part with the traces of
/// the outputs that it rendered; for an output that occurs in several parts, the last part applies.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct TracePart {
    /// Set in the first part only; the numbers in later parts have the same meaning.
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
    /// Reads the parts in these bytes, one after the other. Returns `None` if they cannot be read.
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

    /// Merges the traces of the outputs that were rendered in this build and of those that were
    /// kept from the last one into one part.
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
                    let (query, fingerprint) = &old.queries[*at as usize];
                    Some(questions.add(renames.map_query(query)?, *fingerprint))
                })
            };
            let asked: Option<Vec<u32>> = trace.query_positions.iter().map(again).collect();
            // The output was kept because its recipe and all its queries still exist.
            if let (Some(recipe), Some(asked)) = (renames.map_recipe(&trace.recipe), asked) {
                outputs.push((path.clone(), Trace { recipe, query_positions: asked, reason: trace.reason.clone() }));
            }
        }
        TracePart { names, queries: questions.into_list(), outputs }
    }
}

/// The stored form of a part.
pub(crate) fn encode(part: &TracePart) -> Vec<u8> {
    // The estimate is generous: unused capacity costs nothing, but a buffer that grows is in memory
    // twice.
    let room = (part.queries.len() + part.outputs.len()) * 160;
    encode_into(part, Vec::with_capacity(room))
}

/// A set of queries with the fingerprints of their answers.
#[derive(Default)]
pub(crate) struct QueryTable(Mutex<IndexMap<Query, Fingerprint, FixedState>>);

impl QueryTable {
    fn from_list(list: Vec<(Query, Fingerprint)>) -> Self {
        Self(Mutex::new(list.into_iter().collect()))
    }

    /// Adds a query and returns its position; a query that was added before keeps its position.
    pub(crate) fn add(&self, query: Query, fingerprint: Fingerprint) -> u32 {
        lock_unpoisoned(&self.0).insert_full(query, fingerprint).0 as u32
    }

    /// Adds queries under one lock, and returns their positions.
    pub(crate) fn add_all(&self, asked: impl Iterator<Item = (Query, Fingerprint)>) -> Vec<u32> {
        let mut known = lock_unpoisoned(&self.0);
        asked.map(|(query, fingerprint)| known.insert_full(query, fingerprint).0 as u32).collect()
    }

    /// The position of a query; `None` if it was not added.
    pub(crate) fn position(&self, query: &Query) -> Option<u32> {
        lock_unpoisoned(&self.0).get_index_of(query).map(|at| at as u32)
    }

    fn into_list(self) -> Vec<(Query, Fingerprint)> {
        std::mem::take(&mut *lock_unpoisoned(&self.0)).into_iter().collect()
    }
}
