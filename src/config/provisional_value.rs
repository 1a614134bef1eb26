//! Finds the values of `portal.toml` that `tamquan new` wrote and nobody has filled in.

use crate::diag::Spot;
use crate::node::{Node, NodeValue};
use crate::text::provisional::{is_provisional, is_zero_code};

/// A value of `portal.toml` that is still to be filled in.
#[derive(Debug, Clone)]
pub struct ProvisionalValue {
    /// The key with the keys of its tables, such as `agency.phone`.
    pub key: String,
    /// The place of the value.
    pub spot: Spot,
}

/// All such values in the order of the file. `base_url` is left out, because the host of a new
/// portal has a message of its own.
pub(super) fn find_provisional_values(root: &Node) -> Vec<ProvisionalValue> {
    let mut found = Vec::new();
    for entry in root.entries().iter().filter(|entry| entry.key != "base_url") {
        collect(&entry.key, &entry.node, &mut found);
    }
    found.sort_by_key(|value| value.spot);
    found
}

fn collect(key: &str, node: &Node, found: &mut Vec<ProvisionalValue>) {
    match &node.value {
        NodeValue::Text(text) => {
            let name = key.rsplit('.').next().unwrap_or(key);
            let is_of_agency = key.starts_with("agency.");
            // In names, three dots stand for the part that is missing.
            let is_cut = (is_of_agency || name == "title") && text.contains('…');
            let is_zero = is_of_agency && matches!(name, "code" | "admin_code") && is_zero_code(text);
            if is_cut || is_zero || is_provisional(text) {
                found.push(ProvisionalValue { key: key.to_owned(), spot: node.spot });
            }
        }
        NodeValue::List(items) => items.iter().for_each(|item| collect(key, item, found)),
        NodeValue::Table(entries) => {
            entries.iter().for_each(|entry| collect(&format!("{key}.{}", entry.key), &entry.node, found));
        }
        _ => {}
    }
}
