//! A record of a table, as a content file that nobody wrote.

use std::sync::Arc;

use super::cell_text::CellText;
use super::cell_value::read_text;
use super::record_table::{ColumnMeaning, RecordTable};
use crate::codec::encode;
use crate::content::FieldType;
use crate::diag::Spot;
use crate::node::{Node, NodeValue, Syntax, TableEntry};

/// A record of a table. The places of its values count from its first line.
#[derive(Debug, Clone)]
pub struct Record {
    pub(super) table: Arc<RecordTable>,
    /// The line of the file in which the record begins, from 1.
    pub(super) line: u32,
    /// The number of its lines. A place in a later line is one in the text of the page: see
    /// [`Record::body_line`].
    pub(super) height: u32,
    /// The cells, in the order of the columns of the table. Cells may be missing at the end.
    pub(super) cells: Vec<Cell>,
}

/// The value of a record in one column.
#[derive(Debug, Clone, serde::Serialize)]
pub(super) enum Cell {
    /// A cell of CSV.
    Text(CellText),
    /// A value of JSON.
    Value(Node),
    /// The object of JSON has no such key, or nothing as its value.
    Absent,
}

impl Cell {
    /// The text; `None` if the cell is empty, or has no text.
    pub(super) fn text(&self) -> Option<&str> {
        let text = match self {
            Self::Text(cell) => cell.text.as_str(),
            Self::Value(node) => node.as_text()?.trim(),
            Self::Absent => return None,
        };
        (!text.is_empty()).then_some(text)
    }

    /// The place of the cell; `None` if it is absent.
    pub(super) fn spot(&self) -> Option<Spot> {
        match self {
            Self::Text(cell) => Some(cell.whole_spot()),
            Self::Value(node) => Some(node.spot),
            Self::Absent => None,
        }
    }

    /// The cell as a value of a key of front matter; `None` if it is empty.
    fn value(&self, ty: &FieldType) -> Option<Node> {
        let cell = match self {
            Self::Text(cell) if !cell.text.is_empty() => cell,
            Self::Value(node) => return value_of_json(node, ty),
            Self::Text(_) | Self::Absent => return None,
        };
        let node = |spot, value| Node { spot, value, syntax: Syntax::Cell };
        let value = match ty {
            FieldType::List(item) => {
                let items = cell.items().map(|part| node(cell.spot(part.clone()), read_text(&cell.text[part], item)));
                NodeValue::List(items.collect())
            }
            ty => read_text(&cell.text, ty),
        };
        Some(node(cell.whole_spot(), value))
    }
}

/// A value of JSON as a value of front matter; `None` if it is an empty text.
fn value_of_json(node: &Node, ty: &FieldType) -> Option<Node> {
    let value = match &node.value {
        NodeValue::Text(text) if text.trim().is_empty() => return None,
        NodeValue::Text(text) => read_text(text.trim(), ty),
        NodeValue::List(items) => {
            NodeValue::List(items.iter().filter_map(|item| value_of_json(item, ty.item())).collect())
        }
        other => other.clone(),
    };
    Some(Node { value, ..*node })
}

impl Record {
    /// The line, from the first one of the record, at which the places of its text begin. A text
    /// of JSON has its lines in one line of the file, so the text has lines of its own.
    pub fn body_line(&self) -> u32 {
        self.height
    }

    /// The front matter. Empty cells are keys that are absent.
    pub fn front(&self) -> Node {
        let node = |spot, value| Node { spot, value, syntax: self.syntax() };
        let spot = self.spot();
        let mut entries: Vec<TableEntry> = Vec::new();
        if let Some(kind) = &self.table.kind {
            entries.push(TableEntry { key: "kind".to_owned(), spot, node: node(spot, NodeValue::Text(kind.clone())) });
        }
        for (column, cell) in self.table.columns.iter().zip(&self.cells) {
            let ColumnMeaning::Key(key, ty) = &column.meaning else { continue };
            let Some(value) = cell.value(ty) else { continue };
            let Some((table, inner)) = key.split_once('.') else {
                entries.push(TableEntry { key: key.clone(), spot: value.spot, node: value });
                continue;
            };
            let entry = TableEntry { key: inner.to_owned(), spot: value.spot, node: value };
            match entries.iter_mut().find(|entry| entry.key == table).map(|entry| &mut entry.node.value) {
                Some(NodeValue::Table(inner)) => inner.push(entry),
                _ => {
                    let value = node(entry.spot, NodeValue::Table(vec![entry]));
                    entries.push(TableEntry { key: table.to_owned(), spot: value.spot, node: value });
                }
            }
        }
        node(spot, NodeValue::Table(entries))
    }

    /// The text of the page. Empty if the table has no column for it, or the cell is empty.
    pub fn body(&self) -> &str {
        self.body_cell().and_then(Cell::text).unwrap_or_default()
    }

    pub(super) fn body_cell(&self) -> Option<&Cell> {
        let at = self.table.columns.iter().position(|column| matches!(column.meaning, ColumnMeaning::Body))?;
        self.cells.get(at)
    }

    /// The bytes on which the page depends, as if they were those of a content file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let keys = self.table.columns.iter().map(|column| match &column.meaning {
            ColumnMeaning::Key(key, _) => (0, key.as_str()),
            ColumnMeaning::Body => (1, ""),
            ColumnMeaning::Language => (2, ""),
            ColumnMeaning::Nothing => (3, ""),
        });
        // A column that is left out changes the places of the others, but not what they say.
        let used: Vec<(u8, &str, &Cell)> =
            keys.zip(&self.cells).map(|((code, key), cell)| (code, key, cell)).filter(|(code, ..)| *code < 2).collect();
        encode(&(&self.table.kind, self.height, used))
    }

    /// The place of the record: its first cell.
    fn spot(&self) -> Spot {
        let first = self.cells.iter().find_map(Cell::spot).unwrap_or_default();
        Spot { line: 1, column: if first.line == 1 { first.column } else { 1 }, length: 1 }
    }

    fn syntax(&self) -> Syntax {
        if self.table.has_headings { Syntax::Cell } else { Syntax::Json }
    }
}
