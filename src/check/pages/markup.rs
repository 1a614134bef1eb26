//! Whether the tags of a page make sense together: browsers mend what does not, each in its way,
//! and screen readers say what came of it (HTML Standard, 4 and 13.1).

use crate::check::finder::Finder;
use crate::check::html_page::{ElementId, HtmlPage};
use crate::check::subjects::PageSubject;
use crate::html::is_block;

/// The elements that may end without an end tag (HTML Standard, 13.1.2.4).
const END_IS_OPTIONAL: [&str; 19] = [
    "html", "head", "body", "li", "dt", "dd", "p", "rt", "rp", "optgroup", "option", "colgroup", "caption", "thead",
    "tbody", "tfoot", "tr", "td", "th",
];

/// The elements that the standard no longer has (16.2).
const OBSOLETE: [&str; 15] = [
    "acronym", "applet", "basefont", "bgsound", "big", "center", "dir", "font", "frame", "frameset", "noframes",
    "spacer", "strike", "tt", "xmp",
];

/// Finds elements where they may not be, tags that do not match, and elements that are no longer in
/// the standard.
pub(crate) fn markup(subject: &PageSubject, finder: &mut Finder) {
    let page = subject.page;
    // Within a drawing and a formula, other rules hold.
    for id in page.all().filter(|id| !page.is_inside(*id, "svg") && !page.is_inside(*id, "math")) {
        let name = page.name(id);
        let fault = if OBSOLETE.contains(&name) {
            Some(("không còn trong chuẩn HTML", "is no longer in the HTML standard"))
        } else if page.repeats_attribute(id) {
            Some(("có một thuộc tính ghi hai lần", "has an attribute twice"))
        } else if !page.is_closed(id) && !END_IS_OPTIONAL.contains(&name) {
            Some(("không có thẻ đóng", "has no end tag"))
        } else {
            misplaced(page, id)
        };
        if let Some((vi, en)) = fault {
            let tag = format!("<{name}");
            let found = subject.report_in(finder, id, &[&tag]);
            found.arg_by_language("what", &format!("<{name}> {vi}"), &format!("<{name}> {en}"));
        }
    }
    for end in page.stray_ends() {
        let tag = format!("</{}>", end.name);
        let found = match end.parent {
            Some(parent) if page.is(parent, "main") || page.is_inside(parent, "main") => {
                subject.report(finder, &[&tag])
            }
            _ => subject.report_frame(finder),
        };
        found.arg_by_language("what", &format!("{tag} không đóng thẻ nào"), &format!("{tag} closes nothing"));
    }
}

/// Why an element may not be where it is, in Vietnamese and in English.
fn misplaced(page: &HtmlPage, id: ElementId) -> Option<(&'static str, &'static str)> {
    let parent = page.parent(id)?;
    let (name, around) = (page.name(id), page.name(parent));
    let is_support = matches!(name, "script" | "template");
    // A `li` without an end tag ends with the next one, so that they lie in each other here.
    match (name, around) {
        ("li", "ul" | "ol" | "menu" | "li" | "template") | ("dt" | "dd", "dl" | "div" | "dt" | "dd" | "template") => {}
        ("li", _) => return Some(("nằm ngoài danh sách", "is outside of a list")),
        ("dt" | "dd", _) => return Some(("nằm ngoài dl", "is outside of a dl")),
        (_, "ul" | "ol" | "menu") if !is_support => {
            return Some(("nằm trong danh sách mà không ở trong li", "is in a list but not in a li"));
        }
        ("div", "dl") => {}
        (_, "dl") if !is_support => {
            return Some(("nằm trong dl mà không ở trong dt, dd", "is in a dl but not in a dt or dd"));
        }
        _ => {}
    }
    if matches!(name, "dt" | "dd") && !page.is_inside(id, "dl") {
        return Some(("nằm ngoài dl", "is outside of a dl"));
    }
    if around == "p" && page.is_closed(parent) && is_block(name) {
        return Some(("nằm trong đoạn văn p", "is in a paragraph"));
    }
    if is_control(page, id) && page.ancestors(id).any(|at| is_control(page, at)) {
        return Some(("nằm trong một nút bấm hoặc liên kết khác", "is in another button or link"));
    }
    None
}

/// Whether readers act on an element, so that no other one of this sort may lie in it.
fn is_control(page: &HtmlPage, id: ElementId) -> bool {
    match page.name(id) {
        "button" | "select" | "textarea" => true,
        "a" => page.attribute(id, "href").is_some(),
        "input" => page.attribute(id, "type") != Some("hidden"),
        _ => matches!(page.attribute(id, "role"), Some("button" | "link" | "checkbox" | "radio" | "switch" | "tab")),
    }
}
