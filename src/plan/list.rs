//! Lists of pages: their content, and the parts into which they are divided.

use serde::{Deserialize, Serialize};

use crate::config::Lang;
use crate::model::{PageId, SectionId, Site};
use crate::path::UrlPath;

/// A list of pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum PageList {
    /// The pages of a section, in the order of the section.
    Section(SectionId),
    /// The pages of a term, by its position in `Site::terms`.
    Term(usize),
    /// The pages with one value of a facet, by positions in `Site::facets` and its values.
    Facet {
        /// The position of the facet in `derived.facets` of the site.
        group: usize,
        /// The position of the value among the values of the facet.
        value: usize,
    },
    /// The pages in the feed of a section: the newest of it and of all sections below. For a home
    /// page, those of the whole language.
    Recent(SectionId),
}

/// The number of pages that one part of the alphabetical index shows: only their titles.
const TITLES_PER_PAGE: usize = 100;

/// Whether a section has feeds. A section without a page of its own has none.
pub fn has_feed(site: &Site, id: SectionId) -> bool {
    let (section, listed) = (site.section(id), site.contents(id));
    // Feeds contain no imported pages, so the feed of a section with only such pages would be
    // empty.
    let is_others = |page: &PageId| site.page(*page).info.front.origin.is_some();
    let nothing_own = !listed.pages.is_empty() && listed.sections.is_empty() && listed.pages.iter().all(is_others);
    site.is_shown(id)
        && !nothing_own
        && section.info.front.section.feed.unwrap_or(section.parent.is_none() || site.kind(section.kind).feed)
}

/// The number of pages that one part of a list shows. `None` for all.
pub fn per_page(site: &Site, list: PageList) -> Option<usize> {
    let default = Some(site.config.paginate_by);
    match list {
        PageList::Section(id) => {
            let section = site.section(id);
            match section.info.front.section.paginate_by {
                Some(0) => None,
                Some(n) => Some(n),
                None if section.parent.is_some() && site.kind(section.kind).paginate => default,
                None => None,
            }
        }
        PageList::Term(term) => site.config.taxonomies[site.derived.terms[term].taxonomy].paginate_by.or(default),
        PageList::Facet { group, .. } if site.derived.facets[group].is_alphabet() => Some(TITLES_PER_PAGE),
        PageList::Facet { group, .. } => {
            let id = site.derived.facets[group].section;
            site.section(id).info.front.section.paginate_by.filter(|n| *n > 0).or(default)
        }
        PageList::Recent(_) => Some(site.config.feed_limit),
    }
}

/// All pages of a list, in order.
pub fn pages_of(site: &Site, list: PageList) -> &[PageId] {
    match list {
        PageList::Section(id) => &site.contents(id).pages,
        PageList::Term(term) => &site.derived.terms[term].pages,
        PageList::Facet { group, value } => &site.derived.facets[group].values[value].pages,
        PageList::Recent(id) => site.feed_pages(id),
    }
}

/// The number of parts of a list, at least one.
pub fn pager_count(site: &Site, list: PageList) -> usize {
    per_page(site, list).map_or(1, |n| pages_of(site, list).len().div_ceil(n).max(1))
}

/// The language of a list.
pub fn lang_of_list(site: &Site, list: PageList) -> Lang {
    match list {
        PageList::Section(id) | PageList::Recent(id) => site.section(id).info.lang,
        PageList::Term(term) => site.derived.terms[term].lang,
        PageList::Facet { group, .. } => site.section(site.derived.facets[group].section).info.lang,
    }
}

/// The address of a part of a list.
pub fn pager_url(site: &Site, list: PageList, pager: usize) -> UrlPath {
    let base = match list {
        PageList::Section(id) | PageList::Recent(id) => &site.section(id).info.url,
        PageList::Term(term) => &site.derived.terms[term].url,
        PageList::Facet { group, value } => &site.derived.facets[group].values[value].url,
    };
    part_url(base, &site.config.language(lang_of_list(site, list)).paginate_path, pager)
}

/// The address of a part of the list at `base`, counted from 0. From the second part on it ends in
/// `path_word` and the number of the part, counted from 1.
pub fn part_url(base: &UrlPath, path_word: &str, pager: usize) -> UrlPath {
    if pager == 0 { base.clone() } else { base.child(path_word).child(&(pager + 1).to_string()) }
}

/// The path of the JSON of a section, relative to the output folder.
pub fn api_path(site: &Site, id: SectionId) -> String {
    let text = &site.section(id).info;
    let lang = if text.lang == Lang::DEFAULT {
        String::new()
    } else {
        format!("{}/", site.config.language(text.lang).address_code())
    };
    let key = if text.key.is_empty() { "index" } else { &text.key };
    format!("api/{lang}{key}.json")
}
