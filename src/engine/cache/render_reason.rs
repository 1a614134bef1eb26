//! The reason why an output was last rendered, stored with its trace.

use serde::{Deserialize, Serialize};

/// At most so many files and queries are named; the others are counted.
const MAX_NAMED: usize = 8;
/// At most so many old queries are searched for among the queries of the new trace.
const MAX_SEARCHED: usize = 64;

/// Why an output was rendered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum RenderReason {
    /// There was no cache.
    #[default]
    NoCache,
    /// The build was told to ignore the cache (`--fresh`).
    FreshBuild,
    /// The cache was written by another program or version, or could not be read.
    OtherProgram,
    /// The last build wrote into another output folder.
    OtherFolder,
    /// The configuration, a kind of content or a string of the theme changed.
    BaseChanged,
    /// The last build had no such output.
    NewOutput,
    /// The last build had another recipe for this path.
    RecipeChanged,
    /// The output is a copy of a file that changed.
    CopyChanged,
    /// The output was missing from the output folder, or its file was altered.
    OutputAltered,
    /// A picture that the output shows was missing from the output folder, or its file was altered.
    PictureAltered,
    /// A body or an answer that the output shows changed.
    ContentChanged(Box<ShownChanges>),
}

/// The changed bodies and answers that an output shows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ShownChanges {
    /// Content files with a changed body that the output shows, directly or through derived data;
    /// [`MAX_NAMED`] at most.
    pub bodies: Vec<String>,
    /// The number of further content files.
    pub more_bodies: u32,
    /// Queries with a changed answer, as positions among the queries of the trace; [`MAX_NAMED`] at
    /// most.
    pub changed_queries: Vec<u32>,
    /// The number of further queries, including those that the output no longer asks.
    pub more_changed_queries: u32,
}

impl ShownChanges {
    /// The reason for changed `bodies` and changed `answers`. `answers` are positions in the
    /// queries of the last traces, `asked` are the queries of the trace that will hold the reason,
    /// and `now` maps a position in the last traces to one in the new ones.
    pub(crate) fn new_reason(
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
