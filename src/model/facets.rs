//! Facets: the values that the pages of a list have in a field, each with its pages.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::content_tree::ContentTree;
use super::derived::{FacetGroup, FacetValue, SectionContents, States};
use super::node::{PageId, Section, SectionId};
use super::section_contents::pages_below;
use super::sort::Sorter;
use crate::content::{Facet, FacetBy, FieldType, FieldValue, Kind};
use crate::diag::{Code, Diag, Diags};
use crate::text::date::quarter;
use crate::text::slug::slug;

/// The most values of a facet that only pages of other portals have. Each value is a page that
/// lists all values of the facet, so the size of the output grows with the square of their number.
/// Values that this portal uses are not counted.
const MAX_IMPORTED_VALUES: usize = 50;

/// Finds the facets of all sections.
pub(super) fn build_facets(
    sorter: &Sorter,
    contents: &[SectionContents],
    states: &States,
    faults: &mut Diags,
) -> Vec<FacetGroup> {
    let tree = sorter.tree();
    let mut groups = Vec::new();
    for id in tree.section_ids() {
        if !has_facets(tree, id) {
            continue;
        }
        let section = tree.section(id);
        let kind = tree.kind(section.kind);
        let mut pages = pages_below(tree, contents, id);
        pages.retain(|page| tree.page(*page).kind == section.kind && tree.is_listed(*page));
        // The spelling of this portal takes precedence, then that of the first source by name.
        pages.sort_by_key(|page| tree.origin(*page).map(|origin| (&origin.source, &origin.id)));
        let lang = tree.lang_code(section.info.lang);
        for facet in &kind.facets {
            let list = FacetedList { tree, states, id, section, kind, lang, facet };
            groups.extend(list.group(sorter, &pages, faults));
        }
    }
    groups
}

/// Whether fields narrow the list of a section: its kind has facets, and the section above is of
/// another kind.
pub(super) fn has_facets(tree: &ContentTree, id: SectionId) -> bool {
    let section = tree.section(id);
    let is_top = section.parent.is_none_or(|up| tree.section(up).kind != section.kind);
    is_top && !tree.kind(section.kind).facets.is_empty()
}

/// A section and one of the facets of its kind.
struct FacetedList<'t> {
    tree: &'t ContentTree,
    states: &'t States,
    id: SectionId,
    section: &'t Section,
    kind: &'t Kind,
    /// The BCP 47 code of the language of the section.
    lang: &'t str,
    facet: &'t Facet,
}

/// The values of a facet by the slugs of their labels, and the other spellings of the values, each
/// with the slug that it shares.
#[derive(Default)]
struct CollectedValues {
    by_slug: BTreeMap<String, FacetValue>,
    spellings: BTreeMap<String, String>,
}

