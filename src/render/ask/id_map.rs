//! Translates queries and recipes of one build into those of another. The ids of pages, sections,
//! terms and facets are positions in lists, and differ from build to build.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::query::Query;
use crate::config::Lang;
use crate::model::{NodeId, PageId, PageSelection, SectionId, Site};
use crate::plan::{PageList, Recipe};

/// The lasting names of the ids in the queries of a build.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct IdNames {
    pages: Vec<String>,
    sections: Vec<String>,
    terms: Vec<(usize, Lang, String)>,
    /// For each facet group: its section, its field and its values.
    facets: Vec<(u32, String, Vec<String>)>,
}

impl IdNames {
    /// The names of all ids of a site.
    pub fn from_site(site: &Site) -> Self {
        let name = |id: NodeId| {
            let text = site.info(id);
            // A home page without a file is named by its language.
            text.file.as_ref().map_or_else(|| site.lang_code(text.lang).to_owned(), ToString::to_string)
        };
        let values = |group: &crate::model::FacetGroup| group.values.iter().map(|v| v.value.clone()).collect();
        Self {
            pages: site.page_ids().map(|id| name(NodeId::Page(id))).collect(),
            sections: site.section_ids().map(|id| name(NodeId::Section(id))).collect(),
            terms: site.derived.terms.iter().map(|term| (term.taxonomy, term.lang, term.name.clone())).collect(),
            facets: site
                .derived
                .facets
                .iter()
                .map(|group| (group.section.0, group.field.clone(), values(group)))
                .collect(),
        }
    }

    /// The file of a node, or the code of the language for a home page without a file. `None` for
    /// an unknown id.
    pub fn node(&self, id: NodeId) -> Option<&str> {
        let name = match id {
            NodeId::Page(page) => self.pages.get(page.0 as usize),
            NodeId::Section(section) => self.sections.get(section.0 as usize),
        };
        name.map(String::as_str)
    }
}

impl IdNames {
    /// The taxonomy, language and name of a term; `None` for an unknown term.
    pub fn term(&self, term: usize) -> Option<(usize, Lang, &str)> {
        self.terms.get(term).map(|(taxonomy, lang, name)| (*taxonomy, *lang, name.as_str()))
    }

    /// The section, field and value of a facet; `None` for an unknown group or value.
    pub fn facet(&self, group: usize, value: usize) -> Option<(SectionId, &str, &str)> {
        let (section, field, values) = self.facets.get(group)?;
        Some((SectionId(*section), field, values.get(value)?))
    }
}

/// Maps the ids of one build to the ids of another; `None` means that the thing is gone.
pub struct IdMap {
    pages: Vec<Option<u32>>,
    sections: Vec<Option<u32>>,
    terms: Vec<Option<usize>>,
    facets: Vec<Option<(usize, Vec<Option<usize>>)>>,
}

impl IdMap {
    /// The map from the ids of `old` to those of `new`.
    pub fn between(old: &IdNames, new: &IdNames) -> Self {
        let sections = positions(&old.sections, &new.sections);
        let groups: HashMap<(u32, &str), usize> =
            new.facets.iter().zip(0..).map(|((section, field, _), at)| ((*section, field.as_str()), at)).collect();
        let facet = |(section, field, values): &(u32, String, Vec<String>)| {
            let section = sections.get(*section as usize).copied().flatten()?;
            let at = *groups.get(&(section, field.as_str()))?;
            let places = positions(values, &new.facets[at].2);
            Some((at, places.into_iter().map(|place| place.map(|n| n as usize)).collect()))
        };
        Self {
            facets: old.facets.iter().map(facet).collect(),
            pages: positions(&old.pages, &new.pages),
            terms: positions(&old.terms, &new.terms).into_iter().map(|place| place.map(|n| n as usize)).collect(),
            sections,
        }
    }

    fn map_page(&self, id: PageId) -> Option<PageId> {
        self.pages.get(id.0 as usize).copied().flatten().map(PageId)
    }

    fn map_section(&self, id: SectionId) -> Option<SectionId> {
        self.sections.get(id.0 as usize).copied().flatten().map(SectionId)
    }

    /// The id of the same node in the other build; `None` if the node is gone.
    pub fn map_node(&self, id: NodeId) -> Option<NodeId> {
        Some(match id {
            NodeId::Page(page) => NodeId::Page(self.map_page(page)?),
            NodeId::Section(section) => NodeId::Section(self.map_section(section)?),
        })
    }

    fn map_term(&self, term: usize) -> Option<usize> {
        self.terms.get(term).copied().flatten()
    }

    fn map_facet(&self, group: usize, value: usize) -> Option<(usize, usize)> {
        let (group, values) = self.facets.get(group)?.as_ref()?;
        Some((*group, values.get(value).copied().flatten()?))
    }

