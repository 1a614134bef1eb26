//! Explains why a text is not JSON, from what its author typed.

use std::ops::Range;

use crate::diag::{Code, Diag};

/// A fault and the bytes of the text that it is about.
type Fault = (Diag, Range<usize>);

/// Explains a fault that the parser found at byte `at` of `text`.
pub(super) fn explain_json_fault(text: &str, at: usize) -> Fault {
    let at = text.floor_char_boundary(at.min(text.len()));
    if text.trim().is_empty() {
        return (Diag::error(Code::DataEmpty), 0..1);
    }
    // A character that no string may contain is told at the mark before it.
    let is_before_control = text[at..].strip_prefix('"').is_some_and(|rest| rest.starts_with(|c: char| c.is_control()));
    if let Some(string) = OpenString::find(text, at + usize::from(is_before_control)) {
        return string.explain(text, at);
    }
    if let Some(fault) = explain_mark_inside(text, at).or_else(|| explain_comma_in_number(text, at)) {
        return fault;
    }
    let at = word_start(text, at);
    let before = text[..at].trim_end();
    let next = text[at..].trim_start();
    let start = text.len() - next.len();
    let Some(first) = next.chars().next() else { return explain_open_bracket(text, before) };
    let word_end = next.find(|c: char| c.is_whitespace() || ",:]}".contains(c)).unwrap_or(next.len());
    let word = &next[..word_end.max(first.len_utf8())];
    let place = start..start + word.len();
    match first {
        ']' | '}' if before.ends_with(',') => (Diag::error(Code::CommaExtra), before.len() - 1..before.len()),
        ',' if before.ends_with([',', '[', '{']) => (Diag::error(Code::CommaExtra), start..start + 1),
        '/' | '#' => {
            let line_end = next.find('\n').unwrap_or(next.len());
            (Diag::error(Code::JsonComment), start..start + next[..line_end].trim_end().len())
        }
        '\'' | '“' | '”' | '„' | '‘' | '’' | '«' | '`' => {
            let text = next[first.len_utf8()..].split(['\'', '“', '”', '‘', '’', '»', '`', ',', '\n']).next();
            let suggestion = format!("\"{}\"", text.unwrap_or("").trim());
            (
                Diag::error(Code::JsonQuote).arg("value", first).arg("suggestion", suggestion),
                start..start + first.len_utf8(),
            )
        }
        ']' | '}' if before.ends_with(':') => {
            let key = before.trim_end_matches(':').rsplit('"').nth(1).unwrap_or("");
            (Diag::error(Code::ValueMissing).arg("key", key), before.len() - 1..before.len())
        }
        ']' | '}' => {
            let diag = Diag::error(Code::BracketExtra).arg("sign", first);
            (diag, start..start + 1)
        }
        _ if is_complete(text) => (Diag::error(Code::JsonRest), place),
        _ if before.ends_with(['"', ']', '}']) || ends_with_value(before) => {
            if is_key(before) && !matches!(first, ',' | '}' | ']') {
                let diag = Diag::error(Code::AssignmentSign).arg("sign", ":");
                let key = before.rsplit('"').nth(1).unwrap_or("");
                let value = next.trim_start_matches(['=', '>', ' ']).lines().next().unwrap_or("");
                let value = value.trim_end_matches([',', '}', ' ', '\r']);
                return (diag.arg("suggestion", format!("\"{key}\": {value}")), start..start + 1);
            }
            let line = before.rsplit('\n').next().unwrap_or("").trim();
            (Diag::error(Code::CommaMissing).arg("suggestion", format!("{line},")), before.len() - 1..before.len())
        }
        _ => {
            let suggestion = match word.to_lowercase().as_str() {
                "true" | "yes" | "có" => "true".to_owned(),
                "false" | "no" | "không" => "false".to_owned(),
                "none" | "nil" | "undefined" | "nan" | "null" => "null".to_owned(),
                _ => correct_number(word).unwrap_or_else(|| format!("\"{}\"", word.trim_matches(['"', '\'']))),
            };
            (Diag::error(Code::JsonValue).arg("value", word).arg("suggestion", suggestion), place)
        }
    }
}

/// A quotation mark inside a string: a word follows it directly.
fn explain_mark_inside(text: &str, at: usize) -> Option<Fault> {
    let rest = &text[at..];
    let is_word = text[..at].ends_with('"') && rest.starts_with(char::is_alphanumeric);
    let word = rest.split(['"', '\n']).next().filter(|_| is_word)?;
    Some((Diag::error(Code::QuoteInside).arg("suggestion", format!("“{word}”")), at - 1..at))
}

/// A number with a decimal comma, which divides two values: `1,5`.
fn explain_comma_in_number(text: &str, at: usize) -> Option<Fault> {
    let is_digit = |c: char| c.is_ascii_digit();
    let whole = text[..at].strip_suffix(',').filter(|before| before.ends_with(is_digit))?;
    let start = whole.trim_end_matches(is_digit).len();
    let decimals = text[at..].split(|c: char| !is_digit(c)).next().filter(|digits| !digits.is_empty())?;
    let end = at + decimals.len();
    let diag = Diag::error(Code::NumberForm).arg("value", &text[start..end]);
    Some((diag.arg("suggestion", format!("{}.{decimals}", &whole[start..])), start..end))
}

