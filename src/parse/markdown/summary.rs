//! Makes the plain text of a body for its summary.

/// The first `most` characters of a text, cut between words.
pub(super) fn first_words(text: &str, most: usize) -> String {
    let mut out = String::new();
    let mut length = 0;
    for word in text.split_whitespace() {
        let space = usize::from(!out.is_empty());
        length += space + word.bytes().filter(|byte| !(0x80..0xC0).contains(byte)).count();
        if length > most {
            if out.is_empty() {
                out.extend(word.chars().take(most));
            }
            out.truncate(out.trim_end_matches([',', '.', ';', ':', ' ']).len());
            out.push('…');
            return out;
        }
        if space == 1 {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// The text of HTML, without its tags.
pub(super) fn strip_tags(html: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            c if !inside => out.push(c),
            _ => {}
        }
    }
    if !out.contains('&') {
        return out;
    }
    out.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"")
}
