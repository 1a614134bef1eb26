//! Checks what this portal takes from others: the sources, their mounts, and the includes in texts.

use crate::config::{CONFIG_FILE, Lang, SourceConfig};
use crate::diag::{Code, Diag, Diags};
use crate::exchange::attribution::Doubt;
use crate::exchange::body::BodyFault;
use crate::exchange::fault_diags;
use crate::exchange::format::Item;
use crate::imports::{FOLDER, ItemLookup, day_of_moment};
use crate::model::content_tree::ContentTree;
use crate::model::node::{NodeId, Page};
use crate::parse::{Include, IncludePart, import_body};
use crate::table_reader::nearest_word;

/// Reports stale sources, claims that are not believed, items without a place, and mounts whose
/// section does not exist.
pub(in crate::model) fn check_imports(tree: &ContentTree, faults: &mut Diags) {
    for source in &tree.config.exchange.sources {
        let holding = tree.imports.sources.get(source.name.as_str()).filter(|holding| holding.is_stale);
        faults.extend(holding.map(|holding| {
            let diag = Diag::warning(Code::SourceStale).file(CONFIG_FILE).spot(source.spot);
            diag.arg("source", &source.name).arg("verified", day_of_moment(&holding.verified))
        }));
    }
    for source in &tree.config.exchange.sources {
        faults.extend(claim_warnings(tree, source));
    }
    let taken = tree.imports.displaced_items().iter();
    faults.extend(taken.map(|(source, id)| Diag::warning(Code::MountTaken).file(format!("{FOLDER}/{source}/{id}"))));
    for mount in &tree.config.exchange.mounts {
        let Some(into) = &mount.into else { continue };
        if !matches!(tree.find(into.as_str(), Lang::DEFAULT), Some(NodeId::Section(_))) {
            let sections = tree.section_ids().map(|id| tree.section(id).info.key.as_str());
            let diag = match nearest_word(into.as_str(), sections.filter(|key| !key.is_empty())) {
                Some(near) => Diag::error(Code::MountNoSectionNear).arg("near", near),
                None => Diag::error(Code::MountNoSection),
            };
            faults.push(diag.file(CONFIG_FILE).spot(mount.spot).arg("value", into));
        }
    }
}

/// Warnings for the claims of a source that this portal does not repeat: at most one of each kind.
fn claim_warnings(tree: &ContentTree, source: &SourceConfig) -> Vec<Diag> {
    let Some(holding) = tree.imports.sources.get(source.name.as_str()) else { return Vec::new() };
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
    let of_source = |page: &&Page| {
        let origin = page.info.front.origin.as_ref().filter(|origin| origin.source == source.name.as_str());
        origin.is_some_and(|origin| origin.is_readable() && origin.canonical.is_empty())
    };
    let mut elsewhere = tree.pages.iter().filter(of_source);
    if let Some(first) = elsewhere.next() {
        let id = first.info.front.origin.as_ref().map_or("", |origin| origin.id.as_str());
        let diag = at_source(Code::OriginalElsewhere).arg("value", id).arg("count", elsewhere.count() + 1);
        found.push(diag.arg("url", &holding.publisher_url));
    }
    found
}

/// Checks an include of an item.
pub(in crate::model) fn check_include(tree: &ContentTree, include: &Include) -> Option<Diag> {
    let Include { source, part } = include;
    let Some(holding) = tree.imports.sources.get(source) else {
        return Some(fault_diags::unknown_source_diag(source, tree.imports.sources.keys().map(String::as_str)));
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
            let item = tree.imports.read_item(holding, &held.entry.id, &held.sha256);
            return match (item, block) {
                (Err(fault), _) => Some(fault),
                (Ok(item), Some(block)) => missing_block_diag(&item, block).map(|diag| diag.arg("value", id)),
                (Ok(_), None) => None,
            };
        }
        ItemLookup::Ended(_) => Diag::warning(Code::IncludeEnded),
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
            let diag = match ids.is_empty() {
                true => Diag::warning(Code::IncludeNoBlocks),
                false => Diag::warning(Code::IncludeNoBlock).arg("choices", ids.join(", ")),
            };
            Some(diag.arg("block", block))
        }
        _ => None,
    }
}

/// Whether the next sync of the source may correct a fault.
pub fn may_be_fixed_by_sync(code: Code) -> bool {
    matches!(code, Code::SourceEmpty | Code::IncludeNotFetched | Code::IncludeUnknown | Code::IncludeUnknownNear)
}
