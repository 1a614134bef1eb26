//! A line of front matter as its author wrote it, and the line as it should be.

use std::ops::Range;

use super::written_value::Syntax;
use crate::diag::{Code, Diag};
use crate::text::date::{Stamp, StampError};

/// A fault and the bytes of the text that it is about.
pub(super) type Fault = (Diag, Range<usize>);

/// A line that should be `key = value` or `key: value`.
#[derive(Clone)]
pub(super) struct SourceLine<'t> {
    /// The byte of the text at which the line starts.
    pub(super) at: usize,
    /// The line without its line end.
    pub(super) text: &'t str,
    /// The place of the first sign between key and value, such as `=`, `:` or `=>`, in the line.
    /// `None` if there is no such sign.
    sign: Option<Range<usize>>,
    syntax: Syntax,
}

impl<'t> SourceLine<'t> {
    /// The line that contains byte `at` of `text`, or the last line before it that is not empty.
    pub(super) fn around(text: &'t str, at: usize, syntax: Syntax) -> Self {
        let at = text.floor_char_boundary(at);
        let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
        let end = text[at..].find('\n').map_or(text.len(), |end| at + end);
        if text[start..end].trim().is_empty() && !text[..start].trim().is_empty() {
            return Self::around(text, text[..start].trim_end().len() - 1, syntax);
        }
        let line = text[start..end].trim_end();
        Self { at: start, text: line, sign: find_sign(line), syntax }
    }

    /// The line before this one. `None` if this is the first.
    pub(super) fn before(&self, text: &'t str) -> Option<Self> {
        let end = self.at.checked_sub(1)?;
        let start = text[..end].rfind('\n').map_or(0, |end| end + 1);
        let line = text[start..end].trim_end();
        Some(Self { at: start, text: line, sign: find_sign(line), syntax: self.syntax })
    }

    /// The byte of the text at which the line ends.
    pub(super) fn end(&self) -> usize {
        self.at + self.text.len()
    }

    /// The first sign between key and value. Empty if there is none.
    pub(super) fn sign(&self) -> &'t str {
        self.sign.clone().and_then(|range| self.text.get(range)).unwrap_or("")
    }

    /// The place of the sign in the text; the end of the line if there is none.
    pub(super) fn sign_range(&self) -> Range<usize> {
        self.sign.clone().map_or(self.end()..self.end(), |range| self.at + range.start..self.at + range.end)
    }

    /// The part before the sign, or the whole line.
    pub(super) fn key(&self) -> &'t str {
        self.text[..self.sign.as_ref().map_or(self.text.len(), |range| range.start)].trim()
    }

    /// The place of the key in the text.
    pub(super) fn key_range(&self) -> Range<usize> {
        let start = self.at + (self.text.len() - self.text.trim_start().len());
        start..start + self.key().len()
    }

    /// The part after the sign, without a comment. Empty if there is no sign.
    pub(super) fn value(&self) -> &'t str {
        let Some(sign) = &self.sign else { return "" };
        let rest = &self.text[sign.end..];
        rest[..find_comment(rest)].trim()
    }

    /// The place of the value in the text; the end of the line if there is none.
    pub(super) fn value_range(&self) -> Range<usize> {
        let Some(sign) = &self.sign else { return self.end()..self.end() };
        let rest = &self.text[sign.end..];
        let start = self.at + sign.end + (rest.len() - rest.trim_start().len());
        start..start + self.value().len()
    }

    /// Whether the key consists of the characters that need no quotes in TOML.
    pub(super) fn has_bare_key(&self) -> bool {
        is_bare_key(self.key().trim_matches('"'))
    }

    /// The line with another value.
    pub(super) fn with_value(&self, value: &str) -> String {
        self.syntax.entry(self.key().trim_matches('"'), value)
    }

    /// The place of a space in the text that only looks like one, before the first quotation mark:
    /// word processors write such spaces, and no key or value may begin with one.
    pub(super) fn find_fixed_space(&self) -> Option<(Range<usize>, char)> {
        let open = &self.text[..self.text.find(['"', '\'']).unwrap_or(self.text.len())];
        let end = if open.len() < self.text.len() { open.len() } else { self.sign.as_ref()?.end };
        let (at, space) = open[..end].char_indices().find(|(_, c)| c.is_whitespace() && !c.is_ascii())?;
        Some((self.at + at..self.at + at + space.len_utf8(), space))
    }

    /// The line as it should be, as far as one can tell from it alone.
    pub(super) fn corrected(&self) -> String {
        self.with_value(&correct_value(self.value()))
    }
}

/// Whether a text is a key that needs no quotes in TOML; dots join several keys.
pub(super) fn is_bare_key(key: &str) -> bool {
    !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
}

/// Finds the first sign between key and value that is not part of a quoted key.
fn find_sign(line: &str) -> Option<Range<usize>> {
    let start = match line.trim_start().strip_prefix('"').and_then(|rest| rest.find('"')) {
        Some(end) => line.len() - line.trim_start().len() + end + 2,
        None => 0,
    };
    let rest = &line[start..];
    let at = start + rest.find(['=', ':', '＝', '：'])?;
    let length = line[at..].find(|c| !matches!(c, '=' | ':' | '＝' | '：' | '>')).unwrap_or(line.len() - at);
    // `a:=` is one sign, but `a: :b` is not.
    Some(at..at + length)
}

