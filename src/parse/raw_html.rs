//! Reads the HTML inside Markdown: its tags, words and comments in order, and every fault at its
//! place. Which elements and attributes are allowed is in `html_rules`.

use std::ops::Range;

use super::html_rules::{AttributeFault, HtmlElement, attribute_fault, required_attribute, written_element};

/// The characters that HTML treats as white space inside a tag. Every other space is part of a name
/// or a value there.
const SPACE: [char; 5] = ['\t', '\n', '\u{c}', '\r', ' '];

/// A part of a piece of HTML, with its place in it.
#[derive(Debug, PartialEq)]
pub(super) struct HtmlPart<'h> {
    pub range: Range<usize>,
    pub kind: HtmlPartKind<'h>,
}

/// What a part of a piece of HTML is. Comments are no part: an author writes them for themselves.
#[derive(Debug, PartialEq)]
pub(super) enum HtmlPartKind<'h> {
    /// Words as written, with their entities.
    Words(&'h str),
    /// An opening tag, or that of an element without content.
    Open(&'static HtmlElement, Vec<HtmlAttribute>),
    /// A closing tag, by its name in small letters.
    Close(String),
    /// Something that is not allowed.
    Fault(RawHtmlFault),
}

/// An attribute of a tag.
#[derive(Debug, PartialEq)]
pub(super) struct HtmlAttribute {
    /// The name in small letters.
    pub name: String,
    /// The value without entities; empty for an attribute without one.
    pub value: String,
    pub range: Range<usize>,
}

/// The reason why a part of a piece of HTML is refused.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum RawHtmlFault {
    /// An element that is not allowed, by its name.
    Element(String),
    /// An attribute that is not allowed, by its name.
    Attribute(String),
    /// An attribute that a tag has twice, by its name.
    AttributeTwice(String),
    /// An attribute that is missing: its name, and an example of its value.
    AttributeMissing(String, &'static str),
    /// The value of an attribute: its name, the value, and an example of one that is allowed.
    Value(String, String, &'static str),
    /// An opening tag that does not end, by the name of its element.
    Unfinished(String),
    /// A tag or comment that is broken, or that browsers could read differently.
    Syntax,
}

/// Reads a piece of HTML.
pub(super) fn read(html: &str) -> Vec<HtmlPart<'_>> {
    let mut reader = HtmlReader { html, at: 0, parts: Vec::new() };
    while reader.at < html.len() {
        let rest = &html[reader.at..];
        let start = rest.find('<').unwrap_or(rest.len());
        if start > 0 {
            let range = reader.at..reader.at + start;
            reader.at = range.end;
            reader.parts.push(HtmlPart { kind: HtmlPartKind::Words(&html[range.clone()]), range });
        } else if rest.starts_with("<!--") {
            reader.skip_comment();
        } else {
            reader.read_tag();
        }
    }
    reader.parts
}

struct HtmlReader<'h> {
    html: &'h str,
    at: usize,
    parts: Vec<HtmlPart<'h>>,
}

