//! The regular expression of a rule, which words fit.

use regex::Regex;

use crate::diag::{Code, Diag};
use crate::table_reader::TableReader;

/// Reads the parameter `pattern`. `None` if it is no regular expression, which is reported.
pub(super) fn read_pattern(reader: &mut TableReader) -> Option<Regex> {
    let pattern = reader.required_text("pattern");
    let regex = Regex::new(&pattern).ok();
    if regex.is_none() {
        let spot = reader.spot_of("pattern");
        reader.report_fault(Diag::error(Code::RulePattern).arg("value", &pattern), spot);
    }
    regex
}
