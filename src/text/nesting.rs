//! How deep texts nest that libraries read by calling themselves: it is counted before they do, for
//! an overflow of the stack ends the process and cannot be caught.

/// The byte of the first bracket in a style sheet that stands deeper than `limit` in others; none
/// when there is none.
///
/// Strings, comments and addresses are skipped as CSS Syntax Level 3, section 4.3, reads them.
/// Where a text is broken, more may be counted than a reader would nest, but never less.
pub fn deep_css(text: &str, limit: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    // The brackets that would close what is open, the innermost last.
    let mut open: Vec<u8> = Vec::new();
    // Where the name that is being read begins.
    let mut name: Option<usize> = None;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let start = at;
        at += 1;
        let closing = match byte {
            b'\\' => {
                // An escaped character belongs to a name.
                name = name.or(Some(start));
                at += 1;
                continue;
            }
            0 | 0x80.. | b'-' | b'_' | b'#' | b'@' => {
                name = name.or(Some(start));
                continue;
            }
            _ if byte.is_ascii_alphanumeric() => {
                name = name.or(Some(start));
                continue;
            }
            b'/' if bytes.get(at) == Some(&b'*') => {
                at = memchr::memmem::find(&bytes[at + 1..], b"*/").map_or(bytes.len(), |end| at + 1 + end + 2);
                None
            }
            b'"' | b'\'' => {
                at = after_string(bytes, at, byte);
                None
            }
            b'(' if name.is_some_and(|name| bytes[name..start].eq_ignore_ascii_case(b"url")) => {
                match after_address(bytes, at) {
                    Some(end) => {
                        at = end;
                        None
                    }
                    None => Some(b')'),
                }
            }
            b'(' => Some(b')'),
            b'[' => Some(b']'),
            b'{' => Some(b'}'),
            b')' | b']' | b'}' => {
                open.pop_if(|closing| *closing == byte);
                None
            }
            _ => None,
        };
        name = None;
        open.extend(closing);
        if open.len() > limit {
            return Some(start);
        }
    }
    None
}

/// The end of a string that begins before `at`; a string without an end is over with its line.
pub(super) fn after_string(bytes: &[u8], mut at: usize, quote: u8) -> usize {
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            b'\n' | b'\r' | 0x0c => return at,
            _ if byte == quote => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// The end of an address without quotes that begins at `at`; none when quotes follow, for then it
/// is a function.
pub(super) fn after_address(bytes: &[u8], at: usize) -> Option<usize> {
    let mut at = at + bytes[at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    if matches!(bytes.get(at), Some(b'"' | b'\'')) {
        return None;
    }
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            b')' => return Some(at + 1),
            _ => at += 1,
        }
    }
    Some(bytes.len())
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