/// The byte at which a comment begins, or the length of the text.
fn find_comment(text: &str) -> usize {
    let mut in_quotes = false;
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        match c {
            '"' if before != '\\' => in_quotes = !in_quotes,
            '#' if !in_quotes && before.is_whitespace() => return at,
            _ => {}
        }
        before = c;
    }
    text.len()
}

/// The signs that stand around texts in any language, straight or not.
const QUOTES: [char; 12] = ['"', '\'', '“', '”', '„', '‟', '‘', '’', '‚', '«', '»', '`'];

/// Whether a text begins with a quotation mark that is not straight.
pub(super) fn has_typographic_quote(text: &str) -> bool {
    text.starts_with(['“', '”', '„', '‟', '‘', '’', '‚', '«', '»', '`'])
}

/// The boolean that a word such as `True`, `yes` or `có` means.
pub fn read_boolean_word(word: &str) -> Option<bool> {
    match word.trim_matches(QUOTES).to_lowercase().as_str() {
        "true" | "yes" | "on" | "có" | "đúng" | "bật" => Some(true),
        "false" | "no" | "off" | "không" | "sai" | "tắt" => Some(false),
        _ => None,
    }
}

/// Whether a word stands for "no value" in another language.
pub(super) fn is_null_word(word: &str) -> bool {
    matches!(word.to_lowercase().as_str(), "null" | "none" | "nil" | "undefined" | "~")
}

/// A value as it should be written.
pub(super) fn correct_value(value: &str) -> String {
    let value = value.trim_end_matches([',', ';']).trim();
    match Stamp::parse(value.trim_matches(QUOTES)) {
        Ok(_) => return value.trim_matches(QUOTES).to_owned(),
        Err(StampError::DayFirst { iso } | StampError::OtherForm { iso }) => return iso,
        Err(_) => {}
    }
    if let Some(word) = read_boolean_word(value).filter(|_| !value.starts_with(QUOTES)) {
        return word.to_string();
    }
    if value.starts_with(['[', '{']) || is_number(value) {
        return value.to_owned();
    }
    quote(value)
}

fn is_number(value: &str) -> bool {
    let digits = value.strip_prefix('-').unwrap_or(value);
    let has_leading_zero = digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.");
    !has_leading_zero
        && digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.ends_with(|c: char| c.is_ascii_digit())
        && value.parse::<f64>().is_ok()
}

/// A text without the quotes around it. A single quote at one end is one of them too.
fn strip_outer_quotes(text: &str) -> &str {
    let inner = text.strip_prefix(QUOTES).unwrap_or(text);
    match inner.strip_suffix(QUOTES) {
        Some(inner) if text.starts_with(QUOTES) => inner,
        _ if text.matches(QUOTES).count() == 1 => text.trim_matches(QUOTES),
        _ => text,
    }
}

/// A text between straight quotes. Quotes inside it become typographic ones, and a backslash is
/// doubled.
pub(super) fn quote(text: &str) -> String {
    let text = strip_outer_quotes(text);
    let mut out = String::from('"');
    let mut opens = true;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '"' => {
                out.push(if opens { '“' } else { '”' });
                opens = !opens;
            }
            '\\' => {
                if rest.peek() == Some(&'\\') {
                    rest.next();
                }
                out.push_str("\\\\");
            }
            c => out.push(c),
        }
    }
    // The outer quotes were cut off together with one at the edge of the text.
    if !opens {
        out.push('”');
    }
    out.push('"');
    out
}

/// A number that was written with separators, as TOML and YAML write it. `None` if the text is not
/// such a number.
pub(super) fn correct_number(value: &str) -> Option<String> {
    let is_digit = |c: char| c.is_ascii_digit();
    if !value.starts_with(is_digit) || !value.ends_with(is_digit) && !value.ends_with(['.', '_']) {
        return None;
    }
    let value = value.trim_end_matches(['.', '_']);
    if !value.chars().all(|c| is_digit(c) || matches!(c, '.' | ',' | ' ' | '_' | '\u{a0}')) {
        return None;
    }
    let groups: Vec<&str> = value.split(['.', ',', ' ', '_', '\u{a0}']).collect();
    let is_grouped = groups.len() > 1 && groups[0].len() <= 3 && groups[1..].iter().all(|group| group.len() == 3);
    let has_zero = groups[0].len() > 1 && groups[0].starts_with('0');
    match groups.as_slice() {
        _ if has_zero => None,
        [one] => Some((*one).to_owned()),
        // A comma before three digits can divide thousands or decimals.
        [whole, rest] if is_grouped => Some(format!("{whole}.{rest} / {whole}{rest}")),
        _ if is_grouped => Some(groups.concat()),
        [whole, decimals] => Some(format!("{whole}.{decimals}")),
        _ => None,
    }
}

/// The diagnostic for the path of a file on the author's own computer, such as `"C:\\anh.jpg"`;
/// `None` for other values. To write the path correctly would not help.
pub(super) fn file_of_computer_diag(value: &str) -> Option<Diag> {
    let path = value.trim_matches(['"', '\'']);
    let mut letters = path.chars();
    let is_drive = letters.next().is_some_and(|c| c.is_ascii_alphabetic()) && letters.as_str().starts_with(":\\");
    let is_file = path.rsplit('\\').next().is_some_and(|name| name.contains('.'));
    (is_drive && is_file).then(|| Diag::error(Code::LinkDrive).arg("value", path))
}
