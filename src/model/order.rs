//! The order of every list, and each page's neighbours.

use std::cmp::Reverse;

use rayon::prelude::*;

use super::{Page, PageId, SectionId, Site};
use crate::content::{FieldValue, SortBy};
use crate::digest::FastMap;
use crate::text::collate::Collator;
use crate::text::date::Stamp;

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

/// The most related pages of a page.
const MAX_RELATED: usize = 4;
/// The number of newest pages of each term that are compared, so that the work grows linearly with
/// the number of pages.
const NEWEST_PER_TERM: usize = 40;

/// Orders the pages and subsections of every section.
pub(super) fn sort_sections(site: &mut Site) {
    site.ranks = ranks(site);
    share_transparent(site);
    let collators: Vec<Collator> = site.config.languages.iter().map(|l| Collator::new(&l.code)).collect();
    let orders: Vec<(Vec<PageId>, Vec<SectionId>)> = (0..site.sections.len())
        .into_par_iter()
        .map(|at| {
            let section = &site.sections[at];
            let collator = &collators[section.info.lang.index()];
            let by = section.info.front.section.sort_by.unwrap_or(site.kind(section.kind).sort_by);
            (sorted_pages(site, &section.pages, by, collator), sorted_sections(site, &section.sections, collator))
        })
        .collect();
    for (section, (pages, sections)) in site.sections.iter_mut().zip(orders) {
        section.pages = pages;
        section.sections = sections;
    }
    find_neighbours(site);
    set_section_updated(site);
    site.feed_pages = (0..site.sections.len() as u32)
        .into_par_iter()
        .map(|at| collect_feed_pages(site, SectionId(at), &collators))
        .collect();
}

/// Sets the last change of every section, from the bottom up: a section comes after its parent in
/// the list. An imported page changes the section that lists it, and no section above, which may
/// not show it.
fn set_section_updated(site: &mut Site) {
    let mut of_own: Vec<Option<Stamp>> = vec![None; site.sections.len()];
    for at in (0..site.sections.len()).rev() {
        let section = &site.sections[at];
        let below = section.sections.iter().filter_map(|id| of_own[id.0 as usize]).max();
        let written = section.info.front.updated.or(section.info.front.date);
        let is_own = |page: &PageId| site.origin(*page).is_none();
        let own: Vec<PageId> = section.pages.iter().copied().filter(is_own).collect();
        of_own[at] = written.max(site.latest_update(&own)).max(below);
        site.sections[at].updated = of_own[at].max(site.latest_update(&section.pages));
    }
}

/// The pages in the feeds of a section.
fn collect_feed_pages(site: &Site, id: SectionId, collators: &[Collator]) -> Vec<PageId> {
    let home = site.section(id).parent.is_none();
    let mut pages: Vec<PageId> = super::groups::pages_below(site, id);
    // Feeds do not pass on items of other portals: readers subscribe to their publisher.
    let is_own = |page: &PageId| site.page(*page).info.front.origin.is_none();
    pages.retain(|page| site.is_listed(*page) && is_own(page) && (!home || site.kind(site.page(*page).kind).feed));
    let mut pages = sorted_pages(site, &pages, SortBy::Date, &collators[site.section(id).info.lang.index()]);
    pages.truncate(site.config.feed_limit);
    pages
}

/// Adds the pages of transparent subsections to the section above, from the bottom up.
fn share_transparent(site: &mut Site) {
    for at in (0..site.sections.len()).rev() {
        if site.sections[at].info.front.section.transparent
            && let Some(parent) = site.sections[at].parent
        {
            let pages = site.sections[at].pages.clone();
            site.sections[parent.0 as usize].pages.extend(pages);
        }
    }
}

/// Sorts `pages` by `by`, and equal pages by their path.
pub(super) fn sorted_pages(site: &Site, pages: &[PageId], by: SortBy, collator: &Collator) -> Vec<PageId> {
    let newest = |time: Option<Stamp>| time.map_or(i64::MAX, |t| -seconds(t.start()));
    let weight = |n: Option<i64>| n.unwrap_or(i64::MAX);
    let title = |page: &Page| collator.key(&page.info.title);
    let order = |page: &Page| match page.info.front.field(site.kind(page.kind), "order") {
        Some(FieldValue::Integer(n)) => Some(*n),
        _ => None,
    };
    match by {
        SortBy::Date => sort_by_key(site, pages, |page| newest(page.date)),
        SortBy::Updated => sort_by_key(site, pages, |page| newest(page.info.front.updated.or(page.date))),
        SortBy::Title => sort_by_key(site, pages, title),
        SortBy::Weight => sort_by_key(site, pages, |page| (weight(page.info.front.weight), title(page))),
        SortBy::Order => sort_by_key(site, pages, |page| (weight(order(page)), title(page))),
        SortBy::GivenName => sort_by_key(site, pages, |page| collator.given_name_key(&page.info.title)),
        SortBy::None => sort_by_key(site, pages, |_| ()),
    }
}

