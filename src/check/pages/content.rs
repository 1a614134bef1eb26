//! What readers with a screen reader, without a mouse or with little sight need of the content of a
//! page (WCAG 2.2): the part that can be seen from its HTML alone.

use std::collections::HashSet;

use crate::check::check_form::Check;
use crate::check::finder::Finder;
use crate::check::html_page::{ElementId, HtmlPage};
use crate::check::subjects::{PageSort, PageSubject};
use crate::table_reader::TableReader;
use crate::text::fold::fold;

/// Whether an attribute names an element. Blanks are no name, and neither is a reference to no
/// element.
fn is_named_by_attribute(page: &HtmlPage, id: ElementId) -> bool {
    let by_other = || {
        let mut names = page.attribute(id, "aria-labelledby").unwrap_or_default().split_ascii_whitespace();
        names.any(|name| page.all().any(|other| page.attribute(other, "id") == Some(name)))
    };
    page.has_value(id, "aria-label") || page.has_value(id, "title") || by_other()
}

/// Whether an `input` is of one of these types.
fn is_of_type(page: &HtmlPage, id: ElementId, types: &[&str]) -> bool {
    page.attribute(id, "type").is_some_and(|own| types.iter().any(|name| own.eq_ignore_ascii_case(name)))
}

/// Finds pictures without words: images without `alt`, buttons and areas that are pictures, and
/// drawings that have the role of a picture.
pub(crate) fn pictures_without_words(subject: &PageSubject, finder: &mut Finder) {
    let page = subject.page;
    for id in page.all() {
        let is_told = match page.name(id) {
            // A picture with empty words only decorates.
            "img" => page.attribute(id, "alt").is_some() || is_named_by_attribute(page, id),
            "input" if is_of_type(page, id, &["image"]) => page.has_value(id, "alt") || is_named_by_attribute(page, id),
            "area" if page.attribute(id, "href").is_some() => {
                page.has_value(id, "alt") || is_named_by_attribute(page, id)
            }
            _ if page.attribute(id, "role") == Some("img") => {
                let has_title = page.is(id, "svg") && page.within(id).any(|inner| page.is(inner, "title"));
                has_title || is_named_by_attribute(page, id)
            }
            _ => true,
        };
        if !is_told && !page.is_hidden(id) {
            let source = page.attribute(id, "src").unwrap_or_default();
            let name = source.rsplit('/').next().unwrap_or(source);
            let words = if source.is_empty() { page.name(id) } else { source };
            let tag = format!("<{}", page.name(id));
            subject.report_in(finder, id, &[source, name, &tag]).arg("picture", words);
        }
    }
}

/// Finds links whose words do not say where they lead. Its parameter `words` has words that say
/// nothing.
pub(crate) fn vague_links(reader: &mut TableReader) -> Check {
    let vague: HashSet<String> = reader.texts("words").iter().map(|words| fold(words)).collect();
    Check::Page(Box::new(move |subject, finder| {
        let page = subject.page;
        for id in page.named("a").filter(|id| page.attribute(*id, "href").is_some() && !page.is_hidden(*id)) {
            if page.attribute(id, "aria-label").is_some() || page.attribute(id, "aria-labelledby").is_some() {
                continue;
            }
            let words = page.words(id).trim();
            let folded = fold(words.trim_end_matches(['.', '…', ':', '»', '>', ' ']));
            if vague.contains(&folded) {
                subject.report_in(finder, id, &[&format!("[{words}]"), words]).arg("words", words);
            }
        }
    }))
}

/// Finds pages without a main heading, with several, and headings that leave out a level.
pub(crate) fn heading_order(subject: &PageSubject, finder: &mut Finder) {
    if subject.sort == PageSort::Redirect {
        return;
    }
    let page = subject.page;
    let shown = page.all().filter(|id| !page.is_hidden(*id));
    let headings: Vec<(u32, ElementId)> = shown.filter_map(|id| Some((heading_level(page.name(id))?, id))).collect();
    let main: Vec<ElementId> = headings.iter().filter(|(level, _)| *level == 1).map(|(_, id)| *id).collect();
    match main.as_slice() {
        [] => {
            subject.report_frame(finder).arg_by_language(
                "what",
                "trang không có tiêu đề chính (h1)",
                "the page has no main heading (h1)",
            );
        }
        [_] => {}
        [_, second, ..] => {
            let words = page.words(*second).trim();
            let found = subject.report_in(finder, *second, &[words]);
            found.arg_by_language(
                "what",
                &format!("trang có thêm một tiêu đề chính “{words}”"),
                &format!("“{words}” is a second main heading"),
            );
        }
    }
    for (_, id) in &headings {
        if !page.has_spoken_words(*id) && !is_named_by_content(page, *id) && !page.has_value(*id, "aria-label") {
            let tag = format!("<{}", page.name(*id));
            let found = subject.report_in(finder, *id, &[&tag]);
            found.arg_by_language("what", "một tiêu đề không có chữ", "a heading has no words");
        }
    }
    for pair in headings.windows(2) {
        let [(before, _), (level, id)] = pair else { continue };
        // The parts around the content begin at levels of their own.
        if *level > before + 1 && page.is_inside(*id, "main") {
            let words = page.words(*id).trim();
            let found = subject.report_in(finder, *id, &[&format!("{} {words}", "#".repeat(*level as usize)), words]);
            found.arg_by_language(
                "what",
                &format!("tiêu đề “{words}” ở bậc {level}, mà tiêu đề trước ở bậc {before}"),
                &format!("“{words}” is of level {level}, and the heading before it of level {before}"),
            );
        }
    }
}

