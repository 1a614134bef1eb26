//! Reads the rows of CSV files as spreadsheets save them (RFC 4180), with the separators of any
//! country.

use std::io::Read;

use serde::Serialize;

use crate::diag::{Code, Diag, Spot};

/// The separators, the likeliest first. A decimal comma or a comma in a heading is frequent in a
/// file with semicolons or tabs, the reverse is not.
const SEPARATORS: [u8; 3] = [b'\t', b';', b','];

/// The only cell of a row that is added to the end of the text: a quotation mark that is not closed
/// takes this row into its cell. No file contains the character, because it is forbidden.
const END: &str = "\u{1}";

/// A row of a CSV file.
pub(crate) struct CsvRow {
    /// The line of the file in which the row begins.
    pub(crate) line: u32,
    /// The text of each cell, without white space at its ends.
    pub(crate) cells: Vec<String>,
    /// Where the text of each cell begins.
    pub(crate) places: Vec<CellPlace>,
}

/// Where the text of a cell begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) struct CellPlace {
    /// The line of the file.
    pub(crate) line: u32,
    /// The column, in characters from 1.
    pub(crate) column: u32,
    /// Whether the cell is in quotation marks: a mark in its text is written twice.
    pub(crate) is_quoted: bool,
}

impl CsvRow {
    /// The place of the row, for messages.
    pub(crate) fn spot(&self) -> Spot {
        line_spot(self.line)
    }
}

/// Reads the rows of a text, which may have line ends of every kind. A first line `sep=;` names the
/// separator.
///
/// # Errors
/// A quotation mark that is not closed, at its row, or one with text behind it in its cell.
pub(crate) fn read_csv_rows(text: &str) -> Result<Vec<CsvRow>, Diag> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let (named, text, first_line) = match split_separator_line(&text) {
        Some((separator, rest)) => (Some(separator), rest, 2),
        None => (None, text.as_str(), 1),
    };
    let shift = |line: u32| line + first_line - 1;
    let read = read_table(text, named).and_then(|(separator, mut rows)| {
        let places = find_places(text, char::from(separator))
            .map_err(|line| Diag::error(Code::CsvQuoteInside).spot(line_spot(line)))?;
        for (row, places) in rows.iter_mut().zip(places) {
            row.line = places.first().map_or(row.line, |first| first.row);
            row.places = places.into_iter().map(|found| found.place).collect();
        }
        Ok(rows)
    });
    let mut rows = read.map_err(|fault| match fault.spot {
        Some(spot) => fault.spot(line_spot(shift(spot.line))),
        None => fault,
    })?;
    for row in &mut rows {
        row.line = shift(row.line);
        row.places.iter_mut().for_each(|place| place.line = shift(place.line));
    }
    Ok(rows)
}

/// A table: one row of headings, and rows with one cell for each heading.
pub(crate) struct CsvTable {
    /// The headings. The last one is not empty, unless its column has text.
    pub(crate) headings: CsvRow,
    /// The rows that have any text.
    pub(crate) rows: Vec<CsvRow>,
}

/// The most ragged rows of one file that are reported.
const MOST_FAULTS: usize = 20;

/// Reads a text as a table. Rows and last columns without any text are left out.
///
/// # Errors
/// Rows with another number of cells than the headings, or a quotation mark that is not closed.
pub(crate) fn read_csv_table(text: &str) -> Result<CsvTable, Vec<Diag>> {
    if text.trim().is_empty() {
        return Err(vec![Diag::error(Code::DataEmpty).spot(line_spot(1))]);
    }
    let mut rows = read_csv_rows(text).map_err(|fault| vec![fault])?.into_iter();
    let mut headings = rows.next().unwrap_or(CsvRow { line: 1, cells: Vec::new(), places: Vec::new() });
    let mut rows: Vec<CsvRow> = rows.filter(|row| row.cells.iter().any(|cell| !cell.is_empty())).collect();
    let used = |cells: &[String]| cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |at| at + 1);
    let width = rows.iter().map(|row| used(&row.cells)).max().unwrap_or(0).max(used(&headings.cells));
    let width = width.min(headings.cells.len());
    headings.cells.truncate(width);
    check_rows(&headings, &rows)?;
    rows.iter_mut().for_each(|row| row.cells.truncate(width));
    Ok(CsvTable { headings, rows })
}

