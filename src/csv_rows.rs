//! Reads the rows of CSV files as spreadsheets save them (RFC 4180), with the separators of any
//! country.

use std::io::Read;

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
    let read = read_table(text, named).and_then(|(separator, rows)| match find_text_behind_quote(text, separator) {
        Some(line) => Err(Diag::error(Code::CsvQuoteInside).spot(line_spot(line))),
        None => Ok(rows),
    });
    let mut rows = read.map_err(|fault| match fault.spot {
        Some(spot) => fault.spot(line_spot(shift(spot.line))),
        None => fault,
    })?;
    rows.iter_mut().for_each(|row| row.line = shift(row.line));
    Ok(rows)
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

/// The line of a cell in which text follows a closed quotation mark:
/// `"Đông Liên" (mới)`. The reader of CSV would drop the marks and join both.
fn find_text_behind_quote(text: &str, separator: u8) -> Option<u32> {
    let mut line = 1;
    let mut is_cell_start = true;
    let mut is_quoted = false;
    let mut is_behind_quote = false;
    let mut before = b'\n';
    for byte in text.bytes() {
        // Two marks within a cell in quotation marks are one mark of its text.
        let is_double = is_behind_quote && before == b'"';
        match byte {
            _ if !is_quoted && (byte == separator || byte == b'\n') => {
                is_cell_start = true;
                is_behind_quote = false;
            }
            b'"' if is_quoted => {
                is_quoted = false;
                is_behind_quote = true;
            }
            b'"' if is_cell_start || is_double => {
                is_quoted = true;
                is_cell_start = false;
                is_behind_quote = false;
            }
            b' ' if is_behind_quote => {}
            _ if is_behind_quote => return Some(line),
            _ => is_cell_start = false,
        }
        line += u32::from(byte == b'\n');
        before = byte;
    }
    None
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
        rows.push(CsvRow { line, cells: record.iter().map(str::to_owned).collect() });
    }
    match rows.pop() {
        Some(last) if last.cells != [END] => Err(Diag::error(Code::CsvQuote).spot(line_spot(last.line))),
        _ => Ok(rows),
    }
}
