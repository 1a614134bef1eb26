//! Fits the HTML of a text into another page: its ids, the links to them and its headings.

use std::collections::BTreeSet;

use crate::html::{Attribute, Tag, tags};

/// The prefix of all ids of a text of this portal within another page. Ids of the theme and of
/// headings are words joined by hyphens, so with the dot none of them can be equal.
const ID_PREFIX: &str = "trang.";

/// The attributes that name ids (HTML Standard, "Attributes", and WAI-ARIA 1.2).
const ID_REFERENCES: [&str; 12] = [
    "aria-activedescendant",
    "aria-controls",
    "aria-describedby",
    "aria-details",
    "aria-flowto",
    "aria-labelledby",
    "aria-owns",
    "for",
    "form",
    "headers",
    "list",
    "popovertarget",
];

/// The HTML of the text at `url` within another page, which includes it for the `nth` time. The
/// highest of its headings gets the level `top`, and the others the levels below it. A link to a
/// part that was left out leads to the text itself.
pub(super) fn embed(html: &str, url: &str, nth: usize, top: u8) -> String {
    let bytes = html.as_bytes();
    let ids: BTreeSet<&[u8]> = tags(bytes).filter_map(|tag| tag.value_of("id")).collect();
    let highest = tags(bytes).filter_map(|tag| heading_level(&tag)).min().unwrap_or(top);
    // An id may have no space, and one in an item that is shared no slash (docs/exchange.md).
    let prefix = format!("{ID_PREFIX}{}.{nth}.", url.trim_matches('/').replace('/', ":"));
    let mut out = String::with_capacity(html.len() + html.len() / 8);
    let mut done = 0;
    let mut insert = |at: usize, skipped: usize, text: &str| {
        out.push_str(html.get(done..at).unwrap_or_default());
        out.push_str(text);
        done = at + skipped;
    };
    for tag in tags(bytes) {
        if let Some(level) = heading_level(&tag) {
            let level = (level - highest + top).min(6);
            insert(tag.range.start + 1 + usize::from(tag.is_end), 2, &format!("h{level}"));
        }
        let is_link = tag.is("a");
        for attribute in tag.attributes() {
            let Attribute { value, start, .. } = attribute;
            if attribute.is("id") {
                insert(start, 0, &prefix);
            } else if attribute.is("href") || attribute.is("xlink:href") {
                match value.strip_prefix(b"#") {
                    Some(to) if ids.contains(to) => insert(start + 1, 0, &prefix),
                    Some(to) if is_link && !matches!(to, b"" | b"top") => insert(start, 0, url),
                    _ => {}
                }
            } else if ID_REFERENCES.iter().any(|name| attribute.is(name)) {
                let mut at = start;
                for id in value.split(u8::is_ascii_whitespace) {
                    if ids.contains(id) {
                        insert(at, 0, &prefix);
                    }
                    at += id.len() + 1;
                }
            }
        }
    }
    out.push_str(html.get(done..).unwrap_or_default());
    out
}

/// The level of a heading, by its start tag or its end tag.
fn heading_level(tag: &Tag) -> Option<u8> {
    match tag.name {
        [b'h' | b'H', level @ b'1'..=b'6'] => Some(level - b'0'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_fits_into_another_page() {
        let html = "<h2 id=\"a\">A <a href=\"#a\">#</a></h2><h4>B</h4><p><a href=\"#b\">b</a> <a href=\"#top\">c</a></p>\
            <table aria-labelledby=\"a  x a\"></table><svg><use href=\"#z\"/><use href=\"#a\"/></svg><a href=\"/c/#a\">d</a>";
        let wanted = "<h4 id=\"P.a\">A <a href=\"#P.a\">#</a></h4><h6>B</h6><p><a href=\"/m/b/#b\">b</a> <a href=\"#top\">c</a></p>\
            <table aria-labelledby=\"P.a  x P.a\"></table><svg><use href=\"#z\"/><use href=\"#P.a\"/></svg><a href=\"/c/#a\">d</a>";
        assert_eq!(embed(html, "/m/b/", 2, 4), wanted.replace("P.", "trang.m:b.2."));
        assert_eq!(embed("<h3>A</h3><h6>B</h6>", "/", 1, 5), "<h5>A</h5><h6>B</h6>");
        assert_eq!(embed("<p>Chữ", "/", 1, 3), "<p>Chữ");
    }
}
