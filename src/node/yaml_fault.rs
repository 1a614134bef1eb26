//! Explains why a line is not YAML, from what the author typed.

use super::source_line::{
    Fault, SourceLine, correct_value, file_of_computer_diag, has_typographic_quote, is_bare_key, quote,
};
use super::written_value::Syntax;
use crate::diag::{Code, Diag};

/// Explains a fault that the parser found at byte `at`. `line_number` is the number of the line of
/// a byte in the file.
pub(super) fn explain_yaml_fault(text: &str, reason: &str, at: usize, line_number: impl Fn(usize) -> u32) -> Fault {
    let line = SourceLine::around(text, at, Syntax::Yaml);
    if let Some(tab) = find_tab(text, &line) {
        return (Diag::error(Code::TabIndentation), tab..tab + 1);
    }
    if let Some((place, space)) = line.find_fixed_space() {
        return (Diag::error(Code::InvisibleCharacter).arg("value", format!("U+{:04X}", space as u32)), place);
    }
    if is_key_line(&line) && begins_with_brackets(line.value()) {
        return (quote_diag(&line), line.value_range());
    }
    match reason {
        "duplicated key in mapping" => explain_second_key(text, &line, line_number),
        "invalid trailing content after double-quoted scalar" => explain_rest(text, &line, at),
        "mapping values are not allowed in this context" | "simple key expected" | "simple key expect ':'" => {
            explain_colon(text, &line, at)
        }
        "illegal placement of ':' indicator"
        | "while parsing a flow sequence, expected ',' or ']'"
        | "while parsing a flow mapping, did not find expected ',' or '}'"
        | "invalid indentation in flow construct" => explain_list(text, &line, at),
        _ if reason.contains("quoted scalar") => explain_quoted(text, &line, at),
        _ if line.text.starts_with('%') => unknown_fault(&line, at),
        _ if reason.contains("indentation")
            || reason.contains("document")
            || reason.contains("did not find expected") && reason.contains("block") && !reason.contains("scalar")
            || reason == "wrongly indented line in block scalar" =>
        {
            let start = line.key_range().start;
            (Diag::error(Code::Indentation), start..line.end().max(start))
        }
        _ if line.value().starts_with('&') => (Diag::error(Code::YamlReference), line.value_range()),
        _ if !line.value().is_empty() && !line.value().starts_with('"') => (quote_diag(&line), line.value_range()),
        _ => unknown_fault(&line, at),
    }
}

/// A fault without an explanation. The parser may notice it only in the next line.
fn unknown_fault(line: &SourceLine, at: usize) -> Fault {
    let at = if (line.at..line.end()).contains(&at) { at } else { line.key_range().start };
    (Diag::error(Code::YamlSyntax), at..at + 1)
}

/// The diagnostic for a front matter that is one text instead of keys, and its place. `None` if it
/// does not look like keys.
pub(super) fn text_root_diag(text: &str) -> Option<Fault> {
    let start = text.len() - text.trim_start().len();
    let line = SourceLine::around(text, start, Syntax::Yaml);
    let is_key = is_bare_key(line.key().trim_matches('"')) && !line.sign().is_empty();
    is_key.then(|| explain_sign(&line))
}

/// Whether words follow the list or the table at the start of a value, as in `[Notice] About …`.
fn begins_with_brackets(value: &str) -> bool {
    let close = match value.chars().next() {
        Some('[') => ']',
        Some('{') => '}',
        _ => return false,
    };
    let rest = value.split_once(close).map_or("", |(_, rest)| rest.trim_start());
    rest.starts_with(|c: char| !matches!(c, ',' | ']' | '}'))
}

/// A text that must stand in quotes.
fn quote_diag(line: &SourceLine) -> Diag {
    let code = if has_typographic_quote(line.value()) { Code::QuoteCurly } else { Code::QuoteMissing };
    Diag::error(code).arg("suggestion", line.with_value(&quote(line.value())))
}

/// The first tab in the indentation of this line or of one of the next two.
fn find_tab(text: &str, line: &SourceLine) -> Option<usize> {
    let mut at = line.at;
    for row in text.get(line.at..)?.split('\n').take(3) {
        let indentation = row.len() - row.trim_start().len();
        if let Some(tab) = row[..indentation].find('\t').filter(|_| !row.trim().is_empty()) {
            return Some(at + tab);
        }
        at += row.len() + 1;
    }
    None
}

fn explain_second_key(text: &str, line: &SourceLine, line_number: impl Fn(usize) -> u32) -> Fault {
    let indentation = |line: &SourceLine| line.text.len() - line.text.trim_start().len();
    let mut first = line.at;
    let mut above = line.before(text);
    while let Some(other) = above {
        if other.key() == line.key() && indentation(&other) == indentation(line) {
            first = other.at;
            break;
        }
        above = other.before(text);
    }
    (Diag::error(Code::KeyTwice).arg("key", line.key()).arg("line", line_number(first)), line.key_range())
}

