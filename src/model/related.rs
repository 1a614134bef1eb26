//! The pages that are related to each page: those that it names, or else those that have the most
//! in common with it.

use std::cmp::Reverse;

use rayon::prelude::*;

use super::check_related::Property;
use super::content_tree::ContentTree;
use super::node::{NodeId, Page, PageId};
use super::resolve_link::ResolvedLink;
use super::sort::{Sorter, seconds};
use crate::content::{FieldType, FieldValue};
use crate::digest::FastMap;

/// The number of newest pages with each value that are compared, so that the work grows linearly
/// with the number of pages.
const NEWEST_PER_VALUE: usize = 40;

/// Finds the related pages of every page, by `PageId`.
pub(super) fn find_related(sorter: &Sorter) -> Vec<Vec<PageId>> {
    let tree = sorter.tree();
    let criteria = criteria(tree);
    let newest = NewestPages::find(sorter, &criteria);
    let of = |at| {
        let id = PageId(at);
        named_pages(tree, id).unwrap_or_else(|| newest.most_similar(tree, id, &criteria))
    };
    (0..tree.pages.len() as u32).into_par_iter().map(of).collect()
}

/// A property, and how much each value counts that two pages have in common.
struct Criterion<'c> {
    property: Property<'c>,
    weight: u32,
}

fn criteria(tree: &ContentTree) -> Vec<Criterion<'_>> {
    match &tree.config.related.weights {
        _ if tree.config.related.count == 0 => Vec::new(),
        Some(weights) => weights
            .iter()
            .filter_map(|entry| Some(Criterion { property: Property::find(tree, &entry.name)?, weight: entry.weight }))
            .collect(),
        None => {
            let all = 0..tree.config.taxonomies.len();
            all.map(|taxonomy| Criterion { property: Property::Taxonomy(taxonomy), weight: 1 }).collect()
        }
    }
}

/// Calls `see` for each value of a property of a page.
fn for_each_value<'t>(tree: &'t ContentTree, page: &'t Page, property: Property, mut see: impl FnMut(&'t str)) {
    let front = &page.info.front;
    match property {
        Property::Taxonomy(taxonomy) => {
            let own = front.taxonomies.iter().filter(|(at, _)| *at == taxonomy);
            own.flat_map(|(_, terms)| terms).for_each(|term| see(term));
        }
        Property::Section => see(tree.section(page.section).info.key.as_str()),
        Property::Kind => see(&tree.kind(page.kind).name),
        Property::Field(key) => {
            let kind = tree.kind(page.kind);
            let (Some(field), Some(value)) = (kind.field(key), front.field(kind, key)) else { return };
            for item in value.items() {
                match (item, field.ty.item()) {
                    (FieldValue::Text(text), FieldType::Text) => see(text),
                    (FieldValue::Choice(at), FieldType::Enum(choices)) => {
                        choices.get(*at).into_iter().for_each(|choice| see(&choice.value));
                    }
                    (FieldValue::Page(reference), _) => {
                        if let Ok(ResolvedLink::Node { id, .. }) =
                            tree.resolve_link(&page.info.folder, page.info.lang, &reference.to)
                        {
                            see(tree.info(id).key.as_str());
                        }
                    }
                    _ => {}
                }
            }
        }
    }
}

/// All listed pages, newest first, and for each value of each criterion (by language) the positions
/// in `pages` of its newest pages.
struct NewestPages<'t> {
    pages: Vec<PageId>,
    by_value: Vec<FastMap<(u8, &'t str), Vec<u32>>>,
}

impl<'t> NewestPages<'t> {
    fn find(sorter: &Sorter<'t>, criteria: &[Criterion]) -> Self {
        let tree = sorter.tree();
        let mut pages: Vec<PageId> = tree.page_ids().filter(|id| tree.is_listed(*id)).collect();
        pages.par_sort_by_cached_key(|id| (Reverse(date_seconds(tree, *id)), sorter.rank(*id)));
        let index = |criterion: &Criterion| {
            let mut newest: FastMap<(u8, &str), Vec<u32>> = FastMap::default();
            for (id, at) in pages.iter().zip(0..) {
                let page = tree.page(*id);
                for_each_value(tree, page, criterion.property, |value| {
                    let of_value = newest.entry((page.info.lang.0, value)).or_default();
                    if of_value.len() < NEWEST_PER_VALUE {
                        of_value.push(at);
                    }
                });
            }
            newest
        };
        let by_value = criteria.iter().map(index).collect();
        Self { pages, by_value }
    }

    /// The pages whose common values count the most, and among them the newest.
    fn most_similar(&self, tree: &ContentTree, id: PageId, criteria: &[Criterion]) -> Vec<PageId> {
        let page = tree.page(id);
        // A page stands here once for each common value.
        let mut shared: Vec<(u32, u32)> = Vec::new();
        for (criterion, newest) in criteria.iter().zip(&self.by_value) {
            for_each_value(tree, page, criterion.property, |value| {
                let others = newest.get(&(page.info.lang.0, value)).into_iter().flatten();
                shared.extend(others.map(|at| (*at, criterion.weight)));
            });
        }
        shared.sort_unstable();
        let sum = |same: &[(u32, u32)]| same.iter().map(|(_, weight)| weight).sum::<u32>();
        let mut counted: Vec<(Reverse<u32>, u32)> =
            shared.chunk_by(|a, b| a.0 == b.0).map(|same| (Reverse(sum(same)), same[0].0)).collect();
        counted.retain(|(_, at)| self.pages[*at as usize] != id);
        let count = tree.config.related.count;
        if counted.len() > count && count > 0 {
            counted.select_nth_unstable(count - 1);
            counted.truncate(count);
        }
        counted.sort_unstable();
        counted.into_iter().map(|(_, at)| self.pages[at as usize]).collect()
    }
}

/// The pages that a page names, in its order, without those that are in another language or gone.
/// `None` if it does not have the key.
fn named_pages(tree: &ContentTree, id: PageId) -> Option<Vec<PageId>> {
    let text = &tree.page(id).info;
    let mut found = Vec::new();
    for reference in text.front.related.as_ref()? {
        if let Ok(ResolvedLink::Node { id: NodeId::Page(page), .. }) =
            tree.resolve_link(&text.folder, text.lang, &reference.to)
            && tree.is_published(page)
            && tree.page(page).info.lang == text.lang
            && page != id
            && !found.contains(&page)
        {
            found.push(page);
        }
    }
    Some(found)
}

fn date_seconds(tree: &ContentTree, id: PageId) -> Option<i64> {
    tree.page(id).date.map(|date| seconds(date.start()))
}
