//! Reads CSV files in the form in which templates see them.

use tera::Value;

use crate::csv_rows::{CsvRow, CsvTable, read_csv_table};
use crate::diag::{Code, Diag};
use crate::render::ObjectBuilder;

/// Reads a CSV text. The form is `{headers: [...], records: [[...]]}`. Numbers stay text, because
/// `007` is not 7. Rows and last columns without any text are left out.
///
/// # Errors
/// Rows with another number of cells than the headings, or a quotation mark that is not closed.
pub(super) fn parse_csv(text: &str, warnings: &mut Vec<Diag>) -> Result<Value, Vec<Diag>> {
    let CsvTable { headings, rows } = read_csv_table(text)?;
    if let Some(at) = headings.cells.iter().skip(1).position(String::is_empty) {
        warnings.push(Diag::warning(Code::CsvHeading).spot(headings.spot()).arg("column", at + 2));
    }
    let mut names = headings.cells.iter().enumerate().filter(|(_, name)| !name.is_empty());
    if let Some((_, name)) = names.find(|(at, name)| headings.cells[..*at].contains(name)) {
        warnings.push(Diag::warning(Code::CsvHeadingTwice).spot(headings.spot()).arg("value", name));
    }
    let cells = |row: CsvRow| Value::from(row.cells.into_iter().map(Value::from).collect::<Vec<Value>>());
    let records: Vec<Value> = rows.into_iter().map(cells).collect();
    Ok(ObjectBuilder::new().set("headers", cells(headings)).set("records", records).build())
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
            ("SEP=;\nThôn;Tỉ lệ\nA;98,5", two),
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
            ("a,b\n\"x\" y,z\n", vec![(Code::CsvQuoteInside, 2)]),
            ("a;b;a\n1;2;3\n", vec![(Code::CsvHeadingTwice, 1)]),
            ("\n \n", vec![(Code::DataEmpty, 1)]),
        ] {
            assert_eq!(read(text), Err(faults), "{text:?}");
        }
        assert_eq!(read(&format!("a,b\n{}", "1\n".repeat(100))).map_err(|faults| faults.len()), Err(20));
    }
}
