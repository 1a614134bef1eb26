//! Reads TOML into values with places.

use super::toml_fault::TomlFaults;
use super::written_value::{MAX_DEPTH, Node, NodeValue, Syntax, TableEntry, check_characters};
use crate::diag::{Code, Diag, Lines};
use toml::de::{DeTable, DeValue};

/// Reads TOML that begins at byte `offset` of the file with the lines `lines`. All syntax errors
/// are reported, not just the first.
///
/// # Errors
/// One diagnostic for each fault, without a file name.
pub fn from_toml(text: &str, offset: usize, lines: &Lines) -> Result<Node, Vec<Diag>> {
    let (table, mut errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        // The parser does not always find the errors in the order of the text.
        errors.sort_by_key(|error| error.span().map_or(0, |range| range.start));
        let mut faults = TomlFaults::new(text, offset, lines);
        for error in &errors {
            faults.add(error.message(), error.span().unwrap_or(0..0));
        }
        return Err(faults.finish());
    }
    let spot = lines.spot(offset..offset);
    let mut entries = Vec::new();
    for (key, value) in table.into_inner() {
        let key_spot = lines.spot(key.span().start + offset..key.span().end + offset);
        let node = toml_node(&value, offset, lines, 1).map_err(|d| vec![d])?;
        entries.push(TableEntry { key: key.into_inner().into_owned(), spot: key_spot, node });
    }
    Ok(Node { spot, value: NodeValue::Table(entries), syntax: Syntax::Toml })
}

fn toml_node(value: &toml::Spanned<DeValue>, offset: usize, lines: &Lines, depth: usize) -> Result<Node, Diag> {
    let span = value.span();
    let spot = lines.spot(span.start + offset..span.end + offset);
    if depth > MAX_DEPTH {
        return Err(Diag::error(Code::TooDeep).spot(spot).arg("limit", MAX_DEPTH));
    }
    let too_big = || Diag::error(Code::NumberOutOfRange).spot(spot);
    let data = match value.get_ref() {
        DeValue::String(text) => NodeValue::Text(check_characters(text, spot)?),
        DeValue::Integer(n) => NodeValue::Integer(i64::from_str_radix(n.as_str(), n.radix()).map_err(|_| too_big())?),
        DeValue::Float(n) => {
            NodeValue::Float(n.as_str().parse().ok().filter(|n: &f64| n.is_finite()).ok_or_else(too_big)?)
        }
        DeValue::Boolean(b) => NodeValue::Boolean(*b),
        DeValue::Datetime(stamp) => NodeValue::Stamp(stamp.to_string()),
        DeValue::Array(items) => NodeValue::List(
            items.iter().map(|item| toml_node(item, offset, lines, depth + 1)).collect::<Result<_, _>>()?,
        ),
        DeValue::Table(table) => {
            let mut entries = Vec::new();
            for (key, value) in table {
                let key_spot = lines.spot(key.span().start + offset..key.span().end + offset);
                let node = toml_node(value, offset, lines, depth + 1)?;
                entries.push(TableEntry { key: key.get_ref().to_string(), spot: key_spot, node });
            }
            NodeValue::Table(entries)
        }
    };
    Ok(Node { spot, value: data, syntax: Syntax::Toml })
}