/// Something stands behind a text in quotes.
fn explain_rest(text: &str, line: &SourceLine, at: usize) -> Fault {
    let value = line.value();
    if value.starts_with('[') {
        // The parser may notice the missing bracket of a list in a later line.
        let (Some(before), Some(after)) = (text.get(line.at..at), text.get(at..line.end())) else {
            return explain_list(text, line, at);
        };
        let suggestion = format!("{}, {}", before.trim(), after.trim());
        return (Diag::error(Code::CommaMissing).arg("suggestion", suggestion), at..at + 1);
    }
    let Some(mark) = value.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
        return (Diag::error(Code::TextAfterValue).arg("suggestion", line.corrected()), at..at + 1);
    };
    if !is_key_line(line) {
        return explain_sign(line);
    }
    let end = value[1..].find(mark).map_or(value.len(), |at| at + 2);
    // Words behind the text belong to it: the quotation marks are around a part of it.
    let goes_on = value[end..].trim_start().starts_with(char::is_alphabetic) && value[..end].len() > 2;
    if (value.ends_with(mark) || goes_on) && value.len() > end {
        let guilty = line.value_range().start + end - 1;
        return (Diag::error(Code::QuoteInside).arg("suggestion", line.with_value(&quote(value))), guilty..guilty + 1);
    }
    (Diag::error(Code::TextAfterValue).arg("suggestion", line.with_value(&value[..end])), at..at + 1)
}

/// A line without a key, a text with a colon, or a key that is indented too far.
fn explain_colon(text: &str, line: &SourceLine, at: usize) -> Fault {
    // The parser notices a line without a key in the next line.
    let is_first_sign = at <= line.sign_range().start || line.sign().is_empty();
    let guilty = if is_first_sign { line.before(text).filter(|_| at >= line.at) } else { None };
    if let Some(above) = guilty.filter(|above| !above.text.trim().is_empty())
        && !is_key_line(&above)
    {
        return explain_sign(&above);
    }
    if !is_key_line(line) {
        return explain_sign(line);
    }
    if is_first_sign {
        let start = line.key_range().start;
        return (Diag::error(Code::Indentation), start..line.end().max(start));
    }
    let diag = Diag::error(Code::ColonInside).arg("suggestion", line.with_value(&quote(line.value())));
    (diag, at..at + 1)
}

/// Whether a line is `key: value`, an item of a list or a comment.
fn is_key_line(line: &SourceLine) -> bool {
    let text = line.text.trim_start();
    let has_sign = line.sign() == ":" && line.text[line.sign_range().end - line.at..].starts_with([' ', '\t']);
    text.starts_with(['-', '#']) || has_sign || line.text.ends_with(':')
}

/// A line whose sign between key and value is wrong or missing.
fn explain_sign(line: &SourceLine) -> Fault {
    if line.sign().is_empty() || line.key().is_empty() {
        let start = line.key_range().start;
        return (Diag::error(Code::LineWithoutKey), start..line.end().max(start));
    }
    let diag = Diag::error(Code::AssignmentSign).arg("sign", ": ").arg("suggestion", line.corrected());
    (diag, line.sign_range())
}

/// A list without its last bracket, or without a comma.
fn explain_list(text: &str, line: &SourceLine, at: usize) -> Fault {
    let mut open = line.clone();
    while !open.value().starts_with(['[', '{']) {
        let Some(above) = open.before(text) else { break };
        open = above;
    }
    let (bracket, mark) = if open.value().starts_with('{') { ('}', '{') } else { (']', '[') };
    let count = |c: char| open.value().matches(c).count();
    let start = open.value_range().start;
    // `[B #1, C]`: everything behind the sign is a comment, and the last bracket too.
    let whole = open.text.get(open.sign_range().end - open.at..).unwrap_or("").trim();
    if let Some(items) = whole.strip_prefix('[').and_then(|items| items.strip_suffix(']'))
        && open.value().len() < whole.len()
        && count(bracket) < count(mark)
    {
        let items: Vec<String> = items.split(',').map(|item| quote(item.trim())).collect();
        let diag =
            Diag::error(Code::QuoteMissing).arg("suggestion", open.with_value(&format!("[{}]", items.join(", "))));
        return (diag, start..start + whole.len());
    }
    if count(bracket) < count(mark) {
        let corrected = format!("{}{bracket}", open.text.trim().trim_end_matches(','));
        let diag = Diag::error(Code::BracketUnclosed).arg("sign", bracket).arg("suggestion", corrected);
        return (diag, start..start + 1);
    }
    unknown_fault(line, at)
}

/// A text whose last quote or whose backslash is wrong.
fn explain_quoted(text: &str, line: &SourceLine, at: usize) -> Fault {
    let value = line.value_range();
    let mark = if line.value().starts_with('\'') { '\'' } else { '"' };
    if let Some(slash) = line.value().find('\\').filter(|_| mark == '"' && line.value().len() > 1) {
        let doubled = || Diag::error(Code::Backslash).arg("suggestion", line.with_value(&quote(line.value())));
        let diag = file_of_computer_diag(line.value()).unwrap_or_else(doubled);
        return (diag, value.start + slash..value.start + slash + 1);
    }
    let is_closed_below = text.get(line.end()..).unwrap_or("").lines().skip(1).take(20).find_map(|row| {
        let is_key = row.split_once(": ").is_some_and(|(key, _)| is_bare_key(key.trim()));
        if is_key { Some(false) } else { row.trim_end().ends_with(mark).then_some(true) }
    });
    if is_closed_below == Some(true) {
        return (Diag::error(Code::TextOverLines), value.start..value.start + 1);
    }
    if !line.value().starts_with(mark) {
        return unknown_fault(line, at);
    }
    let corrected = correct_value(&quote(line.value()));
    (Diag::error(Code::QuoteUnclosed).arg("suggestion", line.with_value(&corrected)), value.start..value.start + 1)
}
