//! The result of parsing a content file.

use super::parsed_text::ParsedText;
use crate::content::{Origin, OwnSite};
use crate::diag::Diag;
use crate::node::Node;

/// The settings that parsing depends on, besides the file.
#[derive(Clone, Copy)]
pub struct ParseSettings<'s> {
    /// The language of the file. The names of tables and alerts are in this language.
    pub lang: &'s str,
    /// Whether code is highlighted.
    pub highlight: bool,
    /// The address of the portal. A link to it is a link within the portal.
    pub own_site: &'s OwnSite,
}

/// A parsed content file.
#[derive(Debug)]
pub struct ParsedFile {
    /// The front matter as written. Its meaning depends on the kind of the page. `None` if it could
    /// not be read; then the faults say why.
    pub front: Option<Node>,
    /// The body, and the faults of the whole file.
    pub text: ParsedText,
    /// Where the item comes from; `None` for a file of this site.
    pub origin: Option<Box<Origin>>,
}

impl ParsedFile {
    /// An empty result with one fault, for a file that could not be read.
    pub fn unreadable(fault: Diag) -> Self {
        Self::with_faults(vec![fault])
    }

    /// An empty result with these faults.
    pub(super) fn with_faults(faults: Vec<Diag>) -> Self {
        Self { front: None, text: ParsedText { faults, ..ParsedText::default() }, origin: None }
    }
}
