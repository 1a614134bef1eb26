//! Reads CSV files as spreadsheets save them (RFC 4180), with the separators of any country.

use std::io::Read;

use tera::Value;

use crate::diag::{Code, Diag, Spot};
use crate::render::ObjectBuilder;

/// The separators, the likeliest first. A decimal comma or a comma in a heading is frequent in a
/// file with semicolons or tabs, the reverse is not.
const SEPARATORS: [u8; 3] = [b'\t', b';', b','];

/// The most ragged rows of one file that are reported.
const MOST_FAULTS: usize = 20;

/// The only cell of a row that is added to the end of the text: a quotation mark that is not closed
/// takes this row into its cell. No file contains the character, because it is forbidden.
const END: &str = "\u{1}";

/// A row and the line of the file in which it begins.
struct Row {
    line: u32,
    cells: Vec<String>,
}

/// Reads a CSV text. The form is `{headers: [...], records: [[...]]}`. Numbers stay text, because
/// `007` is not 7. Rows and last columns without any text are left out.
///
/// # Errors
/// Rows with another number of cells than the headings, or a quotation mark that is not closed.
pub(super) fn parse_csv(text: &str, warnings: &mut Vec<Diag>) -> Result<Value, Vec<Diag>> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let (named, text, first_line) = match split_separator_line(&text) {
        Some((separator, rest)) => (Some(separator), rest, 2),
        None => (None, text.as_str(), 1),
    };
    let mut rows = read_table(text, named).map_err(|fault| vec![fault])?;
    rows.iter_mut().for_each(|row| row.line += first_line - 1);
    let mut rows = rows.into_iter();
    let mut headings = rows.next().unwrap_or(Row { line: 1, cells: Vec::new() });
    let mut rows: Vec<Row> = rows.filter(|row| row.cells.iter().any(|cell| !cell.is_empty())).collect();
    let used = |cells: &[String]| cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |at| at + 1);
    let width = rows.iter().map(|row| used(&row.cells)).max().unwrap_or(0).max(used(&headings.cells));
    let width = width.min(headings.cells.len());
    headings.cells.truncate(width);
    check_rows(&headings, &rows)?;
    rows.iter_mut().for_each(|row| row.cells.truncate(width));
    if let Some(at) = headings.cells.iter().skip(1).position(String::is_empty) {
        warnings.push(Diag::warning(Code::CsvHeading).spot(line_spot(headings.line)).arg("column", at + 2));
    }
    let cells = |row: Row| Value::from(row.cells.into_iter().map(Value::from).collect::<Vec<Value>>());
    let records: Vec<Value> = rows.into_iter().map(cells).collect();
    Ok(ObjectBuilder::new().set("headers", cells(headings)).set("records", records).build())
}

fn line_spot(line: u32) -> Spot {
    Spot { line, column: 1, length: 1 }
}

/// The separator that a first line `sep=;` names, and the text after this line. Excel reads such a
/// line, and other programs write it for Excel.
fn split_separator_line(text: &str) -> Option<(u8, &str)> {
    let (line, rest) = text.split_once('\n').unwrap_or((text, ""));
    let separator = line.trim_matches('"').strip_prefix("sep=")?;
    match separator.as_bytes() {
        [separator] if separator.is_ascii() && *separator != b'"' => Some((*separator, rest)),
        _ => None,
    }
}

/// The rows of the text. If no separator is named, it is the first one with which all rows have the
/// same number of cells, and more than one; else the one that makes the most headings.
fn read_table(text: &str, named: Option<u8>) -> Result<Vec<Row>, Diag> {
    if let Some(separator) = named {
        return read_rows(text, separator);
    }
    let mut best: Option<(usize, Result<Vec<Row>, Diag>)> = None;
    for separator in SEPARATORS {
        // A separator that is nowhere makes one column, as the comma does in the last round.
        if separator != b',' && !text.as_bytes().contains(&separator) {
            continue;
        }
        let rows = read_rows(text, separator);
        let headings = rows.iter().flatten().next().map_or(1, |row| row.cells.len());
        let is_even = rows.as_ref().is_ok_and(|rows| rows.iter().all(|row| row.cells.len() == headings));
        if is_even && headings > 1 {
            return rows;
        }
        if best.as_ref().is_none_or(|(most, _)| headings >= *most) {
            best = Some((headings, rows));
        }
    }
    best.map_or_else(|| Ok(Vec::new()), |(_, rows)| rows)
}