impl HtmlReader<'_> {
    fn fault(&mut self, range: Range<usize>, fault: RawHtmlFault) {
        self.parts.push(HtmlPart { range, kind: HtmlPartKind::Fault(fault) });
    }

    fn skip_comment(&mut self) {
        let (start, comment) = (self.at, &self.html[self.at + 4..]);
        let end = comment.find("-->");
        // Browsers end a comment at these characters too, and would read what follows as HTML.
        let inner = &comment[..end.unwrap_or(comment.len())];
        let is_ambiguous = comment.starts_with('>') || comment.starts_with("->") || inner.contains("--!>");
        match end {
            Some(end) if !is_ambiguous => self.at += end + 7,
            _ => {
                self.fault(start..start + 4, RawHtmlFault::Syntax);
                self.at = end.map_or(self.html.len(), |end| start + end + 7);
            }
        }
    }

    fn read_tag(&mut self) {
        let start = self.at;
        let is_closing = self.html[start..].starts_with("</");
        let name_at = start + if is_closing { 2 } else { 1 };
        let after = &self.html[name_at..];
        let name_end = after.find(|c: char| SPACE.contains(&c) || matches!(c, '>' | '/' | '<')).unwrap_or(after.len());
        let name = after[..name_end].to_ascii_lowercase();
        self.at = name_at + name_end;
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return self.fault(start..name_at, RawHtmlFault::Syntax);
        }
        let element = written_element(&name);
        let attributes = self.read_attributes(element);
        let end = self.at;
        let Some(attributes) = attributes else {
            // The end of the tag was not found. What follows it is read as words.
            self.at = name_at + name_end;
            let fault = if is_closing { RawHtmlFault::Syntax } else { RawHtmlFault::Unfinished(name) };
            return self.fault(start..self.at, fault);
        };
        let kind = match element {
            None => HtmlPartKind::Fault(RawHtmlFault::Element(if is_closing { format!("/{name}") } else { name })),
            Some(_) if is_closing => HtmlPartKind::Close(name),
            Some(element) => {
                self.check_required(element, &attributes, start..end);
                HtmlPartKind::Open(element, attributes)
            }
        };
        let script = match &kind {
            HtmlPartKind::Fault(RawHtmlFault::Element(name)) if matches!(name.as_str(), "script" | "style") => {
                Some(format!("</{name}"))
            }
            _ => None,
        };
        self.parts.push(HtmlPart { range: start..end, kind });
        if let Some(closing) = script {
            // What it contains is no HTML.
            let is_end = |at: &usize| {
                let tag = self.html.get(end + at..end + at + closing.len());
                tag.is_some_and(|tag| tag.eq_ignore_ascii_case(&closing))
            };
            let close = memchr::memmem::find_iter(&self.html.as_bytes()[end..], "</").find(is_end);
            self.at = close.map_or(self.html.len(), |close| end + close);
        }
    }

    /// Reports an attribute that is missing, unless it is there and was reported.
    fn check_required(&mut self, element: &HtmlElement, attributes: &[HtmlAttribute], tag: Range<usize>) {
        let Some((name, example)) = required_attribute(element.name) else { return };
        let has_fault = self.parts.iter().rev().take_while(|part| part.range.start > tag.start).count() > 0;
        if !has_fault && attributes.iter().all(|one| one.name != name) {
            self.fault(tag, RawHtmlFault::AttributeMissing(name.to_owned(), example));
        }
    }

    /// Reads attributes up to and including the `>`, and checks those of an allowed element.
    /// Returns `None` if the tag does not end.
    fn read_attributes(&mut self, element: Option<&HtmlElement>) -> Option<Vec<HtmlAttribute>> {
        let mut attributes: Vec<HtmlAttribute> = Vec::new();
        let known = self.parts.len();
        loop {
            let Some(attribute) = self.read_attribute() else {
                self.parts.truncate(known);
                return None;
            };
            let Some(attribute) = attribute else { return Some(attributes) };
            let Some(element) = element else { continue };
            let fault = match attribute_fault(element.name, &attribute.name, &attribute.value) {
                _ if attribute.name.is_empty() => Some(RawHtmlFault::Syntax),
                _ if attributes.iter().any(|one| one.name == attribute.name) => {
                    Some(RawHtmlFault::AttributeTwice(attribute.name.clone()))
                }
                Some(AttributeFault::NotAllowed) => Some(RawHtmlFault::Attribute(attribute.name.clone())),
                Some(AttributeFault::Value(example)) => {
                    Some(RawHtmlFault::Value(attribute.name.clone(), attribute.value.clone(), example))
                }
                None => None,
            };
            match fault {
                Some(fault) => self.fault(attribute.range, fault),
                None => attributes.push(attribute),
            }
        }
    }

    /// Reads one attribute: `Some(None)` at the end of the tag, `None` if the tag does not end.
    fn read_attribute(&mut self) -> Option<Option<HtmlAttribute>> {
        let rest = self.html[self.at..].trim_start_matches(SPACE);
        self.at = self.html.len() - rest.len();
        // `<br/>` is an old habit and harmless.
        if let Some(after) = rest.strip_prefix("/>").or_else(|| rest.strip_prefix('>')) {
            self.at = self.html.len() - after.len();
            return Some(None);
        }
        // Another tag begins, so that this one has no end.
        if rest.starts_with('<') {
            return None;
        }
        let start = self.at;
        let end = rest.find(|c: char| SPACE.contains(&c) || matches!(c, '=' | '>' | '/' | '<'))?;
        let name = &rest[..end];
        let is_broken = name.is_empty() || name.contains(['"', '\'', '\u{fdd0}']);
        let after = rest[end..].trim_start_matches(SPACE);
        let (value, after) = match after.strip_prefix('=').map(|value| value.trim_start_matches(SPACE)) {
            Some(value) => read_value(value)?,
            // A character that begins no name is passed over, so that the loop ends.
            None if name.is_empty() => ("", rest.get(1..)?),
            None => ("", &rest[end..]),
        };
        self.at = self.html.len() - after.len();
        let name = if is_broken { String::new() } else { name.to_ascii_lowercase() };
        let value = htmlize::unescape_attribute(value).into_owned();
        Some(Some(HtmlAttribute { name, value, range: start..self.at }))
    }
}

