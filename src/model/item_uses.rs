//! Where items of other portals are shown. Publishers read this list to see who still shows a
//! withdrawn item.

use std::collections::{BTreeMap, BTreeSet};

use super::content_tree::ContentTree;
use super::node::NodeId;
use crate::imports::{ItemFilter, ItemLookup};
use crate::parse::{Include, IncludePart, MentionKind};

/// A stored item, and the addresses at which it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemUse {
    /// The name of the source.
    pub source: String,
    /// The ID of the item in its source.
    pub id: String,
    /// The revision that is stored.
    pub rev: u64,
    /// The SHA-256 of the stored item, in hexadecimal.
    pub sha256: String,
    /// Addresses, sorted. Empty if the item is stored and not shown.
    pub pages: Vec<String>,
}

/// All stored items with their uses, sorted by source and ID.
pub fn item_uses(tree: &ContentTree) -> Vec<ItemUse> {
    let mut shown: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
    for id in tree.nodes() {
        let text = tree.info(id);
        if let (Some(origin), NodeId::Page(page)) = (&text.front.origin, id)
            && tree.is_published(page)
        {
            shown.entry((&origin.source, &origin.id)).or_default().insert(text.url.as_str());
        }
        for mention in &text.facts.mentions {
            let MentionKind::Include(Some(Include { source, part })) = &mention.kind else { continue };
            for item in included_items(tree, source, part) {
                shown.entry((source, item)).or_default().insert(text.url.as_str());
            }
        }
    }
    let held = tree.imports.sources.iter().flat_map(|(name, holding)| holding.items().map(move |held| (name, held)));
    let one = |(source, held): (&String, &crate::imports::ImportedItem)| {
        let pages = shown.get(&(source.as_str(), held.entry.id.as_str()));
        ItemUse {
            source: source.clone(),
            id: held.entry.id.to_string(),
            rev: held.entry.rev,
            sha256: held.sha256.to_string(),
            pages: pages.into_iter().flatten().map(|url| (*url).to_owned()).collect(),
        }
    };
    let mut all: Vec<ItemUse> = held.map(one).collect();
    all.sort_by(|a, b| (&a.source, &a.id).cmp(&(&b.source, &b.id)));
    all
}

/// The IDs of the items that an include shows.
fn included_items<'s>(tree: &'s ContentTree, source: &str, part: &IncludePart) -> Vec<&'s str> {
    let Some(holding) = tree.imports.sources.get(source) else { return Vec::new() };
    match part {
        IncludePart::Item { id, .. } => match holding.find(id) {
            ItemLookup::Item(held) => vec![held.entry.id.as_str()],
            _ => Vec::new(),
        },
        IncludePart::Latest { count: latest, kind } => {
            let chosen = ItemFilter { kind: kind.clone(), latest: Some(*latest) };
            chosen.select(holding.items().map(|held| &held.entry)).map(|entry| entry.id.as_str()).collect()
        }
    }
}