/// The start of the word in which the parser stopped. A word that is a value, and at whose end the
/// text ends, is right.
fn word_start(text: &str, at: usize) -> usize {
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '+' | '-' | '.' | '_');
    let start = text[..at].trim_end_matches(is_word).len();
    let end = at + text[at..].find(|c| !is_word(c)).unwrap_or(text.len() - at);
    let is_value = serde_json::from_str::<serde::de::IgnoredAny>(&text[start..end]).is_ok();
    if is_value { at } else { start }
}

/// A number as JSON writes it, for one that begins with a zero, a point or a plus sign. `None` for
/// other words.
fn correct_number(word: &str) -> Option<String> {
    let digits = word.trim_start_matches('+');
    let is_number = !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit() || c == '.');
    // `007` is a code, not a number.
    let is_code = digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.");
    match digits.strip_prefix('.') {
        _ if !is_number || is_code => None,
        _ if digits.matches('.').count() > 1 => Some(digits.replace('.', "")),
        Some(decimals) => Some(format!("0.{decimals}")),
        None => Some(digits.trim_end_matches('.').to_owned()),
    }
}

fn ends_with_value(before: &str) -> bool {
    before.ends_with(|c: char| c.is_ascii_digit())
        || ["true", "false", "null"].iter().any(|word| before.ends_with(word))
}

/// Whether the string at the end of `before` is a key: it follows `{` or a comma within an object.
fn is_key(before: &str) -> bool {
    let Some(start) = before.strip_suffix('"').and_then(|text| text.rfind('"')) else { return false };
    let ahead = before[..start].trim_end();
    ahead.ends_with('{') || ahead.ends_with(',') && Brackets::read(ahead).last() == Some('{')
}

/// Whether a complete value stands at the start of the text, and something follows it.
fn is_complete(text: &str) -> bool {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<serde::de::IgnoredAny>();
    matches!(values.next(), Some(Ok(_)))
}

/// A bracket that is not closed at the end of the text.
fn explain_open_bracket(text: &str, before: &str) -> Fault {
    if before.ends_with(':') {
        let key = before.trim_end_matches(':').rsplit('"').nth(1).unwrap_or("");
        return (Diag::error(Code::ValueMissing).arg("key", key), before.len() - 1..before.len());
    }
    let brackets = Brackets::read(text);
    let sign = if brackets.last() == Some('{') { "}" } else { "]" };
    let line = before.rsplit('\n').next().unwrap_or("").trim().trim_end_matches(',');
    let diag = Diag::error(Code::BracketUnclosed).arg("sign", sign).arg("suggestion", format!("{line}{sign}"));
    let at = brackets.place().unwrap_or(0);
    (diag, at..at + 1)
}

/// The brackets of a text that are open at its end, with their places.
struct Brackets(Vec<(usize, char)>);

impl Brackets {
    fn read(text: &str) -> Self {
        let mut open = Vec::new();
        let mut in_string = false;
        let mut is_escaped = false;
        for (at, c) in text.char_indices() {
            match c {
                _ if is_escaped => is_escaped = false,
                '\\' if in_string => is_escaped = true,
                '"' => in_string = !in_string,
                '[' | '{' if !in_string => open.push((at, c)),
                ']' | '}' if !in_string => drop(open.pop()),
                _ => {}
            }
        }
        Self(open)
    }

    fn last(&self) -> Option<char> {
        self.0.last().map(|(_, sign)| *sign)
    }

    fn place(&self) -> Option<usize> {
        self.0.last().map(|(at, _)| *at)
    }
}

/// A string in which the parser stopped.
struct OpenString {
    start: usize,
}

impl OpenString {
    fn find(text: &str, at: usize) -> Option<Self> {
        let mut start = None;
        let mut is_escaped = false;
        for (place, c) in text[..at].char_indices() {
            match c {
                _ if is_escaped => is_escaped = false,
                '\\' if start.is_some() => is_escaped = true,
                '"' => start = if start.is_some() { None } else { Some(place) },
                _ => {}
            }
        }
        start.map(|start| Self { start })
    }

    fn explain(&self, text: &str, at: usize) -> Fault {
        let end = text.floor_char_boundary(at + 2);
        if let Some(tab) = text[self.start..end].rfind('\t').filter(|tab| self.start + tab + 2 >= at) {
            let place = self.start + tab;
            return (Diag::error(Code::InvisibleCharacter).arg("value", "U+0009"), place..place + 1);
        }
        let first = self.start..self.start + 1;
        let backslash = text[..text.floor_char_boundary(at + 1)].rfind('\\');
        if let Some(slash) = backslash.filter(|slash| *slash > self.start && slash + 6 >= at) {
            return (Diag::error(Code::Backslash).arg("suggestion", "\\\\"), slash..slash + 1);
        }
        let mut lines = text[self.start..].lines();
        let line = lines.next().unwrap_or("").trim_end().trim_end_matches(',');
        // A line such as `"b": 2` begins with a key, and does not end this string.
        let end = lines.take(20).find(|line| line.contains('"'));
        if end.is_some_and(|line| !line.trim_start().starts_with('"') || line.matches('"').count() == 1) {
            return (Diag::error(Code::JsonLines), first);
        }
        (Diag::error(Code::QuoteUnclosed).arg("suggestion", format!("{line}\"")), first)
    }
}
