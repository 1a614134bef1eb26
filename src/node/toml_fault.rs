//! Explains why a line is not TOML, from what the author typed.

use std::ops::Range;

use super::date_fault::date_diag;
use super::source_line::{Fault, SourceLine, file_of_computer_diag, is_bare_key, quote};
use super::toml_line_fault::{explain_header, explain_key, explain_rest, explain_value};
use super::written_value::{MAX_DEPTH, Syntax};
use crate::diag::{Code, Diag, Lines};
use crate::text::date::{Stamp, StampError};

/// The syntax faults of one text, each explained.
pub(super) struct TomlFaults<'t, 'l> {
    text: &'t str,
    offset: usize,
    lines: &'l Lines<'l>,
    faults: Vec<Diag>,
    /// The byte up to which the parser's errors follow from a fault that was explained.
    explained_to: usize,
}

impl<'t, 'l> TomlFaults<'t, 'l> {
    /// `text` begins at byte `offset` of the file with the lines `lines`.
    pub(super) fn new(text: &'t str, offset: usize, lines: &'l Lines<'l>) -> Self {
        Self { text, offset, lines, faults: Vec::new(), explained_to: 0 }
    }

    /// All faults that were added.
    pub(super) fn finish(self) -> Vec<Diag> {
        self.faults
    }

    /// Adds an error of the parser: its message and its place. One mistake can make the recovering
    /// parser report several errors; only the first of them describes the mistake.
    pub(super) fn add(&mut self, message: &str, range: Range<usize>) {
        if range.start < self.explained_to {
            return;
        }
        let line = SourceLine::around(self.text, range.start, Syntax::Toml);
        let line_end = self.text[range.start..].find('\n').map_or(self.text.len() + 1, |end| range.start + end + 1);
        self.explained_to = line_end.max(line.end());
        // The items of a list of YAML follow from its first line.
        let is_item = line.text.trim_start().starts_with("- ");
        if is_item && self.faults.last().is_some_and(|fault| fault.code == Code::AssignmentSign) {
            return;
        }
        let reason = message.split(", expected").next().unwrap_or(message).trim();
        let (diag, place) = self.explain(reason, &line, range);
        let spot = self.lines.spot(place.start + self.offset..place.end + self.offset);
        self.faults.push(diag.spot(spot));
    }

    fn explain(&mut self, reason: &str, line: &SourceLine<'t>, range: Range<usize>) -> Fault {
        if let Some((place, space)) = line.find_fixed_space() {
            let shown = format!("U+{:04X}", space as u32);
            return (Diag::error(Code::InvisibleCharacter).arg("value", shown), place);
        }
        if let Some(fault) = self.explain_date(reason, line, &range) {
            return fault;
        }
        if let Some(items) = line.value().strip_prefix('{').and_then(|items| items.strip_suffix('}'))
            && items.trim_start().starts_with(['"', '\''])
            && !items.contains('=')
        {
            let diag = Diag::error(Code::BracketUnclosed).arg("sign", "[");
            return (diag.arg("suggestion", line.with_value(&format!("[{items}]"))), line.value_range());
        }
        match reason {
            "duplicate key" => self.explain_second_key(range),
            _ if reason.starts_with("cannot extend value") => self.explain_second_key(range),
            _ if reason.contains("recursion") => (Diag::error(Code::TooDeep).arg("limit", MAX_DEPTH), range),
            "missing comma between array elements" | "missing comma between key-value pairs" => {
                self.explain_missing_comma(line, range)
            }
            "extra comma in array" | "extra comma in inline table" => (Diag::error(Code::CommaExtra), range),
            "unclosed array" | "unclosed inline table" => self.explain_open_bracket(line),
            "unclosed table" | "unclosed array table" => explain_header(line),
            "invalid basic string" | "invalid literal string" => self.explain_open_quote(line, range),
            "invalid multi-line basic string" | "invalid multi-line literal string" => self.explain_open_text(range),
            "missing opening quote" => explain_value(reason, line, range),
            "missing escaped value" | "too few unicode value digits" => self.explain_backslash(line, range),
            "invalid unquoted key"
            | "key with no value"
            | "unquoted keys cannot be empty"
            | "extra `=`"
            | "invalid key-value pair"
            | "missing assignment between key-value pairs" => explain_key(line, range),
            "carriage return must be followed by newline" => (Diag::error(Code::TomlSyntax), range),
            "unexpected key or value" | "unexpected content" => explain_rest(line, range),
            _ => explain_value(reason, line, range),
        }
    }

