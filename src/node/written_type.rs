//! Writes a value as one of the type that its key needs.

use super::source_line::{correct_number, quote};
use super::written_value::{Node, NodeValue, Syntax};
use crate::text::amount::read_sum;

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
        ("integer" | "number", _) => number_of(node, wanted == "integer").unwrap_or_else(|| "…".to_owned()),
        ("boolean", NodeValue::Integer(0)) => "false".to_owned(),
        ("boolean", NodeValue::Integer(1)) => "true".to_owned(),
        ("boolean", _) => "true / false".to_owned(),
        ("date", _) => "…".to_owned(),
        ("list", NodeValue::Text(text)) => {
            let items: Vec<String> = text.split(", ").map(quote).collect();
            format!("[{}]", items.join(", "))
        }
        ("list", NodeValue::Table(entries)) if entries.is_empty() => "[…]".to_owned(),
        ("list", _) => format!("[{}]", written(node)),
        _ => "{ … }".to_owned(),
    }
}

/// The number that a value of another type means, as it is written in the file. `None` if it means
/// no number: an invented one would stand on the page.
pub fn number_of(node: &Node, is_whole: bool) -> Option<String> {
    let is_right = |number: &String| !is_whole || !number.contains('.');
    match &node.value {
        NodeValue::Text(text) => {
            let number = correct_number(text.trim());
            let number = number.and_then(|number| match is_whole {
                true => number.split(" / ").last().map(str::to_owned),
                false => Some(number),
            });
            number.filter(is_right).or_else(|| read_sum(text).map(|sum| sum.to_string()))
        }
        NodeValue::Float(number) if is_whole => whole_number(*number, node.spot.length as usize),
        NodeValue::List(items) => match items.as_slice() {
            [Node { value: NodeValue::Integer(number), .. }] => Some(number.to_string()),
            [one @ Node { value: NodeValue::Text(_), .. }] => number_of(one, is_whole),
            _ => None,
        },
        _ => None,
    }
}

/// A number that must be whole. Three decimals were meant as thousands: `1.000` has the value 1 and
/// five characters. `None` for a number with other decimals.
fn whole_number(number: f64, length: usize) -> Option<String> {
    let whole = format!("{:.0}", number.trunc());
    let digits = whole.trim_start_matches('-');
    if length == whole.len() + 4 && digits.len() <= 3 && digits != "0" {
        return Some(format!("{:.0}", number * 1000.0));
    }
    (number.fract() == 0.0).then_some(whole)
}

/// The value as it is written in the file, perhaps in another form.
pub fn written(node: &Node) -> String {
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
