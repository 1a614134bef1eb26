//! The values that a content file takes from others when it does not write them: those of its
//! original in the default language, then the defaults of the sections above it.
//!
//! Values are taken before front matter is read, so that every check and every later phase sees a
//! front matter that is whole, wherever its values were written.

use std::sync::Arc;

use super::field::{Field, FieldType};
use super::keys::{COMMON_KEYS, KEYS_OF_ADDRESSES, KEYS_OF_ONE_PAGE};
use super::kind::Kind;
use crate::codec::encode;
use crate::diag::Spot;
use crate::digest::Digest;
use crate::node::{Node, NodeValue, TableEntry};
use crate::path::SitePath;

/// The common keys whose values are no words of a language. Keys that speak of one text alone are
/// not among them: its address, its state as a draft, its last change, its review, its author.
const COMMON_FACTS: [&str; 13] = [
    "attachments",
    "date",
    "expires_at",
    "hidden",
    "indexed",
    "kind",
    "listed",
    "publish_at",
    "related",
    "search",
    "taxonomies",
    "template",
    "weight",
];

/// The keys of sections whose values are no words of a language.
const SECTION_FACTS: [&str; 9] = [
    "facet_pairs",
    "feed",
    "in_menu",
    "insert_anchor_links",
    "page_template",
    "paginate_by",
    "render",
    "sort_by",
    "transparent",
];

/// What an original passes on to its translations.
#[derive(Debug, Default)]
pub struct Inheritance {
    /// The position of its kind in [`super::Kinds`].
    kind: usize,
    /// The values that are no words of a language, without places.
    facts: Vec<TableEntry>,
    /// The picture. Its words are those of the translation.
    image: Option<TableEntry>,
    /// The words that the kind may require. A translation that lacks one of them shows those of the
    /// original.
    texts: Vec<TableEntry>,
    /// Whether the front matter could not be read, so that nobody knows what it says.
    is_unknown: bool,
}

impl Inheritance {
    /// What a file with this front matter passes on. `kind` is its kind with the position of the
    /// kind; `front` is `None` if it could not be read.
    pub fn of(front: Option<&Node>, (at, kind): (usize, &Kind), is_section: bool) -> Self {
        let mut inheritance = Self { kind: at, is_unknown: front.is_none(), ..Self::default() };
        for entry in front.into_iter().flat_map(Node::entries) {
            let without_place = || moved_entry(entry, Spot::default());
            let key = entry.key.as_str();
            if key == "image" {
                inheritance.image = Some(without_place());
            } else if is_fact(key, &entry.node, kind, is_section) {
                inheritance.facts.push(without_place());
            } else if !is_section && may_be_required(key, kind) {
                inheritance.texts.push(without_place());
            }
        }
        inheritance
    }

    /// The digest of everything that is passed on.
    pub fn digest(&self) -> Digest {
        Digest::of(&encode(&(self.kind, &self.facts, &self.image, &self.texts, self.is_unknown)))
    }
}

/// Whether the value of a key is the same in every language.
fn is_fact(key: &str, node: &Node, kind: &Kind, is_section: bool) -> bool {
    match kind.field(key).filter(|_| !is_section) {
        Some(field) => is_field_fact(field, node),
        // The title of a file is made of words.
        None if key == "attachments" => has_no_words(&FieldType::File, node),
        None => COMMON_FACTS.contains(&key) || is_section && SECTION_FACTS.contains(&key),
    }
}

fn is_field_fact(field: &Field, node: &Node) -> bool {
    field.inherit.unwrap_or_else(|| has_no_words(&field.ty, node))
}

/// Whether a value has no words of a language, as far as its type tells.
fn has_no_words(ty: &FieldType, node: &Node) -> bool {
    match (ty, &node.value) {
        (_, NodeValue::List(items)) => items.iter().all(|item| has_no_words(ty.item(), item)),
        (FieldType::List(item), _) => has_no_words(item, node),
        (FieldType::Text | FieldType::LongText, _) => false,
        (FieldType::File, _) => node.get("title").is_none(),
        (FieldType::Record(fields), NodeValue::Table(entries)) => entries.iter().all(|entry| {
            fields.iter().find(|field| field.key == entry.key).is_some_and(|field| is_field_fact(field, &entry.node))
        }),
        _ => true,
    }
}

