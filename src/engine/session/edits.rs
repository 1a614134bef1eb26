//! The changes of edited content files, and which outputs showed the old state.

use rayon::prelude::*;

use crate::engine::cache::{BuildCache, ContentRecord, Traces};
use crate::model::{NodeId, Placed, Site, Wording, files_named_in, page_includes};
use crate::path::SitePath;
use crate::render::{BodyCell, Fingerprint, Query, WordingChange, World, answer_query};
use crate::search::WordCounts;
use crate::site_files::FileStat;

/// A content file that changed, while no URL, list or relation of the site depends on the change.
pub(super) struct EditedContent {
    pub path: SitePath,
    pub file: FileStat,
    /// Its position in the content of the cache.
    pub cache_position: usize,
    /// The new record and the encoded facts; `None` if the bytes are the same.
    pub record: Option<(ContentRecord, Vec<u8>)>,
    /// The words that the body had.
    pub old_counts: WordCounts,
    /// The new state of the node; `None` if it is the same, or the file is not published now.
    pub update: Option<NodeUpdate>,
}

/// The new wording and body of a node.
pub(super) struct NodeUpdate {
    pub id: NodeId,
    pub wording: Wording,
    pub body: BodyCell,
    /// Other pages can show the difference.
    pub is_visible_change: bool,
}

/// The effect of changed wording on other pages.
pub(super) struct VisibleChange {
    pub wording_change: WordingChange,
    pub old_traces: Traces,
}

/// The changes that each output showed when it was last rendered.
pub(super) struct ShownEdits<'e> {
    cache: &'e BuildCache,
    /// The positions of the content files whose nodes have a new body or wording.
    bodies: Vec<u32>,
    visible: Option<&'e VisibleChange>,
    /// Whether the answer to each query of the old traces has changed; empty without a visible
    /// change.
    changed_queries: Vec<bool>,
}

impl<'e> ShownEdits<'e> {
    /// Compares the old answers with those of `world`, which must already contain the edits.
    pub(super) fn find(
        cache: &'e BuildCache,
        world: &World,
        edited: &[EditedContent],
        visible: Option<&'e VisibleChange>,
    ) -> Self {
        let changed_queries = visible.map_or_else(Vec::new, |VisibleChange { wording_change, old_traces }| {
            let is_another = |(query, fingerprint): &(Query, Fingerprint)| {
                wording_change.affects_query(&world.site, query)
                    && answer_query(world, query).fingerprint != *fingerprint
            };
            old_traces.queries.par_iter().map(is_another).collect()
        });
        let bodies = edited.iter().filter(|e| e.update.is_some()).map(|e| e.cache_position as u32).collect();
        Self { cache, bodies, visible, changed_queries }
    }

    /// No node has a new body or wording.
    pub(super) fn is_empty(&self) -> bool {
        self.bodies.is_empty()
    }

    /// Whether an output showed a change.
    pub(super) fn are_shown_by(&self, path: &str) -> bool {
        !self.bodies_shown_by(path).is_empty() || !self.answers_shown_by(path).is_empty()
    }

    /// The positions of the changed content files whose bodies the output showed.
    pub(super) fn bodies_shown_by(&self, path: &str) -> Vec<u32> {
        let old = self.cache.outputs.get(path).into_iter().flat_map(|old| &old.bodies);
        old.filter(|at| self.bodies.contains(at)).copied().collect()
    }

    /// The positions, in the old traces, of the queries of an output whose answers have changed.
    pub(super) fn answers_shown_by(&self, path: &str) -> Vec<u32> {
        let trace = self.visible.and_then(|visible| visible.old_traces.outputs.get(path));
        let is_another = |at: &&u32| self.changed_queries[**at as usize];
        trace.into_iter().flat_map(|trace| trace.query_positions.iter().filter(is_another)).copied().collect()
    }
}

/// The new state of the node of a file; `Some(None)` if the file is not published now. Returns
/// `None` if a URL, a list or a relation of the site depends on the change.
pub(super) fn node_update(site: &Site, path: &SitePath, placed: Placed, is_heard: bool) -> Option<Option<NodeUpdate>> {
    let node = site.find(&placed.name.key, placed.name.lang);
    let Some(id) = node.filter(|id| site.info(*id).file.as_ref() == Some(path)) else {
        return (!is_heard).then_some(None);
    };
    // The number of provisional places, the files that no text names, and texts that include each
    // other are told for the whole site.
    let (old, new) = (&site.info(id).facts, &placed.facts);
    if old.provisional != new.provisional
        || files_named_in(old) != files_named_in(new)
        || !page_includes(old).eq(page_includes(new))
    {
        return None;
    }
    let said = match id {
        _ if !is_heard => site.wording_with_facts(id, placed.facts),
        NodeId::Page(page) => site.new_wording(page, placed.kind, placed.front, placed.facts)?,
        NodeId::Section(_) => return None,
    };
    let body = placed.body.map_or_else(BodyCell::new, |body| BodyCell::from(Ok(body)));
    Some(Some(NodeUpdate { id, wording: said, body, is_visible_change: is_heard }))
}
