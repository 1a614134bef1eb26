//! The result of reading a body: its HTML, its facts, its faults.

use serde::{Deserialize, Serialize};

use super::body::{Body, Heading, Mention};
use crate::diag::Diag;
use crate::search::WordCounts;

/// The result of parsing a Markdown text.
#[derive(Debug, Default)]
pub struct ParsedText {
    /// The HTML and its holes.
    pub body: Body,
    /// What other pages may need to know of the body.
    pub facts: ContentFacts,
    /// The errors and warnings that were found.
    pub faults: Vec<Diag>,
}

/// The facts about a body that the site uses without the body itself.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ContentFacts {
    /// The headings in order, those of footnotes last.
    pub headings: Vec<Heading>,
    /// Every fragment that a link may point at.
    pub ids: Vec<String>,
    /// The number of words.
    pub words: u32,
    /// A short plain text: everything before `<!-- more -->`, or else the first paragraph.
    pub summary: String,
    /// The references of the body.
    pub mentions: Vec<Mention>,
    /// The number of places where a new portal has provisional text: what is to be filled in, and
    /// what tells the author how.
    pub provisional: u32,
    /// The words of the body, for search.
    pub word_counts: WordCounts,
}
