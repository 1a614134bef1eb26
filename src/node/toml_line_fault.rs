//! Explains why one line is not TOML: its key, its sign, its value, or what follows the value.

use std::ops::Range;

use super::source_line::{
    Fault, SourceLine, correct_number, correct_value, has_typographic_quote, is_bare_key, is_null_word, quote,
    read_boolean_word,
};
use crate::diag::{Code, Diag};
use crate::text::amount::read_sum;

/// A line whose key or sign is wrong.
pub(super) fn explain_key(line: &SourceLine, range: Range<usize>) -> Fault {
    let start = line.at + (line.text.len() - line.text.trim_start().len());
    let whole = start..line.end().max(start);
    if let Some(comment) = comment_of(line.text.trim()) {
        let diag = Diag::error(Code::CommentSign).arg("suggestion", comment);
        return (diag, start..start + 2);
    }
    if line.text.trim_start().starts_with('[') {
        let name = line.text.trim().trim_matches(['[', ']']);
        return (Diag::error(Code::KeyLetters).arg("key", name), range);
    }
    let without_key = || (Diag::error(Code::LineWithoutKey), whole.clone());
    if line.key().is_empty() || line.text.trim_start().starts_with(['{', '}']) {
        return without_key();
    }
    if line.sign().is_empty() {
        // `title "Lễ hội"` lacks only the sign.
        let Some((key, value)) = line.text.trim().split_once(char::is_whitespace) else { return without_key() };
        if !is_bare_key(key) || !value.trim_start().starts_with(['"', '\'']) {
            return without_key();
        }
        let corrected = format!("{key} = {}", correct_value(value));
        let at = start + key.len();
        return (Diag::error(Code::AssignmentSign).arg("sign", "=").arg("suggestion", corrected), at..at + 1);
    }
    if !line.has_bare_key() {
        return (Diag::error(Code::KeyLetters).arg("key", line.key()), line.key_range());
    }
    let corrected = if line.value().is_empty() { line.with_value("[…]") } else { line.corrected() };
    (Diag::error(Code::AssignmentSign).arg("sign", "=").arg("suggestion", corrected), line.sign_range())
}

/// The comment that a line of another language is. `None` if it is no comment.
fn comment_of(text: &str) -> Option<String> {
    let start = ["<!--", "//", "/*"].into_iter().find(|start| text.starts_with(start));
    let start = start.or_else(|| (text.starts_with("--") && !text.starts_with("---")).then_some("--"))?;
    let rest = text.strip_prefix(start)?;
    Some(format!("# {}", rest.trim_end_matches("-->").trim_end_matches("*/").trim()))
}

/// The name of a table without its last bracket.
pub(super) fn explain_header(line: &SourceLine) -> Fault {
    let name = line.text.trim().trim_matches(['[', ']']).trim();
    let (open, close) = match line.text.contains("[[") || line.text.contains("]]") {
        true => ("[[", "]]"),
        false => ("[", "]"),
    };
    let diag = Diag::error(Code::BracketUnclosed)
        .arg("sign", if line.text.trim().starts_with(open) { close } else { open })
        .arg("suggestion", format!("{open}{name}{close}"));
    let start = line.at + (line.text.len() - line.text.trim_start().len());
    (diag, start..line.end().max(start))
}

/// Something stands behind a value.
pub(super) fn explain_rest(line: &SourceLine, range: Range<usize>) -> Fault {
    if line.text.trim_start().starts_with('[') {
        return explain_header(line);
    }
    if line.sign() != "=" && !line.sign().is_empty() {
        return explain_key(line, range);
    }
    let value = line.value();
    let Some(mark) = value.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
        return explain_value("", line, range);
    };
    let end = value[1..].find(mark).map_or(value.len(), |at| at + 2);
    let (first, rest) = (&value[..end], value[end..].trim());
    if let Some(comment) = comment_of(rest) {
        let diag = Diag::error(Code::CommentSign).arg("suggestion", format!("{} {comment}", line.with_value(first)));
        return (diag, range.start..range.start + 2);
    }
    // `authors = "A", "B"` is a list without its brackets.
    if rest.starts_with(',') && rest.ends_with(mark) {
        let diag = Diag::error(Code::BracketUnclosed).arg("sign", "[");
        let start = line.value_range().start;
        return (diag.arg("suggestion", line.with_value(&format!("[{value}]"))), start..start + 1);
    }
    let is_second_key = rest.split_once('=').is_some_and(|(key, _)| is_bare_key(key.trim()));
    // Words behind the text belong to it: the quotation marks are around a part of it.
    let goes_on = rest.trim_start().starts_with(char::is_alphabetic);
    let has_marks_inside = value.len() > 2 && (value.ends_with(mark) || goes_on) && !rest.starts_with([mark, ',', ';']);
    if is_second_key || !has_marks_inside && first != "\"\"" {
        let diag = Diag::error(Code::TextAfterValue).arg("suggestion", line.with_value(&correct_value(first)));
        return (diag, range);
    }
    let guilty = line.value_range().start + end - 1;
    (Diag::error(Code::QuoteInside).arg("suggestion", line.with_value(&quote(value))), guilty..guilty + 1)
}

