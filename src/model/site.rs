//! The whole site: the content tree and everything that follows from it.

use std::ops::Deref;

use super::content_tree::ContentTree;
use super::derived::{Derived, FacetGroup, SectionContents, Term};
use super::node::{PageId, SectionId};
use crate::config::Lang;
use crate::content::Choice;
use crate::path::UrlPath;

/// All content of a portal, assembled. A site gives access to its tree by `Deref`, so that the
/// readers of a site need not know which part of it was read and which was derived.
#[derive(Debug)]
pub struct Site {
    /// What was read.
    pub tree: ContentTree,
    /// What follows from it.
    pub derived: Derived,
}

impl Deref for Site {
    type Target = ContentTree;

    fn deref(&self) -> &ContentTree {
        &self.tree
    }
}

impl Site {
    /// The pages and sections that a section lists.
    pub fn contents(&self, id: SectionId) -> &SectionContents {
        &self.derived.contents[id.0 as usize]
    }

    /// The newest pages of a section and of all sections below it. For a home page, only the pages
    /// of kinds that have a feed.
    pub fn feed_pages(&self, id: SectionId) -> &[PageId] {
        self.derived.feed_pages.get(id.0 as usize).map_or(&[], Vec::as_slice)
    }

    /// The computed field of a page: its key and its value. `None` if the kind of the page has no
    /// computed field.
    pub fn state_of(&self, id: PageId) -> Option<(&str, &Choice)> {
        self.derived.states.get(self, id)
    }

    /// Whether a page's computed field has this value.
    pub fn is_in_state(&self, id: PageId, value: &str) -> bool {
        self.state_of(id).is_some_and(|(_, choice)| choice.value == value)
    }

    /// The terms of a taxonomy in one language, with their positions in [`Derived::terms`].
    pub fn terms_of(&self, taxonomy: usize, lang: Lang) -> impl Iterator<Item = (usize, &Term)> {
        self.derived.terms.iter().enumerate().filter(move |(_, t)| t.taxonomy == taxonomy && t.lang == lang)
    }

    /// The facets of a section by one field, without the alphabetical index of a home page.
    pub fn facets_of(&self, section: SectionId) -> impl Iterator<Item = &FacetGroup> {
        let is_own = move |group: &&FacetGroup| group.section == section && !group.is_alphabet() && !group.is_pair();
        self.derived.facets.iter().filter(is_own)
    }

    /// The address of the facet page for a value of a page's field.
    pub fn facet_url(&self, id: PageId, field: &str, value: &str) -> Option<&UrlPath> {
        let section = self.facet_section(id);
        let group = self.derived.facets.iter().find(|f| f.section == section && f.field == field)?;
        Some(&group.value_written_as(value)?.url)
    }
}
