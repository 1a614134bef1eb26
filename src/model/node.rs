//! Pages and sections, which are called nodes where both are meant.

use serde::{Deserialize, Serialize};

use crate::config::Lang;
use crate::content::{FrontMatter, Origin};
use crate::imports;
use crate::parse::ContentFacts;
use crate::path::{SitePath, UrlPath};
use crate::text::date::Stamp;

/// The position of a page in [`ContentTree::pages`](super::ContentTree).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct PageId(pub u32);

/// The position of a section in [`ContentTree::sections`](super::ContentTree).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct SectionId(pub u32);

/// A page or a section.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum NodeId {
    /// A content file that is not a section.
    Page(PageId),
    /// A folder with an `_index.md`, or a home page.
    Section(SectionId),
}

/// The data that pages and sections have in common.
#[derive(Debug)]
pub struct NodeInfo {
    /// The path below `content/`. `None` for a home page that has no content file.
    pub file: Option<SitePath>,
    /// The folder that relative links start from.
    pub folder: String,
    /// The key that a node shares with its translations: the path without language and `.md`.
    pub key: String,
    /// The language.
    pub lang: Lang,
    /// The address, from the root of the portal.
    pub url: UrlPath,
    /// The title. `titles` sets it, and moves it out of `front` if it is written there. Empty until
    /// then.
    pub title: String,
    /// The description for search engines and lists. `titles` sets it. Empty until then.
    pub description: String,
    /// The front matter.
    pub front: Box<FrontMatter>,
    /// Facts about the body. The body itself is read through [`crate::render::View`] only.
    pub facts: ContentFacts,
}

impl NodeInfo {
    /// The file that a diagnostic of this node names: `content/…` for a text of this portal, and
    /// `exchange/SOURCE/ID` for an item, which has no file in `content/`. Empty for a home page
    /// without a file.
    pub fn diag_file(&self) -> String {
        match (&self.front.origin, &self.file) {
            (Some(origin), _) => item_diag_file(origin),
            (None, Some(file)) => format!("content/{file}"),
            (None, None) => String::new(),
        }
    }
}

/// The file that a diagnostic of an item names.
pub fn item_diag_file(origin: &Origin) -> String {
    format!("{}/{}/{}", imports::FOLDER, origin.source, origin.id)
}

/// A content file that is not a section.
#[derive(Debug)]
pub struct Page {
    /// The data that pages and sections have in common.
    pub info: NodeInfo,
    /// The position of the kind of the page in [`crate::content::Kinds`].
    pub kind: usize,
    /// The section that the page lies in.
    pub section: SectionId,
    /// The date in the front matter, or else the field that the kind uses as date. `None` if the
    /// page has neither.
    pub date: Option<Stamp>,
    /// Whether the page or a section above it has expired, or the page is an item that can no
    /// longer be read. Its address then shows a notice.
    pub gone: bool,
}

/// A folder of `content/` with an `_index.md`, or the home page of a language.
#[derive(Debug)]
pub struct Section {
    /// The data that pages and sections have in common.
    pub info: NodeInfo,
    /// The position in [`crate::content::Kinds`] of the kind of its pages.
    pub kind: usize,
    /// The section above. `None` for a home page.
    pub parent: Option<SectionId>,
    /// Whether the section, or one above it, has expired. Its address then shows a notice, and so
    /// do those of all its pages, because they are below it.
    pub gone: bool,
}
