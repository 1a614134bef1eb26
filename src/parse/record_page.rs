//! Parses a record of a table: its cells become front matter and a body, as if they were those of a
//! content file of this site.

use super::body::count_words;
use super::front_matter_facts::{count_provisional_values, is_left_out_of_search};
use super::markdown;
use super::parsed_file::{ParseSettings, ParsedFile};
use crate::diag::Lines;
use crate::records::Record;

/// Parses a record; `file` is the name of the content file that it stands for.
pub(super) fn parse_record(file: &str, record: &Record, settings: ParseSettings) -> ParsedFile {
    let front = record.front();
    // The text has lines of its own behind those of the record: see `Record::body_line`.
    let body_at = record.body_line() as usize;
    let whole = format!("{}{}", "\n".repeat(body_at), record.body());
    let mut text = markdown::read(&whole[body_at..], body_at, &Lines::new(&whole), settings);
    for fault in &mut text.faults {
        fault.file = Some(file.to_owned());
    }
    if !is_left_out_of_search(&front) {
        text.facts.word_counts = count_words(&text.body);
    }
    text.facts.provisional += count_provisional_values(&front);
    ParsedFile { front: Some(front), text, origin: None }
}