fn heading_level(name: &str) -> Option<u32> {
    let level = name.strip_prefix('h')?.parse().ok()?;
    (1..=6).contains(&level).then_some(level)
}

/// Finds tables of data whose columns and rows have no headings.
pub(crate) fn tables_without_headings(subject: &PageSubject, finder: &mut Finder) {
    let page = subject.page;
    for id in page.named("table").filter(|id| !page.is_hidden(*id)) {
        let is_layout = matches!(page.attribute(id, "role"), Some("presentation" | "none"));
        let mut cells = page.within(id).filter(|cell| page.is(*cell, "th"));
        let has_headings = cells.any(|cell| !page.words(cell).trim().is_empty());
        if !is_layout && !has_headings {
            let first = page.within(id).find(|cell| page.is(*cell, "td")).map(|cell| page.words(cell).trim());
            subject.report_in(finder, id, &[first.unwrap_or_default(), "<table"]);
        }
    }
}

/// Finds fields of forms that no label names.
pub(crate) fn fields_without_labels(subject: &PageSubject, finder: &mut Finder) {
    let page = subject.page;
    let told = page.named("label").filter(|id| page.has_spoken_words(*id) || is_named_by_content(page, *id));
    let labels: HashSet<&str> = told.filter_map(|id| page.attribute(id, "for")).collect();
    for id in page.all().filter(|id| is_field(page, *id) && !page.is_hidden(*id)) {
        let around = page.ancestors(id).find(|at| page.is(*at, "label"));
        let by_label = page.attribute(id, "id").is_some_and(|own| labels.contains(own))
            || around.is_some_and(|label| page.has_spoken_words(label));
        if !by_label && !is_named_by_attribute(page, id) {
            let name = page.attribute(id, "name").unwrap_or_default();
            subject.report_in(finder, id, &[name]).arg("field", if name.is_empty() { page.name(id) } else { name });
        }
    }
}

/// Whether an element is a field that readers fill in.
fn is_field(page: &HtmlPage, id: ElementId) -> bool {
    match page.name(id) {
        "select" | "textarea" => true,
        "input" => !is_of_type(page, id, &["hidden", "submit", "button", "reset", "image"]),
        _ => false,
    }
}

/// Finds buttons and links without words.
pub(crate) fn controls_without_words(subject: &PageSubject, finder: &mut Finder) {
    let page = subject.page;
    for id in page.all() {
        let has_words = match page.name(id) {
            "button" => page.has_spoken_words(id) || is_named_by_content(page, id),
            "a" if page.attribute(id, "href").is_some() => page.has_spoken_words(id) || is_named_by_content(page, id),
            // Browsers write the words of the other buttons by themselves.
            "input" if is_of_type(page, id, &["button"]) => page.has_value(id, "value"),
            "summary" => page.has_spoken_words(id) || is_named_by_content(page, id),
            _ => true,
        };
        if !has_words && !is_named_by_attribute(page, id) && !page.is_hidden(id) {
            let target = page.attribute(id, "href").unwrap_or_default();
            let tag = format!("<{}", page.name(id));
            let found = subject.report_in(finder, id, &[target, &tag]);
            found.arg("target", if target.is_empty() { page.name(id) } else { target });
        }
    }
}

/// Whether a picture or a named element within an element gives it words.
fn is_named_by_content(page: &HtmlPage, id: ElementId) -> bool {
    page.within(id).any(|inner| {
        let has_name = page.has_value(inner, "aria-label") || (page.is(inner, "img") && page.has_value(inner, "alt"));
        has_name && !page.is_hidden(inner)
    })
}

/// Finds identifiers that two elements of a page have.
pub(crate) fn identifiers_twice(subject: &PageSubject, finder: &mut Finder) {
    let page = subject.page;
    let mut seen: HashSet<&str> = HashSet::new();
    let mut told: HashSet<&str> = HashSet::new();
    for id in page.all() {
        if let Some(own) = page.attribute(id, "id")
            && !seen.insert(own)
            && told.insert(own)
        {
            subject.report_in(finder, id, &[own]).arg("id", own);
        }
    }
}

/// Finds text that moves or blinks, and sounds and films that begin by themselves.
pub(crate) fn moving_content(subject: &PageSubject, finder: &mut Finder) {
    let page = subject.page;
    for id in page.all() {
        let name = page.name(id);
        let plays = matches!(name, "audio" | "video") && page.attribute(id, "autoplay").is_some();
        if matches!(name, "marquee" | "blink") || plays {
            subject.report_in(finder, id, &[&format!("<{name}")]).arg("element", name);
        }
    }
}

/// Finds frames that say nothing of what they show, and elements that come in another order than
/// the text by `tabindex`.
pub(crate) fn frames_and_order(subject: &PageSubject, finder: &mut Finder) {
    let page = subject.page;
    for id in page.all() {
        let lacks_title =
            page.is(id, "iframe") && page.attribute(id, "title").is_none_or(|title| title.trim().is_empty());
        if lacks_title && !page.is_hidden(id) {
            let found = subject.report_in(finder, id, &["<iframe"]);
            found.arg_by_language("what", "khung nhúng (iframe) không có title", "a frame (iframe) has no title");
        }
        if page.attribute(id, "tabindex").and_then(|text| text.trim().parse::<i64>().ok()).is_some_and(|at| at > 0) {
            let found = subject.report_in(finder, id, &["tabindex"]);
            found.arg_by_language(
                "what",
                "tabindex lớn hơn 0 làm sai thứ tự khi dùng bàn phím",
                "a tabindex above 0 changes the order for the keyboard",
            );
        }
    }
}
