//! Finds the modules that a script loads (ECMAScript 2025, sections 16.2.2, 16.2.3 and 13.3.10),
//! and the addresses that it hands to the functions of a browser that load or send (HTML, Fetch).
//!
//! Only a text that stands where the grammar has the name of a module is one. Comments, strings,
//! templates and regular expressions are skipped. The rejected alternative is a parser of the whole
//! language, which is larger than the rest of the program.

use std::ops::Range;

/// An address in a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ScriptLoad {
    /// The bytes between its quotes.
    pub range: Range<usize>,
    /// Whether the address is the name of a module. Other addresses are arguments of calls, and
    /// relative ones among them begin at the page.
    pub is_module: bool,
}

/// The functions and constructors of a browser that load what their first argument names, or send
/// to it.
const LOADING_CALLS: [&[u8]; 7] =
    [b"fetch", b"Worker", b"SharedWorker", b"EventSource", b"WebSocket", b"sendBeacon", b"importScripts"];

/// The addresses in a script, in order.
pub(super) fn script_loads(script: &str) -> Vec<ScriptLoad> {
    let mut scanner = Scanner { bytes: script.as_bytes(), at: 0, before: Token::Start };
    let mut found = Vec::new();
    while let Some(token) = scanner.next_token() {
        if let Token::Text(range) = &token
            && scanner.before.names_a_file()
        {
            found.push(ScriptLoad { range: range.clone(), is_module: scanner.before != Token::LoadingCall });
        }
        scanner.before = scanner.before.followed_by(token);
    }
    found
}

/// What the scanner has read last, as far as it matters for the next token.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Start,
    /// The word `import`.
    Import,
    /// The word `export`.
    Export,
    /// `import(`.
    ImportCall,
    /// The name of one of the [`LOADING_CALLS`].
    LoadingName,
    /// Such a name with its bracket.
    LoadingCall,
    /// The word `from` in a declaration that begins with `import` or `export`.
    From,
    /// Another token in such a declaration, before its `from`.
    InDeclaration,
    /// Another word, a number, or a closing bracket: a slash behind it divides.
    Value,
    /// Another sign: a slash behind it begins a regular expression.
    Sign(u8),
    /// The bytes between the quotes of a string.
    Text(Range<usize>),
}

impl Token {
    /// Whether a text behind this token names a file.
    fn names_a_file(&self) -> bool {
        matches!(self, Token::Import | Token::ImportCall | Token::From | Token::LoadingCall)
    }

    /// What has been read after one more token.
    fn followed_by(&self, next: Token) -> Token {
        match (self, &next) {
            (Token::Import, Token::Sign(b'(')) => Token::ImportCall,
            (Token::LoadingName, Token::Sign(b'(')) => Token::LoadingCall,
            // `import.meta`, and a property of the name `import`.
            (Token::Import, Token::Sign(b'.')) | (Token::Sign(b'.'), Token::Import | Token::Export) => Token::Value,
            (Token::Import | Token::Export | Token::InDeclaration, Token::From) => Token::From,
            (Token::Import | Token::Export, Token::Sign(b'{' | b'*'))
            | (Token::Import, Token::Value | Token::LoadingName) => Token::InDeclaration,
            (
                Token::InDeclaration,
                Token::Value | Token::LoadingName | Token::Sign(b',' | b'{' | b'*') | Token::Text(_),
            ) => Token::InDeclaration,
            (_, Token::From | Token::Text(_)) => Token::Value,
            _ => next,
        }
    }
}

struct Scanner<'s> {
    bytes: &'s [u8],
    at: usize,
    before: Token,
}

