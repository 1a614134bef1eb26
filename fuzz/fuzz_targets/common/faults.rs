//! The properties of every diagnostic.

// Each fuzz target uses only a part of this module.
#![allow(dead_code)]

use tamquan::diag::{Code, Diag, LineExcerpt, Messages, Severity, Spot, show_diags};
use tamquan::node::{Node, NodeValue};

/// The depth limit for front matter in every syntax: the limit of the program, and one level for
/// the root.
const DEEPEST: usize = 33;

thread_local! {
    static MESSAGES: Messages = Messages::new("vi");
}

/// Checks that every diagnostic points into the text, and that the first ones can be printed.
pub(crate) fn check(text: &str, faults: &[Diag]) {
    let lines = text.matches('\n').count() as u32 + 1;
    for fault in faults {
        let Some(spot) = fault.spot else { continue };
        assert!(spot.line >= 1 && spot.line <= lines, "{fault:?} lies outside of {lines} lines");
        assert!(spot.column >= 1 && spot.length >= 1, "{fault:?} points nowhere");
    }
    let first = &faults[..faults.len().min(2)];
    MESSAGES.with(|messages| {
        let excerpt = |_: &str, spot: Spot| {
            text.lines().nth(spot.line as usize - 1).map(|line| LineExcerpt::for_spot(line, spot))
        };
        let shown = show_diags(first, messages, false, excerpt);
        assert_eq!(shown.is_empty(), first.is_empty());
    });
}

/// Whether an error with one of these codes is among the diagnostics.
pub(crate) fn has(faults: &[Diag], codes: &[Code]) -> bool {
    faults.iter().any(|d| d.severity == Severity::Error && codes.contains(&d.code))
}

/// Checks that a parsed value has an end and can be passed to templates.
pub(crate) fn check_node(node: &Node) {
    fn depth(node: &Node) -> usize {
        1 + match &node.value {
            NodeValue::List(items) => items.iter().map(depth).max().unwrap_or(0),
            NodeValue::Table(entries) => entries.iter().map(|e| depth(&e.node)).max().unwrap_or(0),
            _ => 0,
        }
    }
    let deep = depth(node);
    assert!(deep <= DEEPEST, "front matter nests {deep} deep");
    let _ = node.to_json();
}
