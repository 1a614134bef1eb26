//! Imported pages. Whatever this portal cannot read of an item is left out, because the data of a
//! publisher must not break the build of another portal.

pub(super) mod field_limits;

use super::imported_pages::item_diag_file;
use super::place::{ContentName, Placed};
use super::{NodeId, Site};
use crate::config::{CONFIG_FILE, Lang, SourceConfig};
use crate::content::{Field, FieldType, FrontMatter, Kinds, Origin, read_front_matter, read_value};
use crate::diag::{Code, Diag, Diags, Severity};
use crate::exchange::attribution::Doubt;
use crate::exchange::body::BodyFault;
use crate::exchange::fault_diags;
use crate::exchange::format::Item;
use crate::imports::{FOLDER, ItemLookup, day_of_moment};
use crate::node::{Node, NodeValue, TableEntry};
use crate::parse::{Include, IncludePart, ParsedText, import_body};
use crate::path::SitePath;
use crate::table_reader::nearest_word;
use crate::text::date::Stamp;

/// Reads an item as a page of its kind. It becomes a plain page if this portal does not have the
/// kind, or if required fields of the kind are missing.
pub(super) fn place_item(
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
    Placed { file, name, kind, front: Box::new(front), facts: text.facts, body: Some(text.body), faults }
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
    let node = Node { spot: front.spot, value: NodeValue::Table(entries) };
    let (front, faults) = read_front_matter(&node, shown, kind, false, &[]);
    // Fields that name files or pages are never shared, so their absence is not a fault of the
    // item.
    let is_shared = |key: &str| kind.fields.iter().find(|field| field.key == key).is_none_or(is_portable);
    let is_excused = |fault: &Diag| {
        let named = |name: &str| fault.args.iter().find(|(arg, _)| *arg == name).map(|(_, text)| text.as_str());
        match fault.code {
            Code::MissingField => named("key").is_some_and(|key| !is_shared(key)),
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
    Node { spot: node.spot, value: data }
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

/// Reports stale sources, claims that are not believed, items without a place, and mounts whose
/// section does not exist.
pub(super) fn check_imports(site: &Site, faults: &mut Diags) {
    for source in &site.config.exchange.sources {
        let holding = site.imports.sources.get(source.name.as_str()).filter(|holding| holding.is_stale);
        faults.extend(holding.map(|holding| {
            let diag = Diag::warning(Code::SourceStale).file(CONFIG_FILE).spot(source.spot);
            diag.arg("source", &source.name).arg("verified", day_of_moment(&holding.verified))
        }));
    }
    for source in &site.config.exchange.sources {
        faults.extend(claim_warnings(site, source));
    }
    let taken = site.imports.displaced_items().iter();
    faults.extend(taken.map(|(source, id)| Diag::warning(Code::MountTaken).file(format!("{FOLDER}/{source}/{id}"))));
    for mount in &site.config.exchange.mounts {
        let Some(into) = &mount.into else { continue };
        if !matches!(site.find(into.as_str(), Lang::DEFAULT), Some(NodeId::Section(_))) {
            faults.push(Diag::error(Code::MountNoSection).file(CONFIG_FILE).spot(mount.spot).arg("value", into));
        }
    }
}

/// Warnings for the claims of a source that this portal does not repeat: at most one of each kind.
fn claim_warnings(site: &Site, source: &SourceConfig) -> Vec<Diag> {
    let Some(holding) = site.imports.sources.get(source.name.as_str()) else { return Vec::new() };
    let at_source = |code| Diag::warning(code).file(CONFIG_FILE).spot(source.spot).arg("source", &source.name);
    let mut found = Vec::new();
    match holding.doubt {
        Some(Doubt::Address) => {
            let diag = at_source(Code::PublisherElsewhere).arg("value", &holding.claimed_name);
            found.push(diag.arg("url", &holding.claimed_url));
        }
        Some(Doubt::Name) => found.push(at_source(Code::PublisherOurName)),
        None => {}
    }
    let mut ahead = holding.items().filter(|held| held.is_future_dated);
    if let Some(first) = ahead.next() {
        found.push(at_source(Code::ImportAhead).arg("value", &first.entry.id).arg("count", ahead.count() + 1));
    }
    let of_source = |page: &&crate::model::Page| {
        let origin = page.info.front.origin.as_ref().filter(|origin| origin.source == source.name.as_str());
        origin.is_some_and(|origin| origin.is_readable() && origin.canonical.is_empty())
    };
    let mut elsewhere = site.pages.iter().filter(of_source);
    if let Some(first) = elsewhere.next() {
        let id = first.info.front.origin.as_ref().map_or("", |origin| origin.id.as_str());
        let diag = at_source(Code::OriginalElsewhere).arg("value", id).arg("count", elsewhere.count() + 1);
        found.push(diag.arg("url", &holding.publisher_url));
    }
    found
}

/// Checks an include of an item. `include` is `None` if the arguments of the shortcode are wrong.
pub(super) fn check_include(site: &Site, include: Option<&Include>) -> Option<Diag> {
    let Some(Include { source, part }) = include else { return Some(Diag::error(Code::IncludeArguments)) };
    let Some(holding) = site.imports.sources.get(source) else {
        return Some(fault_diags::unknown_source_diag(source, site.imports.sources.keys().map(String::as_str)));
    };
    if holding.verified.is_empty() {
        return Some(Diag::error(Code::SourceEmpty).arg("source", source));
    }
    let IncludePart::Item { id, block } = part else { return None };
    if holding.is_feed {
        return Some(Diag::error(Code::IncludeOfFeed).arg("source", source));
    }
    let diag = match holding.find(id) {
        ItemLookup::Item(held) => {
            let item = site.imports.read_item(holding, &held.entry.id, &held.sha256);
            return match (item, block) {
                (Err(fault), _) => Some(fault),
                (Ok(item), Some(block)) => missing_block_diag(&item, block).map(|diag| diag.arg("value", id)),
                (Ok(_), None) => None,
            };
        }
        ItemLookup::Ended => Diag::warning(Code::IncludeEnded),
        ItemLookup::Omitted => return None,
        ItemLookup::Waiting => Diag::error(Code::IncludeWaiting),
        ItemLookup::Listed => Diag::error(Code::IncludeNotFetched),
        ItemLookup::Unknown => match nearest_word(id, holding.item_ids()) {
            Some(near) => Diag::error(Code::IncludeUnknownNear).arg("near", near),
            None => Diag::error(Code::IncludeUnknown),
        },
    };
    Some(diag.arg("value", id).arg("source", source))
}

/// The warning for an item that has no block of this name. The include then shows a link to the
/// whole item.
fn missing_block_diag(item: &Item, block: &str) -> Option<Diag> {
    match import_body(item, 1, "", Some(block)) {
        Err(BodyFault::NoSuchBlock { ids }) => {
            let diag = Diag::warning(Code::IncludeNoBlock).arg("block", block);
            Some(diag.arg("choices", if ids.is_empty() { "–".to_owned() } else { ids.join(", ") }))
        }
        _ => None,
    }
}

/// Whether the next sync of the source may correct a fault.
pub fn may_be_fixed_by_sync(code: Code) -> bool {
    matches!(code, Code::SourceEmpty | Code::IncludeNotFetched | Code::IncludeUnknown | Code::IncludeUnknownNear)
}
