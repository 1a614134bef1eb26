//! Writing HTML text and attributes.

/// Appends `text` with `& < > " '` escaped: fit for text and for quoted attributes.
pub fn escape_into(out: &mut String, text: &str) {
    // Writing to a String cannot fail.
    let _ = pulldown_cmark_escape::escape_html(&mut *out, text);
}

/// `text` with `& < > " '` escaped.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    escape_into(&mut out, text);
    out
}

/// Appends ` name="value"`, escaped.
pub fn push_attribute(out: &mut String, name: &str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    escape_into(out, value);
    out.push('"');
}

/// Appends the address of a link. Characters that an address may not contain are percent-encoded.
pub fn escape_href_into(out: &mut String, url: &str) {
    let _ = pulldown_cmark_escape::escape_href(&mut *out, url);
}

/// The elements that may not stand in a paragraph or a heading (HTML Standard, 3.2.5.2.5).
const BLOCKS: [&str; 36] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "dd",
    "details",
    "dialog",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "search",
    "section",
    "summary",
    "table",
    "tr",
    "ul",
];

/// Whether an element is a block, by its name in any case.
pub fn is_block(name: &str) -> bool {
    BLOCKS.iter().any(|block| block.eq_ignore_ascii_case(name))
}

/// The first element in a piece of HTML that is a block: it may not stand in a paragraph or a
/// heading (HTML Standard, section 3.2.5.2.5).
pub fn block_element(html: &str) -> Option<&str> {
    memchr::memchr_iter(b'<', html.as_bytes()).find_map(|at| {
        let rest = html.get(at + 1..)?;
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let name = &rest[..end];
        // A name with a hyphen is an element of its own.
        let is_whole = !rest[end..].starts_with('-');
        (is_whole && is_block(name)).then_some(name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_breaks_out_of_an_attribute() {
        let mut out = String::new();
        push_attribute(&mut out, "alt", "\"><script>'&");
        assert_eq!(out, " alt=\"&quot;&gt;&lt;script&gt;&#x27;&amp;\"".replace("&#x27;", &escape("'")));
        assert!(!out.contains('<'));
    }
    #[test]
    fn blocks_are_told_from_words() {
        assert_eq!(block_element("<span>a</span> <b class=\"p\">< p <p-x>"), None);
        assert_eq!(block_element("a <B>b</B><DIV class=x>"), Some("DIV"));
        assert_eq!(block_element("{% for a in b %}<h{{ top }}><p>"), Some("p"));
    }
}
