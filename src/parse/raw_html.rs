//! Checks the HTML inside Markdown: only a short list of elements is allowed, all of which carry
//! meaning and cannot do harm.

use std::borrow::Cow;

/// Elements that authors may write. Everything else has a shortcode or can be written in Markdown.
const ELEMENTS: [&str; 34] = [
    "abbr", "b", "bdi", "br", "caption", "cite", "col", "colgroup", "dd", "del", "details", "dfn", "div", "dl", "dt",
    "em", "hr", "i", "ins", "kbd", "mark", "p", "q", "s", "small", "span", "strong", "sub", "summary", "sup", "table",
    "time", "u", "wbr",
];
/// Elements that are allowed inside a table.
const TABLE_PARTS: [&str; 6] = ["tbody", "td", "tfoot", "th", "thead", "tr"];
/// Allowed elements that have no closing tag.
const VOID_ELEMENTS: [&str; 4] = ["br", "hr", "col", "wbr"];
/// Attributes that authors may write, besides those that begin with `aria-`.
const ATTRIBUTES: [&str; 14] = [
    "abbr", "cite", "class", "colspan", "datetime", "dir", "headers", "id", "lang", "open", "rowspan", "scope", "span",
    "title",
];
/// The characters that HTML treats as white space inside a tag. Every other space is part of a name
/// or a value there.
const SPACE: [char; 5] = ['\t', '\n', '\u{c}', '\r', ' '];

/// One tag in a piece of HTML.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum RawTag {
    Open(String),
    Close(String),
    /// A tag of an element without content: `<br>`.
    Void,
}

/// The reason why a piece of HTML is refused.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum RawHtmlFault {
    /// An element that is not allowed, by its name.
    Element(String),
    /// An attribute that is not allowed, by its name.
    Attribute(String),
    /// A tag or comment that is broken, or that browsers could read differently.
    Syntax,
}

/// A piece of HTML that passed the check.
#[derive(Debug)]
pub(super) struct RawHtml {
    /// The tags in order.
    pub tags: Vec<RawTag>,
    /// The values of the attributes `id`.
    pub ids: Vec<String>,
    /// The HTML without comments: an author writes them for themselves.
    pub published: String,
}

/// Reads and checks a piece of HTML.
///
/// # Errors
/// The first part of it that is not allowed.
pub(super) fn read(html: &str) -> Result<RawHtml, RawHtmlFault> {
    let mut tags = Vec::new();
    let mut ids = Vec::new();
    let mut published = String::with_capacity(html.len());
    let mut done = 0;
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        rest = &rest[start..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            let end = comment.find("-->").ok_or(RawHtmlFault::Syntax)?;
            // Browsers end a comment at these characters too, and would read what follows as HTML.
            if comment.starts_with('>') || comment.starts_with("->") || comment[..end].contains("--!>") {
                return Err(RawHtmlFault::Syntax);
            }
            published.push_str(&html[done..html.len() - rest.len()]);
            rest = &comment[end + 3..];
            done = html.len() - rest.len();
            continue;
        }
        let closing = rest.starts_with("</");
        let after = &rest[if closing { 2 } else { 1 }..];
        let end = after.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(after.len());
        let name = after[..end].to_ascii_lowercase();
        if name.is_empty() {
            return Err(RawHtmlFault::Syntax);
        }
        if !ELEMENTS.contains(&name.as_str()) && !TABLE_PARTS.contains(&name.as_str()) {
            return Err(RawHtmlFault::Element(name));
        }
        rest = read_attributes(&after[end..], &mut ids)?;
        tags.push(match closing {
            true if VOID_ELEMENTS.contains(&name.as_str()) => return Err(RawHtmlFault::Element(format!("/{name}"))),
            true => RawTag::Close(name),
            false if VOID_ELEMENTS.contains(&name.as_str()) => RawTag::Void,
            false => RawTag::Open(name),
        });
    }
    published.push_str(&html[done..]);
    Ok(RawHtml { tags, ids, published })
}

/// Removes everything that looks like a comment, even inside the value of an attribute.
pub(super) fn strip_comments(html: &str) -> Cow<'_, str> {
    if !html.contains("<!--") {
        return Cow::Borrowed(html);
    }
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, comment)) = rest.split_once("<!--") {
        out.push_str(before);
        rest = comment.split_once("-->").map_or("", |(_, after)| after);
    }
    Cow::Owned(out + rest)
}

/// Reads attributes up to and including the `>`. Returns the rest.
fn read_attributes<'h>(mut rest: &'h str, ids: &mut Vec<String>) -> Result<&'h str, RawHtmlFault> {
    loop {
        rest = rest.trim_start_matches(SPACE);
        if let Some(after) = rest.strip_prefix('>') {
            return Ok(after);
        }
        // `<br/>` is an old habit and harmless.
        if let Some(after) = rest.strip_prefix("/>") {
            return Ok(after);
        }
        let end =
            rest.find(|c: char| SPACE.contains(&c) || matches!(c, '=' | '>' | '/')).ok_or(RawHtmlFault::Syntax)?;
        let name = rest[..end].to_ascii_lowercase();
        if !ATTRIBUTES.contains(&name.as_str()) && !name.starts_with("aria-") {
            return Err(RawHtmlFault::Attribute(name));
        }
        rest = rest[end..].trim_start_matches(SPACE);
        let Some(value) = rest.strip_prefix('=') else { continue };
        let value = value.trim_start_matches(SPACE);
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\'')).ok_or(RawHtmlFault::Syntax)?;
        let end = value[1..].find(quote).ok_or(RawHtmlFault::Syntax)?;
        if name == "id" {
            ids.push(value[1..=end].to_owned());
        }
        rest = &value[end + 2..];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn harmless_html_passes() {
        let piece = read("<dl id=\"a\"><dt class='x'>k</dt></dl><br/><!-- note --><td colspan=\"2\">").unwrap();
        assert_eq!(piece.tags.len(), 6);
        assert_eq!(piece.ids, ["a"]);
    }

    #[test]
    fn comments_are_left_out_and_what_only_looks_like_one_is_not() {
        let published = |html: &str| read(html).unwrap().published;
        assert_eq!(published("a<!-- b --><b>c</b><!---->"), "a<b>c</b>");
        assert_eq!(published("<b id=\"<!-- x\">c</b> -->"), "<b id=\"<!-- x\">c</b> -->");
    }

    #[test]
    fn harmful_html_is_refused() {
        for bad in [
            "<script>",
            "<STYLE>",
            "<iframe src=x>",
            "<p style=\"x\">",
            "<p onclick=\"x\">",
            "<a href=\"javascript:x\">",
            "<p class=x>",
            "<p class=\"x",
            "<",
            "<img src=\"x\">",
            "</br>",
            "<svg/onload=x>",
            "<p/onclick=\"x\">",
            "<!--> <script>x</script> -->",
            "<!---> <b> -->",
            "<!-- --!> <script>x</script> -->",
            "<!-- ",
            "<p class=\u{2003}\"a onclick=x b\">",
            "<p\u{a0}class=\"a\">",
            "<p class=\"a\"\u{b}id=\"b\">",
        ] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}
