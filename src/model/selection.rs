//! The pages that a template chooses by their kind, section, language and values.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::node::{NodeId, PageId, SectionId};
use super::relations::ResolvedDocument;
use super::resolve_link::ResolvedLink;
use super::site::Site;
use super::sort::{Sorter, seconds};
use crate::config::Lang;
use crate::content::{FieldValue, SortBy};
use crate::text::collate::Collator;
use crate::text::date::Stamp;
use crate::text::slug::slug;

/// Which pages are chosen, in which order, and how many.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PageSelection {
    /// The language of the pages.
    pub lang: Lang,
    /// The name of their kind. `None` means pages of all kinds.
    pub kind: Option<String>,
    /// The section above them. `None` means the whole portal.
    pub section: Option<SectionId>,
    /// The keys of which a page must have one of the values, as texts. They are sorted, so that
    /// equal selections are one query.
    pub conditions: Vec<(SelectionKey, Vec<String>)>,
    /// The order. `None` means that of the lists of the section, or else of the kind.
    pub order: Option<SelectionOrder>,
    /// The largest number of pages.
    pub limit: usize,
}

/// A key by whose values pages are sorted. Pages without a value come last, and of pages with equal
/// values the newest comes first.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SelectionOrder {
    /// The key.
    pub key: SelectionKey,
    /// Whether the largest value comes first.
    pub is_descending: bool,
}

/// A key whose values choose or sort pages.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum SelectionKey {
    /// A key of every page.
    Common(CommonKey),
    /// A field or computed field of the kind of a page.
    Field(String),
    /// A taxonomy, by its position in `portal.toml`.
    Taxonomy(usize),
    /// A value below `[extra]`, by its path: `a.b`.
    Extra(String),
}

/// A key of every page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum CommonKey {
    /// The people who wrote the page.
    Authors,
    /// The date of the page, also one that a field of its kind gives.
    Date,
    /// The person who approved the page.
    Editor,
    /// The terms for reuse.
    License,
    /// The source of the content.
    Source,
    /// The title. It sorts pages and does not choose them.
    Title,
    /// The last change, or else the date. It sorts pages and does not choose them.
    Updated,
    /// The position in lists.
    Weight,
}

impl CommonKey {
    /// The keys that choose pages, with their words.
    pub const CHOOSING: [(&'static str, CommonKey); 6] = [
        ("authors", CommonKey::Authors),
        ("date", CommonKey::Date),
        ("editor", CommonKey::Editor),
        ("license", CommonKey::License),
        ("source", CommonKey::Source),
        ("weight", CommonKey::Weight),
    ];

    /// The keys that sort pages, with their words.
    pub const SORTING: [(&'static str, CommonKey); 4] = [
        ("date", CommonKey::Date),
        ("title", CommonKey::Title),
        ("updated", CommonKey::Updated),
        ("weight", CommonKey::Weight),
    ];

    /// The word of the key in front matter.
    pub fn word(self) -> &'static str {
        let mut all = Self::CHOOSING.into_iter().chain(Self::SORTING);
        all.find(|(_, key)| *key == self).map_or("", |(word, _)| word)
    }
}

/// A value that a condition asks for.
struct WantedValue<'w> {
    text: Cow<'w, str>,
    /// The page or section that the text is the path of.
    node: Option<NodeId>,
}

/// One value that a page has under a key.
enum KeyValue<'s> {
    Text(Cow<'s, str>),
    Stamp(Stamp),
    Integer(i64),
    Number(f64),
    Boolean(bool),
    /// A word of an enumeration, with its position there.
    Choice(usize, &'s str),
    /// Another page or section that a field names.
    Node(NodeId),
}

impl KeyValue<'_> {
    fn is(&self, wanted: &WantedValue) -> bool {
        match self {
            KeyValue::Text(text) => *text == wanted.text,
            KeyValue::Stamp(stamp) => stamp.iso() == wanted.text || Stamp::Day(stamp.day()).iso() == wanted.text,
            KeyValue::Integer(n) => n.to_string() == wanted.text,
            KeyValue::Number(n) => n.to_string() == wanted.text,
            KeyValue::Boolean(flag) => flag.to_string() == wanted.text,
            KeyValue::Choice(_, word) => *word == wanted.text,
            KeyValue::Node(id) => Some(*id) == wanted.node,
        }
    }

    /// The value as lists sort it. `None` for a page, which has no order of its own.
    fn rank(&self, collator: &Collator) -> Option<ValueRank> {
        Some(match self {
            KeyValue::Text(text) => ValueRank::Text(collator.key(text)),
            KeyValue::Stamp(stamp) => ValueRank::Whole(seconds(stamp.start())),
            KeyValue::Integer(n) => ValueRank::Whole(*n),
            KeyValue::Number(n) => ValueRank::Whole(ordered_bits(*n)),
            KeyValue::Boolean(flag) => ValueRank::Whole(i64::from(*flag)),
            KeyValue::Choice(at, _) => ValueRank::Whole(*at as i64),
            KeyValue::Node(_) => return None,
        })
    }
}

