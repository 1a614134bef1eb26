//! Lists that two fields narrow at once, for readers whose browser runs no scripts. A section names
//! the pairs of fields: lists for all pairs would be more pages than the portal has.

use std::cmp::Reverse;

use super::content_tree::ContentTree;
use super::derived::{FacetGroup, FacetValue};
use super::facets::has_facets;
use super::node::{PageId, Section, SectionId};
use crate::content::{FacetBy, FacetPair};
use crate::diag::{Code, Diag, Diags};
use crate::digest::{FastMap, FastSet};
use crate::table_reader::nearest_word;
use crate::text::lang::is_vietnamese;

/// The most lists that a pair of fields makes.
const MAX_LISTS: usize = 500;

/// Finds the lists of all pairs that sections name. `groups` are the facets of all sections by one
/// field.
pub(super) fn build_facet_pairs(tree: &ContentTree, groups: &[FacetGroup], faults: &mut Diags) -> Vec<FacetGroup> {
    let mut found = Vec::new();
    for id in tree.section_ids() {
        let section = tree.section(id);
        let pairs = &section.info.front.section.facet_pairs;
        let mut tell = |diag: Diag, pair: &FacetPair| {
            faults.push(diag.file(section.info.diag_file()).spot(pair.spot));
        };
        for (at, pair) in pairs.iter().enumerate() {
            let wrong = pair_faults(tree, id, &pairs[..at], pair);
            if !wrong.is_empty() {
                wrong.into_iter().for_each(|diag| tell(diag, pair));
                continue;
            }
            let Some(mut group) = build_pair(tree, groups, id, pair) else { continue };
            let pages: FastSet<PageId> = group.values.iter().flat_map(|value| &value.pages).copied().collect();
            if group.values.len() > pages.len().min(MAX_LISTS) {
                let diag = Diag::warning(Code::FacetPairsLarge).arg("count", group.values.len());
                tell(diag.arg("pages", pages.len()).arg("limit", MAX_LISTS), pair);
            }
            keep_longest(&mut group.values);
            found.push(group);
        }
    }
    found
}

/// What is wrong with a pair of a section; `before` are the pairs that stand before it.
fn pair_faults(tree: &ContentTree, id: SectionId, before: &[FacetPair], pair: &FacetPair) -> Vec<Diag> {
    let section = tree.section(id);
    if !has_facets(tree, id) {
        return if before.is_empty() { vec![unused_diag(tree, section)] } else { Vec::new() };
    }
    let names = || tree.kind(section.kind).facets.iter().map(|facet| facet.field.as_str());
    let unknown = pair.fields.iter().filter(|field| names().all(|name| name != field.as_str()));
    let mut found: Vec<Diag> = unknown
        .map(|field| {
            let diag = match nearest_word(field, names()) {
                Some(near) => Diag::error(Code::FacetPairFieldNear).arg("near", near),
                None => Diag::error(Code::FacetPairField).arg("choices", names().collect::<Vec<_>>().join(", ")),
            };
            diag.arg("value", field)
        })
        .collect();
    if before.iter().any(|other| pair.fields.iter().all(|field| other.fields.contains(field))) {
        found.push(Diag::error(Code::FacetPairTwice));
    }
    found
}

/// The diagnostic for pairs in a section whose list no field narrows.
fn unused_diag(tree: &ContentTree, section: &Section) -> Diag {
    let kind = tree.kind(section.kind);
    if kind.facets.is_empty() {
        return Diag::error(Code::FacetPairsNoFacets).arg("kind", &kind.name);
    }
    let mut top = section;
    while let Some(up) = top.parent.map(|up| tree.section(up)).filter(|up| up.kind == section.kind) {
        top = up;
    }
    Diag::error(Code::FacetPairsBelow).arg("place", top.info.diag_file())
}

/// The lists of a pair. `None` if no page has a value in both fields.
fn build_pair(tree: &ContentTree, groups: &[FacetGroup], section: SectionId, pair: &FacetPair) -> Option<FacetGroup> {
    let find = |field: &String| groups.iter().position(|group| group.section == section && group.field == *field);
    let [first_at, second_at] = [find(&pair.fields[0])?, find(&pair.fields[1])?];
    let [first, second] = [&groups[first_at], &groups[second_at]];
    let mut of_page: FastMap<PageId, Vec<usize>> = FastMap::default();
    for (at, value) in second.values.iter().enumerate() {
        for page in &value.pages {
            of_page.entry(*page).or_default().push(at);
        }
    }
    let lang = tree.lang_code(tree.section(section).info.lang);
    let is_year = |field: &String| {
        let facets = &tree.kind(tree.section(section).kind).facets;
        facets.iter().any(|facet| facet.field == *field && facet.by == FacetBy::Year)
    };
    // A bare number says little in a title: “Đất đai, năm 2025”.
    let word = |field: &String, word: &'static str| if is_vietnamese(lang) && is_year(field) { word } else { "" };
    let words = [word(&pair.fields[0], "Năm "), word(&pair.fields[1], "năm ")];
    let mut values = Vec::new();
    for (at, value) in first.values.iter().enumerate() {
        let mut pages: Vec<Vec<PageId>> = vec![Vec::new(); second.values.len()];
        for page in &value.pages {
            for other in of_page.get(page).into_iter().flatten() {
                pages[*other].push(*page);
            }
        }
        for (other_at, pages) in pages.into_iter().enumerate().filter(|(_, pages)| !pages.is_empty()) {
            let other = &second.values[other_at];
            let ([_, own], [path, name]) = (last_parts(value), last_parts(other));
            values.push(FacetValue {
                value: format!("{own}/{name}"),
                label: format!("{}{}, {}{}", words[0], value.label, words[1], other.label),
                url: value.url.child(path).child(name),
                updated: tree.latest_update(&pages),
                pages,
                parts: vec![at, other_at],
            });
        }
    }
    let label = format!("{}, {}", first.label, second.label.to_lowercase());
    let field = pair.fields.join("+");
    let parts = vec![first_at, second_at];
    (!values.is_empty()).then_some(FacetGroup { section, field, label, values, by_value: Vec::new(), parts })
}

/// The parts of an address that name the facet and the value.
fn last_parts(value: &FacetValue) -> [&str; 2] {
    let mut parts = value.url.as_str().trim_end_matches('/').rsplit('/');
    let last = parts.next().unwrap_or_default();
    [parts.next().unwrap_or_default(), last]
}

/// Keeps the lists with the most pages, in their order.
fn keep_longest(values: &mut Vec<FacetValue>) {
    if values.len() <= MAX_LISTS {
        return;
    }
    let mut places: Vec<(Reverse<usize>, usize)> =
        values.iter().enumerate().map(|(at, value)| (Reverse(value.pages.len()), at)).collect();
    places.sort_unstable();
    let kept: FastSet<usize> = places.into_iter().take(MAX_LISTS).map(|(_, at)| at).collect();
    let mut at = 0;
    values.retain(|_| {
        at += 1;
        kept.contains(&(at - 1))
    });
}
