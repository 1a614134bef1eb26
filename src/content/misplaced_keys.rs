//! Explains unknown and missing keys from the whole of a front matter: one slip, such as a key
//! below the wrong table, is one message.

use super::keys::{COMMON_KEYS, COMMON_LABELS, KEYS_OF_SECTIONS};
use super::kind::Kind;
use crate::diag::{Code, Diag};
use crate::node::{Node, NodeValue};
use crate::text::fold::fold;

/// Taxonomies of other generators, and of many portals.
const USUAL_TAXONOMIES: [&str; 6] = ["tags", "categories", "series", "keywords", "topics", "tag"];

/// The keys that decide whether and when a page is published. Nobody has a use of their own for
/// them.
const PUBLISHING_KEYS: [&str; 5] = ["draft", "date", "publish_at", "expires_at", "aliases"];

/// Keys of other generators, each with the key of the same meaning.
const USUAL_KEYS: [(&str, &str); 31] = [
    ("author", "authors"),
    ("banner", "image"),
    ("cover", "image"),
    ("created", "date"),
    ("excerpt", "description"),
    ("expirydate", "expires_at"),
    ("expiry_date", "expires_at"),
    ("feature_image", "image"),
    ("featured_image", "image"),
    ("lastmod", "updated"),
    ("last_modified", "updated"),
    ("last_modified_at", "updated"),
    ("lastupdated", "updated"),
    ("layout", "template"),
    ("lists", "listed"),
    ("modified", "updated"),
    ("noindex", "indexed"),
    ("order", "weight"),
    ("params", "extra"),
    ("permalink", "path"),
    ("pubdate", "date"),
    ("publishdate", "publish_at"),
    ("publish_date", "publish_at"),
    ("published_at", "date"),
    ("redirect_from", "aliases"),
    ("sidebar_position", "weight"),
    ("summary", "description"),
    ("thumb", "image"),
    ("thumbnail", "image"),
    ("unlisted", "listed"),
    ("url", "path"),
];

/// Whether other generators have a key of this name.
pub fn is_usual_elsewhere(key: &str) -> bool {
    USUAL_KEYS.iter().any(|(usual, _)| *usual == key)
}

/// Replaces the faults about keys that stand in the wrong place or have a wrong name, and drops the
/// faults that follow from them. Returns whether the title is one of these keys.
pub(super) fn explain_misplaced_keys(
    node: &Node,
    file: &str,
    kind: &Kind,
    taxonomies: &[String],
    faults: &mut Vec<Diag>,
    is_title_wanted: bool,
) -> bool {
    name_by_label(kind, faults);
    name_usual_keys(node, faults);
    move_taxonomies(node, taxonomies, faults);
    name_keys_of_sections(node, faults);
    let mut found: Vec<String> = faults
        .iter()
        .filter(|fault| fault.code == Code::UnknownKey)
        .filter_map(|fault| argument(fault, "near").map(str::to_owned))
        .collect();
    found.extend(gather_keys_below_tables(node, kind, faults, is_title_wanted));
    for fault in faults.iter_mut().filter(|fault| fault.file.is_none()) {
        fault.file = Some(file.to_owned());
    }
    let is_explained = |fault: &Diag| match fault.code {
        Code::MissingField | Code::MissingFieldIf => {
            argument(fault, "key").is_some_and(|key| found.iter().any(|other| other == key))
        }
        Code::OneOf => {
            argument(fault, "keys").is_some_and(|keys| keys.split(", ").any(|key| found.contains(&key.to_owned())))
        }
        _ => false,
    };
    faults.retain(|fault| !is_explained(fault));
    found.iter().any(|key| key == "title")
}

fn argument<'d>(fault: &'d Diag, name: &str) -> Option<&'d str> {
    fault.args.iter().find(|(arg, _)| *arg == name).map(|(_, value)| value.as_str())
}

/// Answers a key that is the name of a key, such as `Tiêu đề` or `ngay_ban_hanh`, with the key.
fn name_by_label(kind: &Kind, faults: &mut [Diag]) {
    for fault in faults.iter_mut().filter(|fault| matches!(fault.code, Code::UnknownKeyFar | Code::UnknownKey)) {
        let Some(key) = argument(fault, "key").map(|key| fold(&key.replace(['_', '-'], " "))) else { continue };
        let common = COMMON_LABELS.iter().map(|(common, vi, en)| (*common, *vi, *en));
        let own = kind.fields.iter().map(|field| (field.key.as_str(), field.label.get("vi"), field.label.get("en")));
        let named = common.chain(own).find(|(_, vi, en)| fold(vi) == key || fold(en) == key);
        if let Some((near, ..)) = named {
            fault.code = Code::UnknownKey;
            fault.args.retain(|(name, _)| *name != "near");
            fault.args.push(("near", near.to_owned()));
        }
    }
}

