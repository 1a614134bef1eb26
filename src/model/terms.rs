//! The terms of taxonomies, each with its pages.

use std::collections::BTreeMap;

use super::derived::Term;
use super::node::PageId;
use super::sort::Sorter;
use crate::config::Lang;
use crate::content::SortBy;
use crate::diag::{Code, Diag, Diags};
use crate::digest::FastMap;
use crate::text::slug::slug;

/// Finds the terms of all taxonomies, by taxonomy, language and name.
pub(super) fn build_terms(sorter: &Sorter, faults: &mut Diags) -> Vec<Term> {
    let tree = sorter.tree();
    // Keyed by taxonomy, language and name, so that the slug of each name is computed once.
    let mut by_name: FastMap<(usize, Lang, &str), Vec<PageId>> = FastMap::default();
    // Keyed by taxonomy, language and slug: the spellings of each term, in the order of the pages.
    let mut found: BTreeMap<(usize, Lang, String), Vec<&str>> = BTreeMap::new();
    for id in tree.page_ids().filter(|id| tree.is_listed(*id)) {
        let text = &tree.page(id).info;
        for (taxonomy, names) in &text.front.taxonomies {
            for name in names {
                if let Some(pages) = by_name.get_mut(&(*taxonomy, text.lang, name.as_str())) {
                    if pages.last() != Some(&id) {
                        pages.push(id);
                    }
                    continue;
                }
                let key = slug(name);
                if key.is_empty() {
                    faults.push(Diag::error(Code::NoSlug).file(text.diag_file()).spot(text.front.taxonomies_spot));
                    continue;
                }
                let spellings = found.entry((*taxonomy, text.lang, key)).or_default();
                if let Some(other) = spellings.first() {
                    faults.push(
                        Diag::error(Code::TermSpelling)
                            .file(text.diag_file())
                            .spot(text.front.taxonomies_spot)
                            .arg("value", name)
                            .arg("other", other),
                    );
                }
                spellings.push(name);
                by_name.insert((*taxonomy, text.lang, name), vec![id]);
            }
        }
    }
    let mut terms: Vec<Term> = found
        .into_iter()
        .filter_map(|((taxonomy, lang, key), spellings)| {
            let name = *spellings.first()?;
            let pages = by_name.get(&(taxonomy, lang, name))?;
            let pages = sorter.sort_pages(pages, SortBy::Date, lang);
            let url = tree.taxonomy_url(taxonomy, lang).child(&key);
            let updated = tree.latest_update(&pages);
            Some(Term { taxonomy, lang, name: name.to_owned(), url, pages, updated })
        })
        .collect();
    terms.sort_by_cached_key(|t| (t.taxonomy, t.lang, sorter.collator(t.lang).key(&t.name)));
    terms
}
