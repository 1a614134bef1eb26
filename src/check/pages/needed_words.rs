//! Words that pages about a duty must have.

use regex::Regex;

use crate::check::check_form::Check;
use crate::diag::{Code, Diag};
use crate::table_reader::TableReader;

/// Finds pages that name a duty and lack some words. Its parameter `duty` is the duty, and `pattern`
/// a regular expression for the words; the addresses of links count as words.
pub(crate) fn needed_words(reader: &mut TableReader) -> Check {
    let (duty, pattern) = (reader.required_text("duty"), reader.required_text("pattern"));
    let regex = Regex::new(&pattern).ok();
    if regex.is_none() {
        let spot = reader.spot_of("pattern");
        reader.report_fault(Diag::error(Code::RulePattern).arg("value", &pattern), spot);
    }
    Check::Page(Box::new(move |subject, finder| {
        if !subject.duties.iter().any(|(name, _)| *name == duty) {
            return;
        }
        let page = subject.page;
        let fits = |words: &str| regex.as_ref().is_none_or(|regex| regex.is_match(words));
        let mut content = page.named("main").flat_map(|main| page.within(main));
        let has_words = page.named("main").any(|main| fits(page.words(main)));
        if !has_words && !content.any(|id| page.attribute(id, "href").is_some_and(fits)) {
            subject.report(finder, &["fulfils"]);
        }
    }))
}