/// Answers a key of another generator with the key of the same meaning.
pub(super) fn name_usual_keys(node: &Node, faults: &mut [Diag]) {
    for fault in faults.iter_mut().filter(|fault| matches!(fault.code, Code::UnknownKeyFar | Code::UnknownKey)) {
        let Some(key) = argument(fault, "key").map(str::to_lowercase) else { continue };
        let near = match (key.as_str(), node.get(&key).map(|node| &node.value)) {
            // A page that is published needs no key.
            ("published", Some(NodeValue::Boolean(true))) => None,
            ("published", _) => Some(node.syntax.entry("draft", "true")),
            _ => match USUAL_KEYS.iter().find(|(usual, _)| *usual == key) {
                Some((_, near)) => Some((*near).to_owned()),
                None => continue,
            },
        };
        fault.args.retain(|(name, _)| *name != "near");
        fault.code = if near.is_some() { Code::UnknownKey } else { Code::UnknownKeyFar };
        fault.args.extend(near.map(|near| ("near", near)));
    }
}

/// Answers a key that a page has and that only sections may have.
fn name_keys_of_sections(node: &Node, faults: &mut [Diag]) {
    for fault in faults.iter_mut().filter(|fault| matches!(fault.code, Code::UnknownKeyFar | Code::UnknownKey)) {
        let is_one =
            argument(fault, "key").is_some_and(|key| KEYS_OF_SECTIONS.contains(&key) && node.get(key).is_some());
        if is_one {
            fault.code = Code::KeyWithoutEffect;
            fault.args.push(("place", "page".to_owned()));
        }
    }
}

/// Answers a taxonomy outside of `[taxonomies]`, and a usual taxonomy that the portal does not
/// have.
fn move_taxonomies(node: &Node, taxonomies: &[String], faults: &mut [Diag]) {
    for fault in faults.iter_mut().filter(|fault| matches!(fault.code, Code::UnknownKeyFar | Code::UnknownKey)) {
        let Some(key) = argument(fault, "key").map(str::to_owned) else { continue };
        let Some(value) = node.get(&key) else { continue };
        fault.code = if taxonomies.contains(&key) {
            Code::TaxonomyKey
        } else if USUAL_TAXONOMIES.contains(&key.as_str()) {
            Code::UnknownTaxonomy
        } else {
            continue;
        };
        // Other generators write `tags: []` into each new page.
        if matches!(&value.value, NodeValue::List(terms) if terms.is_empty()) {
            fault.args.push(("terms", "none".to_owned()));
        }
    }
}

/// Gathers the keys of the page that stand below a table of the front matter into one fault, and
/// returns them. Below `[extra]` every key may stand, so there only the missing ones count, and
/// those that decide whether and when the page is published.
fn gather_keys_below_tables(node: &Node, kind: &Kind, faults: &mut Vec<Diag>, is_title_wanted: bool) -> Vec<String> {
    let is_page_key = |key: &str| node.get(key).is_none() && (COMMON_KEYS.contains(&key) || kind.field(key).is_some());
    let mut found: Vec<(crate::diag::Spot, String)> = Vec::new();
    let is_below = |fault: &Diag| {
        matches!(fault.code, Code::UnknownKey | Code::UnknownKeyFar | Code::UnknownTaxonomy)
            && argument(fault, "key").is_some_and(is_page_key)
    };
    for fault in faults.iter().filter(|fault| is_below(fault)) {
        found.extend(fault.spot.zip(argument(fault, "key").map(str::to_owned)));
    }
    for entry in node.get("extra").into_iter().flat_map(Node::entries) {
        let is_missing = |fault: &Diag| {
            matches!(fault.code, Code::MissingField | Code::MissingFieldIf)
                && argument(fault, "key") == Some(&entry.key)
        };
        let is_publishing = PUBLISHING_KEYS.contains(&entry.key.as_str()) && is_page_key(&entry.key);
        if is_title_wanted && entry.key == "title" || is_publishing || faults.iter().any(is_missing) {
            found.push((entry.spot, entry.key.clone()));
        }
    }
    found.sort();
    let Some((spot, _)) = found.first().cloned() else { return Vec::new() };
    let tables = node.entries().iter().filter(|entry| entry.spot < spot);
    let table = tables.max_by_key(|entry| entry.spot).map_or("extra", |entry| entry.key.as_str()).to_owned();
    faults.retain(|fault| !is_below(fault));
    let keys: Vec<String> = found.into_iter().map(|(_, key)| key).collect();
    faults.push(Diag::error(Code::KeyBelowTable).arg("keys", keys.join(", ")).arg("table", table).spot(spot));
    keys
}