    fn map_list(&self, list: PageList) -> Option<PageList> {
        Some(match list {
            PageList::Section(id) => PageList::Section(self.map_section(id)?),
            PageList::Recent(id) => PageList::Recent(self.map_section(id)?),
            PageList::Term(term) => PageList::Term(self.map_term(term)?),
            PageList::Facet { group, value } => {
                let (group, value) = self.map_facet(group, value)?;
                PageList::Facet { group, value }
            }
        })
    }

    /// The same query in the other build; `None` if a node, term or facet in it is gone.
    pub fn map_query(&self, query: &Query) -> Option<Query> {
        Some(match query {
            Query::PageHeader(id) => Query::PageHeader(self.map_node(*id)?),
            Query::Page(id) => Query::Page(self.map_page(*id)?),
            Query::Section(id) => Query::Section(self.map_section(*id)?),
            Query::List { list, start, count } => {
                Query::List { list: self.map_list(*list)?, start: *start, count: *count }
            }
            Query::Pages(selection) => {
                let section = match selection.section {
                    Some(id) => Some(self.map_section(id)?),
                    None => None,
                };
                Query::Pages(Box::new(PageSelection { section, ..(**selection).clone() }))
            }
            Query::Pagination(list) => Query::Pagination(self.map_list(*list)?),
            Query::Navigation(id) => Query::Navigation(self.map_node(*id)?),
            Query::Files { node, lang } => Query::Files { node: self.map_node(*node)?, lang: *lang },
            Query::Reference { from, to } => Query::Reference { from: self.map_node(*from)?, to: to.clone() },
            Query::LinkTarget { from, to } => Query::LinkTarget { from: self.map_node(*from)?, to: to.clone() },
            Query::Term(term) => Query::Term(self.map_term(*term)?),
            Query::TaxonomyOf(term) => Query::TaxonomyOf(self.map_term(*term)?),
            Query::FeedLinks(list) => Query::FeedLinks(self.map_list(*list)?),
            Query::Facet { group, value } => {
                let (group, value) = self.map_facet(*group, *value)?;
                Query::Facet { group, value }
            }
            Query::Settings(_)
            | Query::Notices(_)
            | Query::Template(_)
            | Query::Cards(_)
            | Query::Datasets
            | Query::SearchIndex(_)
            | Query::TemplatePath { .. }
            | Query::PageByName { .. }
            | Query::File { .. }
            | Query::Asset(_)
            | Query::DataFile(_)
            | Query::Taxonomy { .. }
            | Query::Alphabet(_)
            | Query::SiteTree(_)
            | Query::Report(_)
            | Query::Source(_)
            | Query::VerifiedSource(_)
            | Query::ImportedItem { .. }
            | Query::LatestItems { .. }
            | Query::Calendar { .. }
            | Query::Duties { .. }
            | Query::Corrections(_)
            | Query::Today => query.clone(),
        })
    }

    /// The same recipe in the other build; `None` if a node, term or facet in it is gone.
    pub fn map_recipe(&self, recipe: &Recipe) -> Option<Recipe> {
        Some(match recipe {
            Recipe::Page(id) => Recipe::Page(self.map_page(*id)?),
            Recipe::Section { id, pager } => Recipe::Section { id: self.map_section(*id)?, pager: *pager },
            Recipe::Term { term, pager } => Recipe::Term { term: self.map_term(*term)?, pager: *pager },
            Recipe::Facet { group, value, pager } => {
                let (group, value) = self.map_facet(*group, *value)?;
                Recipe::Facet { group, value, pager: *pager }
            }
            Recipe::Feed { list, format } => Recipe::Feed { list: self.map_list(*list)?, format: *format },
            Recipe::Calendar(id) => Recipe::Calendar(self.map_section(*id)?),
            Recipe::Api(id) => Recipe::Api(self.map_section(*id)?),
            Recipe::Taxonomy { .. }
            | Recipe::CorrectionsFeed { .. }
            | Recipe::NotFound(_)
            | Recipe::Gone(_)
            | Recipe::Redirect { .. }
            | Recipe::Sitemap(_)
            | Recipe::SitemapIndex
            | Recipe::SitemapText
            | Recipe::Robots
            | Recipe::SecurityTxt
            | Recipe::Search(_)
            | Recipe::SearchFile(_)
            | Recipe::ApiIndex
            | Recipe::Metadata
            | Recipe::Catalogue
            | Recipe::Schedule
            | Recipe::Uses
            | Recipe::Headers
            | Recipe::Redirects
            | Recipe::Nginx
            | Recipe::Caddy
            | Recipe::Apache
            | Recipe::Iis
            | Recipe::Copy(_)
            | Recipe::Asset(_) => recipe.clone(),
        })
    }
}

/// The position of each element of `old` in `new`; `None` for an element that `new` lacks.
fn positions<T: std::hash::Hash + Eq>(old: &[T], new: &[T]) -> Vec<Option<u32>> {
    if old == new {
        return (0..old.len() as u32).map(Some).collect();
    }
    let places: HashMap<&T, u32> = new.iter().zip(0..).collect();
    old.iter().map(|name| places.get(name).copied()).collect()
}
