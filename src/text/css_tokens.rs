//! The tokens of a style sheet that say how it nests.
//!
//! Strings, comments and addresses are skipped as CSS Syntax Level 3, section 4.3, reads them. The
//! rejected alternative is the parser of `cssparser`: it reads a nested block by a nested call, and
//! the callers here find out whether a text nests too deep for that.

/// A token that matters for nesting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CssToken {
    /// An opening bracket: the byte that closes it, and where the name directly before it begins.
    Open {
        closing: u8,
        name: Option<usize>,
    },
    /// A closing bracket.
    Close(u8),
    Comma,
    /// A `+` or `-` with white space on both sides (CSS Values and Units Level 4, section 10.1).
    Operator,
}

/// The tokens of a style sheet, each with the byte at which it begins.
pub(super) struct CssTokens<'t> {
    bytes: &'t [u8],
    at: usize,
}

impl<'t> CssTokens<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { bytes: text.as_bytes(), at: 0 }
    }
}

impl Iterator for CssTokens<'_> {
    type Item = (usize, CssToken);

    fn next(&mut self) -> Option<Self::Item> {
        // Where the name that is being read begins.
        let mut name: Option<usize> = None;
        while let Some(&byte) = self.bytes.get(self.at) {
            let start = self.at;
            self.at += 1;
            let token = match byte {
                b'\\' => {
                    // An escaped character belongs to a name.
                    name = name.or(Some(start));
                    self.at += 1;
                    continue;
                }
                b'-' | b'+' if is_operator(self.bytes, start) => Some(CssToken::Operator),
                0 | 0x80.. | b'-' | b'_' | b'#' | b'@' => {
                    name = name.or(Some(start));
                    continue;
                }
                _ if byte.is_ascii_alphanumeric() => {
                    name = name.or(Some(start));
                    continue;
                }
                b'/' if self.bytes.get(self.at) == Some(&b'*') => {
                    let rest = &self.bytes[self.at + 1..];
                    let end = memchr::memmem::find(rest, b"*/").map(|end| self.at + 1 + end + 2);
                    self.at = end.unwrap_or(self.bytes.len());
                    None
                }
                b'"' | b'\'' => {
                    self.at = after_string(self.bytes, self.at, byte);
                    None
                }
                b'(' => {
                    let is_address = name.is_some_and(|name| self.bytes[name..start].eq_ignore_ascii_case(b"url"));
                    match after_address(self.bytes, self.at).filter(|_| is_address) {
                        Some(end) => {
                            self.at = end;
                            None
                        }
                        None => Some(CssToken::Open { closing: b')', name }),
                    }
                }
                b'[' => Some(CssToken::Open { closing: b']', name: None }),
                b'{' => Some(CssToken::Open { closing: b'}', name: None }),
                b')' | b']' | b'}' => Some(CssToken::Close(byte)),
                b',' => Some(CssToken::Comma),
                _ => None,
            };
            name = None;
            if let Some(token) = token {
                return Some((start, token));
            }
        }
        None
    }
}

/// Whether a sign is an operator.
fn is_operator(bytes: &[u8], at: usize) -> bool {
    let is_space = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_whitespace);
    is_space(at.checked_sub(1)) && is_space(Some(at + 1))
}

/// The end of a string that begins before `at`; a string without an end is over with its line.
fn after_string(bytes: &[u8], mut at: usize, quote: u8) -> usize {
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
fn after_address(bytes: &[u8], at: usize) -> Option<usize> {
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
