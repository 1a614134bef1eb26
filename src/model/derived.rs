//! What follows from the content tree. Each pass of [`super::assemble()`] returns one of these
//! tables.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use super::calendars::CalendarChange;
use super::content_tree::ContentTree;
use super::node::{NodeId, PageId, SectionId};
use super::old_address::RedirectRule;
use crate::config::Lang;
use crate::content::Choice;
use crate::diag::Diag;
use crate::path::UrlPath;
use crate::text::date::{DateTime, Stamp};

/// All tables of a site.
#[derive(Debug)]
pub struct Derived {
    /// The relations that other pages have with each page.
    pub inverse_relations: InverseRelations,
    /// The values of the computed fields.
    pub states: States,
    /// What each section lists, by `SectionId`.
    pub contents: Vec<SectionContents>,
    /// The neighbours of each page, by `PageId`.
    pub neighbours: Vec<Neighbours>,
    /// The pages in the feed of each section, newest first, by `SectionId`.
    pub feed_pages: Vec<Vec<PageId>>,
    /// The terms of all taxonomies, by taxonomy and language.
    pub terms: Vec<Term>,
    /// The facets of all sections.
    pub facets: Vec<FacetGroup>,
    /// The menus by language, each with its name.
    pub menus: Vec<Vec<(String, Vec<MenuNode>)>>,
    /// The moments at which the output changes without an edit, in order.
    pub scheduled_changes: Vec<ScheduledChange>,
    /// The days from which on sets of calendars have other states, in order.
    pub calendar_changes: Vec<CalendarChange>,
    /// Where the addresses of an older portal lead, in the order of their file.
    pub redirects: Vec<RedirectRule>,
    /// The links to outputs that no file of their own has: feeds, further parts of lists, lists by
    /// a field. The plan shows whether they are there.
    pub generated_links: Vec<GeneratedLink>,
    /// The moments at which the signatures of a channel of the site are to be renewed, or expire.
    pub channel_changes: Vec<ChannelChange>,
    /// The rules for search engines that the site adds to those that the program makes.
    pub robots_rules: String,
}

/// A link to an output that is planned later. If it is not, the link is broken.
#[derive(Debug, Clone)]
pub struct GeneratedLink {
    /// The address, from the root of the portal.
    pub url: String,
    /// What is reported if the output is not planned.
    pub fault: Diag,
}

/// The inverse ends of relations, by page and by the name that the relation has on that page.
#[derive(Debug, Default)]
pub struct InverseRelations(pub(super) HashMap<PageId, BTreeMap<String, Vec<PageId>>>);

impl InverseRelations {
    /// Every relation that other pages have with `page`, by its name on `page`.
    pub fn for_page(&self, page: PageId) -> impl Iterator<Item = (&str, &[PageId])> {
        self.0.get(&page).into_iter().flatten().map(|(key, pages)| (key.as_str(), pages.as_slice()))
    }

    /// The pages that have the relation `key` with `page`.
    pub fn get(&self, page: PageId, key: &str) -> &[PageId] {
        self.0.get(&page).and_then(|ends| ends.get(key)).map_or(&[], Vec::as_slice)
    }
}

/// The choice of the computed field of each page, by `PageId`. `None` if the kind of the page has
/// no computed field.
#[derive(Debug)]
pub struct States(pub(super) Vec<Option<usize>>);

impl States {
    /// The computed field of a page: its key and its value. `None` if the kind of the page has no
    /// computed field.
    pub(super) fn get<'t>(&self, tree: &'t ContentTree, id: PageId) -> Option<(&'t str, &'t Choice)> {
        let computed = tree.kind(tree.page(id).kind).computed.first()?;
        let choice = self.0.get(id.0 as usize).copied().flatten()?;
        Some((&computed.key, computed.choices.get(choice)?))
    }
}

/// What a section lists.
#[derive(Debug, Default)]
pub struct SectionContents {
    /// The sections directly below, in order.
    pub sections: Vec<SectionId>,
    /// The pages of the section in order, including the pages of transparent subsections.
    pub pages: Vec<PageId>,
    /// The last change of the section, its pages or the sections below. `None` if none of them has
    /// a date.
    pub updated: Option<Stamp>,
}

/// The neighbours of a page in its section, and the most similar pages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Neighbours {
    /// The page before in the list of the section. `None` for the first one.
    pub previous: Option<PageId>,
    /// The page after in the list of the section. `None` for the last one.
    pub next: Option<PageId>,
    /// The pages that share the most terms, at most `MAX_RELATED`.
    pub related: Vec<PageId>,
}

