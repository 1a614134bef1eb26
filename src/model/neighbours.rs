//! The neighbours of each page in its section, and the related pages.

use super::derived::{Neighbours, SectionContents};
use super::node::PageId;
use super::related::find_related;
use super::sort::Sorter;

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
    for (entry, related) in around.iter_mut().zip(find_related(sorter)) {
        entry.related = related;
    }
    around
}
