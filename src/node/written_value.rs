//! A value of a file together with its place.

use serde::{Deserialize, Serialize};

use crate::diag::{Code, Diag, Spot};
use crate::text::nfc::first_forbidden;

/// The language of a file. It decides the sign between a key and its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Syntax {
    /// `key = value`
    Toml,
    /// `key: value`
    Yaml,
    /// `"key": value`
    Json,
    /// A cell of a table: the heading of its column is the key.
    Cell,
}

impl Syntax {
    /// A key with its value.
    pub fn entry(self, key: &str, value: &str) -> String {
        match self {
            Self::Toml => format!("{key} = {value}"),
            Self::Yaml => format!("{key}: {value}"),
            Self::Json => format!("\"{key}\": {value}"),
            Self::Cell => value.trim_matches('"').to_owned(),
        }
    }
}

/// A value and the place where it was written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Node {
    /// The place of the value; for the table of a whole file, the place where the table begins.
    pub spot: Spot,
    /// What was written there, without a check whether the key may have such a value.
    pub value: NodeValue,
    /// The language in which it was written.
    pub syntax: Syntax,
}

/// A parsed value. A date is kept as text, because only the field knows whether a date is expected.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum NodeValue {
    /// A text. All values of YAML that are no number, boolean, list or mapping are texts, dates
    /// too.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number with decimals or an exponent. It is finite.
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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TableEntry {
    /// The key, without quotes.
    pub key: String,
    /// The place of the key.
    pub spot: Spot,
    /// The value, with a place of its own.
    pub node: Node,
}

/// Deeper nesting than this is refused. No person writes it, and the recursion needs a limit.
pub(crate) const MAX_DEPTH: usize = 32;

/// Whole numbers from here on do not fit into [`NodeValue::Integer`]: 2⁶³.
pub(super) const MAX_WHOLE: f64 = 9_223_372_036_854_775_808.0;

impl Node {
    /// An empty table at the start of a file.
    pub fn empty_table() -> Self {
        let spot = Spot { line: 1, column: 1, length: 1 };
        Self { spot, value: NodeValue::Table(Vec::new()), syntax: Syntax::Toml }
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

/// Checks the characters of a text: an escape can write a character that is forbidden in texts.
pub(crate) fn check_characters(text: &str, spot: Spot) -> Result<String, Diag> {
    match first_forbidden(text) {
        Some(c) => Err(Diag::error(Code::ForbiddenCharacter).spot(spot).arg("value", format!("U+{:04X}", c as u32))),
        None => Ok(text.to_owned()),
    }
}