/// A term of a taxonomy, in one language.
#[derive(Debug)]
pub struct Term {
    /// The position of the taxonomy in the configuration.
    pub taxonomy: usize,
    /// The language of the term and of its pages.
    pub lang: Lang,
    /// The spelling that the first page of the term uses.
    pub name: String,
    /// The address of the list of the term.
    pub url: UrlPath,
    /// The pages of the term, newest first.
    pub pages: Vec<PageId>,
    /// The latest change of these pages. `None` if none of the pages has a date.
    pub updated: Option<Stamp>,
    /// The page that is the text of the term. `None` if it has none.
    pub text: Option<PageId>,
}

/// The most values of a facet that a list shows, because each of them is a page that shows the list
/// again. The other values are reached from the pages that have them.
const MAX_LISTED_VALUES: usize = 200;

/// One facet of a list: a field, and the values that the pages have in it.
#[derive(Debug)]
pub struct FacetGroup {
    /// The topmost section of the kind: its list and the lists below share the facet.
    pub section: SectionId,
    /// The key of the field.
    pub field: String,
    /// The label of the facet, in the language of the section.
    pub label: String,
    /// The values, in the order in which lists show them.
    pub values: Vec<FacetValue>,
    /// The spellings in the pages, sorted, with the position in `values` that each means.
    pub(super) by_value: Vec<(String, usize)>,
    /// For lists that two fields narrow at once: the positions of the facets of these fields in
    /// [`Derived::facets`]. Empty for a facet of one field.
    pub parts: Vec<usize>,
}

impl FacetGroup {
    /// Whether two fields narrow the lists at once.
    pub fn is_pair(&self) -> bool {
        !self.parts.is_empty()
    }

    /// The values that a list shows: those with the most pages, in the order of `values`.
    pub fn listed_values(&self) -> impl Iterator<Item = &FacetValue> {
        let mut places: Vec<usize> = (0..self.values.len()).collect();
        places.sort_by_key(|at| (Reverse(self.values[*at].pages.len()), *at));
        places.truncate(MAX_LISTED_VALUES);
        places.sort_unstable();
        places.into_iter().map(|at| &self.values[at])
    }

    /// The value that the pages write as `value`.
    pub(super) fn value_written_as(&self, value: &str) -> Option<&FacetValue> {
        let at = self.by_value.binary_search_by(|(written, _)| written.as_str().cmp(value)).ok()?;
        self.values.get(self.by_value[at].1)
    }
}

/// A value of a facet, with the pages that have it. Its pages are in the order of the section.
#[derive(Debug)]
pub struct FacetValue {
    /// The raw value: the value of a choice, a text, a year or a quarter.
    pub value: String,
    /// The label of the value, in the language of the section.
    pub label: String,
    /// The address of the list of the value.
    pub url: UrlPath,
    /// The pages that have the value, in the order of the section.
    pub pages: Vec<PageId>,
    /// The latest change of these pages. `None` if none of the pages has a date.
    pub updated: Option<Stamp>,
    /// For a list that two fields narrow at once: the positions of their values, as in
    /// [`FacetGroup::parts`]. Empty for a value of one field.
    pub parts: Vec<usize>,
}

/// An entry of a menu in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MenuNode {
    /// The words of the entry, in the language of the menu.
    pub title: String,
    /// The address. Empty for a heading without one.
    pub url: String,
    /// Whether the entry leads to another site.
    pub external: bool,
    /// The language of the target, if it is not the language of the menu, because the page has no
    /// translation. `None` otherwise.
    pub lang: Option<Lang>,
    /// The entries below this one.
    pub children: Vec<MenuNode>,
}

/// A moment at which the site must be built again, and the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScheduledChange {
    /// The moment of the change.
    pub at: DateTime,
    /// The page or section that changes.
    pub node: NodeId,
    /// `gone`, or the new value of the computed field.
    pub new_state: String,
}

/// What a signature is given for, which decides who renews it and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SignedPart {
    /// The content of a channel that the site shares.
    Content,
    /// The keys of a channel that the site shares.
    Root,
    /// A channel of another portal, which only its publisher signs.
    Source,
}

impl SignedPart {
    /// The word for programs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Content => "content",
            Self::Root => "root",
            Self::Source => "source",
        }
    }
}

/// A moment at which the signatures of a channel that the site shares are to be renewed, or expire.
/// It may have passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelChange {
    /// The folder of the channel in the site.
    pub folder: String,
    /// What the signatures are given for.
    pub part: SignedPart,
    /// The moment, in the local time of Viet Nam.
    pub at: DateTime,
    /// The address of the channel in the site.
    pub url: String,
    /// `expiring` or `expired`.
    pub new_state: &'static str,
}