fn sort_by_key<K: Ord + Send>(site: &Site, pages: &[PageId], key: impl Fn(&Page) -> K + Sync) -> Vec<PageId> {
    let keyed = pages.par_iter().with_min_len(256).map(|id| (key(site.page(*id)), site.ranks[id.0 as usize], *id));
    let mut keyed: Vec<(K, u32, PageId)> = keyed.collect();
    keyed.sort_unstable();
    keyed.into_iter().map(|(.., id)| id).collect()
}

/// The rank of each page when all pages are sorted by their paths. It decides between pages that
/// are equal otherwise.
fn ranks(site: &Site) -> Vec<u32> {
    let mut by_path: Vec<(&str, PageId)> = site.page_ids().map(|id| (site.page(id).info.key.as_str(), id)).collect();
    by_path.par_sort_unstable();
    let mut ranks = vec![0; by_path.len()];
    for ((_, id), rank) in by_path.into_iter().zip(0..) {
        ranks[id.0 as usize] = rank;
    }
    ranks
}

fn seconds(time: crate::text::date::DateTime) -> i64 {
    let date = time.date();
    let days = i64::from(date.year()) * 372 + i64::from(date.month()) * 31 + i64::from(date.day());
    days * 86_400 + i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60 + i64::from(time.second())
}

fn sorted_sections(site: &Site, sections: &[SectionId], collator: &Collator) -> Vec<SectionId> {
    let mut keyed: Vec<(i64, Vec<u8>, &str, SectionId)> = sections
        .iter()
        .map(|id| {
            let text = &site.section(*id).info;
            (text.front.weight.unwrap_or(i64::MAX), collator.key(&text.title), text.key.as_str(), *id)
        })
        .collect();
    keyed.sort();
    keyed.into_iter().map(|(.., id)| id).collect()
}

fn find_neighbours(site: &mut Site) {
    let mut around = vec![Neighbours::default(); site.pages.len()];
    for section in &site.sections {
        let own: Vec<PageId> = section
            .pages
            .iter()
            .copied()
            .filter(|id| {
                let home = site.page(*id).section;
                site.has_address(*id) && std::ptr::eq(site.section(home), section)
            })
            .collect();
        for (at, id) in own.iter().enumerate() {
            let entry = &mut around[id.0 as usize];
            entry.previous = at.checked_sub(1).map(|i| own[i]);
            entry.next = own.get(at + 1).copied();
        }
    }
    let newest = newest_by_term(site);
    let related: Vec<Vec<PageId>> =
        (0..site.pages.len() as u32).into_par_iter().map(|at| related_pages(site, PageId(at), &newest)).collect();
    for (entry, related) in around.iter_mut().zip(related) {
        entry.related = related;
    }
    site.neighbours = around;
}

/// All listed pages, newest first, and for each term (by language and taxonomy) the positions in
/// `pages` of its newest pages.
struct NewestPages<'s> {
    pages: Vec<PageId>,
    by_term: FastMap<(u8, usize, &'s str), Vec<u32>>,
}

fn newest_by_term(site: &Site) -> NewestPages<'_> {
    let mut pages: Vec<PageId> = site.page_ids().filter(|id| site.is_listed(*id)).collect();
    pages.par_sort_by_cached_key(|id| (Reverse(date_seconds(site, *id)), site.ranks[id.0 as usize]));
    let mut by_term: FastMap<(u8, usize, &str), Vec<u32>> = FastMap::default();
    for (id, at) in pages.iter().zip(0..) {
        let text = &site.page(*id).info;
        for (taxonomy, terms) in &text.front.taxonomies {
            for term in terms {
                let newest = by_term.entry((text.lang.0, *taxonomy, term)).or_default();
                if newest.len() < NEWEST_PER_TERM {
                    newest.push(at);
                }
            }
        }
    }
    NewestPages { pages, by_term }
}

/// The pages that share the most terms, and among them the newest.
fn related_pages(site: &Site, id: PageId, newest: &NewestPages) -> Vec<PageId> {
    let text = &site.page(id).info;
    let mut shared: Vec<u32> = Vec::new();
    for (taxonomy, terms) in &text.front.taxonomies {
        for term in terms {
            shared.extend(newest.by_term.get(&(text.lang.0, *taxonomy, term.as_str())).into_iter().flatten());
        }
    }
    // `shared` has a page once for each shared term, so the count of a page is the number of shared
    // terms.
    shared.sort_unstable();
    let mut counted: Vec<(Reverse<usize>, u32)> =
        shared.chunk_by(|a, b| a == b).map(|same| (Reverse(same.len()), same[0])).collect();
    counted.retain(|(_, at)| newest.pages[*at as usize] != id);
    if counted.len() > MAX_RELATED {
        counted.select_nth_unstable(MAX_RELATED - 1);
        counted.truncate(MAX_RELATED);
    }
    counted.sort_unstable();
    counted.into_iter().map(|(_, at)| newest.pages[at as usize]).collect()
}

fn date_seconds(site: &Site, id: PageId) -> Option<i64> {
    site.page(id).date.map(|date| seconds(date.start()))
}
