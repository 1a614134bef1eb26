//! What checks look at.

use super::finder::{Finder, FoundBuilder};
use super::found::{Place, Within};
use super::html_page::{ElementId, HtmlPage};
use crate::config::{Config, Lang};
use crate::content::Reference;
use crate::law::Law;
use crate::model::{ContentTree, NodeId};
use crate::render::World;

/// The portal as a whole.
pub(crate) struct PortalSubject<'s> {
    /// The assembled site with its data.
    pub(crate) world: &'s World,
}

/// The text of a content file of this portal, of a value of a record, or of an attachment.
pub(crate) struct TextSubject<'s> {
    /// The path from the folder of the site.
    pub(crate) file: &'s str,
    /// The text as it is written.
    pub(crate) text: &'s str,
    /// The name of the kind of the page, or of the pages of the section. Empty for an attachment.
    pub(crate) kind: &'s str,
    /// The law, for checks about instruments.
    pub(crate) law: &'s Law,
}

impl<'s> TextSubject<'s> {
    /// The subject of a page or section.
    pub(super) fn new(tree: &'s ContentTree, id: NodeId, file: &'s str, text: &'s str, law: &'s Law) -> Self {
        let kind = match id {
            NodeId::Page(page) => tree.page(page).kind,
            NodeId::Section(section) => tree.section(section).kind,
        };
        Self { file, text, kind: &tree.kind(kind).name, law }
    }

    /// The subject of what an attachment says. It has no kind, so that only the checks that look at
    /// every text look at it.
    pub(super) fn of_attachment(file: &'s str, text: &'s str, law: &'s Law) -> Self {
        Self { file, text, kind: "", law }
    }
}

/// A page as visitors get it.
pub(crate) struct PageSubject<'s> {
    /// The path below the output folder.
    pub(crate) output: &'s str,
    /// The file that the page is made of.
    pub(crate) file: &'s str,
    /// The page.
    pub(crate) page: &'s HtmlPage,
    /// The number of bytes of its HTML.
    pub(crate) bytes: usize,
    /// The configuration of the portal.
    pub(crate) config: &'s Config,
    /// The language of the page.
    pub(crate) lang: Lang,
    /// What sort of page it is.
    pub(crate) sort: PageSort,
    /// The names of the duties that its content file fulfils.
    pub(crate) fulfils: &'s [Reference],
}

/// What sort of page a page is, as far as rules make a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PageSort {
    /// The home page of a language.
    Home,
    /// A page or a list.
    Usual,
    /// What a host shows for an address without a page, and for one whose page is gone.
    Error,
    /// A page that only leads to another one.
    Redirect,
}

impl PageSubject<'_> {
    /// Adds a finding in the content of the page. `words` are words of the source file that lead to
    /// the place: each of them is a try if those before it are not there.
    pub(crate) fn report<'f>(&self, finder: &'f mut Finder<'_>, words: &[&str]) -> FoundBuilder<'f> {
        let tries = words.iter().map(|words| words.trim()).filter(|words| !words.is_empty());
        let tries: Vec<String> = tries.map(str::to_owned).collect();
        let within = if tries.is_empty() { Within::Whole } else { Within::Words(tries) };
        finder.at(Place::Page { output: self.output.to_owned(), file: Some(self.file.to_owned()), within })
    }

    /// Adds a finding about what stands around the content. It is the same on many pages, and no
    /// content file has it.
    pub(crate) fn report_frame<'f>(&self, finder: &'f mut Finder<'_>) -> FoundBuilder<'f> {
        finder.at(Place::Page { output: self.output.to_owned(), file: None, within: Within::Whole })
    }

    /// Adds a finding about an element: in the content if the element is there.
    pub(crate) fn report_in<'f>(&self, finder: &'f mut Finder<'_>, id: ElementId, words: &[&str]) -> FoundBuilder<'f> {
        if self.page.is_inside(id, "main") { self.report(finder, words) } else { self.report_frame(finder) }
    }
}
