//! Cuts one block out of a body: the section of a heading, or the table, list or paragraph with an
//! id. The rules are those of the bodies of items of other portals (`exchange::body`).

use super::body::{Body, Hole, HoleKind};
use crate::html::tags;

/// Elements that are complete by themselves.
const BLOCK_ELEMENTS: [&str; 11] =
    ["blockquote", "details", "div", "dl", "figure", "hr", "ol", "p", "pre", "table", "ul"];

/// Elements that label the one that they stand in. A heading in one of them is the heading of that
/// element.
const LABEL_ELEMENTS: [&str; 4] = ["caption", "dt", "figcaption", "summary"];

/// Elements without an end tag (HTML Standard, section 13.1.2).
const VOID_ELEMENTS: [&str; 6] = ["br", "col", "hr", "img", "input", "wbr"];

/// An element of the HTML of a body.
struct Element<'h> {
    name: &'h [u8],
    id: Option<&'h [u8]>,
    /// The position of the element around it.
    parent: Option<usize>,
    /// The first byte of its tag.
    start: usize,
    /// The byte behind its content, and the one behind its end tag.
    ends: (usize, usize),
}

impl Element<'_> {
    fn is_one_of(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.name == name.as_bytes())
    }

    /// The level of a heading.
    fn level(&self) -> Option<u8> {
        match self.name {
            [b'h', level @ b'1'..=b'6'] => Some(level - b'0'),
            _ => None,
        }
    }
}

impl Body {
    /// What the element with this id names: from a heading up to the next one of its level or of a
    /// higher one, else the element, or the block that it is a part of. `None` if no element has
    /// the id.
    pub fn block(&self, id: &str) -> Option<Body> {
        let elements = elements(&self.html);
        let is_named = |one: &Element| one.id.is_some_and(|own| is_written(own, id));
        let Some(mut at) = elements.iter().position(is_named) else {
            return self.holes.iter().find_map(|hole| match &hole.kind {
                HoleKind::Shortcode { body: Some(inner), .. } => inner.block(id),
                _ => None,
            });
        };
        let holder = elements[at].parent;
        let is_label = holder.is_some_and(|holder| elements[holder].is_one_of(&LABEL_ELEMENTS));
        if let Some(level) = elements[at].level().filter(|_| !is_label) {
            // The footnotes of a text, which no author writes as a section, follow its last part.
            let ends_it = |next: &&Element| {
                next.parent == holder && (next.level().is_some_and(|next| next <= level) || next.name == b"section")
            };
            let of_holder = holder.map_or(self.html.len(), |holder| elements[holder].ends.0);
            let end = elements[at + 1..].iter().find(ends_it).map_or(of_holder, |next| next.start);
            return Some(self.cut(elements[at].start, end, true));
        }
        while let Some(parent) = elements[at].parent.filter(|_| !elements[at].is_one_of(&BLOCK_ELEMENTS)) {
            at = parent;
        }
        Some(self.cut(elements[at].start, elements[at].ends.1, false))
    }

    /// The part between two bytes of the HTML. A hole at its end belongs to it if `has_end`.
    fn cut(&self, start: usize, end: usize, has_end: bool) -> Body {
        let is_inside = |at: usize| start < at && (at < end || has_end && at == end);
        let holes = self.holes.iter().filter(|hole| is_inside(hole.at as usize));
        Body {
            html: self.html.get(start..end).unwrap_or_default().to_owned(),
            holes: holes.map(|hole| Hole { at: hole.at - start as u32, ..hole.clone() }).collect(),
        }
    }
}

/// The elements of the HTML of a body, in the order of their tags. Links are none: the tags with
/// which those to pages begin are holes.
fn elements(html: &str) -> Vec<Element<'_>> {
    let mut elements: Vec<Element> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for tag in tags(html.as_bytes()).filter(|tag| tag.name != b"a") {
        if tag.is_end {
            // Markdown closes every element, so the end tag is that of the last open one.
            if let Some(at) = open.pop() {
                elements[at].ends = (tag.range.start, tag.range.end);
            }
            continue;
        }
        let is_void = VOID_ELEMENTS.iter().any(|name| tag.is(name));
        let end = if is_void { tag.range.end } else { html.len() };
        elements.push(Element {
            name: tag.name,
            id: tag.value_of("id"),
            parent: open.last().copied(),
            start: tag.range.start,
            ends: (end, end),
        });
        if !is_void {
            open.push(elements.len() - 1);
        }
    }
    elements
}

/// Whether a value of an attribute, as it is written in HTML, is `id`.
fn is_written(value: &[u8], id: &str) -> bool {
    std::str::from_utf8(value).is_ok_and(|value| htmlize::unescape_attribute(value) == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_is_what_its_id_names() {
        let html = "<p>Đầu<br></p><h2 id=\"a\">A</h2>1<h3 id=\"b\">B</h3><a>2</a><h2 id=\"c\">C</h2><div><h3 id=\"d\">D</h3>3</div>4\
            <ol><li id=\"e\">5</li><li>6</li></ol><details><summary><b id=\"f\">F</b></summary>7</details><hr id=\"g\">\
            <section><ol><li id=\"n\">8</li></ol></section>";
        let body = Body { html: html.to_owned(), holes: Vec::new() };
        let until = |from: &str, to: &str| html[html.find(from).unwrap()..html.find(to).unwrap()].to_owned();
        for (id, block) in [
            ("a", until("<h2 id=\"a\"", "<h2 id=\"c\"")),
            ("b", until("<h3 id=\"b\"", "<h2 id=\"c\"")),
            ("c", until("<h2 id=\"c\"", "<section>")),
            ("d", until("<h3 id=\"d\"", "</div>")),
            ("e", until("<ol>", "<details>")),
            ("f", until("<details>", "<hr")),
            ("g", "<hr id=\"g\">".to_owned()),
            ("n", "<ol><li id=\"n\">8</li></ol>".to_owned()),
        ] {
            assert_eq!(body.block(id).map(|block| block.html), Some(block), "{id}");
        }
        assert_eq!(body.block("h"), None);
    }

    #[test]
    fn holes_go_with_their_block() {
        let hole = |at: u32, id: &str| Hole {
            at,
            spot: crate::diag::Spot { line: 1, column: 1, length: 1 },
            kind: HoleKind::Anchor { id: id.to_owned(), text: String::new() },
        };
        let html = "<h2 id=\"a\">A</h2><h2 id=\"b\">B</h2>".to_owned();
        let half = html.len() as u32 / 2;
        let holes = vec![hole(0, "before"), hole(12, "a"), hole(half, "behind"), hole(half + 12, "b")];
        let body = Body { html, holes };
        let ids = |block: &str| -> Vec<(u32, String)> {
            let ids = body.block(block).unwrap().holes.into_iter().map(|hole| match hole.kind {
                HoleKind::Anchor { id, .. } => (hole.at, id),
                _ => unreachable!(),
            });
            ids.collect()
        };
        assert_eq!(ids("a"), [(12, "a".to_owned()), (half, "behind".to_owned())]);
        assert_eq!(ids("b"), [(12, "b".to_owned())]);
    }
}