/// A value as lists sort it.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum ValueRank {
    Whole(i64),
    Text(Vec<u8>),
}

/// A whole number for each number, in the same order (IEEE 754, `totalOrder`).
fn ordered_bits(n: f64) -> i64 {
    let bits = n.to_bits().cast_signed();
    if bits < 0 { bits ^ i64::MAX } else { bits }
}

impl Site {
    /// The pages of a selection, in its order.
    pub fn select_pages(&self, selection: &PageSelection) -> Vec<PageId> {
        let conditions: Vec<(&SelectionKey, Vec<WantedValue>)> = selection
            .conditions
            .iter()
            .map(|(key, texts)| (key, texts.iter().map(|text| self.wanted_value(selection.lang, key, text)).collect()))
            .collect();
        let has_wanted = |id: PageId, key: &SelectionKey, wanted: &[WantedValue]| {
            self.key_values(id, key).iter().any(|value| wanted.iter().any(|wanted| value.is(wanted)))
        };
        let is_chosen = |id: &PageId| conditions.iter().all(|(key, wanted)| has_wanted(*id, key, wanted));
        let pages: Vec<PageId> = self.selectable_pages(selection).filter(is_chosen).collect();
        let sorter = Sorter::of_pages(&self.tree, &pages);
        let mut sorted = match &selection.order {
            None => sorter.sort_pages(&pages, self.usual_order(selection), selection.lang),
            Some(SelectionOrder { key, is_descending }) => {
                let collator = sorter.collator(selection.lang);
                let rank = |id: PageId| self.key_values(id, key).first().and_then(|value| value.rank(collator));
                sorter.sort_by_values(&pages, rank, *is_descending)
            }
        };
        sorted.truncate(selection.limit);
        sorted
    }

    /// The pages among which a selection chooses: those of its language, kind and section that
    /// lists show. They do not depend on the wording of a page.
    pub fn selectable_pages(&self, selection: &PageSelection) -> impl Iterator<Item = PageId> {
        let kind = selection.kind.as_ref().map(|name| self.kinds.position(name));
        let sections = selection.section.map(|top| self.sections_below(top));
        self.page_ids().filter(move |id| {
            let page = self.page(*id);
            let is_listed = !page.gone && !page.info.front.is_left_out_of_lists;
            is_listed
                && page.info.lang == selection.lang
                && kind.is_none_or(|kind| kind == Some(page.kind))
                && sections.as_ref().is_none_or(|below| below[page.section.0 as usize])
        })
    }

    /// Which sections are `top` or lie below it, by `SectionId`.
    fn sections_below(&self, top: SectionId) -> Vec<bool> {
        let mut below = vec![false; self.sections.len()];
        // A section comes after the section above it.
        for id in self.section_ids() {
            let is_below = self.section(id).parent.is_some_and(|up| below[up.0 as usize]);
            below[id.0 as usize] = id == top || is_below;
        }
        below
    }

    /// The order of the lists of the section of a selection, or else of its kind.
    fn usual_order(&self, selection: &PageSelection) -> SortBy {
        let of_section = selection.section.map(|id| {
            let section = self.section(id);
            section.info.front.section.sort_by.unwrap_or(self.kind(section.kind).sort_by)
        });
        let of_kind = || self.kinds.get(selection.kind.as_deref()?).map(|kind| kind.sort_by);
        of_section.or_else(of_kind).unwrap_or(SortBy::Date)
    }

