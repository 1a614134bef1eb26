//! Tables of data files: headings, and rows with one cell for each heading.

use std::collections::HashMap;

use tera::Value;

use crate::diag::{Code, Diag};

/// A table of a data file.
#[derive(Debug, PartialEq)]
pub(crate) struct DataTable {
    /// The headings of the columns.
    pub(crate) headings: Vec<String>,
    /// The rows, each with one cell for each heading. A cell without a value is `none`.
    pub(crate) rows: Vec<Vec<Value>>,
}

/// Why the value of a data file is no table.
#[derive(Debug, PartialEq)]
pub(crate) enum DataTableFault {
    /// The file has no list of rows.
    NoRows,
    /// The row of this number, from 1, is not of the same type as the first one.
    OtherRow(usize),
    /// The row of this number, from 1, has more cells than there are headings.
    LongRow(usize),
    /// The row of this number, from 1, has a cell that contains tables or lists of lists.
    DeepCell(usize),
}

impl DataTableFault {
    /// The diagnostic for the fault, without the name of the file.
    pub(crate) fn diag(&self) -> Diag {
        match self {
            Self::NoRows => Diag::error(Code::TableNoRows),
            Self::OtherRow(at) => Diag::error(Code::TableOtherRow).arg("row", at),
            Self::LongRow(at) => Diag::error(Code::TableLongRow).arg("row", at),
            Self::DeepCell(at) => Diag::error(Code::TableDeepCell).arg("row", at),
        }
    }
}

impl DataTable {
    /// Makes a table of `{headers, records}`, of a list of records, of a list of lists whose first
    /// one has the headings, or of a table of data that contains nothing but one of these.
    ///
    /// The headings of records are all their keys, in the order in which the file has them first.
    ///
    /// # Errors
    /// The first fault of the value.
    pub(crate) fn from_value(value: &Value) -> Result<Self, DataTableFault> {
        // A table without columns would show nothing, and browsers refuse its empty head.
        Self::find_rows(value)
            .and_then(|table| if table.headings.is_empty() { Err(DataTableFault::NoRows) } else { Ok(table) })
    }

    fn find_rows(value: &Value) -> Result<Self, DataTableFault> {
        if let Some(rows) = value.as_array() {
            return Self::from_rows(None, rows);
        }
        if let Some(rows) = value.get_from_path("records").and_then(Value::as_array) {
            let headings = value.get_from_path("headers").and_then(Value::as_array);
            return Self::from_rows(headings.map(|all| all.iter().map(Value::to_string).collect()), rows);
        }
        let mut values = value.as_map().into_iter().flatten().map(|(_, value)| value);
        match (values.next().and_then(Value::as_array), values.next()) {
            (Some(rows), None) => Self::from_rows(None, rows),
            _ => Err(DataTableFault::NoRows),
        }
    }

    fn from_rows(headings: Option<Vec<String>>, rows: &[Value]) -> Result<Self, DataTableFault> {
        match rows.first() {
            None => Ok(Self { headings: headings.unwrap_or_default(), rows: Vec::new() }),
            Some(first) if first.is_map() => Self::from_records(headings, rows),
            Some(_) => Self::from_lists(headings, rows),
        }
    }

    fn from_records(headings: Option<Vec<String>>, records: &[Value]) -> Result<Self, DataTableFault> {
        let is_open = headings.is_none();
        let mut headings = headings.unwrap_or_default();
        let mut columns: HashMap<String, usize> = headings.iter().cloned().zip(0..).collect();
        let mut rows: Vec<Vec<Value>> = Vec::with_capacity(records.len());
        for (at, record) in records.iter().enumerate() {
            let entries = record.as_map().ok_or(DataTableFault::OtherRow(at + 1))?;
            let mut row = vec![Value::none(); headings.len()];
            for (key, value) in entries {
                let key = key.to_string();
                if is_open && !columns.contains_key(&key) {
                    columns.insert(key.clone(), headings.len());
                    headings.push(key.clone());
                    row.push(Value::none());
                }
                if let Some(cell) = columns.get(&key).and_then(|column| row.get_mut(*column)) {
                    *cell = flat_cell(value).ok_or(DataTableFault::DeepCell(at + 1))?;
                }
            }
            rows.push(row);
        }
        rows.iter_mut().for_each(|row| row.resize(headings.len(), Value::none()));
        Ok(Self { headings, rows })
    }

