//! Finds texts that cite an instrument after its end, as if it were in force.

use std::sync::OnceLock;

use regex::Regex;

use crate::check::check_form::Check;
use crate::check::finder::Finder;
use crate::check::subjects::TextSubject;
use crate::diag::Lines;
use crate::law::{Instrument, Law};
use crate::table_reader::TableReader;

/// Words before a number which say that the text knows of its end.
const KNOWN: [&str; 8] =
    ["thay thế", "bãi bỏ", "hết hiệu lực", "trước đây", "đã được thay", "replaces", "repealed", "no longer in force"];

/// Reads the check. Its parameter `kinds` has the kinds of pages whose texts speak for today:
/// documents and dated news say what was right on their day.
pub(crate) fn ended_instruments(reader: &mut TableReader) -> Check {
    let kinds = reader.texts("kinds");
    let numbers: OnceLock<Option<Regex>> = OnceLock::new();
    Check::Text(Box::new(move |subject, finder| {
        if kinds.iter().any(|kind| kind == subject.kind)
            && let Some(pattern) = numbers.get_or_init(|| ended_numbers(subject.law))
        {
            find_ended(subject, pattern, finder);
        }
    }))
}

/// Matches the numbers of the instruments that end some day. `None` if there is none.
fn ended_numbers(law: &Law) -> Option<Regex> {
    let ended = law.instruments.iter().filter(|instrument| instrument.period.to.is_some());
    let numbers: Vec<String> = ended.map(|instrument| regex::escape(&instrument.number)).collect();
    if numbers.is_empty() { None } else { Regex::new(&numbers.join("|")).ok() }
}

fn find_ended(subject: &TextSubject, pattern: &Regex, finder: &mut Finder) {
    let mut lines = None;
    for found in pattern.find_iter(subject.text) {
        let Some(instrument) = subject.law.instruments.get(found.as_str()) else { continue };
        let (before, after) = (&subject.text[..found.start()], &subject.text[found.end()..]);
        // `142/2022/NĐ-CP` is another number.
        if before.ends_with(|c: char| c.is_ascii_digit()) || after.starts_with(|c: char| c.is_alphanumeric()) {
            continue;
        }
        let line = before.rfind('\n').map_or(0, |at| at + 1)..found.end() + after.find('\n').unwrap_or(after.len());
        let sentence = subject.text[line].to_lowercase();
        if KNOWN.iter().any(|words| sentence.contains(words)) {
            continue;
        }
        let spot = lines.get_or_insert_with(|| Lines::new(subject.text)).spot(found.range());
        report(subject.file, spot, instrument, finder);
    }
}

fn report(file: &str, spot: crate::diag::Spot, instrument: &Instrument, finder: &mut Finder) {
    let Some(end) = instrument.period.to else { return };
    let successor = instrument.successor.as_deref();
    let [vi, en] = match successor {
        Some(number) => [format!("thay bằng {number}"), format!("{number} took its place")],
        None => ["không có văn bản thay thế".to_owned(), "nothing took its place".to_owned()],
    };
    let found = finder.at_spot(file, spot).arg("number", &instrument.number).arg_by_language("successor", &vi, &en);
    let found = found.arg("end", end.strftime("%d/%m/%Y"));
    if let Ok(next) = end.tomorrow() {
        found.from(next);
    }
}