impl FacetedList<'_> {
    /// The group of the facet. `None` if none of `pages` has a value.
    fn group(&self, sorter: &Sorter, pages: &[PageId], faults: &mut Diags) -> Option<FacetGroup> {
        let mut collected = self.collect_values(pages, faults);
        limit_imported_values(self.tree, &mut collected.by_slug);
        if collected.by_slug.is_empty() {
            return None;
        }
        let values = self.sort_values(sorter, collected.by_slug);
        let by_value = index_by_value(&values, collected.spellings);
        let values = values.into_iter().map(|(_, value)| value).collect();
        let (field, label) = (self.facet.field.clone(), self.label());
        Some(FacetGroup { section: self.id, field, label, values, by_value, parts: Vec::new() })
    }

    /// Collects the values, each with its pages in the order of `pages`. Reports two spellings of
    /// one value.
    fn collect_values(&self, pages: &[PageId], faults: &mut Diags) -> CollectedValues {
        let base = self.section.info.url.child(&slug(self.facet.path.get(self.lang)));
        let mut collected = CollectedValues::default();
        // The slug of each pair of value and label is computed once.
        let mut slugs: HashMap<(String, String), String> = HashMap::new();
        let mut reported_sources: BTreeSet<&str> = BTreeSet::new();
        for page in pages {
            for pair in self.page_values(*page) {
                let key = match slugs.get(&pair) {
                    Some(key) => key,
                    None => {
                        let key = slug(&pair.1);
                        slugs.entry(pair.clone()).or_insert(key)
                    }
                };
                if key.is_empty() {
                    continue;
                }
                let (value, label) = pair;
                let entry = match collected.by_slug.get_mut(key) {
                    Some(entry) => entry,
                    None => collected.by_slug.entry(key.clone()).or_insert_with(|| FacetValue {
                        value: value.clone(),
                        label: label.clone(),
                        url: base.child(key),
                        pages: Vec::new(),
                        updated: None,
                        parts: Vec::new(),
                    }),
                };
                if entry.value != value {
                    collected.spellings.insert(value, key.clone());
                    // The spellings of one source are reported once.
                    if self.tree.origin(*page).is_none_or(|origin| reported_sources.insert(&origin.source)) {
                        faults.push(spelling_diag(self.tree, *page, &label, entry));
                    }
                }
                if entry.pages.last() != Some(page) {
                    entry.pages.push(*page);
                }
            }
        }
        collected
    }

    /// The (value, label) pairs of a page.
    fn page_values(&self, id: PageId) -> Vec<(String, String)> {
        let page = self.tree.page(id);
        let lang = self.tree.lang_code(page.info.lang);
        let key = self.facet.field.as_str();
        if let Some((_, choice)) = self.states.get(self.tree, id).filter(|(computed, _)| *computed == key) {
            return vec![(choice.value.clone(), choice.label.get(lang).to_owned())];
        }
        let (Some(value), Some(field)) = (page.info.front.field(self.kind, key), self.kind.field(key)) else {
            return Vec::new();
        };
        let pair = |item: &FieldValue| match (item, self.facet.by) {
            (FieldValue::Stamp(stamp), FacetBy::Year) => {
                let year = stamp.day().year().to_string();
                Some((year.clone(), year))
            }
            (FieldValue::Stamp(stamp), _) => {
                let (year, q) = quarter(stamp.day());
                let label = if lang == "vi" { format!("Quý {q} năm {year}") } else { format!("Quarter {q}, {year}") };
                Some((format!("{year}-q{q}"), label))
            }
            (FieldValue::Choice(at), _) => match field.ty.item() {
                FieldType::Enum(choices) => choices.get(*at).map(|c| (c.value.clone(), c.label.get(lang).to_owned())),
                _ => None,
            },
            (FieldValue::Text(text), _) => Some((text.clone(), text.clone())),
            _ => None,
        };
        value.items().iter().filter_map(pair).collect()
    }

    /// Sorts the values, and the pages of each value in the order of the section. Choices keep the
    /// order of their table, dates run backwards, and other texts are in alphabetical order.
    fn sort_values(&self, sorter: &Sorter, by_slug: BTreeMap<String, FacetValue>) -> Vec<(String, FacetValue)> {
        let lang = self.section.info.lang;
        let by = self.section.info.front.section.sort_by.unwrap_or(self.kind.sort_by);
        let sort_pages = |(key, value): (String, FacetValue)| {
            let pages = sorter.sort_pages(&value.pages, by, lang);
            (key, FacetValue { updated: self.tree.latest_update(&pages), pages, ..value })
        };
        let mut values: Vec<(String, FacetValue)> = by_slug.into_iter().map(sort_pages).collect();
        let key = &self.facet.field;
        let of_field = self.kind.field(key).and_then(|field| field.ty.choices());
        let choices = of_field.or_else(|| self.kind.computed(key).map(|computed| computed.choices.as_slice()));
        match choices {
            Some(choices) => values.sort_by_key(|(_, v)| choices.iter().position(|c| c.value == v.value)),
            None if self.facet.by != FacetBy::Value => values.sort_by(|(_, a), (_, b)| b.value.cmp(&a.value)),
            None => values.sort_by_cached_key(|(_, v)| sorter.collator(lang).key(&v.label)),
        }
        values
    }

    /// The label of the facet, in the language of the section.
    fn label(&self) -> String {
        match self.facet.by {
            FacetBy::Year => if self.lang == "vi" { "Năm" } else { "Year" }.to_owned(),
            FacetBy::Quarter => if self.lang == "vi" { "Quý" } else { "Quarter" }.to_owned(),
            FacetBy::Value => self.kind.label_of(&self.facet.field, self.lang).unwrap_or(&self.facet.field).to_owned(),
        }
    }
}

/// The diagnostic for two spellings of one value: an error for a page of this portal, and a warning
/// for an imported page, whose text the author cannot change.
fn spelling_diag(tree: &ContentTree, page: PageId, label: &str, other: &FacetValue) -> Diag {
    let text = &tree.page(page).info;
    let diag = match tree.origin(page) {
        Some(origin) => Diag::warning(Code::TermOfOthers).arg("source", &origin.source),
        None => Diag::error(Code::TermSpelling).spot(text.front.spot),
    };
    let place = other.pages.first().map_or_else(String::new, |page| tree.page(*page).info.diag_file());
    diag.file(text.diag_file()).arg("value", label).arg("other", &other.label).arg("place", place)
}

/// Removes the values that only other portals have, except the `MAX_IMPORTED_VALUES` with the
/// most pages.
fn limit_imported_values(tree: &ContentTree, found: &mut BTreeMap<String, FacetValue>) {
    let is_others = |value: &FacetValue| value.pages.iter().all(|page| tree.origin(*page).is_some());
    let others = found.iter().filter(|(_, value)| is_others(value));
    let mut others: Vec<(Reverse<usize>, String)> =
        others.map(|(key, value)| (Reverse(value.pages.len()), key.clone())).collect();
    others.sort();
    for (_, key) in others.iter().skip(MAX_IMPORTED_VALUES) {
        found.remove(key);
    }
}

/// The position of each value, by all its spellings, sorted for binary search.
fn index_by_value(values: &[(String, FacetValue)], spellings: BTreeMap<String, String>) -> Vec<(String, usize)> {
    let places: BTreeMap<&str, usize> = values.iter().zip(0..).map(|((key, _), at)| (key.as_str(), at)).collect();
    let others = spellings.into_iter().filter_map(|(value, key)| Some((value, *places.get(key.as_str())?)));
    let own = values.iter().zip(0..).map(|((_, value), at)| (value.value.clone(), at));
    let mut all: Vec<(String, usize)> = own.chain(others).collect();
    all.sort();
    all
}
