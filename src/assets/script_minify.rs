//! Removes comments and white space from a script.
//!
//! Names stay as they are, and so does every end of a line that may end a statement: a program that
//! renames or rewrites must understand the language, and would gain little over what compression
//! gains. A script in which a token cannot be told from its neighbours alone is left as it is.

use memchr::memmem;

/// Words behind which a slash begins a regular expression.
const BEFORE_EXPRESSION: [&[u8]; 11] =
    [b"return", b"typeof", b"case", b"in", b"void", b"delete", b"instanceof", b"new", b"throw", b"do", b"else"];

/// Words that are names in some places and keywords in others.
const UNCERTAIN: [&[u8]; 4] = [b"of", b"await", b"yield", b"async"];

/// Words behind whose parentheses a statement begins.
const BEFORE_STATEMENT: [&[u8]; 4] = [b"if", b"while", b"for", b"with"];

/// The script without comments and needless white space. `None` if it is not certain to be the same
/// script then.
pub(super) fn minify_script(script: &str) -> Option<String> {
    // Separators of lines that are no white space here, and comments in the form of HTML.
    let uncertain = ["\u{2028}", "\u{2029}", "<!--", "-->"];
    if script.starts_with("#!")
        || uncertain.iter().any(|text| memmem::find(script.as_bytes(), text.as_bytes()).is_some())
    {
        return None;
    }
    let minifier = Minifier {
        bytes: script.as_bytes(),
        at: 0,
        before: Before::Start,
        is_property: false,
        open: Vec::new(),
        out: Vec::with_capacity(script.len()),
    };
    String::from_utf8(minifier.run()?).ok()
}

/// What a slash behind a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    Start,
    /// A value: a slash divides.
    Value,
    /// Another sign or word: a slash begins a regular expression.
    Operator,
    /// A slash may be either.
    Uncertain,
}

/// What is open around a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    /// A parenthesis, and whether a statement begins behind it.
    Parenthesis(bool),
    Bracket,
    Brace,
    /// An expression in a template.
    Template,
}

struct Minifier<'s> {
    bytes: &'s [u8],
    at: usize,
    before: Before,
    /// Whether the token before is the dot in front of the name of a property.
    is_property: bool,
    open: Vec<Open>,
    out: Vec<u8>,
}

