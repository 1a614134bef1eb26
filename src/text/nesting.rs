//! How deep texts nest that libraries read by calling themselves: it is counted before they do, for
//! an overflow of the stack ends the process and cannot be caught.

use super::css_tokens::{CssToken, CssTokens};

/// The byte of the first bracket in a style sheet that stands deeper than `limit` in others; none
/// when there is none.
///
/// Where a text is broken, more may be counted than a reader would nest, but never less.
pub fn deep_css(text: &str, limit: usize) -> Option<usize> {
    // The brackets that would close what is open, the innermost last.
    let mut open: Vec<u8> = Vec::new();
    for (start, token) in CssTokens::new(text) {
        match token {
            CssToken::Open { closing, .. } => open.push(closing),
            CssToken::Close(byte) => {
                open.pop_if(|closing| *closing == byte);
            }
            CssToken::Comma | CssToken::Operator => {}
        }
        if open.len() > limit {
            return Some(start);
        }
    }
    None
}

/// The byte of the opening bracket with which a message of a Fluent file has more than `limit` of
/// them; none when none has.
///
/// Closing brackets are not counted against them: whether one closes anything depends on quotes,
/// and those on where the reader goes on after a mistake. A line that begins with a name and `=`
/// begins a message wherever it stands.
pub fn crowded_fluent(text: &str, limit: usize) -> Option<usize> {
    let mut at = 0;
    let mut count = 0;
    for line in text.split_inclusive('\n') {
        if begins_message(line) {
            count = 0;
        }
        for (place, _) in line.bytes().enumerate().filter(|(_, byte)| matches!(byte, b'{' | b'(')) {
            count += 1;
            if count > limit {
                return Some(at + place);
            }
        }
        at += line.len();
    }
    None
}

fn begins_message(line: &str) -> bool {
    let rest = line.strip_prefix('-').unwrap_or(line);
    let after = rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    rest.starts_with(|c: char| c.is_ascii_alphabetic()) && after.trim_start_matches(' ').starts_with('=')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_of_style_sheets_are_counted_where_they_nest() {
        assert_eq!(deep_css("a{b{c{}}}", 2), Some(5));
        assert_eq!(deep_css("a{b{c{}}}", 3), None);
        let flat = "@media (min-width:1px){a:is(b,[c]){width:calc(1px + (2px))}}";
        assert_eq!(deep_css(&flat.repeat(100), 4), None);
        for skipped in ["/*((((*/", "\"((((\"", "'(((('", "url(((((a)", "URL( [[[[ )", "url(a\\)((()", "\"\\\"((((\""] {
            assert_eq!(deep_css(skipped, 1), None, "{skipped}");
        }
    }

    #[test]
    fn nothing_hides_brackets_from_being_counted() {
        for hidden in
            ["a({", "({)", "\\)url(", "#url(", "@url(", "1url(", "u\\72l(", "url( \"a\" (", "\"\n(", "é\0url(", "/ *("]
        {
            assert!(deep_css(&hidden.repeat(10), 5).is_some(), "{hidden:?}");
        }
    }

    #[test]
    fn openings_of_fluent_are_counted_by_message() {
        let file = "a = { $x } (một)\n    { b }\n-c = { F($x) }\n    .d = { e }\n".repeat(100);
        assert_eq!(crowded_fluent(&file, 3), None);
        assert_eq!(crowded_fluent(&file, 2), file.find("{ b"));
        for deep in ["{ ", "{ F(\n", "{ \"}\" ->\n *[a] ", "{\nb("] {
            assert!(crowded_fluent(&format!("a = {}", deep.repeat(10)), 9).is_some(), "{deep:?}");
        }
    }
}