/// A value that is of no type.
pub(super) fn explain_value(reason: &str, line: &SourceLine, range: Range<usize>) -> Fault {
    let is_inside = line.value().starts_with(['[', '{']) || line.sign().is_empty();
    let place = if is_inside { whole_word(line, range.clone()) } else { line.value_range() };
    let written = line.text.get(place.start.saturating_sub(line.at)..place.end.saturating_sub(line.at));
    let value = written.unwrap_or("").trim();
    let whole = |value: &str| if is_inside { value.to_owned() } else { line.with_value(value) };
    // `brand = #a6192e` is a colour whose quotation marks are missing, and not a comment.
    let after_sign = line.text.get(line.value_range().start - line.at..).unwrap_or("").trim();
    if value.is_empty() && after_sign.strip_prefix('#').is_some_and(|rest| rest.starts_with(char::is_alphanumeric)) {
        return (Diag::error(Code::QuoteMissing).arg("suggestion", line.with_value(&quote(after_sign))), place);
    }
    if value.is_empty() || is_null_word(value) {
        return (Diag::error(Code::ValueMissing).arg("key", line.key()), place);
    }
    if line.sign().contains('>') || line.sign().starts_with('＝') {
        return explain_key(line, range);
    }
    let diag = if let Some(items) = value.strip_prefix('(').and_then(|items| items.strip_suffix(')')) {
        Diag::error(Code::BracketUnclosed).arg("sign", "[").arg("suggestion", whole(&format!("[{}]", items.trim())))
    } else if value.ends_with([',', ';']) && !correct_value(value).starts_with('"') {
        Diag::error(Code::TextAfterValue).arg("suggestion", whole(&correct_value(value)))
    } else if has_typographic_quote(value) || reason == "missing opening quote" {
        Diag::error(Code::QuoteCurly).arg("suggestion", whole(&quote(value)))
    } else if let Some(word) = read_boolean_word(value) {
        Diag::error(Code::BooleanWord).arg("value", value).arg("suggestion", whole(&word.to_string()))
    } else if reason == "unexpected leading zero" && value.bytes().all(|b| b.is_ascii_digit()) {
        let number = value.trim_start_matches('0');
        Diag::error(Code::LeadingZero)
            .arg("text", whole(&quote(value)))
            .arg("suggestion", whole(if number.is_empty() { "0" } else { number }))
    } else if let Some(number) = correct_number(value).or_else(|| read_sum(value).map(|sum| sum.to_string())) {
        Diag::error(Code::NumberForm).arg("value", value).arg("suggestion", number)
    } else if let Some((first, _)) = find_second_key(value) {
        Diag::error(Code::TextAfterValue).arg("suggestion", whole(first))
    } else {
        Diag::error(Code::QuoteMissing).arg("suggestion", whole(&quote(value.trim_end_matches([',', ';']))))
    };
    (diag, place)
}

/// The place of a value in a list or an inline table. The parser reads the start of `1.500.000` as
/// a number and reports the rest.
fn whole_word(line: &SourceLine, range: Range<usize>) -> Range<usize> {
    let before = range.start.checked_sub(line.at).and_then(|end| line.text.get(..end)).unwrap_or("");
    let start = before.rfind(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | '_')).map_or(0, |at| at + 1);
    let is_number = before.get(start..).is_some_and(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    if is_number { line.at + start..range.end } else { range }
}

/// The value before a second key on the line, as in `1 b = 2`.
fn find_second_key(value: &str) -> Option<(&str, &str)> {
    let (before, _) = value.split_once('=')?;
    let (first, key) = before.trim_end().rsplit_once(char::is_whitespace)?;
    (is_bare_key(key) && !first.contains(['"', '\''])).then_some((first.trim(), key))
}
