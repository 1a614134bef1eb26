//! What front matter as written says of a page before its kind is known.

use crate::node::{Node, NodeValue};
use crate::text::provisional::is_provisional;

/// Whether search finds no words of a page with this front matter.
pub(super) fn is_left_out_of_search(front: &Node) -> bool {
    front.get("search").is_some_and(|node| matches!(node.value, NodeValue::Boolean(false)))
}

/// The number of values in front matter that are still those of a new portal.
pub(super) fn count_provisional_values(node: &Node) -> u32 {
    match &node.value {
        NodeValue::Text(text) => u32::from(is_provisional(text)),
        NodeValue::List(items) => items.iter().map(count_provisional_values).sum(),
        NodeValue::Table(entries) => entries.iter().map(|entry| count_provisional_values(&entry.node)).sum(),
        _ => 0,
    }
}