    fn from_lists(headings: Option<Vec<String>>, lists: &[Value]) -> Result<Self, DataTableFault> {
        let mut rows = Vec::with_capacity(lists.len());
        for (at, list) in lists.iter().enumerate() {
            let cells = list.as_array().ok_or(DataTableFault::OtherRow(at + 1))?;
            let cells: Option<Vec<Value>> = cells.iter().map(flat_cell).collect();
            rows.push(cells.ok_or(DataTableFault::DeepCell(at + 1))?);
        }
        let has_headings = headings.is_some();
        let headings = headings.unwrap_or_else(|| rows.remove(0).iter().map(Value::to_string).collect());
        if let Some(at) = rows.iter().position(|row| row.len() > headings.len()) {
            return Err(DataTableFault::LongRow(at + if has_headings { 1 } else { 2 }));
        }
        rows.iter_mut().for_each(|row| row.resize(headings.len(), Value::none()));
        Ok(Self { headings, rows })
    }
}

/// The value of a cell. A list of simple values becomes a text. `None` for anything deeper.
fn flat_cell(value: &Value) -> Option<Value> {
    if value.is_map() {
        return None;
    }
    let Some(items) = value.as_array() else { return Some(value.clone()) };
    let is_flat = items.iter().all(|item| !item.is_map() && item.as_array().is_none());
    is_flat.then(|| items.iter().map(Value::to_string).collect::<Vec<_>>().join(", ").into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::value::object::from_json;

    fn table(json: &str) -> Result<(String, String), DataTableFault> {
        let value = from_json(&serde_json::from_str(json).unwrap());
        let table = DataTable::from_value(&value)?;
        let rows = table.rows.iter().map(|row| row.iter().map(Value::to_string).collect::<Vec<_>>().join("|"));
        Ok((table.headings.join("|"), rows.collect::<Vec<_>>().join(" / ")))
    }

    #[test]
    fn every_value_stands_below_its_heading() {
        for (json, headings, rows) in [
            (r#"[{"a":1,"b":2},{"b":3},{"b":4,"a":5}]"#, "a|b", "1|2 / |3 / 5|4"),
            (r#"[{"a":1},{"b":2,"a":3},{"c":4}]"#, "a|b|c", "1|| / 3|2| / ||4"),
            (r#"[["a","b"],["1","2"],["3"]]"#, "a|b", "1|2 / 3|"),
            (r#"{"headers":["a","b"],"records":[["1","2"]]}"#, "a|b", "1|2"),
            (r#"{"headers":["b","a"],"records":[{"a":1,"b":2,"c":3}]}"#, "b|a", "2|1"),
            (r#"{"records":[{"a":1}]}"#, "a", "1"),
            (r#"{"rows":[{"a":["x","y"],"b":null}]}"#, "a|b", "x, y|"),
            (r#"{"headers":["a"],"records":[]}"#, "a", ""),
        ] {
            assert_eq!(table(json), Ok((headings.to_owned(), rows.to_owned())), "{json}");
        }
    }

    #[test]
    fn what_is_no_table_is_told_by_its_row() {
        for (json, fault) in [
            ("1", DataTableFault::NoRows),
            ("{}", DataTableFault::NoRows),
            ("[]", DataTableFault::NoRows),
            ("[{}]", DataTableFault::NoRows),
            (r#"{"a":[],"b":[]}"#, DataTableFault::NoRows),
            ("[1,2]", DataTableFault::OtherRow(1)),
            (r#"[{"a":1},[2]]"#, DataTableFault::OtherRow(2)),
            (r#"[["a"],{"a":1}]"#, DataTableFault::OtherRow(2)),
            (r#"[["a"],["1","2"]]"#, DataTableFault::LongRow(2)),
            (r#"{"headers":["a"],"records":[["1","2"]]}"#, DataTableFault::LongRow(1)),
            (r#"[{"a":{"b":1}}]"#, DataTableFault::DeepCell(1)),
            (r#"[{"a":1},{"a":[[1]]}]"#, DataTableFault::DeepCell(2)),
        ] {
            assert_eq!(table(json), Err(fault), "{json}");
        }
    }
}
