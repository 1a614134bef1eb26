//! Values with their places in a file: front matter, `portal.toml` and kind files after parsing,
//! before their meaning is checked.

use crate::diag::{Code, Diag, Lines, Spot};
use crate::text::date::{Stamp, StampError};
use crate::text::nfc::first_forbidden;
use saphyr::{LoadableYamlNode, MarkedYaml, Scalar, YamlData};
use toml::de::{DeTable, DeValue};

/// A value and the place where it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The place of the value; for the table of a whole file, the place where the table begins.
    pub spot: Spot,
    /// What was written there, without a check whether the key may have such a value.
    pub value: NodeValue,
}

/// A parsed value. A date is kept as text, because only the field knows whether a date is expected.
#[derive(Clone, Debug, PartialEq)]
pub enum NodeValue {
    /// A text. All values of YAML that are no number, boolean, list or mapping are texts, dates
    /// too.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number with decimals or an exponent. It may be infinite or no number (`inf`, `nan`).
    Float(f64),
    /// `true` or `false`.
    Boolean(bool),
    /// A date or time without quotes in TOML, in the form of RFC 3339 and perhaps only its date or
    /// only its time.
    Stamp(String),
    /// A list, whose values may be of different types.
    List(Vec<Node>),
    /// A table of TOML or a mapping of YAML, in the order of its keys in the file.
    Table(Vec<TableEntry>),
}

/// One entry `key = value` of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct TableEntry {
    /// The key, without quotes.
    pub key: String,
    /// The place of the key.
    pub spot: Spot,
    /// The value, with a place of its own.
    pub node: Node,
}

/// Deeper nesting than this is refused. No person writes it, and the recursion needs a limit.
const MAX_DEPTH: usize = 32;

impl Node {
    /// An empty table at the start of a file.
    pub fn empty_table() -> Self {
        Self { spot: Spot { line: 1, column: 1, length: 1 }, value: NodeValue::Table(Vec::new()) }
    }

    /// The entries of a table. Empty for any other value.
    pub fn entries(&self) -> &[TableEntry] {
        match &self.value {
            NodeValue::Table(entries) => entries,
            _ => &[],
        }
    }

    /// The value of `key`. `None` if this value is not a table, or has no such key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries().iter().find(|e| e.key == key).map(|e| &e.node)
    }

    /// The text. `None` if this value is not a text.
    pub fn as_text(&self) -> Option<&str> {
        match &self.value {
            NodeValue::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The name of the type in messages: `text`, `number`, `list` … (the messages translate it).
    pub fn type_name(&self) -> &'static str {
        match &self.value {
            NodeValue::Text(_) => "text",
            NodeValue::Integer(_) => "integer",
            NodeValue::Float(_) => "number",
            NodeValue::Boolean(_) => "boolean",
            NodeValue::Stamp(_) => "date",
            NodeValue::List(_) => "list",
            NodeValue::Table(_) => "table",
        }
    }

    /// The value as plain JSON, for `[extra]` and for templates.
    pub fn to_json(&self) -> serde_json::Value {
        match &self.value {
            NodeValue::Text(text) | NodeValue::Stamp(text) => text.clone().into(),
            NodeValue::Integer(n) => (*n).into(),
            NodeValue::Float(n) => (*n).into(),
            NodeValue::Boolean(b) => (*b).into(),
            NodeValue::List(items) => items.iter().map(Node::to_json).collect(),
            NodeValue::Table(entries) => {
                serde_json::Value::Object(entries.iter().map(|e| (e.key.clone(), e.node.to_json())).collect())
            }
        }
    }
}

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
        let mut faults: Vec<Diag> = Vec::new();
        for error in &errors {
            let range = error.span().unwrap_or(0..0);
            let spot = lines.spot(range.start + offset..range.end + offset);
            // One mistake can make the recovering parser report several errors on a line. The first
            // of them describes the mistake.
            if faults.last().and_then(|d| d.spot).map(|s| s.line) != Some(spot.line) {
                let message = error.message().lines().next().unwrap_or("").to_owned();
                let diag = if message.contains("recursion") {
                    Diag::error(Code::TooDeep).arg("limit", MAX_DEPTH)
                } else if ["invalid date", "invalid time"].iter().any(|start| message.starts_with(start)) {
                    Diag::error(Code::DateImpossible).arg("value", text.get(range).unwrap_or(""))
                } else if let Some((written, iso)) = text.get(range).and_then(find_day_first_date) {
                    Diag::error(Code::DateDayFirst).arg("value", written).arg("suggestion", iso)
                } else {
                    Diag::error(Code::TomlSyntax).arg("message", message)
                };
                faults.push(diag.spot(spot));
            }
        }
        return Err(faults);
    }
    let spot = lines.spot(offset..offset);
    let mut entries = Vec::new();
    for (key, value) in table.into_inner() {
        let key_spot = lines.spot(key.span().start + offset..key.span().end + offset);
        let node = toml_node(&value, offset, lines, 1).map_err(|d| vec![d])?;
        entries.push(TableEntry { key: key.into_inner().into_owned(), spot: key_spot, node });
    }
    Ok(Node { spot, value: NodeValue::Table(entries) })
}

