//! Which answers can change when only the wording of pages changed.

use std::collections::HashSet;

use super::query::{Query, SiteReport};
use crate::content::FieldValue;
use crate::model::{NodeId, PageId, ResolvedLink, Site};
use crate::plan;

/// The pages whose wording changed, and the pages that show something of it.
pub struct WordingChange {
    /// The pages whose own titles, descriptions or fields changed.
    changed_pages: HashSet<PageId>,
    /// The changed pages, and all pages whose card or page names one of them.
    affected_pages: HashSet<PageId>,
}

impl WordingChange {
    /// The effect of a change of the wording of `sources`.
    pub fn new(site: &Site, sources: HashSet<PageId>) -> Self {
        let names_one = |id: &PageId| {
            let page = site.page(*id);
            page.info.front.fields.iter().any(|(_, value)| names_any_page(site, *id, value, &sources))
                || site
                    .derived
                    .inverse_relations
                    .for_page(*id)
                    .any(|(_, pages)| pages.iter().any(|page| sources.contains(page)))
        };
        let shown = site.page_ids().filter(|id| sources.contains(id) || names_one(id)).collect();
        Self { changed_pages: sources, affected_pages: shown }
    }

    /// The pages whose cards can have changed.
    pub fn affected_cards(&self) -> impl Iterator<Item = PageId> {
        self.affected_pages.iter().copied()
    }

    /// Whether the answer to `query` can have changed. It assumes that addresses, the order of
    /// lists, the number of pages, and files have not changed.
    pub fn affects_query(&self, site: &Site, query: &Query) -> bool {
        let shows = |pages: &[PageId]| pages.iter().any(|page| self.affected_pages.contains(page));
        let is_source = |page: Option<PageId>| page.is_some_and(|page| self.changed_pages.contains(&page));
        match query {
            Query::Page(id) => self.affected_pages.contains(id),
            Query::PageHeader(NodeId::Page(id)) => self.changed_pages.contains(id),
            Query::List { list, start, count } => {
                let pages = plan::pages_of(site, *list);
                shows(pages.get(*start..pages.len().min(start.saturating_add(*count))).unwrap_or(&[]))
            }
            // The order and the choice can follow from the wording of any of these pages.
            Query::Pages(selection) => site.selectable_pages(selection).any(|id| self.affected_pages.contains(&id)),
            Query::Navigation(NodeId::Page(id)) => {
                let around = &site.derived.neighbours[id.0 as usize];
                is_source(around.previous) || is_source(around.next) || shows(&around.related)
            }
            Query::Reference { from, to } => {
                let text = site.info(*from);
                self.targets_changed_page(site.resolve_link(&text.folder, text.lang, to).ok())
            }
            Query::TemplatePath { lang, to } => self.targets_changed_page(site.resolve_link("", *lang, to).ok()),
            // These answers read all pages or the menus. Few outputs ask for them, so no finer test
            // pays.
            Query::Settings(_)
            | Query::Notices(_)
            | Query::Cards(_)
            | Query::Datasets
            | Query::SiteTree(_)
            | Query::Calendar { .. }
            | Query::Duties { .. }
            | Query::Corrections(_) => true,
            // The manifest is rendered with every body of its language.
            Query::SearchIndex(_) => false,
            // These answers say only what follows from sections, lists, addresses and files.
            Query::PageHeader(NodeId::Section(_))
            | Query::Navigation(NodeId::Section(_))
            | Query::Section(_)
            | Query::Template(_)
            | Query::Pagination(_)
            | Query::LinkTarget { .. }
            | Query::PageByName { .. }
            | Query::File { .. }
            | Query::Files { .. }
            | Query::Asset(_)
            | Query::DataFile(_)
            | Query::Taxonomy { .. }
            | Query::Term(_)
            | Query::TaxonomyOf(_)
            | Query::FeedLinks(_)
            | Query::Facet { .. }
            | Query::Alphabet(_)
            | Query::Source(_)
            | Query::VerifiedSource(_)
            | Query::ImportedItem { .. }
            | Query::LatestItems { .. }
            | Query::Today => false,
            Query::Report(report) => match report {
                SiteReport::Addresses
                | SiteReport::Redirects
                | SiteReport::Schedule
                | SiteReport::Reviews
                | SiteReport::Sections
                | SiteReport::Lists
                | SiteReport::Assets
                | SiteReport::Uses
                | SiteReport::RobotsRules => false,
            },
        }
    }

    fn targets_changed_page(&self, target: Option<ResolvedLink>) -> bool {
        matches!(target, Some(ResolvedLink::Node { id: NodeId::Page(id), .. }) if self.changed_pages.contains(&id))
    }
}

/// Whether a value of a page's field names one of `pages`.
fn names_any_page(site: &Site, from: PageId, value: &FieldValue, pages: &HashSet<PageId>) -> bool {
    match value {
        FieldValue::List(items) => items.iter().any(|item| names_any_page(site, from, item, pages)),
        FieldValue::Record(inner) => inner.iter().any(|(_, value)| names_any_page(site, from, value, pages)),
        _ => site.referenced_page(from, value).is_some_and(|(page, _)| pages.contains(&page)),
    }
}
