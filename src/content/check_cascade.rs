//! Checks the defaults that a section gives to the pages below it, so that a fault is told once, at
//! the section, and not at each page.

use super::field::Field;
use super::keys::{COMMON_KEYS, KEYS_OF_ONE_PAGE};
use super::kind::{Kind, Kinds};
use super::misplaced_keys::name_usual_keys;
use super::read_front_matter::read_front_matter;
use super::value::read_field_value;
use crate::diag::{Code, Diag};
use crate::node::{Node, NodeValue, TableEntry};
use crate::table_reader::TableReader;

/// All faults of the table `[cascade]` of the section `file`. `kind` is the kind that the section
/// names. A key that some kind has may stand there: which kinds lie below is known later.
pub fn check_cascade(
    table: Option<&Node>,
    file: &str,
    kind: Option<usize>,
    kinds: &Kinds,
    taxonomies: &[String],
) -> Vec<Diag> {
    // A value of another type is reported with the other keys of the section.
    let Some(table) = table.filter(|table| matches!(table.value, NodeValue::Table(_))) else { return Vec::new() };
    let mut reader = TableReader::new(table, file);
    for key in COMMON_KEYS {
        if reader.take_node(key).is_some() && KEYS_OF_ONE_PAGE.contains(&key) {
            let spot = reader.spot_of(key);
            let diag = Diag::error(Code::KeyWithoutEffect).arg("key", key).arg("place", "cascade");
            reader.report_fault(diag, spot);
        }
    }
    for field in kinds.iter().flat_map(|kind| &kind.fields) {
        reader.take_node(&field.key);
    }
    let of_section = kind.map(|at| kinds.at(at));
    for entry in table.entries().iter().filter(|entry| !COMMON_KEYS.contains(&entry.key.as_str())) {
        let fields: Vec<&Field> =
            of_section.into_iter().chain(kinds.iter()).filter_map(|kind: &Kind| kind.field(&entry.key)).collect();
        if let Some(field) = fields.first() {
            // Kinds may have fields of one name and several types.
            if !fields.iter().any(|field| read_field_value(&entry.node, field, file).is_ok())
                && let Err(faults) = read_field_value(&entry.node, field, file)
            {
                reader.report_faults_of(&entry.key, faults);
            }
        }
    }
    let mut faults = reader.finish();
    name_usual_keys(table, &mut faults);
    if let Some(plain) = kinds.get("page") {
        faults.extend(common_faults(table, file, plain, taxonomies));
    }
    faults
}

/// The faults of the values of common keys.
fn common_faults(table: &Node, file: &str, plain: &Kind, taxonomies: &[String]) -> Vec<Diag> {
    let is_common = |entry: &&TableEntry| {
        let key = entry.key.as_str();
        COMMON_KEYS.contains(&key) && !KEYS_OF_ONE_PAGE.contains(&key)
    };
    let entries = table.entries().iter().filter(is_common).cloned().collect();
    let node = Node { spot: table.spot, value: NodeValue::Table(entries), syntax: table.syntax };
    read_front_matter(&node, file, plain, false, taxonomies).1
}