    /// Recognises a date in another form, or one that does not exist.
    fn explain_date(&self, reason: &str, line: &SourceLine<'t>, range: &Range<usize>) -> Option<Fault> {
        let is_date_error = ["invalid date", "invalid time", "invalid offset"].contains(&reason);
        let of_line = Some((line.value(), line.value_range())).filter(|_| line.sign() == "=");
        let of_error = self.text.get(range.clone()).map(|text| (text.trim(), range.clone()));
        [of_line, of_error].into_iter().flatten().find_map(|(value, place)| {
            if value.starts_with(['"', '\'']) {
                return None;
            }
            let fault = Stamp::parse(value).err()?;
            let is_told = match fault {
                StampError::DayFirst { .. } | StampError::OtherForm { .. } | StampError::Range => true,
                StampError::Year => is_date_error,
                StampError::Shape => is_date_error && value.get(..5).is_some_and(|start| start.ends_with('-')),
            };
            is_told.then(|| (date_diag(&fault, value), place))
        })
    }

    /// A key that is there twice. The first line is searched up to the start of the table, and
    /// else in the whole text above.
    fn explain_second_key(&self, range: Range<usize>) -> Fault {
        let key = self.text[range.clone()].trim().trim_matches('"');
        let own = SourceLine::around(self.text, range.start, Syntax::Toml);
        let is_header = own.text.trim_start().starts_with('[');
        let mut first = None;
        let mut line = own;
        while let Some(above) = line.before(self.text) {
            let header = above.text.trim().trim_matches(['[', ']']).trim();
            let starts_table = above.text.trim_start().starts_with('[');
            let written = above.key().trim_matches('"');
            let is_same = written == key || written.strip_prefix(key).is_some_and(|rest| rest.starts_with('.'));
            if starts_table && header == key || !starts_table && !above.sign().is_empty() && is_same {
                first = Some(above.at);
                break;
            }
            if starts_table && !is_header && first.is_none() && self.is_plain_key_line(range.start) {
                break;
            }
            line = above;
        }
        let at = first.unwrap_or(range.start) + self.offset;
        (Diag::error(Code::KeyTwice).arg("key", key).arg("line", self.lines.spot(at..at).line), range)
    }

    /// Whether the key at byte `at` begins its line.
    fn is_plain_key_line(&self, at: usize) -> bool {
        let start = self.text[..at].rfind('\n').map_or(0, |end| end + 1);
        self.text[start..at].trim().is_empty()
    }

    /// A missing comma, or a list without its last bracket: then the next key stands in the list.
    fn explain_missing_comma(&mut self, line: &SourceLine<'t>, range: Range<usize>) -> Fault {
        let before = self.text[..range.start].trim_end().len();
        let is_next_line = self.text[before..range.start].contains('\n') || self.text[range.start..].starts_with('\n');
        let next = SourceLine::around(self.text, range.start.max(before + 1), Syntax::Toml);
        let starts_key = next.sign() == "=" && is_bare_key(next.key()) || next.text.trim_start().starts_with('[');
        if is_next_line && (starts_key || next.at == line.at) {
            return self.explain_open_bracket(&SourceLine::around(self.text, before.saturating_sub(1), Syntax::Toml));
        }
        if let Some(fault) = self.explain_quote_in_list(line, before, &range) {
            return fault;
        }
        let start = self.text[line.at..before.max(line.at)].trim_start();
        let rest = self.text[range.start.max(line.at)..line.end()].trim_start_matches([';', ' ']);
        let corrected = format!("{start}, {rest}");
        (Diag::error(Code::CommaMissing).arg("suggestion", corrected), range)
    }