/// Reports every row that has more or fewer cells than there are headings. Empty cells at the end
/// of a row are no cells too many.
fn check_rows(headings: &CsvRow, rows: &[CsvRow]) -> Result<(), Vec<Diag>> {
    let wanted = headings.cells.len();
    let is_ragged =
        |row: &&CsvRow| row.cells.len() < wanted || row.cells.iter().skip(wanted).any(|cell| !cell.is_empty());
    let tell = |row: &CsvRow| {
        let diag = Diag::error(Code::CsvRow).spot(row.spot());
        diag.arg("found", row.cells.len()).arg("wanted", wanted)
    };
    let faults: Vec<Diag> = rows.iter().filter(is_ragged).take(MOST_FAULTS).map(tell).collect();
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

fn line_spot(line: u32) -> Spot {
    Spot { line, column: 1, length: 1 }
}

/// The separator that a first line `sep=;` names, and the text after this line. Excel reads such a
/// line, and other programs write it for Excel.
fn split_separator_line(text: &str) -> Option<(u8, &str)> {
    let (line, rest) = text.split_once('\n').unwrap_or((text, ""));
    let (start, separator) = line.trim_matches('"').split_at_checked(4)?;
    if !start.eq_ignore_ascii_case("sep=") {
        return None;
    }
    match separator.as_bytes() {
        [separator] if separator.is_ascii() && *separator != b'"' => Some((*separator, rest)),
        _ => None,
    }
}

/// The rows of the text with their separator. If no separator is named, it is the first one with
/// which all rows have the same number of cells, and more than one; else the one that makes the
/// most headings.
fn read_table(text: &str, named: Option<u8>) -> Result<(u8, Vec<CsvRow>), Diag> {
    if let Some(separator) = named {
        return read_rows(text, separator).map(|rows| (separator, rows));
    }
    let mut best: Option<(usize, u8, Result<Vec<CsvRow>, Diag>)> = None;
    for separator in SEPARATORS {
        // A separator that is nowhere makes one column, as the comma does in the last round.
        if separator != b',' && !text.as_bytes().contains(&separator) {
            continue;
        }
        let rows = read_rows(text, separator);
        let headings = rows.iter().flatten().next().map_or(1, |row| row.cells.len());
        let is_even = rows.as_ref().is_ok_and(|rows| rows.iter().all(|row| row.cells.len() == headings));
        if is_even && headings > 1 {
            return rows.map(|rows| (separator, rows));
        }
        if best.as_ref().is_none_or(|(most, ..)| headings >= *most) {
            best = Some((headings, separator, rows));
        }
    }
    let Some((_, separator, rows)) = best else { return Ok((SEPARATORS[0], Vec::new())) };
    rows.map(|rows| (separator, rows))
}

/// A cell that was found in the text, with the line in which its row begins.
struct FoundCell {
    row: u32,
    place: CellPlace,
}

/// The places of the cells of each row. Empty lines are no rows, as for the reader of CSV, which
/// tells the places of rows alone.
///
/// # Errors
/// The line of a cell in which text follows a closed quotation mark: `"Đông Liên" (mới)`. The
/// reader of CSV would drop the marks and join both.
fn find_places(text: &str, separator: char) -> Result<Vec<Vec<FoundCell>>, u32> {
    let mut rows = Vec::new();
    let mut cells = Vec::new();
    let (mut line, mut column, mut row) = (1, 1, 1);
    let mut is_cell_start = true;
    let mut is_quoted = false;
    let mut is_behind_quote = false;
    let mut has_marks = false;
    let mut place = None;
    let mut before = '\n';
    // A line end after the last row ends it as it ends the others.
    for c in text.chars().chain(std::iter::once('\n')) {
        // Two marks within a cell in quotation marks are one mark of its text.
        let is_double = is_behind_quote && before == '"';
        let here = CellPlace { line, column, is_quoted: has_marks };
        match c {
            _ if !is_quoted && (c == separator || c == '\n') => {
                let is_empty_line = c == '\n' && cells.is_empty() && is_cell_start;
                if !is_empty_line {
                    cells.push(FoundCell { row, place: place.take().unwrap_or(here) });
                }
                if c == '\n' && !is_empty_line {
                    rows.push(std::mem::take(&mut cells));
                }
                is_cell_start = true;
                is_behind_quote = false;
                has_marks = false;
            }
            '"' if is_quoted => {
                is_quoted = false;
                is_behind_quote = true;
            }
            '"' if is_cell_start || is_double => {
                is_quoted = true;
                is_cell_start = false;
                is_behind_quote = false;
                has_marks = true;
                if is_double {
                    place.get_or_insert(CellPlace { column: column.saturating_sub(1), ..here });
                }
            }
            ' ' if is_behind_quote => {}
            _ if is_behind_quote => return Err(line),
            _ => {
                is_cell_start = false;
                if !c.is_whitespace() {
                    place.get_or_insert(here);
                }
            }
        }
        before = c;
        (line, column) = if c == '\n' { (line + 1, 1) } else { (line, column + 1) };
        if c == '\n' && cells.is_empty() && is_cell_start {
            row = line;
        }
    }
    Ok(rows)
}

fn read_rows(text: &str, separator: u8) -> Result<Vec<CsvRow>, Diag> {
    let end = format!("\n{END}");
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes().chain(end.as_bytes()));
    let mut rows = Vec::new();
    for record in reader.records() {
        let line = |position: Option<&csv::Position>| position.map_or(1, |p| p.line() as u32);
        // A reader of text in which rows may differ has no other fault.
        let record = record.map_err(|error| Diag::error(Code::DataNotUtf8).spot(line_spot(line(error.position()))))?;
        let line = line(record.position());
        rows.push(CsvRow { line, cells: record.iter().map(str::to_owned).collect(), places: Vec::new() });
    }
    match rows.pop() {
        Some(last) if last.cells != [END] => Err(Diag::error(Code::CsvQuote).spot(line_spot(last.line))),
        _ => Ok(rows),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The places of the cells of a text: line, column, and whether there are marks.
    fn places(text: &str) -> Vec<Vec<(u32, u32, bool)>> {
        let place = |place: &CellPlace| (place.line, place.column, place.is_quoted);
        let rows = read_csv_rows(text).unwrap_or_default();
        rows.iter().map(|row| row.places.iter().map(place).collect()).collect()
    }

    #[test]
    fn each_cell_has_the_place_of_its_text() {
        let (plain, quoted) = (|l, c| (l, c, false), |l, c| (l, c, true));
        for (text, wanted) in [
            ("a;b\n1;2", vec![vec![plain(1, 1), plain(1, 3)], vec![plain(2, 1), plain(2, 3)]]),
            ("đ ; b\n\n\n; 2\n", vec![vec![plain(1, 1), plain(1, 5)], vec![plain(4, 1), plain(4, 3)]]),
            ("sep=;\na;b\n", vec![vec![plain(2, 1), plain(2, 3)]]),
            ("a,\"x\ny\",c\n", vec![vec![plain(1, 1), quoted(1, 4), plain(2, 4)]]),
            ("\"\"\"a\"\"\",\" b\"\n", vec![vec![quoted(1, 2), quoted(1, 11)]]),
            ("\"\n a\",\"\"\n", vec![vec![quoted(2, 2), quoted(2, 7)]]),
        ] {
            assert_eq!(places(text), wanted, "{text:?}");
        }
    }
}