/// Whether the kind can require the words of a key. The words that make the title are not among
/// them: a page whose title is in another language would be no translation.
fn may_be_required(key: &str, kind: &Kind) -> bool {
    let in_title =
        |lang: &str| kind.title.as_ref().is_some_and(|title| title.get(lang).contains(&format!("{{{key}}}")));
    let is_required = |field: &Field| field.required || field.required_if.is_some();
    let is_key = kind.field(key).is_some_and(is_required) || kind.common_required.iter().any(|common| common == key);
    is_key && !["vi", "en"].into_iter().any(in_title)
}

/// The defaults of one section for the pages below it: its table `[cascade]`.
#[derive(Debug)]
pub struct CascadeLayer {
    /// The file of the section, below `content/`.
    pub file: SitePath,
    /// The values, with their places in that file.
    pub entries: Vec<TableEntry>,
    /// The digest of the values.
    pub digest: Digest,
}

impl CascadeLayer {
    /// The layer of a section.
    pub fn new(file: SitePath, entries: Vec<TableEntry>) -> Self {
        let without_places: Vec<TableEntry> = entries.iter().map(|entry| moved_entry(entry, Spot::default())).collect();
        let digest = Digest::of(&encode(&(file.as_str(), without_places)));
        Self { file, entries, digest }
    }
}

/// The defaults of all sections above a page, the nearest first. A section in the default language
/// gives a page in another language only what is no words of a language, which the flag says.
pub type Cascade = Vec<(Arc<CascadeLayer>, bool)>;

/// What a content file takes from others when it does not write it.
#[derive(Debug, Default)]
pub struct Defaults {
    /// The kind that its folder sets, by its position in [`super::Kinds`].
    pub folder_kind: usize,
    /// The original of a translation, and what it passes on.
    pub original: Option<(SitePath, Arc<Inheritance>)>,
    /// The defaults of the sections above. Empty for a section.
    pub cascade: Cascade,
    /// Whether the file has a translation, which takes values from it.
    pub is_translated: bool,
}

/// What a content file took from others.
#[derive(Debug, Default)]
pub struct Taken {
    /// The files that it took values from, below `content/`.
    pub from: Vec<SitePath>,
    /// The required keys whose words are those of the original.
    pub untranslated: Vec<String>,
    /// The keys whose words the translation lacks, with those that are untranslated.
    pub lacking: Vec<String>,
}

impl Defaults {
    /// The value of `kind` that the original of a translation has.
    pub fn kind_node(&self) -> Option<&Node> {
        let (_, inheritance) = self.original.as_ref()?;
        inheritance.facts.iter().find(|entry| entry.key == "kind").map(|entry| &entry.node)
    }

    /// Whether nobody knows what the original says.
    pub fn is_unknown(&self) -> bool {
        self.original.as_ref().is_some_and(|(_, inheritance)| inheritance.is_unknown)
    }

    /// Adds the values that the front matter `node` of the file `file` does not have. `at` is the
    /// position of its kind. The values get the place of the whole front matter.
    pub fn fill(&self, node: &mut Node, file: &SitePath, (at, kind): (usize, &Kind), is_section: bool) -> Taken {
        let mut filler = Filler { kind, file, spot: node.spot, node, taken: Taken::default() };
        let has_field = |key: &str| !is_section && kind.field(key).is_some();
        let original = self.original.as_ref();
        if let Some((from, inheritance)) = original {
            let fits = |key: &str| inheritance.kind == at || !has_field(key);
            for entry in inheritance.facts.iter().filter(|entry| fits(&entry.key)) {
                filler.take(entry, from);
            }
        }
        for (layer, is_other_language) in &self.cascade {
            // A key that only other kinds have is not for this page.
            let is_known = |key: &str| {
                let has_effect = kind.has_own_pages || !KEYS_OF_ADDRESSES.contains(&key);
                has_field(key) || COMMON_KEYS.contains(&key) && has_effect && !KEYS_OF_ONE_PAGE.contains(&key)
            };
            let is_said = |entry: &TableEntry| !is_other_language || is_fact(&entry.key, &entry.node, kind, false);
            for entry in layer.entries.iter().filter(|entry| is_known(&entry.key) && is_said(entry)) {
                filler.take(entry, &layer.file);
            }
        }
        if let Some((from, inheritance)) = original {
            filler.take_image(inheritance, from);
            if inheritance.kind == at {
                filler.take_texts(inheritance, from);
            }
        }
        filler.taken.lacking.sort_unstable();
        filler.taken
    }
}

