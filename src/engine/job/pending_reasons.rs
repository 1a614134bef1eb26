//! Collects the reasons why outputs must be rendered, while a build decides what to keep.

use std::collections::HashMap;
use std::sync::Mutex;

use crate::engine::cache::RenderReason;
use crate::render::Query;
use crate::sync::lock_unpoisoned;

/// Why an output must be rendered. A `Ready` reason goes into the trace as it is.
pub(crate) enum PendingReason {
    Ready(RenderReason),
    /// Positions in the content of the last cache and in the queries of the last traces. They are
    /// translated when the new traces are known.
    Changed {
        bodies: Vec<u32>,
        answers: Vec<u32>,
    },
}

/// The reasons that a build found to render outputs again.
#[derive(Default)]
pub(crate) struct PendingReasons {
    /// The reasons by the path of the output.
    pub(super) by_output: Mutex<HashMap<String, PendingReason>>,
    /// The queries of the last traces whose answers have changed, by their positions there. The
    /// value is the query with the numbers of this build; `None` if its subject no longer exists.
    pub(super) changed_queries: Mutex<HashMap<u32, Option<Query>>>,
}

impl PendingReasons {
    /// Records why an output must be rendered; returns `true` if there is no reason.
    pub(crate) fn record(&self, path: &str, cause: Option<PendingReason>) -> bool {
        match cause {
            Some(cause) => {
                lock_unpoisoned(&self.by_output).insert(path.to_owned(), cause);
                false
            }
            None => true,
        }
    }

    /// Records the queries whose answers have changed.
    pub(crate) fn record_changed_queries(&self, questions: impl Iterator<Item = (u32, Option<Query>)>) {
        lock_unpoisoned(&self.changed_queries).extend(questions);
    }
}
