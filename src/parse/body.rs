//! The body of a page: HTML with holes for everything that depends on more than the file itself.

use serde::{Deserialize, Serialize};

use super::include::{INCLUDE_SHORTCODE, Include, PageInclude};
use crate::diag::Spot;
use crate::search::WordCounts;

/// The HTML of a text, and the places in it that are filled when the page is rendered.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Body {
    /// Complete HTML except for the fillings of the holes. Each hole is a position between two
    /// bytes.
    pub html: String,
    /// The holes, sorted by `at`.
    pub holes: Vec<Hole>,
}

/// A place in [`Body::html`] that is filled when the page is rendered.
#[derive(Debug, Clone, PartialEq)]
pub struct Hole {
    /// The byte of the HTML before which the filling is inserted.
    pub at: u32,
    /// The place in the content file, for diagnostics.
    pub spot: Spot,
    /// What the renderer inserts.
    pub kind: HoleKind,
}

/// What fills a hole.
#[derive(Debug, Clone, PartialEq)]
pub enum HoleKind {
    /// An opening `<a>` that links to a page or file of this site.
    Link {
        /// The target as written.
        to: String,
        /// The title of the link; empty if it has none.
        title: String,
    },
    /// The place before the closing `</a>` of such a link: the type and size of a linked file go
    /// there.
    LinkEnd,
    /// A picture, whose address, size and versions depend on its file.
    Image {
        /// The path of the picture as written.
        src: String,
        /// What the picture shows, in words.
        alt: String,
        /// The title of the picture; empty if it has none.
        title: String,
        /// Whether the picture is alone in its paragraph, and so becomes a figure.
        block: bool,
    },
    /// A call of a shortcode: the output of its template goes there.
    Shortcode {
        /// The name of the shortcode.
        name: String,
        /// The arguments as written, in order.
        args: Vec<(String, serde_json::Value)>,
        /// The text between the call and `{% end %}`; `None` for a call in `{{ }}`.
        body: Option<Box<Body>>,
        /// Whether the call stands within a line of words, where no block may stand.
        in_line: bool,
    },
    /// A link from a heading to itself. It is rendered only if the section has
    /// `insert_anchor_links`.
    Anchor {
        /// The id of the heading.
        id: String,
        /// The plain text of the heading.
        text: String,
    },
}

/// A heading, for the table of contents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// The published level, 2 to 6. It is computed from the nesting of headings, so that no level
    /// is skipped.
    pub level: u8,
    /// The fragment of its address.
    pub id: String,
    /// The heading as plain text.
    pub title: String,
}

/// A reference in a body. References are checked for the whole site at once, without the bodies.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mention {
    /// The place in the content file, for diagnostics.
    pub spot: Spot,
    /// The target or the shortcode that is named.
    pub kind: MentionKind,
}

/// What a body refers to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum MentionKind {
    /// A link to a page or file of this site, as written.
    Link(String),
    /// The path of a picture, as written.
    Image(String),
    /// A call of a shortcode.
    Shortcode(ShortcodeCall),
    /// The path (`@/…`) of a page in an argument of a shortcode.
    PageByPath(String),
    /// The number or code of a page in an argument of a shortcode.
    PageByNumber(NamedBy, String),
    /// An item or a list of another portal; `None` if the arguments of the shortcode are not valid.
    Include(Option<Include>),
    /// A page of this portal that the text includes.
    PageInclude(PageInclude),
}

/// A call of a shortcode without its body.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ShortcodeCall {
    /// The name of the shortcode.
    pub name: String,
    /// The arguments, in order.
    pub args: Vec<(String, ArgumentValue)>,
    /// Whether the call has a body, which ends with `{% end %}`.
    pub has_body: bool,
    /// Whether the call has no body, or one without words and pictures.
    pub is_empty: bool,
    /// Whether the call stands within a line of words, where no block may stand.
    pub in_line: bool,
}

/// The value of an argument of a shortcode.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum ArgumentValue {
    /// Text in quotes.
    Text(String),
    /// A number.
    Number(f64),
    /// `true` or `false`.
    Flag(bool),
    /// A list in brackets.
    List,
}