/// Checks the characters of a text: an escape can write a character that is forbidden in texts.
fn check_characters(text: &str, spot: Spot) -> Result<String, Diag> {
    match first_forbidden(text) {
        Some(c) => Err(Diag::error(Code::ForbiddenCharacter).spot(spot).arg("value", format!("U+{:04X}", c as u32))),
        None => Ok(text.to_owned()),
    }
}

/// An unquoted `05/11/2026` is not valid TOML. Its date is found nevertheless, so that the message
/// can suggest the correct form.
fn find_day_first_date(written: &str) -> Option<(&str, String)> {
    match Stamp::parse(written.trim()) {
        Err(StampError::DayFirst { iso }) => Some((written.trim(), iso)),
        _ => None,
    }
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
        DeValue::Float(n) => NodeValue::Float(n.as_str().parse().map_err(|_| too_big())?),
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
    Ok(Node { spot, value: data })
}

/// Reads YAML that begins at byte `offset` of the file with the lines `lines`. An empty value
/// counts as absent.
///
/// # Errors
/// The first fault of the text, without a file name.
pub fn from_yaml(text: &str, offset: usize, lines: &Lines) -> Result<Node, Vec<Diag>> {
    let local = Lines::new(text);
    let first_line = lines.spot(offset..offset).line;
    let shift = |line: usize, column: usize, length: usize| {
        let at = local.offset(line.max(1), column);
        let spot = local.spot(at..at + length.max(1));
        Spot { line: spot.line + first_line - 1, ..spot }
    };
    if yaml_depth(text) > MAX_DEPTH {
        return Err(vec![Diag::error(Code::TooDeep).spot(shift(1, 0, 1)).arg("limit", MAX_DEPTH)]);
    }
    let documents = MarkedYaml::load_from_str(text).map_err(|fault| {
        let spot = shift(fault.marker().line(), fault.marker().col(), 1);
        vec![Diag::error(Code::YamlSyntax).spot(spot).arg("message", fault.info())]
    })?;
    let Some(root) = documents.first() else { return Ok(Node::empty_table()) };
    let mut faults = Vec::new();
    let node = yaml_node(root, &shift, &mut faults, 0);
    if !faults.is_empty() {
        return Err(faults);
    }
    match node {
        None => Ok(Node::empty_table()),
        Some(node) if matches!(node.value, NodeValue::Table(_)) => Ok(node),
        Some(node) => Err(vec![Diag::error(Code::FrontMatterNotTable).spot(node.spot)]),
    }
}

/// An upper bound of the nesting, computed from indentation and brackets, so that the recursive
/// parser never gets text that is nested too deeply.
fn yaml_depth(text: &str) -> usize {
    let mut flow = 0usize;
    let mut deepest = 0usize;
    for line in text.lines() {
        for c in line.chars() {
            match c {
                '[' | '{' => flow += 1,
                ']' | '}' => flow = flow.saturating_sub(1),
                _ => {}
            }
            deepest = deepest.max(flow);
        }
        deepest = deepest.max(indentation(line) / 2);
    }
    deepest
}

/// The length of the spaces at the start of a line, including the signs `-`, `?` and `:` among them
/// that begin a list item, a key or a value.
fn indentation(line: &str) -> usize {
    let bytes = line.as_bytes();
    let space = |at: usize| matches!(bytes.get(at), Some(b' ' | b'\t'));
    let sign =
        |at: usize| matches!(bytes.get(at), Some(b'-' | b'?' | b':')) && (at + 1 == bytes.len() || space(at + 1));
    (0..bytes.len()).find(|at| !space(*at) && !sign(*at)).unwrap_or(bytes.len())
}

