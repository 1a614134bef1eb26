//! Sorts pages and sections.

use rayon::prelude::*;

use super::content_tree::ContentTree;
use super::node::{Page, PageId, SectionId};
use crate::config::Lang;
use crate::content::{FieldValue, SortBy};
use crate::text::collate::Collator;
use crate::text::date::{DateTime, Stamp};

/// Sorts the pages and sections of a tree.
pub(super) struct Sorter<'t> {
    tree: &'t ContentTree,
    /// The rank of each page when the pages are sorted by their paths, by `PageId`. It decides
    /// between pages that are equal otherwise.
    ranks: Vec<u32>,
    /// By [`Lang`].
    collators: Vec<Collator>,
}

impl<'t> Sorter<'t> {
    pub(super) fn new(tree: &'t ContentTree) -> Self {
        let all: Vec<PageId> = tree.page_ids().collect();
        Self::of_pages(tree, &all)
    }

    /// A sorter that compares only `pages`.
    pub(super) fn of_pages(tree: &'t ContentTree, pages: &[PageId]) -> Self {
        let collators = tree.config.languages.iter().map(|language| Collator::new(&language.code)).collect();
        Self { tree, ranks: path_ranks(tree, pages), collators }
    }

    /// The tree that the pages and sections are in.
    pub(super) fn tree(&self) -> &'t ContentTree {
        self.tree
    }

    /// Compares texts of a language.
    pub(super) fn collator(&self, lang: Lang) -> &Collator {
        &self.collators[lang.index()]
    }

    /// The rank of a page when the pages are sorted by their paths.
    pub(super) fn rank(&self, id: PageId) -> u32 {
        self.ranks[id.0 as usize]
    }

    /// Sorts `pages` by `by`, and equal pages by their path. Titles are compared by the rules of
    /// `lang`.
    pub(super) fn sort_pages(&self, pages: &[PageId], by: SortBy, lang: Lang) -> Vec<PageId> {
        let collator = self.collator(lang);
        let weight = |n: Option<i64>| n.unwrap_or(i64::MAX);
        let title = |page: &Page| collator.key(&page.info.title);
        let order = |page: &Page| match page.info.front.field(self.tree.kind(page.kind), "order") {
            Some(FieldValue::Integer(n)) => Some(*n),
            _ => None,
        };
        match by {
            SortBy::Date => self.sort_by_key(pages, |page| newest(page.date)),
            SortBy::Updated => self.sort_by_key(pages, |page| newest(page.info.front.updated.or(page.date))),
            SortBy::Title => self.sort_by_key(pages, title),
            SortBy::Weight => self.sort_by_key(pages, |page| (weight(page.info.front.weight), title(page))),
            SortBy::Order => self.sort_by_key(pages, |page| (weight(order(page)), title(page))),
            SortBy::GivenName => self.sort_by_key(pages, |page| collator.given_name_key(&page.info.title)),
            SortBy::None => self.sort_by_key(pages, |_| ()),
        }
    }

    /// Sorts `pages` by a value that each of them may have. Pages without a value come last, and of
    /// pages with equal values the newest comes first.
    pub(super) fn sort_by_values<V: Ord>(
        &self,
        pages: &[PageId],
        value: impl Fn(PageId) -> Option<V>,
        is_descending: bool,
    ) -> Vec<PageId> {
        let keyed = pages.iter().map(|id| (value(*id), newest(self.tree.page(*id).date), self.rank(*id), *id));
        let mut keyed: Vec<(Option<V>, i64, u32, PageId)> = keyed.collect();
        keyed.sort_unstable_by(|(a, a_newest, a_rank, _), (b, b_newest, b_rank, _)| {
            let by_value = match (a, b) {
                (Some(a), Some(b)) if is_descending => b.cmp(a),
                (Some(a), Some(b)) => a.cmp(b),
                (a, b) => a.is_none().cmp(&b.is_none()),
            };
            by_value.then(a_newest.cmp(b_newest)).then(a_rank.cmp(b_rank))
        });
        keyed.into_iter().map(|(.., id)| id).collect()
    }

    fn sort_by_key<K: Ord + Send>(&self, pages: &[PageId], key: impl Fn(&Page) -> K + Sync) -> Vec<PageId> {
        let keyed = pages.par_iter().with_min_len(256).map(|id| (key(self.tree.page(*id)), self.rank(*id), *id));
        let mut keyed: Vec<(K, u32, PageId)> = keyed.collect();
        keyed.sort_unstable();
        keyed.into_iter().map(|(.., id)| id).collect()
    }

    /// Sorts sections by their weight, and equal sections by their title.
    pub(super) fn sort_sections(&self, sections: &[SectionId], lang: Lang) -> Vec<SectionId> {
        let collator = self.collator(lang);
        let mut keyed: Vec<(i64, Vec<u8>, &str, SectionId)> = sections
            .iter()
            .map(|id| {
                let info = &self.tree.section(*id).info;
                (info.front.weight.unwrap_or(i64::MAX), collator.key(&info.title), info.key.as_str(), *id)
            })
            .collect();
        keyed.sort();
        keyed.into_iter().map(|(.., id)| id).collect()
    }
}

/// A number by which newer times come first, and no time last.
fn newest(time: Option<Stamp>) -> i64 {
    time.map_or(i64::MAX, |time| -seconds(time.start()))
}

/// The rank of each of `pages` when they are sorted by their paths, by `PageId`.
fn path_ranks(tree: &ContentTree, pages: &[PageId]) -> Vec<u32> {
    let mut by_path: Vec<(&str, PageId)> = pages.iter().map(|id| (tree.page(*id).info.key.as_str(), *id)).collect();
    by_path.par_sort_unstable();
    let mut ranks = vec![0; tree.pages.len()];
    for ((_, id), rank) in by_path.into_iter().zip(0..) {
        ranks[id.0 as usize] = rank;
    }
    ranks
}

/// A number that orders moments. Its unit is a second, in a calendar of 31-day months.
pub(super) fn seconds(time: DateTime) -> i64 {
    let date = time.date();
    let days = i64::from(date.year()) * 372 + i64::from(date.month()) * 31 + i64::from(date.day());
    days * 86_400 + i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60 + i64::from(time.second())
}
