//! The addresses that people and search engines may find. The plan counts them to divide the
//! sitemaps, and the sitemaps list them.

use super::list::{PageList, pager_count, pager_url};
use crate::model::{NodeId, PageId, Site};
use crate::path::UrlPath;
use crate::text::date::Stamp;

/// An address that people and search engines may find.
pub struct FindableAddress {
    /// The address, from the root of the portal.
    pub url: UrlPath,
    /// The last change. `None` if it is not known.
    pub updated: Option<Stamp>,
    /// The node at this address, for links to its translations. `None` for taxonomies, terms
    /// without a text, facets and the further parts of a list.
    pub node: Option<NodeId>,
}

/// Every page with status 200 that is to be indexed, in the order of the addresses.
pub fn findable(site: &Site) -> Vec<FindableAddress> {
    let mut found = Vec::new();
    let mut list = |list: PageList, node: Option<NodeId>, updated: Option<Stamp>| {
        for pager in 0..pager_count(site, list) {
            found.push(FindableAddress {
                url: pager_url(site, list, pager),
                updated,
                node: node.filter(|_| pager == 0),
            });
        }
    };
    for id in site.section_ids().filter(|id| site.is_shown(*id) && site.is_indexed(NodeId::Section(*id))) {
        list(PageList::Section(id), Some(NodeId::Section(id)), site.contents(id).updated);
    }
    for (term, entry) in site.derived.terms.iter().enumerate() {
        list(PageList::Term(term), entry.text.map(NodeId::Page), entry.updated);
    }
    for (group, facet) in site.derived.facets.iter().enumerate() {
        for (value, entry) in facet.values.iter().enumerate() {
            list(PageList::Facet { group, value }, None, entry.updated);
        }
    }
    let is_own = |id: &PageId| site.is_published(*id) && site.page(*id).info.front.term.is_none();
    for id in site.page_ids().filter(|id| is_own(id) && site.is_indexed(NodeId::Page(*id))) {
        found.push(FindableAddress {
            url: site.page(id).info.url.clone(),
            updated: site.last_updated(id),
            node: Some(NodeId::Page(id)),
        });
    }
    for taxonomy in 0..site.config.taxonomies.len() {
        for lang in site.config.langs().filter(|l| site.terms_of(taxonomy, *l).next().is_some()) {
            let updated = site.terms_of(taxonomy, lang).filter_map(|(_, term)| term.updated).max();
            found.push(FindableAddress { url: site.taxonomy_url(taxonomy, lang), updated, node: None });
        }
    }
    found.sort_by(|a, b| a.url.cmp(&b.url));
    found
}