    fn wanted_value<'w>(&self, lang: Lang, key: &SelectionKey, text: &'w str) -> WantedValue<'w> {
        let is_path = matches!(key, SelectionKey::Field(_)) && text.starts_with("@/");
        let node = is_path.then(|| self.resolve_link("", lang, text)).and_then(|target| match target {
            Ok(ResolvedLink::Node { id, .. }) => Some(id),
            _ => None,
        });
        // A term is one whatever its letters are, as its address is.
        let term = match key {
            SelectionKey::Taxonomy(taxonomy) => {
                self.terms_of(*taxonomy, lang).find(|(_, term)| slug(&term.name) == slug(text))
            }
            _ => None,
        };
        let text = term.map_or(text.into(), |(_, term)| term.name.clone().into());
        WantedValue { text, node }
    }

    /// The values that a page has under a key.
    fn key_values<'s>(&'s self, id: PageId, key: &SelectionKey) -> Vec<KeyValue<'s>> {
        let page = self.page(id);
        let front = &page.info.front;
        let text = |text: &'s str| KeyValue::Text(text.into());
        let words = |words: &'s Option<String>| words.as_deref().map(text).into_iter().collect();
        let stamp = |stamp: Option<Stamp>| stamp.map(KeyValue::Stamp).into_iter().collect();
        match key {
            SelectionKey::Common(CommonKey::Authors) => {
                front.authors.iter().map(|author| text(author.trim())).collect()
            }
            SelectionKey::Common(CommonKey::Date) => stamp(page.date),
            SelectionKey::Common(CommonKey::Editor) => words(&front.editor),
            SelectionKey::Common(CommonKey::License) => words(&front.license),
            SelectionKey::Common(CommonKey::Source) => words(&front.source),
            SelectionKey::Common(CommonKey::Title) => vec![text(&page.info.title)],
            SelectionKey::Common(CommonKey::Updated) => stamp(front.updated.or(page.date)),
            SelectionKey::Common(CommonKey::Weight) => front.weight.map(KeyValue::Integer).into_iter().collect(),
            SelectionKey::Field(key) => self.values_of_field(id, key),
            SelectionKey::Taxonomy(taxonomy) => {
                let own = front.taxonomies.iter().filter(|(at, _)| at == taxonomy);
                own.flat_map(|(_, names)| names).map(|name| text(name)).collect()
            }
            SelectionKey::Extra(path) => {
                let value = path.split('.').try_fold(&front.extra, |value, key| value.get(key));
                value.map_or_else(Vec::new, values_of_json)
            }
        }
    }

    fn values_of_field<'s>(&'s self, id: PageId, key: &str) -> Vec<KeyValue<'s>> {
        let page = self.page(id);
        let kind = self.kind(page.kind);
        if let Some((_, choice)) = self.state_of(id).filter(|(own, _)| *own == key) {
            let at = kind.computed(key).and_then(|field| field.choices.iter().position(|c| c.value == choice.value));
            return vec![KeyValue::Choice(at.unwrap_or(usize::MAX), &choice.value)];
        }
        let (Some(field), Some(value)) = (kind.field(key), page.info.front.field(kind, key)) else { return Vec::new() };
        let of_item = |item: &'s FieldValue| match item {
            FieldValue::Text(text) | FieldValue::LongText(text) => vec![KeyValue::Text(text.into())],
            FieldValue::Stamp(stamp) => vec![KeyValue::Stamp(*stamp)],
            FieldValue::Integer(n) => vec![KeyValue::Integer(*n)],
            FieldValue::Number(n) => vec![KeyValue::Number(*n)],
            FieldValue::Boolean(flag) => vec![KeyValue::Boolean(*flag)],
            FieldValue::Choice(at) => {
                let choice = field.ty.choices().and_then(|choices| choices.get(*at));
                choice.map(|choice| KeyValue::Choice(*at, &choice.value)).into_iter().collect()
            }
            FieldValue::Page(reference) => match self.resolve_link(&page.info.folder, page.info.lang, &reference.to) {
                Ok(ResolvedLink::Node { id, .. }) => vec![KeyValue::Node(id)],
                _ => Vec::new(),
            },
            // A document is named by its number or by its page.
            FieldValue::Document(name, _) => match self.resolve_document(id, name) {
                ResolvedDocument::Here(document) => {
                    let number = self.values_of_field(document, "number");
                    std::iter::once(KeyValue::Node(NodeId::Page(document))).chain(number).collect()
                }
                ResolvedDocument::Elsewhere { number, .. } => vec![KeyValue::Text(number.into())],
            },
            FieldValue::File(_) | FieldValue::Image(_) | FieldValue::List(_) | FieldValue::Record(_) => Vec::new(),
        };
        value.items().iter().flat_map(of_item).collect()
    }
}

/// The values of JSON: that of a plain value, those of all items of a list.
fn values_of_json(json: &serde_json::Value) -> Vec<KeyValue<'_>> {
    use serde_json::Value;
    match json {
        Value::String(text) => vec![KeyValue::Text(text.into())],
        Value::Bool(flag) => vec![KeyValue::Boolean(*flag)],
        Value::Number(n) => match (n.as_i64(), n.as_f64()) {
            (Some(n), _) => vec![KeyValue::Integer(n)],
            (None, Some(n)) => vec![KeyValue::Number(n)],
            (None, None) => Vec::new(),
        },
        Value::Array(items) => items.iter().flat_map(values_of_json).collect(),
        Value::Null | Value::Object(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::ordered_bits;

    #[test]
    fn numbers_keep_their_order() {
        let numbers = [f64::MIN, -2.5, -1.0, 0.0, 0.5, 1.0, 1e300];
        assert!(numbers.windows(2).all(|pair| ordered_bits(pair[0]) < ordered_bits(pair[1])));
    }
}
