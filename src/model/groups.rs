//! Groups of pages: the terms of a taxonomy, and the facets of a kind.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::imported_pages::node_diag_file;
use super::order::sorted_pages;
use super::{PageId, SectionId, Site};
use crate::config::Lang;
use crate::content::{Facet, FacetBy, FieldType, FieldValue, SortBy};
use crate::diag::{Code, Diag, Diags};
use crate::digest::FastMap;
use crate::path::UrlPath;
use crate::text::collate::Collator;
use crate::text::date::{Stamp, quarter};
use crate::text::slug::slug;

/// A term of a taxonomy, in one language.
#[derive(Debug)]
pub struct Term {
    /// The position of the taxonomy in the configuration.
    pub taxonomy: usize,
    pub lang: Lang,
    /// The spelling that the first page of the term uses.
    pub name: String,
    /// The address of the list of the term.
    pub url: UrlPath,
    /// The pages of the term, newest first.
    pub pages: Vec<PageId>,
    /// The latest change of these pages. `None` if none of the pages has a date.
    pub updated: Option<Stamp>,
}

/// One facet of a list: a field, and the values that the pages have in it.
#[derive(Debug)]
pub struct FacetGroup {
    /// The topmost section of the kind: its list and the lists below share the facet.
    pub section: SectionId,
    /// The key of the field.
    pub field: String,
    /// The label of the facet, in the language of the section.
    pub label: String,
    /// The values, in the order in which lists show them.
    pub values: Vec<FacetValue>,
    /// The spellings in the pages, sorted, with the position in `values` that each means.
    by_value: Vec<(String, usize)>,
}

/// A value of a facet, with the pages that have it. Its pages are in the order of the section.
#[derive(Debug)]
pub struct FacetValue {
    /// The raw value: the value of a choice, a text, a year or a quarter.
    pub value: String,
    /// The label of the value, in the language of the section.
    pub label: String,
    /// The address of the list of the value.
    pub url: UrlPath,
    pub pages: Vec<PageId>,
    /// The latest change of these pages. `None` if none of the pages has a date.
    pub updated: Option<Stamp>,
}

/// The most values of a facet that only pages of other portals have. Each value is a page that
/// lists all values of the facet, so the size of the output grows with the square of their number.
/// Values that this portal uses are not counted.
const MAX_IMPORTED_VALUES: usize = 50;

/// The most values of a facet that a list shows, because each of them is a page that shows the list
/// again. The other values are reached from the pages that have them.
const MAX_LISTED_VALUES: usize = 200;

impl FacetGroup {
    /// The values that a list shows: those with the most pages, in the order of `values`.
    pub fn listed_values(&self) -> impl Iterator<Item = &FacetValue> {
        let mut places: Vec<usize> = (0..self.values.len()).collect();
        places.sort_by_key(|at| (Reverse(self.values[*at].pages.len()), *at));
        places.truncate(MAX_LISTED_VALUES);
        places.sort_unstable();
        places.into_iter().map(|at| &self.values[at])
    }
}

/// Finds all terms and facets.
pub(super) fn build_groups(site: &mut Site, faults: &mut Diags) {
    let collators: Vec<Collator> = site.config.languages.iter().map(|l| Collator::new(&l.code)).collect();
    site.terms = build_terms(site, &collators, faults);
    site.facets = site.section_ids().flat_map(|id| build_facets(site, id, &collators, faults)).collect();
}

