//! Links that pages must have around their content.

use crate::check::check_form::Check;
use crate::check::subjects::PageSort;
use crate::check::words_pattern::read_pattern;
use crate::config::Lang;
use crate::table_reader::TableReader;

/// Finds a home page without a link to a host. Its parameter `host` is the host.
pub(crate) fn home_link(reader: &mut TableReader) -> Check {
    let host = reader.required_text("host");
    Check::Page(Box::new(move |subject, finder| {
        let page = subject.page;
        let leads = |address: &str| {
            let url = url::Url::parse(address).ok();
            url.as_ref()
                .and_then(|url| url.host_str())
                .is_some_and(|found| found == host || found.strip_prefix("www.") == Some(&host))
        };
        let mut links = page.named("a").filter_map(|id| page.attribute(id, "href"));
        if subject.sort == PageSort::Home && !links.any(leads) {
            subject.report_frame(finder).arg("host", &host);
        }
    }))
}

/// Finds pages without a link around their content whose words fit a pattern. Its parameter
/// `pattern` is a regular expression for these words, in all languages that portals have by
/// default. Pages in another language lead to what is translated.
pub(crate) fn frame_link(reader: &mut TableReader) -> Check {
    let regex = read_pattern(reader);
    Check::Page(Box::new(move |subject, finder| {
        let page = subject.page;
        let fits = |words: &str| regex.as_ref().is_none_or(|regex| regex.is_match(words));
        let mut links =
            page.named("a").filter(|id| page.attribute(*id, "href").is_some() && !page.is_inside(*id, "main"));
        let is_asked = subject.sort != PageSort::Redirect && subject.lang == Lang::DEFAULT;
        if is_asked && !links.any(|id| fits(page.words(id))) {
            subject.report_frame(finder);
        }
    }))
}