impl Minifier<'_> {
    fn run(mut self) -> Option<Vec<u8>> {
        loop {
            let gap = self.skip_gap()?;
            let Some(&byte) = self.bytes.get(self.at) else { break };
            self.push_gap(gap, byte);
            let start = self.at;
            self.read_token(byte)?;
            self.out.extend_from_slice(&self.bytes[start..self.at]);
        }
        self.out.push(b'\n');
        self.open.is_empty().then_some(self.out)
    }

    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or_default()
    }

    /// Skips white space and comments.
    fn skip_gap(&mut self) -> Option<Gap> {
        let mut gap = Gap::None;
        loop {
            let begin = self.at;
            match (self.peek(0), self.peek(1)) {
                (b' ' | b'\t' | 0x0b | 0x0c, _) => self.at += 1,
                (b'\n' | b'\r', _) => self.at += 1,
                (b'/', b'/') => {
                    let rest = &self.bytes[self.at..];
                    self.at += memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
                }
                // A comment with an exclamation mark is one of a licence, which stays.
                (b'/', b'*') if self.peek(2) != b'!' => {
                    self.at += memmem::find(&self.bytes[self.at + 2..], b"*/")? + 4;
                }
                _ => return Some(gap),
            }
            let has_line = self.bytes[begin..self.at].iter().any(|byte| matches!(byte, b'\n' | b'\r'));
            gap = gap.max(if has_line { Gap::Line } else { Gap::Space });
        }
    }

    /// Writes what must stand between two tokens.
    fn push_gap(&mut self, gap: Gap, next: u8) {
        let Some(&last) = self.out.last() else { return };
        let is_needed = match gap {
            Gap::None => return,
            Gap::Line => !matches!(last, b'{' | b'(' | b'[' | b',' | b';'),
            Gap::Space => false,
        };
        if is_needed {
            self.out.push(b'\n');
        } else if is_word(last) && is_word(next)
            || matches!((last, next), (b'+', b'+') | (b'-', b'-') | (b'<', b'!'))
            || last == b'/'
            || next == b'/'
            || last.is_ascii_digit() && next == b'.'
        {
            self.out.push(b' ');
        }
    }

    /// Moves behind a token.
    fn read_token(&mut self, byte: u8) -> Option<()> {
        let was_property = std::mem::take(&mut self.is_property);
        match byte {
            b'"' | b'\'' => {
                self.skip_string(byte)?;
                self.before = Before::Value;
            }
            b'`' => {
                self.at += 1;
                self.skip_template()?;
            }
            b'/' if self.peek(1) == b'*' => {
                self.at += memmem::find(&self.bytes[self.at + 2..], b"*/")? + 4;
            }
            b'/' => match self.before {
                Before::Value => {
                    self.at += 1;
                    self.before = Before::Operator;
                }
                Before::Start | Before::Operator => {
                    self.skip_regular_expression()?;
                    self.before = Before::Value;
                }
                Before::Uncertain => return None,
            },
            b'(' => {
                if self.out.trim_ascii_end().ends_with(b"for await") {
                    return None;
                }
                let is_before_statement = BEFORE_STATEMENT.iter().any(|word| self.ends_with_word(word));
                self.open(Open::Parenthesis(is_before_statement));
            }
            b'[' => self.open(Open::Bracket),
            b'{' => self.open(Open::Brace),
            b')' => {
                let Some(Open::Parenthesis(is_before_statement)) = self.open.pop() else { return None };
                self.at += 1;
                self.before = if is_before_statement { Before::Operator } else { Before::Value };
            }
            b']' => {
                (self.open.pop() == Some(Open::Bracket)).then_some(())?;
                self.at += 1;
                self.before = Before::Value;
            }
            b'}' => {
                self.at += 1;
                match self.open.pop()? {
                    Open::Brace => self.before = Before::Uncertain,
                    Open::Template => self.skip_template()?,
                    Open::Parenthesis(_) | Open::Bracket => return None,
                }
            }
            _ if is_word(byte) => {
                let start = self.at;
                while self.bytes.get(self.at).is_some_and(|byte| is_word(*byte)) {
                    self.at += 1;
                }
                let word = &self.bytes[start..self.at];
                self.before = if was_property {
                    Before::Value
                } else if UNCERTAIN.contains(&word) {
                    Before::Uncertain
                } else if BEFORE_EXPRESSION.contains(&word) {
                    Before::Operator
                } else {
                    Before::Value
                };
            }
            b'.' => {
                self.at += 1;
                self.before = Before::Uncertain;
                self.is_property = true;
            }
            b'+' | b'-' if self.peek(1) == byte => {
                self.at += 2;
                self.before = Before::Uncertain;
            }
            _ => {
                self.at += 1;
                self.before = Before::Operator;
            }
        }
        Some(())
    }

    fn open(&mut self, open: Open) {
        self.at += 1;
        self.open.push(open);
        self.before = Before::Operator;
    }

    /// Whether what was written ends with a word that is not the name of a property.
    fn ends_with_word(&self, word: &[u8]) -> bool {
        let written = self.out.trim_ascii_end();
        let before = written.strip_suffix(word).map(<[u8]>::last);
        before.is_some_and(|last| last.is_none_or(|byte| !is_word(*byte) && *byte != b'.'))
    }

    fn skip_string(&mut self, quote: u8) -> Option<()> {
        self.at += 1;
        loop {
            match self.bytes.get(self.at)? {
                b'\\' => self.at += 2,
                b'\n' | b'\r' => return None,
                byte => {
                    self.at += 1;
                    if *byte == quote {
                        return Some(());
                    }
                }
            }
        }
    }

    /// Moves to behind the template, or behind the beginning of an expression in it.
    fn skip_template(&mut self) -> Option<()> {
        loop {
            match (self.bytes.get(self.at)?, self.peek(1)) {
                (b'\\', _) => self.at += 2,
                (b'`', _) => {
                    self.at += 1;
                    self.before = Before::Value;
                    return Some(());
                }
                (b'$', b'{') => {
                    self.at += 1;
                    self.open(Open::Template);
                    return Some(());
                }
                _ => self.at += 1,
            }
        }
    }

    fn skip_regular_expression(&mut self) -> Option<()> {
        let mut is_in_class = false;
        self.at += 1;
        loop {
            match self.bytes.get(self.at)? {
                b'\\' => self.at += 1,
                b'\n' | b'\r' => return None,
                b'[' => is_in_class = true,
                b']' => is_in_class = false,
                b'/' if !is_in_class => {
                    self.at += 1;
                    while self.bytes.get(self.at).is_some_and(|byte| is_word(*byte)) {
                        self.at += 1;
                    }
                    return Some(());
                }
                _ => {}
            }
            self.at += 1;
        }
    }
}

/// What stands between two tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    None,
    Space,
    Line,
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'#' | b'@' | b'\\') || byte >= 0x80
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_white_space_are_removed() {
        for (script, minified) in [
            ("// why\nconst  a = 1; // one\n\n  /* two\n */ b( a , c );\n", "const a=1;b(a,c);\n"),
            ("function f() {\n  return\n  1\n}\ng()\n", "function f(){return\n1\n}\ng()\n"),
            ("a + +b - -c; i++ + ++j; 1 .x", "a+ +b- -c;i++ + ++j;1 .x\n"),
            ("/*! licence */\nx = y\n/z/ 2", "/*! licence */\nx=y\n/z/ 2\n"),
            ("if (x) /[/'\"]\\/ \\/\\/ a/.test(y)", "if(x) /[/'\"]\\/ \\/\\/ a/.test(y)\n"),
            ("(a - b) / 2 / c // d", "(a-b) / 2 / c\n"),
            (
                "s = \"// no  comment\" + '/* no' + `a  // ${ b + `c  ${ {d : 1} }  ` }  e\n  f`;",
                "s=\"// no  comment\"+'/* no'+`a  // ${b+`c  ${{d:1}}  `}  e\n  f`;\n",
            ),
            ("return /a b/ in c; x.return / 2; case /a/", "return /a b/ in c;x.return / 2;case /a/\n"),
            ("class A { #b; static #c; 'đ' = ký }", "class A{#b;static #c;'đ'=ký}\n"),
        ] {
            assert_eq!(minify_script(script).as_deref(), Some(minified), "{script}");
        }
    }

    #[test]
    fn what_is_uncertain_is_left_as_it_is() {
        for script in [
            "function f() {} /a/.test(b)",
            "x++ / 2",
            "await /a/",
            "for await (const a of b) /a/.test(a)",
            "1. / 2",
            "x = 'unclosed",
            "x = 'two\nlines'",
            "x = `unclosed ${ a",
            "/unclosed",
            "/* unclosed",
            "f((a)",
            "f(a])",
            "while (n --> 0) f()",
            "<!-- old",
            "#!/usr/bin/env node",
            "// a\u{2028}b()",
        ] {
            assert_eq!(minify_script(script), None, "{script}");
        }
    }
}