    /// A quote inside a text of a list: a word follows the quote directly. `before` is the byte
    /// behind the quote.
    fn explain_quote_in_list(&self, line: &SourceLine<'t>, before: usize, range: &Range<usize>) -> Option<Fault> {
        let mark = self.text[..before].chars().next_back().filter(|c| matches!(c, '"' | '\''))?;
        let is_word = before == range.start && self.text[before..].starts_with(char::is_alphanumeric);
        let start = self.text.get(line.at..before - 1).filter(|_| is_word)?.rfind(mark)? + line.at;
        let rest = self.text.get(before..line.end())?;
        let ends = rest.char_indices().filter(|(_, c)| *c == mark);
        let end = ends.map(|(at, _)| before + at + 1).find(|end| {
            let behind = self.text[*end..line.end()].trim_start();
            behind.is_empty() || behind.starts_with([',', ']', '}'])
        })?;
        let diag = Diag::error(Code::QuoteInside).arg("suggestion", quote(self.text.get(start..end)?));
        Some((diag, before - 1..before))
    }

    /// A list or an inline table without its last bracket. All errors behind it follow from that.
    fn explain_open_bracket(&mut self, last: &SourceLine<'t>) -> Fault {
        self.explained_to = self.text.len() + 1;
        let mut line = last.clone();
        while !line.value().starts_with(['[', '{']) {
            let Some(above) = line.before(self.text) else { break };
            line = above;
        }
        let bracket = if line.value().starts_with('{') { "}" } else { "]" };
        let corrected = match line.at == last.at {
            true => format!("{}{bracket}", last.text.trim().trim_end_matches(',')),
            false => bracket.to_owned(),
        };
        let start = line.value_range().start;
        let diag = Diag::error(Code::BracketUnclosed).arg("sign", bracket).arg("suggestion", corrected);
        (diag, start..start + 1)
    }

    /// A text without its last quote. A text that goes on in the next lines is told as such.
    fn explain_open_quote(&mut self, line: &SourceLine<'t>, range: Range<usize>) -> Fault {
        let value = line.value_range();
        let mark = self.text[value.start..].chars().next().filter(|c| matches!(c, '"' | '\''));
        let Some(mark) = mark else {
            self.explained_to = self.text.len() + 1;
            let closed = match line.text.strip_suffix(']') {
                Some(list) => format!("{list}\"]"),
                None => format!("{}\"", line.text),
            };
            return (Diag::error(Code::QuoteUnclosed).arg("suggestion", closed.trim()), range);
        };
        // The line of the diagnostic ends before its white space, and the text goes on behind it.
        let next_line = |from: usize| self.text[from..].find('\n').map(|at| from + at + 1);
        let mut below_at = next_line(line.end());
        for _ in 0..20 {
            let Some(start) = below_at else { break };
            below_at = next_line(start);
            let end = below_at.map_or(self.text.len(), |next| next - 1);
            let next = &self.text[start..end];
            let below = SourceLine::around(self.text, start, Syntax::Toml);
            if below.sign() == "=" && is_bare_key(below.key()) || next.trim_start().starts_with('[') {
                break;
            }
            if next.trim_end().ends_with(mark) {
                self.explained_to = end;
                return (Diag::error(Code::TextOverLines), value.start..value.start + 1);
            }
        }
        let written = line.text.get(value.start - line.at..).unwrap_or("");
        let diag = Diag::error(Code::QuoteUnclosed).arg("suggestion", line.with_value(&quote(written)));
        (diag, value.start..value.start + 1)
    }

    /// A text between three quotes that never ends.
    fn explain_open_text(&mut self, range: Range<usize>) -> Fault {
        self.explained_to = self.text.len() + 1;
        let before = &self.text[..range.start];
        let at = ["\"\"\"", "'''"].iter().filter_map(|marks| before.rfind(marks)).max().unwrap_or(range.start);
        let marks = self.text.get(at..at + 3).unwrap_or("\"\"\"");
        (Diag::error(Code::QuoteUnclosed).arg("suggestion", marks), at..at + 3)
    }

    /// A backslash, as in a path of Windows.
    fn explain_backslash(&self, line: &SourceLine<'t>, range: Range<usize>) -> Fault {
        let at = self.text[..range.start].rfind('\\').unwrap_or(range.start);
        if let Some(diag) = file_of_computer_diag(line.value()) {
            return (diag, at..at + 1);
        }
        let corrected = match line.value().starts_with('"') {
            true => line.with_value(&quote(line.value())),
            false => "\\\\".to_owned(),
        };
        (Diag::error(Code::Backslash).arg("suggestion", corrected), at..at + 1)
    }
}
