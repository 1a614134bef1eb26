//! A body: HTML with holes for all that depends on more than the file itself.

use serde::{Deserialize, Serialize};

use super::include::{self, Include};
use crate::diag::Spot;

/// HTML, and the places in it that are filled when the page is rendered.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Body {
    pub html: String,
    /// In order of `at`.
    pub holes: Vec<Hole>,
}

/// A place in [`Body::html`].
#[derive(Debug, Clone, PartialEq)]
pub struct Hole {
    /// The byte of the HTML that the filling stands before.
    pub at: u32,
    pub spot: Spot,
    pub kind: HoleKind,
}

#[derive(Debug, Clone, PartialEq)]
pub enum HoleKind {
    /// An opening `<a>` to something of this site.
    Link {
        to: String,
        title: String,
    },
    /// Just before its `</a>`: where a file's type and size go.
    LinkEnd,
    Image {
        src: String,
        alt: String,
        title: String,
        block: bool,
    },
    Shortcode {
        name: String,
        args: Vec<(String, serde_json::Value)>,
        body: Option<Box<Body>>,
    },
    /// A link to the heading itself, when the section wants them.
    Anchor {
        id: String,
        text: String,
    },
}

/// A heading, for the table of contents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// 2 to 6, as published: levels are computed from nesting, never skipped.
    pub level: u8,
    pub id: String,
    pub title: String,
}

/// What a body refers to: checked for the site as a whole, without the body.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mention {
    pub spot: Spot,
    pub kind: MentionKind,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum MentionKind {
    /// A link to something of this site, as written.
    Link(String),
    Image(String),
    /// A shortcode, by its name.
    Shortcode(String),
    /// A page that a shortcode names by its path.
    PageByPath(String),
    /// A page that a shortcode names by its number or code.
    PageByNumber(NamedBy, String),
    /// Something of another portal; none when what was written means nothing.
    Include(Option<Include>),
}

/// What a page is named by that is not named by its path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum NamedBy {
    Number,
    Code,
}

/// The pages that a shortcode names by its arguments.
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

impl Body {
    /// All that it refers to, in order.
    pub fn mentions(&self) -> Vec<Mention> {
        let mut found = Vec::new();
        self.for_each_hole(&mut |hole| {
            let of = match &hole.kind {
                HoleKind::Link { to, .. } => MentionKind::Link(to.clone()),
                HoleKind::Image { src, .. } => MentionKind::Image(src.clone()),
                HoleKind::Shortcode { name, args, .. } => {
                    if name == include::INCLUDE_SHORTCODE {
                        found.push(Mention { spot: hole.spot, kind: MentionKind::Include(Include::from_args(args)) });
                    }
                    found.extend(page_mentions(args).map(|of| Mention { spot: hole.spot, kind: of }));
                    MentionKind::Shortcode(name.clone())
                }
                HoleKind::LinkEnd | HoleKind::Anchor { .. } => return,
            };
            found.push(Mention { spot: hole.spot, kind: of });
        });
        found
    }

    /// Every hole, also those inside the bodies of shortcodes.
    pub fn for_each_hole<'b>(&'b self, see: &mut impl FnMut(&'b Hole)) {
        for hole in &self.holes {
            see(hole);
            if let HoleKind::Shortcode { body: Some(inner), .. } = &hole.kind {
                inner.for_each_hole(see);
            }
        }
    }

    /// Appends another body.
    pub fn append(&mut self, other: Body) {
        let shift = self.html.len() as u32;
        self.html.push_str(&other.html);
        self.holes.extend(other.holes.into_iter().map(|hole| Hole { at: hole.at + shift, ..hole }));
    }

    /// Takes away all from byte `at` on.
    pub fn split_off(&mut self, at: usize) -> Body {
        let html = self.html.split_off(at);
        let first = self.holes.partition_point(|hole| (hole.at as usize) < at);
        let holes = self.holes.split_off(first);
        Body { html, holes: holes.into_iter().map(|hole| Hole { at: hole.at - at as u32, ..hole }).collect() }
    }
}
