//! Turns a diagnostic about a record's page into one about its row of the table.

use super::record::{Cell, Record};
use crate::diag::{Code, Diag, Spot};

impl Record {
    /// The file of the table and the line of the record, as messages name it: `data/a.csv:12`.
    pub fn place(&self) -> String {
        format!("{}:{}", self.table.file, self.line)
    }

    /// The file of the table, and the line in which the record begins.
    pub fn file_and_line(&self) -> (&str, u32) {
        (&self.table.file, self.line)
    }

    /// The file of the table, and the place in it of a place that counts from the first line of the
    /// record; the first line of the record for `None`.
    pub fn place_in_file(&self, spot: Option<Spot>) -> (&str, Spot) {
        let row = Spot { line: self.line, column: 1, length: 1 };
        (&self.table.file, spot.map_or(row, |spot| self.spot_in_file(spot)))
    }

    /// The diagnostic with its place in the table.
    pub(super) fn locate(&self, mut diag: Diag) -> Diag {
        diag.file = Some(self.table.file.clone());
        if let Some(found) = self.locate_missing_value(&diag) {
            return found;
        }
        if diag.code == Code::WrongType && self.table.has_headings {
            diag.code = Code::RecordCellType;
            let is_flag = diag.args.iter().any(|(name, value)| *name == "wanted" && value == "boolean");
            if is_flag {
                diag.args.retain(|(name, _)| *name != "suggestion");
                diag = diag.arg_by_language("suggestion", "có hoặc không", "yes or no");
            }
        }
        diag.spot = Some(self.place_in_file(diag.spot).1);
        diag
    }

    /// The place in the file of a place that counts from the first line of the record.
    fn spot_in_file(&self, spot: Spot) -> Spot {
        let spot = match spot.line.checked_sub(self.height + 1) {
            Some(line) => self.spot_in_body(line, spot),
            None => spot,
        };
        Spot { line: self.line + spot.line.saturating_sub(1), ..spot }
    }

    /// The place of a part of the text of the page: its line from 0, and its column.
    fn spot_in_body(&self, line: u32, spot: Spot) -> Spot {
        match self.body_cell() {
            Some(Cell::Text(cell)) => {
                let starts = std::iter::once(0).chain(cell.text.match_indices('\n').map(|(at, _)| at + 1));
                let start = starts.take(line as usize + 1).last().unwrap_or(0);
                let chars = |from: usize, count: u32| {
                    let rest = &cell.text[from..];
                    from + rest.char_indices().nth(count as usize).map_or(rest.len(), |(at, _)| at)
                };
                let at = chars(start, spot.column.saturating_sub(1));
                cell.spot(at..chars(at, spot.length))
            }
            Some(Cell::Value(node)) => node.spot,
            _ => Spot { line: 1, column: 1, length: 1 },
        }
    }

    /// A missing field as an empty cell, or as a column that the table does not have. The latter is
    /// the same for all records, and so is reported once.
    fn locate_missing_value(&self, diag: &Diag) -> Option<Diag> {
        let argument = |name: &str| diag.args.iter().find(|(own, _)| *own == name).map(|(_, value)| value.as_str());
        let (key, code) = match diag.code {
            Code::MissingTitle => ("title", Code::RecordCellEmpty),
            Code::MissingField => (argument("key")?, Code::RecordCellEmpty),
            Code::MissingFieldIf => (argument("key")?, Code::RecordCellEmptyIf),
            _ => return None,
        };
        // A key of JSON is missing as one of front matter is.
        if !self.table.has_headings {
            return None;
        }
        let (file, args) = (diag.file.clone(), diag.args.clone());
        let told = |code, spot| Diag { file, args, ..Diag::error(code) }.spot(spot);
        Some(
            match self.table.column_of(key).map(|at| (&self.table.columns[at], self.cells.get(at).and_then(Cell::spot)))
            {
                Some((column, spot)) => {
                    let spot = spot.unwrap_or(Spot { line: 1, column: 1, length: 1 });
                    told(code, self.spot_in_file(spot)).arg("value", &column.heading)
                }
                None => {
                    let heading = self.table.columns.first().map_or_else(Spot::default, |column| column.spot);
                    let diag = told(Code::RecordColumnMissing, heading);
                    match diag.args.is_empty() {
                        true => {
                            let diag = diag.arg("key", key).arg_by_language("label", "Tiêu đề", "Title");
                            diag.arg("kind", self.table.kind.as_deref().unwrap_or("page"))
                        }
                        false => diag,
                    }
                }
            },
        )
    }
}