/// Reads the value of an attribute, in quotes or without. Returns it and what follows.
fn read_value(text: &str) -> Option<(&str, &str)> {
    match text.chars().next()? {
        quote @ ('"' | '\'') => text[1..].split_once(quote),
        // Word makes curly quotes of straight ones.
        quote @ ('“' | '”') => text[quote.len_utf8()..].split_once(['“', '”']),
        _ => {
            let end = text.find(|c: char| SPACE.contains(&c) || matches!(c, '>' | '<' | '"' | '\'' | '`'))?;
            Some(text.split_at(end))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(html: &str) -> Vec<RawHtmlFault> {
        let parts = read(html).into_iter();
        let fault = |part: HtmlPart| if let HtmlPartKind::Fault(fault) = part.kind { Some(fault) } else { None };
        parts.filter_map(fault).collect()
    }

    #[test]
    fn harmless_html_passes() {
        let html =
            "<dl id=\"a\"><dt class='x'>k</dt></dl><br/><!-- note --><td colspan=2 ROWSPAN=\"3\"><a href=\"x\">y</a>";
        assert_eq!(faults(html), []);
        assert_eq!(read(html).len(), 10);
    }

    #[test]
    fn comments_are_left_out_and_what_only_looks_like_one_is_not() {
        let words = |html: &'static str| -> String {
            let word =
                |part: HtmlPart<'static>| if let HtmlPartKind::Words(words) = part.kind { Some(words) } else { None };
            read(html).into_iter().filter_map(word).collect()
        };
        assert_eq!(words("a<!-- b --><b>c</b><!---->"), "ac");
        assert_eq!(words("<b title=\"<!-- x\">c</b> -->"), "c -->");
    }

    #[test]
    fn every_fault_is_told_at_its_place() {
        let html = "<p onclick=\"a\" align=center><font color=red>x</font></p><td rowspan=\"-1\"><b class=a class=b>";
        let places: Vec<&str> = read(html)
            .into_iter()
            .filter(|part| matches!(part.kind, HtmlPartKind::Fault(_)))
            .map(|part| &html[part.range])
            .collect();
        let expected = ["onclick=\"a\"", "align=center", "<font color=red>", "</font>", "rowspan=\"-1\"", "class=b"];
        assert_eq!(places, expected);
    }

    #[test]
    fn harmful_html_is_refused() {
        for bad in [
            "<script>",
            "<STYLE>",
            "<iframe src=x>",
            "<p style=\"x\">",
            "<p onclick=\"x\">",
            "<a target=\"_blank\">",
            "<p class=\"x",
            "<",
            "a < b",
            "<img src=\"x\">",
            "<svg/onload=x>",
            "<p/onclick=\"x\">",
            "<!--> <script>x</script> -->",
            "<!---> <b> -->",
            "<!-- --!> <script>x</script> -->",
            "<!-- ",
            "<p class=\u{2003}\"a onclick=x b\">",
            "<p\u{a0}class=\"a\">",
            "<p class=\"a\"\u{b}id=\"b\">",
            "<o:p>",
            "<![if !supportLists]>",
            "<?xml version=\"1.0\"?>",
            "<p =\"x\">",
            "<script>a </p> < b</script>",
        ] {
            assert!(!faults(bad).is_empty(), "{bad}");
        }
    }
}