fn yaml_node(
    yaml: &MarkedYaml,
    shift: &impl Fn(usize, usize, usize) -> Spot,
    faults: &mut Vec<Diag>,
    depth: usize,
) -> Option<Node> {
    let (start, end) = (yaml.span.start, yaml.span.end);
    let length = if start.line() == end.line() { end.col().saturating_sub(start.col()) } else { 1 };
    let spot = shift(start.line(), start.col(), length);
    // Aliases can make the value nest more deeply than the text.
    if depth > MAX_DEPTH {
        faults.push(Diag::error(Code::TooDeep).spot(spot).arg("limit", MAX_DEPTH));
        return None;
    }
    let data = match &yaml.data {
        YamlData::Value(Scalar::Null) => return None,
        YamlData::Value(Scalar::Boolean(b)) => NodeValue::Boolean(*b),
        YamlData::Value(Scalar::Integer(n)) => NodeValue::Integer(*n),
        YamlData::Value(Scalar::FloatingPoint(n)) => NodeValue::Float(n.into_inner()),
        YamlData::Value(Scalar::String(text)) | YamlData::Representation(text, ..) => {
            match check_characters(text, spot) {
                Ok(text) => NodeValue::Text(text),
                Err(fault) => {
                    faults.push(fault);
                    return None;
                }
            }
        }
        YamlData::Sequence(items) => {
            NodeValue::List(items.iter().filter_map(|item| yaml_node(item, shift, faults, depth + 1)).collect())
        }
        YamlData::Mapping(map) => {
            let mut entries = Vec::new();
            for (key, value) in map {
                let at = key.span.start;
                let key_spot = shift(at.line(), at.col(), key.span.end.col().saturating_sub(at.col()));
                let YamlData::Value(Scalar::String(name)) = &key.data else {
                    faults.push(Diag::error(Code::YamlSyntax).spot(key_spot).arg("message", "key is not text"));
                    continue;
                };
                if let Some(node) = yaml_node(value, shift, faults, depth + 1) {
                    entries.push(TableEntry { key: name.to_string(), spot: key_spot, node });
                }
            }
            NodeValue::Table(entries)
        }
        YamlData::Tagged(..) | YamlData::Alias(_) | YamlData::BadValue => {
            faults.push(Diag::error(Code::YamlSyntax).spot(spot).arg("message", "tags and aliases are not read"));
            return None;
        }
    };
    Some(Node { spot, value: data })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn toml_and_yaml_of_the_same_facts_are_the_same_values() {
        let toml_text = "title = \"Lễ hội\"\nweight = 3\nlist = [\"a\", \"b\"]\n";
        let yaml_text = "title: Lễ hội\nweight: 3\nlist: [a, b]\nempty:\n";
        let one = from_toml(toml_text, 0, &Lines::new(toml_text)).unwrap();
        let two = from_yaml(yaml_text, 0, &Lines::new(yaml_text)).unwrap();
        assert_eq!(one.to_json(), two.to_json());
    }

    #[test]
    fn every_fault_of_toml_is_told_with_its_line() {
        let text = "a = \nb = 2\nc = [1,\nd = \"x\n";
        let faults = from_toml(text, 0, &Lines::new(text)).unwrap_err();
        assert!(faults.len() >= 2, "{faults:?}");
        assert_eq!(faults[0].spot.map(|s| s.line), Some(1));
    }

    #[test]
    fn places_count_from_the_start_of_the_file() {
        let file = "+++\ntitle = \"x\"\n+++\n";
        let node = from_toml("title = \"x\"\n", 4, &Lines::new(file)).unwrap();
        assert_eq!(node.entries()[0].spot, Spot { line: 2, column: 1, length: 5 });
        let file = "---\nten: bay\nso: [1\n---\n";
        let fault = from_yaml("ten: bay\nso: [1\n", 4, &Lines::new(file)).unwrap_err();
        assert!(fault[0].spot.is_some_and(|s| s.line >= 3));
    }

    #[test]
    fn an_escape_cannot_write_what_no_text_can_hold() {
        for text in ["a = \"x\\u0001\"\n", "a = [\"\\uFDD0\"]\n"] {
            assert_eq!(from_toml(text, 0, &Lines::new(text)).unwrap_err()[0].code, Code::ForbiddenCharacter);
        }
        let text = "a: \"x\\x01\"\n";
        assert_eq!(from_yaml(text, 0, &Lines::new(text)).unwrap_err()[0].code, Code::ForbiddenCharacter);
    }

    #[test]
    fn hostile_depth_is_refused() {
        let text = format!("a = {}1{}", "[".repeat(60), "]".repeat(60));
        assert!(from_toml(&text, 0, &Lines::new(&text)).is_err());
        let text = format!("a: {}1{}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(from_yaml(&text, 0, &Lines::new(&text)).is_err());
        for sign in ["- ", "? ", "? - ", ": ? ", "-\t"] {
            let text = format!("{}a", sign.repeat(100_000));
            assert!(from_yaml(&text, 0, &Lines::new(&text)).is_err(), "{sign}");
        }
        let rule = format!("a: |\n  b\n  {}\n", "-".repeat(90));
        assert!(from_yaml(&rule, 0, &Lines::new(&rule)).is_ok());
        let steps: String = (0..60).map(|n| format!("{}a:\n", " ".repeat(n))).collect();
        assert!(from_yaml(&steps, 0, &Lines::new(&steps)).is_err());
        let (open, close) = ("[".repeat(20), "]".repeat(20));
        let aliases = format!("a: &a {open}1{close}\nb: {open}*a{close}\n");
        assert!(from_yaml(&aliases, 0, &Lines::new(&aliases)).is_err());
    }
}
