//! Finds texts with words that the text of a portal should not have.

use regex::Regex;

use crate::check::check_form::Check;
use crate::diag::{Code, Diag, Lines};
use crate::table_reader::TableReader;

/// Reads the check. Its parameter `pattern` is a regular expression, each match of which is a
/// finding; `kinds` has the kinds of pages, or nothing for all.
pub(crate) fn written_words(reader: &mut TableReader) -> Check {
    let (pattern, kinds) = (reader.required_text("pattern"), reader.texts("kinds"));
    let regex = Regex::new(&pattern).ok();
    if regex.is_none() {
        let spot = reader.spot_of("pattern");
        reader.report_fault(Diag::error(Code::RulePattern).arg("value", &pattern), spot);
    }
    Check::Text(Box::new(move |subject, finder| {
        if !kinds.is_empty() && !kinds.iter().any(|kind| kind == subject.kind) {
            return;
        }
        let mut lines = None;
        for found in regex.iter().flat_map(|regex| regex.find_iter(subject.text)) {
            let spot = lines.get_or_insert_with(|| Lines::new(subject.text)).spot(found.range());
            finder.at_spot(subject.file, spot).arg("words", found.as_str());
        }
    }))
}
