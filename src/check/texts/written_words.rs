//! Finds texts with words that the text of a portal should not have.

use crate::check::check_form::Check;
use crate::check::words_pattern::read_pattern;
use crate::diag::Lines;
use crate::table_reader::TableReader;

/// Reads the check. Its parameter `pattern` is a regular expression, each match of which is a
/// finding; `kinds` has the kinds of pages, or nothing for all.
pub(crate) fn written_words(reader: &mut TableReader) -> Check {
    let (regex, kinds) = (read_pattern(reader), reader.texts("kinds"));
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