/// Adds values to a front matter.
struct Filler<'n> {
    node: &'n mut Node,
    file: &'n SitePath,
    spot: Spot,
    kind: &'n Kind,
    taken: Taken,
}

impl Filler<'_> {
    fn take(&mut self, entry: &TableEntry, from: &SitePath) -> bool {
        if self.node.get(&entry.key).is_some() {
            return false;
        }
        let mut own = moved_entry(entry, self.spot);
        rebase(&mut own, self.kind, from, self.file);
        if let NodeValue::Table(entries) = &mut self.node.value {
            entries.push(own);
        }
        if !self.taken.from.contains(from) {
            self.taken.from.push(from.clone());
        }
        true
    }

    /// Takes the picture of the original if the translation has words for it: a picture whose words
    /// are in another language would be one that some readers cannot know.
    fn take_image(&mut self, inheritance: &Inheritance, from: &SitePath) {
        let Some(image) = inheritance.image.as_ref().filter(|_| self.node.get("image").is_none()) else { return };
        match self.node.get("image_alt").is_some() {
            true => drop(self.take(image, from)),
            false => self.taken.lacking.push("image_alt".to_owned()),
        }
    }

    /// Takes the words that the kind requires and that nobody has in this language.
    fn take_texts(&mut self, inheritance: &Inheritance, from: &SitePath) {
        for entry in &inheritance.texts {
            let needed = self.kind.field(&entry.key).is_none_or(|field| {
                let condition = field.required_if.as_ref();
                let is_met =
                    |(key, value): &(String, String)| self.node.get(key).and_then(Node::as_text) == Some(value);
                field.required || condition.is_some_and(is_met)
            });
            if needed && self.take(entry, from) {
                self.taken.untranslated.push(entry.key.clone());
                self.taken.lacking.push(entry.key.clone());
            }
        }
    }
}

/// The entry with all places at `spot`.
fn moved_entry(entry: &TableEntry, spot: Spot) -> TableEntry {
    TableEntry { key: entry.key.clone(), spot, node: moved_node(&entry.node, spot) }
}

fn moved_node(node: &Node, spot: Spot) -> Node {
    let value = match &node.value {
        NodeValue::List(items) => NodeValue::List(items.iter().map(|item| moved_node(item, spot)).collect()),
        NodeValue::Table(entries) => NodeValue::Table(entries.iter().map(|entry| moved_entry(entry, spot)).collect()),
        other => other.clone(),
    };
    Node { spot, value, syntax: node.syntax }
}

/// Changes the names of files and pages that are relative to the folder of `from`, so that they
/// mean the same in the file `to`.
fn rebase(entry: &mut TableEntry, kind: &Kind, from: &SitePath, to: &SitePath) {
    let (from, to) = (from.folder(), to.folder());
    if from == to {
        return;
    }
    let depth = to.split('/').filter(|part| !part.is_empty()).count();
    let way = format!("{}{from}{}", "../".repeat(depth), if from.is_empty() { "" } else { "/" });
    match (entry.key.as_str(), kind.field(&entry.key)) {
        ("image", _) => rebase_value(&mut entry.node, &FieldType::Image, &way),
        ("attachments", _) => rebase_value(&mut entry.node, &FieldType::File, &way),
        ("related", _) => rebase_value(&mut entry.node, &FieldType::Page { of_kind: None }, &way),
        (_, Some(field)) => rebase_value(&mut entry.node, &field.ty, &way),
        _ => {}
    }
}

fn rebase_value(node: &mut Node, ty: &FieldType, way: &str) {
    match (&mut node.value, ty.item()) {
        (NodeValue::List(items), item) => items.iter_mut().for_each(|node| rebase_value(node, item, way)),
        (NodeValue::Text(text), FieldType::File | FieldType::Image | FieldType::Page { .. })
            if !text.starts_with(['/', '@']) && !text.contains("://") =>
        {
            text.insert_str(0, way);
        }
        (NodeValue::Table(entries), FieldType::File) => {
            let files = entries.iter_mut().filter(|entry| entry.key == "file");
            files.for_each(|entry| rebase_value(&mut entry.node, &FieldType::File, way));
        }
        (NodeValue::Table(entries), FieldType::Record(fields)) => {
            for entry in entries {
                if let Some(field) = fields.iter().find(|field| field.key == entry.key) {
                    rebase_value(&mut entry.node, &field.ty, way);
                }
            }
        }
        _ => {}
    }
}
