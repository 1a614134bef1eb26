//! Searches in pages without a browser, for the order and the place of texts.

/// The text between the first `from` and the next `to`.
#[track_caller]
pub fn between<'t>(text: &'t str, from: &str, to: &str) -> &'t str {
    let start = text.find(from).unwrap_or_else(|| panic!("{from:?} is not in\n{text}")) + from.len();
    let length = text[start..].find(to).unwrap_or_else(|| panic!("no {to:?} after {from:?} in\n{text}"));
    &text[start..start + length]
}

/// Checks that the text contains the needles in this order.
#[track_caller]
pub fn in_order(text: &str, needles: &[&str]) {
    let mut at = 0;
    for needle in needles {
        match text[at..].find(needle) {
            Some(found) => at += found + needle.len(),
            None => panic!("{needle:?} does not follow in {needles:?}:\n{text}"),
        }
    }
}

/// The addresses of the links in HTML, in order.
pub fn links(html: &str) -> Vec<&str> {
    html.split("<a ")
        .skip(1)
        .filter_map(|rest| rest.split_once('>')?.0.split_once("href=\"")?.1.split('"').next())
        .collect()
}

/// The `main` element of a page.
#[track_caller]
pub fn main(html: &str) -> &str {
    between(html, "<main", "</main>")
}
