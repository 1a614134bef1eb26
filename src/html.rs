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
}
