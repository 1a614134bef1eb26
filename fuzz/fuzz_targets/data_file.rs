#![no_main]
//! Data files. The first byte chooses the format: CSV, JSON, YAML, or TOML.

#[path = "common/faults.rs"]
mod faults;

use libfuzzer_sys::fuzz_target;
use tamquan::data::parse_data;

fuzz_target!(|bytes: &[u8]| {
    let [format, rest @ ..] = bytes else { return };
    let Ok(text) = std::str::from_utf8(rest) else { return };
    let extension = ["csv", "csv", "csv", "json", "yaml", "toml"][usize::from(*format) % 6];
    let mut warnings = Vec::new();
    let lines = text.replace("\r\n", "\n").replace('\r', "\n");
    match parse_data(text, extension, &mut warnings) {
        Ok(value) if extension == "csv" => check_table(&serde_json::to_value(&value).expect("a value"), text),
        Ok(_) => {}
        Err(found) => {
            assert!(!found.is_empty(), "a file is refused without a message");
            faults::check(&lines, &found);
        }
    }
    faults::check(&lines, &warnings);
});

/// Every row of a table has one cell for each heading, and no letter of the file is lost.
fn check_table(table: &serde_json::Value, text: &str) {
    let cells = |row: &serde_json::Value| -> Vec<String> {
        row.as_array().expect("a row").iter().map(|cell| cell.as_str().expect("a text").to_owned()).collect()
    };
    let headings = cells(&table["headers"]);
    let rows: Vec<Vec<String>> = table["records"].as_array().expect("rows").iter().map(cells).collect();
    assert!(rows.iter().all(|row| row.len() == headings.len()), "ragged rows");
    let shown: String = headings.iter().chain(rows.iter().flatten()).flat_map(|cell| cell.chars()).collect();
    // The letters that look like Đ are mended.
    let is_mended = |c: &char| matches!(c, 'Ð' | 'ð' | 'Ɖ' | 'Đ' | 'đ');
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric() && !is_mended(c)).collect::<String>();
    let whole = letters(text);
    let shown = letters(&shown);
    // A first line that names the separator is no row.
    let names_separator = text.trim_start_matches('"').get(..4).is_some_and(|line| line.eq_ignore_ascii_case("sep="));
    assert!(shown == whole || names_separator, "{shown} | {whole}");
}
