//! What is open at a place of a text that is being written: elements, links, tables, footnotes and
//! shortcodes.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use pulldown_cmark::Alignment;

use crate::diag::Spot;
use crate::parse::body::{Body, Heading};
use crate::parse::html_rules::{HtmlElement, MadeElement};

/// An open element that Markdown made.
pub(super) struct OpenElement {
    /// A number that no other element has.
    pub(super) number: usize,
    /// What it is.
    pub(super) element: MadeElement,
    /// How many elements of the author were open before it.
    pub(super) raw_tag_count: usize,
}

/// A block of HTML that is being collected.
#[derive(Default)]
pub(super) struct HtmlBlock {
    pub(super) text: String,
    /// The places of its pieces.
    pub(super) places: HtmlPlaces,
}

/// Pairs of a byte in a piece of HTML and the corresponding byte in the text with markers. Markdown
/// takes the marks of quotes out of the lines of a block.
pub(super) type HtmlPlaces = Vec<(usize, usize)>;

/// An open element that the author wrote.
pub(super) struct OpenTag {
    pub(super) element: &'static HtmlElement,
    pub(super) spot: Spot,
    /// The last element that was opened directly in it.
    pub(super) last_child: Option<&'static str>,
    /// Whether a block of Markdown in it was reported. The blocks after it have the same cause.
    pub(super) is_reported: bool,
    /// Whether the element stands where HTML does not allow it, which was reported.
    pub(super) is_misplaced: bool,
}

/// How an open link ends.
pub(super) enum OpenLink {
    /// A link to a page or file of this site: a hole.
    Internal(LinkStart),
    /// A link with its address in the HTML.
    External(LinkStart),
    /// A link inside the text of another link. It is written as plain text, because links cannot be
    /// nested in HTML.
    Nested,
}

/// Where the text of a link begins in the body.
pub(super) struct LinkStart {
    /// The byte of the HTML.
    pub(super) at: usize,
    /// The number of holes before.
    pub(super) hole_count: usize,
}

pub(super) struct OpenHeading {
    pub(super) at: usize,
    /// The place of `{#id}` in the text with markers, if the heading ends with it.
    pub(super) id_range: Option<Range<usize>>,
    /// The id that the author gave.
    pub(super) id: Option<String>,
    /// Whether the author marked the heading with `#`.
    pub(super) is_marked: bool,
    pub(super) text: String,
    pub(super) spot: Spot,
}

pub(super) struct OpenParagraph {
    pub(super) at: usize,
    /// Whether the paragraph contains more than images and shortcodes.
    pub(super) is_mixed: bool,
    /// The number of images and shortcodes. A single one that is alone in its paragraph is written
    /// without `<p>`.
    pub(super) lone_count: usize,
}

#[derive(Default)]
pub(super) struct OpenTable {
    pub(super) alignments: Vec<Alignment>,
    pub(super) column: usize,
    pub(super) head: bool,
    /// Whether the rows begin with a bar, and no row without bars was reported.
    pub(super) has_bars: bool,
}

#[derive(Default)]
pub(super) struct Footnotes {
    /// The number of each label, in the order of first use.
    pub(super) numbers: HashMap<String, usize>,
    /// All references to footnotes, in order.
    pub(super) uses: Vec<FootnoteUse>,
    /// How often each footnote has been referenced so far.
    pub(super) times: HashMap<usize, u32>,
    /// The numbers of the footnotes that have a definition.
    pub(super) defined: HashSet<usize>,
    /// The finished footnotes.
    pub(super) bodies: Vec<Footnote>,
    /// The open footnotes, each with the text around it.
    pub(super) open: Vec<OpenFootnote>,
}

/// A reference to a footnote.
pub(super) struct FootnoteUse {
    pub(super) number: usize,
    /// The number of the footnote that contains the reference; `None` if it is in the text itself.
    pub(super) inside: Option<usize>,
    pub(super) id: String,
    pub(super) spot: Spot,
}

/// A finished footnote.
pub(super) struct Footnote {
    pub(super) number: usize,
    pub(super) spot: Spot,
    pub(super) body: Body,
    pub(super) headings: Vec<Heading>,
    pub(super) ids: Vec<String>,
}

/// The state of the text around an open footnote. The footnote is published at the end, and its
/// headings with it.
pub(super) struct OpenFootnote {
    pub(super) number: usize,
    pub(super) spot: Spot,
    pub(super) outer_body: Body,
    pub(super) open_headings: Vec<u8>,
    pub(super) outer_headings: Vec<Heading>,
    pub(super) outer_ids: Vec<String>,
}

/// A shortcode whose body is being read.
pub(super) struct OpenShortcode {
    pub(super) name: String,
    pub(super) args: Vec<(String, serde_json::Value)>,
    pub(super) spot: Spot,
    /// The body around the shortcode.
    pub(super) outer_body: Body,
    /// The number of the element that contains the call. The shortcode must end in the same
    /// element.
    pub(super) element: Option<usize>,
    /// The number of raw tags that were open at the call.
    pub(super) raw_tag_count: usize,
}
