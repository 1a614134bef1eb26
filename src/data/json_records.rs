//! Reads a JSON text as records: values of front matter with their places.

use serde_json::value::RawValue;

use super::json_file::{JsonReader, read_number};
use crate::diag::{Code, Diag, Lines};
use crate::node::{MAX_DEPTH, Node, NodeValue, Syntax, TableEntry};

/// A list of objects, for messages.
const EXAMPLE: &str = "[{ \"title\": \"…\" }]";

/// The most values that are no records of one file that are reported.
const MOST_FAULTS: usize = 20;

/// Reads the records of a JSON text: a list of objects. A value `null` is a key that is absent.
///
/// # Errors
/// The first fault of the text, without a file name, or every record that is no object.
pub fn parse_json_records(text: &str) -> Result<Vec<Node>, Vec<Diag>> {
    let lines = Lines::new(text);
    let (reader, raw) = JsonReader::begin(text, &lines)?;
    let told = |raw: &RawValue| {
        let diag = Diag::error(Code::RecordsShape).arg("example", EXAMPLE);
        diag.spot(reader.spot(raw.get()))
    };
    if !raw.get().starts_with('[') {
        return Err(vec![told(raw)]);
    }
    let records: Vec<&RawValue> = reader.parse(raw.get()).map_err(|fault| vec![fault])?;
    let strange = records.iter().filter(|raw| !raw.get().starts_with('{'));
    let strange: Vec<Diag> = strange.take(MOST_FAULTS).map(|raw| told(raw)).collect();
    if !strange.is_empty() {
        return Err(strange);
    }
    let read = |raw| read_node(&reader, raw, 2).transpose();
    records.into_iter().filter_map(read).collect::<Result<_, _>>().map_err(|fault| vec![fault])
}

/// Reads a value; `None` for `null`.
fn read_node<'t>(reader: &JsonReader<'t>, raw: &'t RawValue, depth: usize) -> Result<Option<Node>, Diag> {
    let part = raw.get();
    let spot = reader.spot(part);
    if depth > MAX_DEPTH {
        return Err(Diag::error(Code::TooDeep).spot(spot).arg("limit", MAX_DEPTH));
    }
    let value = match part.as_bytes().first() {
        Some(b'{') => {
            let mut entries = Vec::new();
            for entry in reader.read_entries(part)? {
                let Some(node) = read_node(reader, entry.value, depth + 1)? else { continue };
                entries.push(TableEntry { key: entry.key, spot: entry.spot, node });
            }
            NodeValue::Table(entries)
        }
        Some(b'[') => {
            let items: Vec<&RawValue> = reader.parse(part)?;
            let read = |item| read_node(reader, item, depth + 1).transpose();
            NodeValue::List(items.into_iter().filter_map(read).collect::<Result<_, _>>()?)
        }
        Some(b'"') => NodeValue::Text(reader.read_text(part)?),
        Some(b't') => NodeValue::Boolean(true),
        Some(b'f') => NodeValue::Boolean(false),
        Some(b'n') => return Ok(None),
        _ => read_number(part),
    };
    Ok(Some(Node { spot, value, syntax: Syntax::Json }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_their_places_and_null_is_absent() {
        let text = "[\n  { \"đ\": \"x\", \"n\": null,\n    \"a\": [1, null, 2.5] }\n]";
        let records = parse_json_records(text).unwrap();
        let [record] = records.as_slice() else { panic!("one record") };
        let keys: Vec<&str> = record.entries().iter().map(|entry| entry.key.as_str()).collect();
        assert_eq!(keys, ["đ", "a"]);
        let place = |node: &Node| (node.spot.line, node.spot.column);
        assert_eq!((place(record), record.get("đ").map(place)), ((2, 3), Some((2, 10))));
        assert_eq!(record.get("a").map(place), Some((3, 10)));
        assert_eq!(record.to_json(), serde_json::json!({"đ": "x", "a": [1, 2.5]}));
    }

    #[test]
    fn other_forms_are_told_at_their_place() {
        let told = |text: &str| {
            let faults = parse_json_records(text).unwrap_err();
            faults.iter().map(|fault| (fault.code, fault.spot.map_or(0, |spot| spot.line))).collect::<Vec<_>>()
        };
        assert_eq!(told("{\"a\": 1}"), [(Code::RecordsShape, 1)]);
        assert_eq!(told("[{},\n1,\nnull]"), [(Code::RecordsShape, 2), (Code::RecordsShape, 3)]);
        assert_eq!(told("[{\"a\": 1,\n\"a\": 2}]"), [(Code::JsonKeyTwice, 2)]);
        assert_eq!(told(""), [(Code::DataEmpty, 1)]);
    }
}