fn build_terms(site: &Site, collators: &[Collator], faults: &mut Diags) -> Vec<Term> {
    // Keyed by taxonomy, language and name, so that the slug of each name is computed once.
    let mut by_name: FastMap<(usize, Lang, &str), Vec<PageId>> = FastMap::default();
    // Keyed by taxonomy, language and slug: the spellings of each term, in the order of the pages.
    let mut found: BTreeMap<(usize, Lang, String), Vec<&str>> = BTreeMap::new();
    for id in site.page_ids().filter(|id| site.is_listed(*id)) {
        let text = &site.page(id).info;
        for (taxonomy, names) in &text.front.taxonomies {
            for name in names {
                if let Some(pages) = by_name.get_mut(&(*taxonomy, text.lang, name.as_str())) {
                    if pages.last() != Some(&id) {
                        pages.push(id);
                    }
                    continue;
                }
                let file = || text.file.as_ref().map_or_else(String::new, |f| format!("content/{f}"));
                let key = slug(name);
                if key.is_empty() {
                    faults.push(Diag::error(Code::NoSlug).file(file()).spot(text.front.taxonomies_spot));
                    continue;
                }
                let spellings = found.entry((*taxonomy, text.lang, key)).or_default();
                if let Some(other) = spellings.first() {
                    faults.push(
                        Diag::error(Code::TermSpelling)
                            .file(file())
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
            let pages = sorted_pages(site, pages, SortBy::Date, &collators[lang.index()]);
            let url = site.taxonomy_url(taxonomy, lang).child(&key);
            let updated = site.latest_update(&pages);
            Some(Term { taxonomy, lang, name: name.to_owned(), url, pages, updated })
        })
        .collect();
    terms.sort_by_cached_key(|t| (t.taxonomy, t.lang, collators[t.lang.index()].key(&t.name)));
    terms
}

impl Site {
    /// The address of a taxonomy's own list.
    pub fn taxonomy_url(&self, taxonomy: usize, lang: Lang) -> UrlPath {
        let path = slug(self.config.taxonomies[taxonomy].path.get(self.lang_code(lang)));
        self.section(self.home(lang)).info.url.child(&path)
    }

    /// The terms of a taxonomy in one language, with their positions in `Site::terms`.
    pub fn terms_of(&self, taxonomy: usize, lang: Lang) -> impl Iterator<Item = (usize, &Term)> {
        self.terms.iter().enumerate().filter(move |(_, t)| t.taxonomy == taxonomy && t.lang == lang)
    }

    /// The facets of a section, with their positions in `Site::facets`.
    pub fn facets_of(&self, section: SectionId) -> impl Iterator<Item = (usize, &FacetGroup)> {
        self.facets.iter().enumerate().filter(move |(_, f)| f.section == section)
    }

    /// The section whose facets a page belongs to: the topmost section of its kind above the page.
    pub fn facet_section(&self, id: PageId) -> SectionId {
        let page = self.page(id);
        let mut top = page.section;
        let mut up = Some(page.section);
        while let Some(section) = up {
            if self.section(section).kind == page.kind {
                top = section;
            }
            up = self.section(section).parent;
        }
        top
    }

    /// The address of the facet page for a value of a page's field.
    pub fn facet_url(&self, id: PageId, field: &str, value: &str) -> Option<&UrlPath> {
        let section = self.facet_section(id);
        let group = self.facets.iter().find(|f| f.section == section && f.field == field)?;
        let at = group.by_value.binary_search_by(|(written, _)| written.as_str().cmp(value)).ok()?;
        Some(&group.values[group.by_value[at].1].url)
    }
}

fn build_facets(site: &Site, id: SectionId, collators: &[Collator], faults: &mut Diags) -> Vec<FacetGroup> {
    let section = site.section(id);
    let kind = site.kind(section.kind);
    let is_top = section.parent.is_none_or(|up| site.section(up).kind != section.kind);
    if kind.facets.is_empty() || !is_top {
        return Vec::new();
    }
    let mut pages: Vec<PageId> = pages_below(site, id)
        .into_iter()
        .filter(|p| site.page(*p).kind == section.kind && site.is_listed(*p))
        .collect();
    // The spelling of this portal takes precedence, then that of the first source by name.
    pages.sort_by_key(|page| site.origin(*page).map(|origin| (&origin.source, &origin.id)));
    kind.facets.iter().filter_map(|facet| build_facet_group(site, id, facet, &pages, collators, faults)).collect()
}

/// Collects the values of a facet, each with its pages. `None` if no page has a value.
fn build_facet_group(
    site: &Site,
    id: SectionId,
    facet: &Facet,
    pages: &[PageId],
    collators: &[Collator],
    faults: &mut Diags,
) -> Option<FacetGroup> {
    let section = site.section(id);
    let kind = site.kind(section.kind);
    let lang = site.lang_code(section.info.lang);
    let base = section.info.url.child(&slug(facet.path.get(lang)));
    let mut found: BTreeMap<String, FacetValue> = BTreeMap::new();
    let mut keys: HashMap<(String, String), String> = HashMap::new();
    let mut spellings: BTreeMap<String, String> = BTreeMap::new();
    let mut told: BTreeSet<&str> = BTreeSet::new();
    for page in pages {
        for named in page_facet_values(site, *page, &facet.field, facet.by) {
            let key = match keys.get(&named) {
                Some(key) => key,
                None => {
                    let key = slug(&named.1);
                    keys.entry(named.clone()).or_insert(key)
                }
            };
            if key.is_empty() {
                continue;
            }
            let (value, label) = named;
            let entry = match found.get_mut(key) {
                Some(entry) => entry,
                None => found.entry(key.clone()).or_insert_with(|| FacetValue {
                    value: value.clone(),
                    label: label.clone(),
                    url: base.child(key),
                    pages: Vec::new(),
                    updated: None,
                }),
            };
            if entry.value != value {
                spellings.insert(value, key.clone());
                // The spellings of one source are reported once.
                if site.origin(*page).is_none_or(|origin| told.insert(&origin.source)) {
                    faults.push(spelling_diag(site, *page, &label, &entry.label));
                }
            }
            if entry.pages.last() != Some(page) {
                entry.pages.push(*page);
            }
        }
    }
    limit_imported_values(site, &mut found);
    let by = section.info.front.section.sort_by.unwrap_or(kind.sort_by);
    let collator = &collators[section.info.lang.index()];
    let in_order = |(key, v): (String, FacetValue)| {
        let pages = sorted_pages(site, &v.pages, by, collator);
        (key, FacetValue { updated: site.latest_update(&pages), pages, ..v })
    };
    let mut values: Vec<(String, FacetValue)> = found.into_iter().map(in_order).collect();
    match kind
        .field(&facet.field)
        .and_then(|f| f.ty.choices())
        .or_else(|| kind.computed(&facet.field).map(|c| c.choices.as_slice()))
    {
        // Choices keep the order of their table, dates run backwards, and other texts are in
        // alphabetical order.
        Some(choices) => values.sort_by_key(|(_, v)| choices.iter().position(|c| c.value == v.value)),
        None if facet.by != FacetBy::Value => values.sort_by(|(_, a), (_, b)| b.value.cmp(&a.value)),
        None => values.sort_by_cached_key(|(_, v)| collator.key(&v.label)),
    }
    if values.is_empty() {
        return None;
    }
    let label = match facet.by {
        FacetBy::Year => if lang == "vi" { "Năm" } else { "Year" }.to_owned(),
        FacetBy::Quarter => if lang == "vi" { "Quý" } else { "Quarter" }.to_owned(),
        FacetBy::Value => kind.label_of(&facet.field, lang).unwrap_or(&facet.field).to_owned(),
    };
    let by_value = index_by_value(&values, spellings);
    let values = values.into_iter().map(|(_, value)| value).collect();
    Some(FacetGroup { section: id, field: facet.field.clone(), label, values, by_value })
}

/// The diagnostic for two spellings of one value: an error for a page of this portal, and a warning
/// for an imported page, whose text the author cannot change.
fn spelling_diag(site: &Site, page: PageId, label: &str, other: &str) -> Diag {
    let text = &site.page(page).info;
    let diag = match site.origin(page) {
        Some(origin) => Diag::warning(Code::TermOfOthers).arg("source", &origin.source),
        None => Diag::error(Code::TermSpelling).spot(text.front.spot),
    };
    diag.file(node_diag_file(text)).arg("value", label).arg("other", other)
}

/// Removes the values that only other portals have, except the `MAX_IMPORTED_VALUES` with the
/// most pages.
fn limit_imported_values(site: &Site, found: &mut BTreeMap<String, FacetValue>) {
    let is_others = |value: &FacetValue| value.pages.iter().all(|page| site.origin(*page).is_some());
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

/// All pages of a section and of those below it.
pub(super) fn pages_below(site: &Site, id: SectionId) -> Vec<PageId> {
    let section = site.section(id);
    let mut pages: Vec<PageId> = section.pages.iter().copied().filter(|p| site.page(*p).section == id).collect();
    for inner in &section.sections {
        pages.extend(pages_below(site, *inner));
    }
    pages
}

/// The (value, label) pairs of a page for a facet.
fn page_facet_values(site: &Site, id: PageId, field: &str, by: FacetBy) -> Vec<(String, String)> {
    let page = site.page(id);
    let kind = site.kind(page.kind);
    let lang = site.lang_code(page.info.lang);
    if let Some((key, choice)) = site.state_of(id).filter(|(key, _)| *key == field) {
        debug_assert_eq!(key, field);
        return vec![(choice.value.clone(), choice.label.get(lang).to_owned())];
    }
    let (Some(value), Some(field)) = (page.info.front.field(kind, field), kind.field(field)) else { return Vec::new() };
    value
        .items()
        .iter()
        .filter_map(|item| match (item, by) {
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
        })
        .collect()
}
