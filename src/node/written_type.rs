//! Writes a value as one of the type that its key needs.

use super::source_line::{correct_number, quote};
use super::written_value::{Node, NodeValue, Syntax};

/// What a value of another type was probably meant as, or an example, as it is written in the
/// file. `wanted` is a name of a type as in [`Node::type_name`].
pub fn value_of_type(node: &Node, wanted: &str) -> String {
    match (wanted, &node.value) {
        ("text", NodeValue::List(items)) => {
            let texts: Option<Vec<&str>> = items.iter().map(Node::as_text).collect();
            quote(&texts.filter(|texts| !texts.is_empty()).map_or_else(|| "…".to_owned(), |texts| texts.join(", ")))
        }
        ("text", NodeValue::Table(_)) => quote("…"),
        // A number such as `1.10` has lost its last digit.
        ("text", NodeValue::Float(number)) if number.to_string().len() != node.spot.length as usize => quote("…"),
        // The reader of YAML has dropped the zeros of `0299 …`.
        ("text", NodeValue::Integer(number)) if node.syntax == Syntax::Yaml && *number >= 0 => {
            quote(&format!("{number:0>width$}", width = node.spot.length as usize))
        }
        ("text", _) => quote(&written(node)),
        ("integer", NodeValue::Text(text)) => {
            let number = correct_number(text.trim());
            let whole = number.and_then(|number| number.split(" / ").last().map(str::to_owned));
            whole.filter(|number| !number.contains('.')).unwrap_or_else(|| "1".to_owned())
        }
        ("integer", NodeValue::Float(number)) => whole_number(*number, node.spot.length as usize),
        ("integer", _) => "1".to_owned(),
        ("number", NodeValue::Text(text)) => correct_number(text.trim()).unwrap_or_else(|| "1.5".to_owned()),
        ("number", _) => "1.5".to_owned(),
        ("boolean", NodeValue::Integer(0)) => "false".to_owned(),
        ("boolean", _) => "true".to_owned(),
        ("date", NodeValue::Integer(year @ 1800..=2200)) => format!("{year}-01-05"),
        ("date", _) => "2026-01-05".to_owned(),
        ("list", NodeValue::Text(text)) => {
            let items: Vec<String> = text.split(", ").map(quote).collect();
            format!("[{}]", items.join(", "))
        }
        ("list", NodeValue::Table(entries)) if entries.is_empty() => "[…]".to_owned(),
        ("list", _) => format!("[{}]", written(node)),
        _ => "{ … }".to_owned(),
    }
}

/// A number that must be whole. Three decimals were meant as thousands: `1.000` has the value 1 and
/// five characters.
fn whole_number(number: f64, length: usize) -> String {
    let whole = format!("{:.0}", number.trunc());
    if length == whole.len() + 4 { format!("{:.0}", number * 1000.0) } else { whole }
}

/// The value as it is written in the file, perhaps in another form.
fn written(node: &Node) -> String {
    match &node.value {
        NodeValue::Text(text) => quote(text),
        NodeValue::Stamp(text) => text.clone(),
        NodeValue::Integer(number) => number.to_string(),
        NodeValue::Float(number) => number.to_string(),
        NodeValue::Boolean(value) => value.to_string(),
        NodeValue::List(items) => {
            format!("[{}]", items.iter().map(written).collect::<Vec<_>>().join(", "))
        }
        NodeValue::Table(entries) => {
            let entries: Vec<String> =
                entries.iter().map(|entry| node.syntax.entry(&entry.key, &written(&entry.node))).collect();
            format!("{{ {} }}", entries.join(", "))
        }
    }
}
