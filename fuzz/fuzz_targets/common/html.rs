//! A small HTML parser that shares no code with the program: it splits tags as the HTML standard
//! does.

// Each fuzz target uses only a part of this module.
#![allow(dead_code)]

use std::collections::HashSet;

use tamquan::parse::{Body, Hole, HoleKind};

const VOID: [&str; 5] = ["br", "col", "hr", "img", "wbr"];

/// All elements that a body may contain.
const ELEMENTS: [&str; 54] = [
    "a",
    "abbr",
    "b",
    "bdi",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "section",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "u",
    "ul",
    "wbr",
    "img",
];

/// The elements whose start tag closes an open paragraph in a browser.
const BLOCKS: [&str; 17] = [
    "blockquote",
    "details",
    "div",
    "dl",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "ul",
];

/// The parts that were found in a body.
#[derive(Default)]
pub(crate) struct Seen {
    pub ids: Vec<String>,
    /// The fragments in the addresses that the program writes.
    pub fragments: Vec<String>,
    /// The levels of the headings, in the order of the page.
    pub levels: Vec<u8>,
}

enum Token {
    Open { name: String, attributes: Vec<(String, String)> },
    Close(String),
}

/// Checks a body and the bodies inside its shortcodes.
///
/// With `nested` the elements must close in order. With `own` the text has no HTML of its author.
pub(crate) fn check(body: &Body, nested: bool, own: bool, seen: &mut Seen) {
    let html = &body.html;
    let tokens = tokens(html);
    let mut holes = body.holes.iter().peekable();
    let mut open: Vec<String> = Vec::new();
    let mut before = 0;
    for hole in &body.holes {
        let at = hole.at as usize;
        assert!(html.is_char_boundary(at), "a hole at {at} cuts a character");
        assert!(at >= before, "holes are out of order at {at}");
        before = at;
        let inside = tokens.iter().find(|(start, end, _)| *start < at && at < *end);
        assert!(inside.is_none(), "a hole at {at} lies inside of a tag");
        if let HoleKind::Shortcode { body: Some(inner), .. } = &hole.kind {
            check(inner, nested, own, seen);
        }
    }
    for (start, _, token) in &tokens {
        while let Some(hole) = holes.next_if(|h| h.at as usize <= *start) {
            fill(hole, &mut open, nested);
        }
        match token {
            Some(Token::Open { name, attributes }) => {
                element(name, attributes, seen);
                if nested && name == "a" {
                    assert!(!open.contains(name), "a link inside of a link");
                }
                if nested && own && BLOCKS.contains(&name.as_str()) {
                    assert!(open.last().is_none_or(|o| o != "p"), "<{name}> inside of <p>: {html}");
                }
                if !VOID.contains(&name.as_str()) {
                    open.push(name.clone());
                }
            }
            Some(Token::Close(name)) => {
                let last = open.pop();
                if nested {
                    assert_eq!(last.as_deref(), Some(name.as_str()), "</{name}> at {start} in {html}");
                }
            }
            None => {}
        }
    }
    for hole in holes {
        fill(hole, &mut open, nested);
    }
    assert!(!nested || open.is_empty(), "left open: {open:?} in {html}");
}

/// Handles the kind of hole that opens an element: the body contains its end tag.
fn fill(hole: &Hole, open: &mut Vec<String>, nested: bool) {
    if let HoleKind::Link { .. } = hole.kind {
        assert!(!nested || !open.iter().any(|o| o == "a"), "a link inside of a link");
        open.push("a".to_owned());
    }
}

fn element(name: &str, attributes: &[(String, String)], seen: &mut Seen) {
    assert!(ELEMENTS.contains(&name), "<{name}> came through");
    if let Some(level) = name.strip_prefix('h').and_then(|n| n.parse().ok()) {
        seen.levels.push(level);
    }
    let mut names = HashSet::new();
    for (key, value) in attributes {
        assert!(key != "style" && key != "src" && !key.starts_with("on"), "the attribute {key} came through");
        assert!(names.insert(key) || name != "a", "{key} twice");
        match key.as_str() {
            "id" => seen.ids.push(value.clone()),
            "href" => {
                assert_eq!(name, "a");
                if let Some(fragment) = value.strip_prefix('#') {
                    seen.fragments.push(fragment.to_owned());
                }
            }
            _ => {}
        }
    }
}

/// The tags and comments with their places; `None` for a comment.
fn tokens(html: &str) -> Vec<(usize, usize, Option<Token>)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = html[at..].find('<') {
        let start = at + next;
        let rest = &html[start..];
        let letter = |n: usize| rest.as_bytes().get(n).is_some_and(u8::is_ascii_alphabetic);
        let (end, token) = if letter(1) {
            let (end, name, attributes) = tag(html, start + 1);
            (end, Some(Token::Open { name, attributes }))
        } else if rest.starts_with("</") && letter(2) {
            let (end, name, _) = tag(html, start + 2);
            (end, Some(Token::Close(name)))
        } else if rest.starts_with("<!--") {
            (start + comment(rest), None)
        } else if rest.starts_with("<!") || rest.starts_with("<?") || rest.starts_with("</") {
            panic!("no tag and no comment: {}", &rest.chars().take(40).collect::<String>());
        } else {
            at = start + 1;
            continue;
        };
        found.push((start, end, token));
        at = end;
    }
    found
}

/// The length of a comment, also with the unusual ends `<!-->`, `<!--->` and `--!>`.
fn comment(rest: &str) -> usize {
    for short in ["<!-->", "<!--->"] {
        if rest.starts_with(short) {
            return short.len();
        }
    }
    let end = |word: &str| rest[4..].find(word).map(|i| 4 + i + word.len());
    end("-->").into_iter().chain(end("--!>")).min().unwrap_or_else(|| panic!("a comment without end"))
}

/// Reads a tag whose name begins at `at`. Returns its end, its name and its attributes.
fn tag(html: &str, at: usize) -> (usize, String, Vec<(String, String)>) {
    let space = |c: char| matches!(c, '\t' | '\n' | '\u{c}' | '\r' | ' ');
    let until = |at: usize, stop: &dyn Fn(char) -> bool| html[at..].find(stop).map_or(html.len(), |i| at + i);
    let mut at_now = until(at, &|c| space(c) || c == '/' || c == '>');
    let name = html[at..at_now].to_ascii_lowercase();
    let mut attributes = Vec::new();
    loop {
        at_now = until(at_now, &|c| !space(c) && c != '/');
        assert!(at_now < html.len(), "<{name} does not end");
        if html[at_now..].starts_with('>') {
            return (at_now + 1, name, attributes);
        }
        // An equals sign at the very beginning belongs to the name.
        let first = html[at_now..].chars().next().map_or(0, char::len_utf8);
        let end = until(at_now + first, &|c| space(c) || matches!(c, '/' | '>' | '='));
        let key = html[at_now..end].to_ascii_lowercase();
        at_now = until(end, &|c| !space(c));
        let mut value = String::new();
        if html[at_now..].starts_with('=') {
            at_now = until(at_now + 1, &|c| !space(c));
            let quote = html[at_now..].chars().next().filter(|c| matches!(c, '"' | '\''));
            let (from, to) = match quote {
                Some(q) => (at_now + 1, until(at_now + 1, &|c| c == q)),
                None => (at_now, until(at_now, &|c| space(c) || c == '>')),
            };
            value = html[from..to].to_owned();
            at_now = (to + usize::from(quote.is_some())).min(html.len());
        }
        attributes.push((key, value));
    }
}
