//! The text of a cell, and the places of its parts in the table.

use std::ops::Range;

use serde::Serialize;

use crate::csv_rows::CellPlace;
use crate::diag::Spot;

/// The text of a cell of a CSV file.
#[derive(Debug, Clone, Serialize)]
pub(super) struct CellText {
    /// The text without white space at its ends. Empty if the cell is.
    pub(super) text: String,
    /// Where the text begins; the line counts from the first line of the record, from 1.
    pub(super) place: CellPlace,
}

impl CellText {
    /// The place of a part of the text. A part over several lines ends with its first line.
    pub(super) fn spot(&self, part: Range<usize>) -> Spot {
        let before = self.text.get(..part.start).unwrap_or(&self.text);
        let line = before.matches('\n').count() as u32;
        let in_line = before.rsplit('\n').next().unwrap_or_default();
        let start = if line == 0 { self.place.column } else { 1 };
        let text = self.text.get(part).unwrap_or_default().lines().next().unwrap_or_default();
        let line = self.place.line + line;
        Spot { line, column: start + self.width(in_line), length: self.width(text).max(1) }
    }

    /// The place of the whole text.
    pub(super) fn whole_spot(&self) -> Spot {
        self.spot(0..self.text.len())
    }

    /// The number of characters that a text of this cell has in the file.
    fn width(&self, text: &str) -> u32 {
        let doubled = if self.place.is_quoted { text.matches('"').count() } else { 0 };
        (text.chars().count() + doubled) as u32
    }

    /// The items of a list: the lines of the text, or else its parts between semicolons. Parts
    /// without text are left out.
    pub(super) fn items(&self) -> impl Iterator<Item = Range<usize>> {
        let separator = if self.text.contains('\n') { '\n' } else { ';' };
        let mut at = 0;
        self.text.split(separator).filter_map(move |part| {
            let start = at + part.len() - part.trim_start().len();
            at += part.len() + 1;
            let item = part.trim();
            (!item.is_empty()).then(|| start..start + item.len())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(text: &str, line: u32, column: u32, is_quoted: bool) -> CellText {
        CellText { text: text.to_owned(), place: CellPlace { line, column, is_quoted } }
    }

    #[test]
    fn items_have_their_places_in_the_file() {
        let spots = |cell: &CellText| {
            let spots = cell.items().map(|item| cell.spot(item));
            spots.map(|spot| (spot.line, spot.column, spot.length)).collect::<Vec<_>>()
        };
        assert_eq!(spots(&cell("Đất;  nhà ;; x", 1, 5, false)), [(1, 5, 3), (1, 11, 3), (1, 18, 1)]);
        assert_eq!(spots(&cell("một\n\n hai; ba", 2, 9, true)), [(2, 9, 3), (4, 2, 7)]);
        assert_eq!(spots(&cell("\"a\";b", 1, 2, true)), [(1, 2, 5), (1, 8, 1)]);
        assert_eq!(spots(&cell("", 1, 1, false)), []);
    }
}