impl Scanner<'_> {
    fn next_token(&mut self) -> Option<Token> {
        loop {
            let start = self.at;
            let byte = *self.bytes.get(start)?;
            self.at += 1;
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' | 0x0b | 0x0c => {}
                b'/' if self.bytes.get(self.at) == Some(&b'/') => self.skip_line(),
                b'/' if self.bytes.get(self.at) == Some(&b'*') => self.skip_to(b"*/"),
                b'/' if !matches!(self.before, Token::Value | Token::LoadingName) => {
                    self.skip_regular_expression();
                    return Some(Token::Value);
                }
                b'"' | b'\'' => {
                    self.skip_quoted(byte);
                    return Some(Token::Text(start + 1..self.at.saturating_sub(1).max(start + 1)));
                }
                b'`' => {
                    self.skip_template();
                    return Some(Token::Value);
                }
                b')' | b']' | b'}' => return Some(Token::Value),
                _ if is_word(byte) => {
                    while self.bytes.get(self.at).is_some_and(|byte| is_word(*byte)) {
                        self.at += 1;
                    }
                    return Some(match &self.bytes[start..self.at] {
                        b"import" => Token::Import,
                        b"export" => Token::Export,
                        b"from" => Token::From,
                        // A regular expression can follow these words.
                        b"return" | b"typeof" | b"case" | b"in" | b"of" | b"void" | b"await" => Token::Sign(0),
                        name if LOADING_CALLS.contains(&name) => Token::LoadingName,
                        _ => Token::Value,
                    });
                }
                other => return Some(Token::Sign(other)),
            }
        }
    }

    fn skip_line(&mut self) {
        self.at += self.bytes[self.at..].iter().take_while(|byte| **byte != b'\n').count();
    }

    fn skip_to(&mut self, end: &[u8]) {
        let found = memchr::memmem::find(&self.bytes[self.at..], end);
        self.at = found.map_or(self.bytes.len(), |at| self.at + at + end.len());
    }

    /// Skips to behind the quote that ends a string. A string without an end is over with its line.
    fn skip_quoted(&mut self, quote: u8) {
        while let Some(&byte) = self.bytes.get(self.at) {
            self.at += 1;
            match byte {
                b'\\' => self.at += 1,
                b'\n' => return,
                _ if byte == quote => return,
                _ => {}
            }
        }
        self.at = self.bytes.len();
    }

    /// Skips a template with the expressions in it.
    fn skip_template(&mut self) {
        let mut depth = 0_usize;
        while let Some(&byte) = self.bytes.get(self.at) {
            self.at += 1;
            match byte {
                b'\\' => self.at += 1,
                b'`' if depth == 0 => return,
                b'$' if depth == 0 && self.bytes.get(self.at) == Some(&b'{') => {
                    self.at += 1;
                    depth = 1;
                }
                b'{' if depth > 0 => depth += 1,
                b'}' if depth > 0 => depth -= 1,
                _ => {}
            }
        }
        self.at = self.bytes.len();
    }

    fn skip_regular_expression(&mut self) {
        let mut is_in_class = false;
        while let Some(&byte) = self.bytes.get(self.at) {
            self.at += 1;
            match byte {
                b'\\' => self.at += 1,
                b'[' => is_in_class = true,
                b']' => is_in_class = false,
                b'/' if !is_in_class => return,
                b'\n' => return,
                _ => {}
            }
        }
        self.at = self.bytes.len();
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$' || byte >= 0x80
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(script: &str) -> Vec<&str> {
        let modules = script_loads(script).into_iter().filter(|load| load.is_module);
        modules.map(|load| &script[load.range]).collect()
    }

    #[test]
    fn addresses_of_calls_are_found() {
        for (script, addresses) in [
            ("fetch('/a.json').then(x)", vec!["/a.json"]),
            ("const w = new Worker( \"/js/w.js\", {type: 'module'})", vec!["/js/w.js"]),
            (
                "navigator.sendBeacon('https://a.vn/x', d); new window.WebSocket('wss://a.vn')",
                vec!["https://a.vn/x", "wss://a.vn"],
            ),
            ("// fetch('/a')\nprefetch('/a'); fetch(a + '/b'); fetch; ('/c')", vec![]),
            ("const fetch = 2; fetch / 3 / '/x'", vec![]),
        ] {
            let calls = script_loads(script).into_iter().filter(|load| !load.is_module);
            assert_eq!(calls.map(|load| &script[load.range]).collect::<Vec<_>>(), addresses, "{script}");
        }
    }

    #[test]
    fn modules_are_found_where_the_grammar_has_them() {
        for (script, names) in [
            ("import {b} from \"./b.js\";", vec!["./b.js"]),
            ("import './a.js'", vec!["./a.js"]),
            ("import a, {b as c, default as d} from'./c.js'; x()", vec!["./c.js"]),
            ("import * as n from \"./n.js\"", vec!["./n.js"]),
            ("export * from './e.js'; export {x} from \"./f.js\"", vec!["./e.js", "./f.js"]),
            ("const m = await import('./lazy.js')", vec!["./lazy.js"]),
            ("import /* why */ x from // that\n './d.js'", vec!["./d.js"]),
            ("import{a}from\"./min.js\";export{b}from\"./min2.js\"", vec!["./min.js", "./min2.js"]),
            ("import data from './d.json' with { type: 'json' }", vec!["./d.json"]),
        ] {
            assert_eq!(found(script), names, "{script}");
        }
    }

    #[test]
    fn other_texts_are_no_modules() {
        for script in [
            "// import './a.js'",
            "/* import './a.js' */",
            "const s = \"import './a.js'\"",
            "const s = `import './a.js' ${f('from')}`",
            "const r = /import '.\\/a.js'/",
            "if (/[/'\"]/.test(x)) y('z')",
            "import.meta.url; f('./a.js')",
            "a.import('./a.js')",
            "const from = 'x'; from\n'./a.js'",
            "export default 'x'",
            "export const a = './b.js'",
            "Array.from('abc')",
            "x = 'unclosed",
            "x = `unclosed ${",
            "/unclosed",
        ] {
            assert_eq!(found(script), Vec::<&str>::new(), "{script}");
        }
    }
}
