//! Words that pages which fulfil a duty must have.

use crate::check::check_form::Check;
use crate::check::html_page::ElementId;
use crate::check::words_pattern::read_pattern;
use crate::table_reader::TableReader;

/// The class of the text of a page, apart from what the theme says on every page.
const TEXT_CLASS: &str = "prose";

/// Finds pages that fulfil a duty and lack some words. Its parameter `duty` is the duty, and
/// `pattern` a regular expression for the words; the addresses of links count as words. What a
/// theme adds to every page, such as the mail address of the agency, does not count where the text
/// has its class.
pub(crate) fn needed_words(reader: &mut TableReader) -> Check {
    let (duty, regex) = (reader.required_text("duty"), read_pattern(reader));
    Check::Page(Box::new(move |subject, finder| {
        if !subject.fulfils.iter().any(|named| named.to == duty) {
            return;
        }
        let page = subject.page;
        let fits = |words: &str| regex.as_ref().is_none_or(|regex| regex.is_match(words));
        let main = page.named("main").next();
        let is_text = |id: &ElementId| {
            page.attribute(*id, "class")
                .is_some_and(|names| names.split_ascii_whitespace().any(|name| name == TEXT_CLASS))
        };
        let Some(text) = main.and_then(|main| page.within(main).find(is_text).or(Some(main))) else { return };
        let is_said = || page.within(text).any(|id| page.attribute(id, "href").is_some_and(fits));
        if !fits(page.words(text)) && !is_said() {
            subject.report(finder, &["fulfils"]);
        }
    }))
}
