//! The pairs of fields that narrow the list of a section at once.

use serde::{Deserialize, Serialize};

use crate::diag::{Code, Diag, Spot};
use crate::node::{Node, NodeValue};
use crate::table_reader::TableReader;

/// How many pairs a section names at most. Each of them makes as many lists as there are pairs of
/// values.
const MAX_PAIRS: usize = 2;

/// Two fields that narrow a list at once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FacetPair {
    /// The keys of the fields, as written.
    pub fields: [String; 2],
    /// The place of the pair.
    pub spot: Spot,
}

pub(super) fn read_facet_pairs(reader: &mut TableReader) -> Vec<FacetPair> {
    let mut pairs = Vec::new();
    for node in reader.list("facet_pairs") {
        match read_fields(node) {
            Some(fields) => pairs.push(FacetPair { fields, spot: node.spot }),
            None => reader.report_fault(Diag::error(Code::FacetPair), node.spot),
        }
    }
    if pairs.len() > MAX_PAIRS {
        let diag = Diag::error(Code::FacetPairsMany).arg("count", pairs.len()).arg("limit", MAX_PAIRS);
        let spot = reader.spot_of("facet_pairs");
        reader.report_fault(diag, spot);
    }
    pairs
}

/// The two different fields that a list names. `None` if it names anything else.
fn read_fields(node: &Node) -> Option<[String; 2]> {
    let NodeValue::List(items) = &node.value else { return None };
    let [first, second] = items.as_slice() else { return None };
    let [first, second] = [first.as_text()?.trim(), second.as_text()?.trim()];
    let is_pair = first != second && !first.is_empty() && !second.is_empty();
    is_pair.then(|| [first.to_owned(), second.to_owned()])
}
