//! Finds values of the configuration that look like secrets.

use crate::diag::Spot;
use crate::node::{Node, NodeValue};

/// Parts of the names of keys that have secrets.
const SECRET_WORDS: [&str; 7] = ["api_key", "apikey", "mat_khau", "passw", "private_key", "secret", "token"];

/// The keys of texts that look like secrets, with their places.
pub(super) fn find_secret_values(node: &Node) -> Vec<(&str, Spot)> {
    let mut found = Vec::new();
    match &node.value {
        NodeValue::Table(entries) => {
            for entry in entries {
                let name = entry.key.to_ascii_lowercase().replace('-', "_");
                let is_secret = SECRET_WORDS.iter().any(|word| name.contains(word));
                if is_secret && entry.node.as_text().is_some_and(|text| !text.trim().is_empty()) {
                    found.push((entry.key.as_str(), entry.spot));
                }
                found.extend(find_secret_values(&entry.node));
            }
        }
        NodeValue::List(items) => found.extend(items.iter().flat_map(find_secret_values)),
        _ => {}
    }
    found
}
