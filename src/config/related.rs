//! Reads `[related]`: what makes pages related to each other.

use super::config_file::CONFIG_FILE;
use crate::diag::{Code, Diag, Spot};
use crate::table_reader::TableReader;

/// What makes pages related.
#[derive(Debug, Clone)]
pub struct Related {
    /// How many related pages a page has at most; 0 for none.
    pub count: usize,
    /// What pages may have in common, in the order of the file. `None` means the terms of all
    /// taxonomies, which count alike.
    pub weights: Option<Vec<RelatedWeight>>,
}

/// A property that pages may have in common.
#[derive(Debug, Clone)]
pub struct RelatedWeight {
    /// A taxonomy, a field, `section` or `kind`, as written.
    pub name: String,
    /// How much each value that two pages have in common counts, 1 to 100.
    pub weight: u32,
    /// The place of the entry.
    pub spot: Spot,
}

/// The number of related pages when the portal does not say.
const USUAL_COUNT: usize = 4;

pub(super) fn read_related(reader: &mut TableReader) -> Related {
    let usual = Related { count: USUAL_COUNT, weights: None };
    let Some(table) = reader.table("related") else { return usual };
    let mut inner = TableReader::new(table, CONFIG_FILE);
    let count = inner.count("count", 0..=20).unwrap_or(USUAL_COUNT);
    let weights = inner.table("weights").map(|weights| {
        let mut each = TableReader::new(weights, CONFIG_FILE);
        let entries = weights.entries().iter().filter_map(|entry| {
            let weight = u32::try_from(each.count(&entry.key, 1..=100)?).ok()?;
            Some(RelatedWeight { name: entry.key.clone(), weight, spot: entry.spot })
        });
        let found: Vec<RelatedWeight> = entries.collect();
        if weights.entries().is_empty() {
            each.report_fault(Diag::error(Code::EmptyValue), weights.spot);
        }
        inner.faults.extend(each.finish());
        found
    });
    reader.faults.extend(inner.finish());
    Related { count, weights }
}