impl ArgumentValue {
    fn from_json(value: &serde_json::Value) -> Self {
        match value {
            serde_json::Value::String(text) => Self::Text(text.clone()),
            serde_json::Value::Bool(flag) => Self::Flag(*flag),
            other => other.as_f64().map_or(Self::List, Self::Number),
        }
    }
}

/// What a shortcode uses to name a page instead of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum NamedBy {
    /// The number of a document.
    Number,
    /// The field `code` of a page, for example the code of a procedure.
    Code,
}

/// What the arguments of the shortcode `include` name.
fn include_mention(args: &[(String, serde_json::Value)]) -> MentionKind {
    match args.iter().any(|(key, _)| key == "path") {
        true => PageInclude::from_args(args).map_or(MentionKind::Include(None), MentionKind::PageInclude),
        false => MentionKind::Include(Include::from_args(args)),
    }
}

/// The pages that the arguments of a shortcode name.
fn page_mentions(args: &[(String, serde_json::Value)]) -> impl Iterator<Item = MentionKind> {
    args.iter().filter_map(|(key, value)| {
        let text = value.as_str()?;
        match key.as_str() {
            "number" => Some(MentionKind::PageByNumber(NamedBy::Number, text.to_owned())),
            "code" => Some(MentionKind::PageByNumber(NamedBy::Code, text.to_owned())),
            _ => text.starts_with("@/").then(|| MentionKind::PageByPath(text.to_owned())),
        }
    })
}

/// Counts the words that readers see: of the HTML, of the bodies of shortcodes, and of the texts
/// that stand for pictures.
pub(super) fn count_words(body: &Body) -> WordCounts {
    let mut parts = vec![body.html.as_str()];
    body.for_each_hole(&mut |hole| match &hole.kind {
        HoleKind::Shortcode { body: Some(inner), .. } => parts.push(&inner.html),
        HoleKind::Image { alt, .. } => parts.push(alt),
        _ => {}
    });
    WordCounts::of_html(parts)
}

impl Body {
    /// All references of the body and of the bodies of its shortcodes, in order.
    pub fn mentions(&self) -> Vec<Mention> {
        let mut found = Vec::new();
        self.for_each_hole(&mut |hole| {
            let of = match &hole.kind {
                HoleKind::Link { to, .. } => MentionKind::Link(to.clone()),
                HoleKind::Image { src, .. } => MentionKind::Image(src.clone()),
                HoleKind::Shortcode { name, args, body, in_line } => {
                    let named: Vec<MentionKind> = match name.as_str() {
                        INCLUDE_SHORTCODE => vec![include_mention(args)],
                        _ => page_mentions(args).collect(),
                    };
                    found.extend(named.into_iter().map(|of| Mention { spot: hole.spot, kind: of }));
                    let values = args.iter().map(|(key, value)| (key.clone(), ArgumentValue::from_json(value)));
                    MentionKind::Shortcode(ShortcodeCall {
                        name: name.clone(),
                        args: values.collect(),
                        has_body: body.is_some(),
                        is_empty: body
                            .as_ref()
                            .is_none_or(|inner| inner.html.trim().is_empty() && inner.holes.is_empty()),
                        in_line: *in_line,
                    })
                }
                HoleKind::LinkEnd | HoleKind::Anchor { .. } => return,
            };
            found.push(Mention { spot: hole.spot, kind: of });
        });
        found
    }

    /// Calls `see` for every hole, including those inside the bodies of shortcodes.
    pub fn for_each_hole<'b>(&'b self, see: &mut impl FnMut(&'b Hole)) {
        for hole in &self.holes {
            see(hole);
            if let HoleKind::Shortcode { body: Some(inner), .. } = &hole.kind {
                inner.for_each_hole(see);
            }
        }
    }

    /// Appends another body to this one.
    pub fn append(&mut self, other: Body) {
        let shift = self.html.len() as u32;
        self.html.push_str(&other.html);
        self.holes.extend(other.holes.into_iter().map(|hole| Hole { at: hole.at + shift, ..hole }));
    }

    /// Removes everything from byte `at` on and returns it.
    pub fn split_off(&mut self, at: usize) -> Body {
        let html = self.html.split_off(at);
        let first = self.holes.partition_point(|hole| (hole.at as usize) < at);
        let holes = self.holes.split_off(first);
        Body { html, holes: holes.into_iter().map(|hole| Hole { at: hole.at - at as u32, ..hole }).collect() }
    }
}
