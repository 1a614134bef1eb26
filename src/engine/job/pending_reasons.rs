//! Why outputs are to be rendered: noted while a build decides.

use std::collections::HashMap;
use std::sync::Mutex;

use crate::engine::cache::RenderReason;
use crate::render::Query;
use crate::sync::lock_unpoisoned;

/// What speaks against keeping an output.
pub(crate) enum PendingReason {
    Ready(RenderReason),
    /// Positions in the last index and in the questions of the last traces.
    Changed {
        bodies: Vec<u32>,
        answers: Vec<u32>,
    },
}

/// What a build found against keeping outputs.
#[derive(Default)]
pub(crate) struct PendingReasons {
    /// By the path of the output.
    pub(super) by_output: Mutex<HashMap<String, PendingReason>>,
    /// The questions of the last traces that have another answer now, by their positions there, as they are asked now.
    pub(super) changed_queries: Mutex<HashMap<u32, Option<Query>>>,
}

impl PendingReasons {
    /// Notes what speaks against keeping an output; true when nothing does.
    pub(crate) fn record(&self, path: &str, cause: Option<PendingReason>) -> bool {
        match cause {
            Some(cause) => {
                lock_unpoisoned(&self.by_output).insert(path.to_owned(), cause);
                false
            }
            None => true,
        }
    }

    /// Notes the questions that have another answer.
    pub(crate) fn record_changed_queries(&self, questions: impl Iterator<Item = (u32, Option<Query>)>) {
        lock_unpoisoned(&self.changed_queries).extend(questions);
    }
}