fn read_rows(text: &str, separator: u8) -> Result<Vec<Row>, Diag> {
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
        let record = record.map_err(|error| {
            Diag::error(Code::DataFile).spot(line_spot(line(error.position()))).arg("message", &error)
        })?;
        let line = line(record.position());
        rows.push(Row { line, cells: record.iter().map(str::to_owned).collect() });
    }
    match rows.pop() {
        Some(last) if last.cells != [END] => Err(Diag::error(Code::CsvQuote).spot(line_spot(last.line))),
        _ => Ok(rows),
    }
}

/// Reports every row that has more or fewer cells than there are headings. Empty cells at the end of
/// a row are no cells too many.
fn check_rows(headings: &Row, rows: &[Row]) -> Result<(), Vec<Diag>> {
    let wanted = headings.cells.len();
    let is_ragged = |row: &&Row| row.cells.len() < wanted || row.cells.iter().skip(wanted).any(|cell| !cell.is_empty());
    let tell = |row: &Row| {
        let diag = Diag::error(Code::CsvRow).spot(line_spot(row.line));
        diag.arg("found", row.cells.len()).arg("wanted", wanted)
    };
    let faults: Vec<Diag> = rows.iter().filter(is_ragged).take(MOST_FAULTS).map(tell).collect();
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<String, Vec<(Code, u32)>> {
        let mut warnings = Vec::new();
        let told = |faults: Vec<Diag>| faults.iter().map(|d| (d.code, d.spot.unwrap_or_default().line)).collect();
        match parse_csv(text, &mut warnings) {
            Ok(_) if !warnings.is_empty() => Err(told(warnings)),
            Ok(value) => Ok(serde_json::to_string(&value).unwrap_or_default()),
            Err(faults) => Err(told(faults)),
        }
    }

    #[test]
    fn tables_of_spreadsheets_are_read() {
        let two = r#"{"headers":["Thôn","Tỉ lệ"],"records":[["A","98,5"]]}"#;
        for (text, value) in [
            ("Thôn;Tỉ lệ\nA;98,5\n", two),
            ("Thôn\tTỉ lệ\r\nA\t98,5\r\n", two),
            ("Thôn,Tỉ lệ\rA,\"98,5\"\r", two),
            ("sep=;\r\nThôn;Tỉ lệ\r\nA;98,5", two),
            ("\"sep=;\"\nThôn;Tỉ lệ\nA;98,5", two),
            ("sep=|\nThôn|Tỉ lệ\nA|98,5", two),
            (" Thôn ; Tỉ lệ \nA;98,5;;\n;\n;;;\n", two),
            ("Thôn;Tỉ lệ;;\nA;98,5;;\n;;;\n", two),
            ("Thôn;Tỉ lệ\n\nA;98,5\n\n", two),
            ("a,b\n\"x\ny\",\"nói \"\"vâng\"\"\"", r#"{"headers":["a","b"],"records":[["x\ny","nói \"vâng\""]]}"#),
            ("Chi; triệu đồng,Năm\nA,2026", r#"{"headers":["Chi; triệu đồng","Năm"],"records":[["A","2026"]]}"#),
            ("Chi, triệu đồng;Năm\nA;2026", r#"{"headers":["Chi, triệu đồng","Năm"],"records":[["A","2026"]]}"#),
            ("Tên\nA; B\n", r#"{"headers":["Tên"],"records":[["A; B"]]}"#),
            (",2025,2026\nThu,1,2", r#"{"headers":["","2025","2026"],"records":[["Thu","1","2"]]}"#),
            ("", r#"{"headers":[],"records":[]}"#),
        ] {
            assert_eq!(read(text), Ok(value.to_owned()), "{text:?}");
        }
    }

    #[test]
    fn rows_that_do_not_fit_are_told_at_their_line() {
        let row = |line| (Code::CsvRow, line);
        for (text, faults) in [
            ("a,b\n1,2\n1,2,3\n", vec![row(3)]),
            ("a;b\n1;2\n1\n\"x\ny\";2;3\n", vec![row(3), row(4)]),
            ("sep=;\na;b\n1;2;3\n", vec![row(3)]),
            ("Thôn\tHộ\nA\t1\nB\t2\t3\n", vec![row(3)]),
            ("Tên\nA, B\n", vec![row(2)]),
            ("a,b\n1,2\n\"x,2\n3,4\n", vec![(Code::CsvQuote, 3)]),
            ("a;;c\n1;2;3\n", vec![(Code::CsvHeading, 1)]),
        ] {
            assert_eq!(read(text), Err(faults), "{text:?}");
        }
        assert_eq!(read(&format!("a,b\n{}", "1\n".repeat(100))).map_err(|faults| faults.len()), Err(MOST_FAULTS));
    }
}
