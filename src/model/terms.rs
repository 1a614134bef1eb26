//! The terms of taxonomies, each with its pages.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::content_tree::ContentTree;
use super::derived::Term;
use super::node::PageId;
use super::sort::Sorter;
use crate::config::Lang;
use crate::content::SortBy;
use crate::diag::{Code, Diag, Diags};
use crate::digest::FastMap;
use crate::table_reader::nearest_word;
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
                    let spot = text.front.term_spot(*taxonomy, name);
                    faults.push(Diag::error(Code::NoSlug).file(text.diag_file()).spot(spot));
                    continue;
                }
                found.entry((*taxonomy, text.lang, key)).or_default().push(name);
                by_name.insert((*taxonomy, text.lang, name), vec![id]);
            }
        }
    }
    for ((taxonomy, lang, _), spellings) in found.iter().filter(|(_, spellings)| spellings.len() > 1) {
        let pages: Vec<(&str, &[PageId])> = spellings
            .iter()
            .filter_map(|name| Some((*name, by_name.get(&(*taxonomy, *lang, *name))?.as_slice())))
            .collect();
        report_spellings(tree, *taxonomy, &pages, faults);
    }
    let mut terms: Vec<Term> = found
        .into_iter()
        .filter_map(|((taxonomy, lang, key), spellings)| {
            let name = *spellings.first()?;
            let pages = by_name.get(&(taxonomy, lang, name))?;
            let pages = sorter.sort_pages(pages, SortBy::Date, lang);
            let url = tree.taxonomy_url(taxonomy, lang).child(&key);
            let updated = tree.latest_update(&pages);
            Some(Term { taxonomy, lang, name: name.to_owned(), url, pages, updated, text: None })
        })
        .collect();
    terms.sort_by_cached_key(|t| (t.taxonomy, t.lang, sorter.collator(t.lang).key(&t.name)));
    add_texts(tree, &mut terms, faults);
    terms
}

/// Gives the terms their texts, and reports the texts of terms that no page has.
fn add_texts(tree: &ContentTree, terms: &mut [Term], faults: &mut Diags) {
    for id in tree.page_ids() {
        let text = &tree.page(id).info;
        let Some(wanted) = &text.front.term else { continue };
        if let Some(term) = terms.iter_mut().find(|term| term.url == text.url) {
            term.text = Some(id);
            continue;
        }
        let others = terms.iter().filter(|term| (term.taxonomy, term.lang) == (wanted.taxonomy, text.lang));
        let diag = match nearest_word(&wanted.name, others.map(|term| term.name.as_str())) {
            Some(near) => Diag::error(Code::TermOfNoPageNear).arg("near", near),
            None => Diag::error(Code::TermOfNoPage),
        };
        faults.push(diag.file(text.diag_file()).spot(wanted.spot).arg("value", &wanted.name));
    }
}

/// Reports the rarer spellings of a term, at each of their places, with a place of the most
/// frequent one.
fn report_spellings(tree: &ContentTree, taxonomy: usize, spellings: &[(&str, &[PageId])], faults: &mut Diags) {
    let by_frequency = spellings.iter().enumerate().max_by_key(|(at, (_, pages))| (pages.len(), Reverse(*at)));
    let Some((_, (usual, usual_pages))) = by_frequency else { return };
    let place = |page: &PageId, name: &str| {
        let info = &tree.page(*page).info;
        (info.diag_file(), info.front.term_spot(taxonomy, name))
    };
    let Some((usual_file, usual_spot)) = usual_pages.first().map(|page| place(page, usual)) else { return };
    for (name, pages) in spellings.iter().filter(|(name, _)| name != usual) {
        for (file, spot) in pages.iter().map(|page| place(page, name)) {
            let diag = Diag::error(Code::TermSpelling).file(file).spot(spot).arg("value", name).arg("other", usual);
            faults.push(diag.arg("place", format!("{usual_file}:{}", usual_spot.line)));
        }
    }
}
