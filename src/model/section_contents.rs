//! What each section lists, and the pages in its feed.

use rayon::prelude::*;

use super::content_tree::ContentTree;
use super::derived::SectionContents;
use super::node::{PageId, SectionId};
use super::sort::Sorter;
use crate::content::SortBy;
use crate::text::date::Stamp;

/// Lists the pages and subsections of every section, by `SectionId`.
pub(super) fn list_contents(sorter: &Sorter) -> Vec<SectionContents> {
    let tree = sorter.tree();
    let unsorted = collect_contents(tree);
    let sort = |(at, contents): (usize, &SectionContents)| {
        let section = &tree.sections[at];
        let lang = section.info.lang;
        let by = section.info.front.section.sort_by.unwrap_or(tree.kind(section.kind).sort_by);
        SectionContents {
            pages: sorter.sort_pages(&contents.pages, by, lang),
            sections: sorter.sort_sections(&contents.sections, lang),
            updated: None,
        }
    };
    let mut contents: Vec<SectionContents> = unsorted.par_iter().enumerate().map(sort).collect();
    set_updated(tree, &mut contents);
    contents
}

/// The contents of every section in the order of the tree. The pages of a transparent section are
/// also those of the section above.
fn collect_contents(tree: &ContentTree) -> Vec<SectionContents> {
    let mut contents: Vec<SectionContents> = Vec::new();
    contents.resize_with(tree.sections.len(), SectionContents::default);
    for id in tree.page_ids().filter(|id| !tree.page(*id).gone && !tree.page(*id).info.front.is_left_out_of_lists) {
        contents[tree.page(id).section.0 as usize].pages.push(id);
    }
    for id in tree.section_ids().filter(|id| !tree.section(*id).gone) {
        if let Some(parent) = tree.section(id).parent {
            contents[parent.0 as usize].sections.push(id);
        }
    }
    // A section comes after its parent, so this loop runs from the bottom up.
    for at in (0..tree.sections.len()).rev() {
        let section = &tree.sections[at];
        if let Some(parent) = section.parent.filter(|_| section.info.front.section.transparent) {
            let pages = contents[at].pages.clone();
            contents[parent.0 as usize].pages.extend(pages);
        }
    }
    contents
}

/// Sets the last change of every section, from the bottom up: a section comes after its parent in
/// the list. An imported page changes the section that lists it, and no section above, which may
/// not show it.
fn set_updated(tree: &ContentTree, contents: &mut [SectionContents]) {
    let mut of_own: Vec<Option<Stamp>> = vec![None; contents.len()];
    for at in (0..contents.len()).rev() {
        let front = &tree.sections[at].info.front;
        let below = contents[at].sections.iter().filter_map(|id| of_own[id.0 as usize]).max();
        let written = front.updated.or(front.date);
        let is_own = |page: &PageId| tree.origin(*page).is_none();
        let own: Vec<PageId> = contents[at].pages.iter().copied().filter(is_own).collect();
        of_own[at] = written.max(tree.latest_update(&own)).max(below);
        contents[at].updated = of_own[at].max(tree.latest_update(&contents[at].pages));
    }
}

/// The pages in the feed of every section, by `SectionId`.
pub(super) fn list_feed_pages(sorter: &Sorter, contents: &[SectionContents]) -> Vec<Vec<PageId>> {
    let tree = sorter.tree();
    let collect = |at: u32| {
        let id = SectionId(at);
        let home = tree.section(id).parent.is_none();
        let mut pages = pages_below(tree, contents, id);
        // Feeds do not pass on items of other portals: readers subscribe to their publisher.
        let is_own = |page: &PageId| tree.origin(*page).is_none();
        pages.retain(|page| tree.is_listed(*page) && is_own(page) && (!home || tree.kind(tree.page(*page).kind).feed));
        let mut pages = sorter.sort_pages(&pages, SortBy::Date, tree.section(id).info.lang);
        pages.truncate(tree.config.feed_limit);
        pages
    };
    (0..tree.sections.len() as u32).into_par_iter().map(collect).collect()
}

/// All pages of a section and of those below it.
pub(super) fn pages_below(tree: &ContentTree, contents: &[SectionContents], id: SectionId) -> Vec<PageId> {
    let listed = &contents[id.0 as usize];
    let mut pages: Vec<PageId> = listed.pages.iter().copied().filter(|p| tree.page(*p).section == id).collect();
    for inner in &listed.sections {
        pages.extend(pages_below(tree, contents, *inner));
    }
    pages
}
