//! Which answers may be others when pages say other words and nothing else of the site changed.

use std::collections::HashSet;

use super::query::{Query, SiteReport};
use crate::content::FieldValue;
use crate::model::{NodeId, PageId, ResolvedLink, Site};
use crate::plan;

/// Pages that say other words, and the pages that show these.
pub struct WordingChange {
    /// Their own titles, descriptions, fields changed.
    sources: HashSet<PageId>,
    /// These, and all whose cards or pages name one of them.
    shown: HashSet<PageId>,
}

impl WordingChange {
    pub fn of(site: &Site, sources: HashSet<PageId>) -> Self {
        let names_one = |id: &PageId| {
            let page = site.page(*id);
            page.text.front.fields.iter().any(|(_, value)| points_at(site, *id, value, &sources))
                || site.ends.of(*id).any(|(_, pages)| pages.iter().any(|page| sources.contains(page)))
        };
        let shown = site.page_ids().filter(|id| sources.contains(id) || names_one(id)).collect();
        Self { sources, shown }
    }

    /// The pages whose cards may be others.
    pub fn cards(&self) -> impl Iterator<Item = PageId> {
        self.shown.iter().copied()
    }

    /// Whether the answer may be another. Addresses, orders, numbers of pages, files are what they were.
    pub fn reaches(&self, site: &Site, query: &Query) -> bool {
        let shows = |pages: &[PageId]| pages.iter().any(|page| self.shown.contains(page));
        let is_source = |page: Option<PageId>| page.is_some_and(|page| self.sources.contains(&page));
        match query {
            Query::Page(id) => self.shown.contains(id),
            Query::Frame(NodeId::Page(id)) => self.sources.contains(id),
            Query::List { list, start, count } => {
                let pages = plan::pages_of(site, *list);
                shows(pages.get(*start..pages.len().min(start.saturating_add(*count))).unwrap_or(&[]))
            }
            Query::Around(NodeId::Page(id)) => {
                let around = &site.around[id.0 as usize];
                is_source(around.previous) || is_source(around.next) || shows(&around.related)
            }
            Query::Target { from, to } => {
                let text = site.text(*from);
                self.is_at(site.follow(&text.folder, text.lang, to).ok())
            }
            Query::Find { lang, to } => self.is_at(site.follow("", *lang, to).ok()),
            // These look at every page, or at the menus, and are few.
            Query::Settings(_) | Query::Notices(_) | Query::Cards(_) | Query::Datasets | Query::Tree(_) => true,
            // These speak of sections, lists, addresses, files.
            Query::Frame(NodeId::Section(_))
            | Query::Around(NodeId::Section(_))
            | Query::Section(_)
            | Query::Template(_)
            | Query::Parts(_)
            | Query::Lead { .. }
            | Query::Named { .. }
            | Query::File { .. }
            | Query::Asset(_)
            | Query::Data(_)
            | Query::Taxonomy { .. }
            | Query::Term(_)
            | Query::TaxonomyOf(_)
            | Query::Feeds(_)
            | Query::Facet { .. }
            | Query::Source(_)
            | Query::Verified(_)
            | Query::Shared { .. }
            | Query::Latest { .. }
            | Query::Today => false,
            Query::Report(report) => match report {
                SiteReport::Addresses
                | SiteReport::Redirects
                | SiteReport::Schedule
                | SiteReport::Sections
                | SiteReport::Lists
                | SiteReport::Assets
                | SiteReport::Uses => false,
            },
        }
    }

    fn is_at(&self, target: Option<ResolvedLink>) -> bool {
        matches!(target, Some(ResolvedLink::Node { id: NodeId::Page(id), .. }) if self.sources.contains(&id))
    }
}

/// Whether a value of a page's field names one of `pages`.
fn points_at(site: &Site, from: PageId, value: &FieldValue, pages: &HashSet<PageId>) -> bool {
    match value {
        FieldValue::List(items) => items.iter().any(|item| points_at(site, from, item, pages)),
        FieldValue::Record(inner) => inner.iter().any(|(_, value)| points_at(site, from, value, pages)),
        _ => site.pointed_at(from, value).is_some_and(|(page, _)| pages.contains(&page)),
    }
}
