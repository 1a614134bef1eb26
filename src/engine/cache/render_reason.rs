//! Why an output was rendered when it was last rendered: kept with its trace.

use serde::{Deserialize, Serialize};

/// So many files and questions are named; the others are counted.
const MAX_NAMED: usize = 8;
/// So many questions are looked for among those that are asked now.
const MAX_SEARCHED: usize = 64;

/// Why an output was rendered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum RenderReason {
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
pub(crate) struct ShownChanges {
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
