//! The neighbours of each page in its section, and the most similar pages.

use std::cmp::Reverse;

use rayon::prelude::*;

use super::content_tree::ContentTree;
use super::derived::{Neighbours, SectionContents};
use super::node::PageId;
use super::sort::{Sorter, seconds};
use crate::digest::FastMap;

/// The most related pages of a page.
const MAX_RELATED: usize = 4;
/// The number of newest pages of each term that are compared, so that the work grows linearly with
/// the number of pages.
const NEWEST_PER_TERM: usize = 40;

/// Finds the neighbours of every page, by `PageId`.
pub(super) fn find_neighbours(sorter: &Sorter, contents: &[SectionContents]) -> Vec<Neighbours> {
    let tree = sorter.tree();
    let mut around = vec![Neighbours::default(); tree.pages.len()];
    for (section, listed) in tree.section_ids().zip(contents) {
        let is_own = |id: &PageId| tree.has_address(*id) && tree.page(*id).section == section;
        let own: Vec<PageId> = listed.pages.iter().copied().filter(is_own).collect();
        for (at, id) in own.iter().enumerate() {
            let entry = &mut around[id.0 as usize];
            entry.previous = at.checked_sub(1).map(|i| own[i]);
            entry.next = own.get(at + 1).copied();
        }
    }
    let newest = newest_by_term(sorter);
    let related: Vec<Vec<PageId>> =
        (0..tree.pages.len() as u32).into_par_iter().map(|at| related_pages(tree, PageId(at), &newest)).collect();
    for (entry, related) in around.iter_mut().zip(related) {
        entry.related = related;
    }
    around
}

/// All listed pages, newest first, and for each term (by language and taxonomy) the positions in
/// `pages` of its newest pages.
struct NewestPages<'s> {
    pages: Vec<PageId>,
    by_term: FastMap<(u8, usize, &'s str), Vec<u32>>,
}

fn newest_by_term<'t>(sorter: &Sorter<'t>) -> NewestPages<'t> {
    let tree = sorter.tree();
    let mut pages: Vec<PageId> = tree.page_ids().filter(|id| tree.is_listed(*id)).collect();
    pages.par_sort_by_cached_key(|id| (Reverse(date_seconds(tree, *id)), sorter.rank(*id)));
    let mut by_term: FastMap<(u8, usize, &str), Vec<u32>> = FastMap::default();
    for (id, at) in pages.iter().zip(0..) {
        let text = &tree.page(*id).info;
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
fn related_pages(tree: &ContentTree, id: PageId, newest: &NewestPages) -> Vec<PageId> {
    let text = &tree.page(id).info;
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

fn date_seconds(tree: &ContentTree, id: PageId) -> Option<i64> {
    tree.page(id).date.map(|date| seconds(date.start()))
}
