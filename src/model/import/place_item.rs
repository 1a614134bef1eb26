//! Imported pages. Whatever this portal cannot read of an item is left out, because the data of a
//! publisher must not break the build of another portal.

use super::field_limits;
use crate::content::{Field, FieldType, FrontMatter, Kinds, Origin, read_front_matter, read_value};
use crate::diag::{Code, Diag, Severity};
use crate::model::content_name::ContentName;
use crate::model::node::item_diag_file;
use crate::model::placed::Placed;
use crate::node::{Node, NodeValue, TableEntry};
use crate::parse::ParsedText;
use crate::path::SitePath;
use crate::text::date::Stamp;

/// Reads an item as a page of its kind. It becomes a plain page if this portal does not have the
/// kind, or if required fields of the kind are missing.
pub(in crate::model) fn place_item(
    file: SitePath,
    name: ContentName,
    front: &Node,
    text: ParsedText,
    origin: Box<Origin>,
    kinds: &Kinds,
) -> Placed {
    let shown = item_diag_file(&origin);
    let plain = kinds.position("page").unwrap_or(0);
    let written = front.get("kind").and_then(Node::as_text).unwrap_or_default();
    let mut cut = Vec::new();
    let own =
        kinds.position(written).and_then(|kind| Some((kind, read_item_front(front, &shown, kinds, kind, &mut cut)?)));
    let mut faults = text.faults;
    let (kind, mut front) = own.unwrap_or_else(|| {
        if !written.is_empty() {
            let diag = Diag::warning(Code::ImportKind).file(&shown).arg("kind", written);
            faults.push(diag.arg("source", &origin.source));
        }
        cut.clear();
        (plain, read_item_front(front, &shown, kinds, plain, &mut cut).unwrap_or_default())
    });
    if !cut.is_empty() {
        let diag = Diag::warning(Code::ImportCut).file(&shown).arg("keys", cut.join(", "));
        faults.push(diag.arg("source", &origin.source));
    }
    // A missing title would be an error that no author of this portal can correct.
    if front.title.as_deref().is_none_or(|title| title.trim().is_empty()) {
        front.title = Some(origin.id.clone());
    }
    // The ID is the slug without any change, so that two different IDs never share an address.
    front.slug = Some(origin.id.clone());
    front.origin = Some(origin);
    front.section.in_menu = true;
    Placed {
        file,
        name,
        kind,
        front: Box::new(front),
        facts: text.facts,
        body: Some(text.body),
        faults,
        inheritance: None,
    }
}

/// Reads the front matter of an item as a page of `kind`. `None` if required fields are missing.
/// Adds the keys of shortened values to `cut`.
fn read_item_front(
    front: &Node,
    shown: &str,
    kinds: &Kinds,
    kind: usize,
    cut: &mut Vec<String>,
) -> Option<FrontMatter> {
    let kind = kinds.at(kind);
    let is_common = |key: &str, node: &Node| match key {
        "kind" => false,
        "date" | "updated" | "expires_at" => node.as_text().is_some_and(|text| Stamp::parse(text).is_ok()),
        "corrections" => matches!(&node.value, NodeValue::List(items) if items.iter().all(is_correction)),
        "title" => kind.field("title").is_none(),
        "description" | "license" | "authors" => true,
        _ => false,
    };
    let known = |entry: &TableEntry| match kind.fields.iter().find(|field| field.key == entry.key) {
        Some(field) if !is_portable(field) => None,
        Some(field) => {
            let mut is_cut = false;
            let node = field_limits::limit_value(&entry.node, field, &mut is_cut);
            cut.extend(is_cut.then(|| entry.key.clone()));
            Some(TableEntry { node: node.filter(|node| read_value(node, &field.ty, shown).is_ok())?, ..entry.clone() })
        }
        None if is_common(&entry.key, &entry.node) => {
            Some(TableEntry { node: bound_common_value(&entry.node), ..entry.clone() })
        }
        None => None,
    };
    let entries = front.entries().iter().filter_map(known).collect();
    let node = Node { spot: front.spot, value: NodeValue::Table(entries), syntax: front.syntax };
    let (front, faults) = read_front_matter(&node, shown, kind, false, &[]);
    // Fields that name files or pages are never shared, so their absence is not a fault of the
    // item.
    let is_shared = |key: &str| kind.fields.iter().find(|field| field.key == key).is_none_or(is_portable);
    let is_excused = |fault: &Diag| {
        let named = |name: &str| fault.args.iter().find(|(arg, _)| *arg == name).map(|(_, text)| text.as_str());
        match fault.code {
            Code::MissingField | Code::MissingFieldIf => named("key").is_some_and(|key| !is_shared(key)),
            Code::OneOf => named("keys").is_some_and(|keys| keys.split(", ").any(|key| !is_shared(key))),
            _ => fault.severity != Severity::Error,
        }
    };
    faults.iter().all(is_excused).then_some(front)
}

/// Limits a value of a key that every kind has: its lists are short, and its texts are no longer
/// than a summary.
fn bound_common_value(node: &Node) -> Node {
    let data = match &node.value {
        NodeValue::Text(text) => {
            NodeValue::Text(field_limits::cut_text(text, field_limits::MAX_LISTED_LETTERS, &mut false))
        }
        NodeValue::List(items) => {
            NodeValue::List(items.iter().take(field_limits::MAX_LIST_VALUES).map(bound_common_value).collect())
        }
        NodeValue::Table(entries) => NodeValue::Table(
            entries.iter().map(|entry| TableEntry { node: bound_common_value(&entry.node), ..entry.clone() }).collect(),
        ),
        other => other.clone(),
    };
    Node { spot: node.spot, value: data, syntax: node.syntax }
}

fn is_correction(node: &Node) -> bool {
    let is_date = node.get("date").and_then(Node::as_text).is_some_and(|text| Stamp::parse(text).is_ok());
    is_date && node.get("note").and_then(Node::as_text).is_some_and(|text| !text.trim().is_empty())
}

/// Whether the value of a field has the same meaning in another portal, because it names no file or
/// page of its own portal.
pub fn is_portable(field: &Field) -> bool {
    match field.ty.item() {
        FieldType::File | FieldType::Image | FieldType::Page { .. } => false,
        FieldType::Record(fields) => fields.iter().all(is_portable),
        _ => true,
    }
}
