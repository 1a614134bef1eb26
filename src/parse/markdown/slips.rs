//! Reports what Markdown reads otherwise than its author meant: cells beyond the last column, code
//! without an end, a sentence that became a heading, signs of multiplication that became marks.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::writer::{MarkdownWriter, first_letters};
use crate::diag::{Code, Diag};

impl MarkdownWriter<'_> {
    fn written(&self, range: &Range<usize>) -> &str {
        self.cut.text.get(range.clone()).unwrap_or_default()
    }

    /// Reports a row of a table with more cells than the table has columns: the others are not
    /// published.
    pub(super) fn check_row(&mut self, range: &Range<usize>) {
        let row = self.written(range).trim();
        // A row without a bar before it is the rest of a cell, and a second rule begins a table.
        let is_rule = row.contains("--") && row.bytes().all(|byte| matches!(byte, b'|' | b'-' | b':' | b' '));
        if self.table.has_bars && self.table.alignments.len() > 1 && (!row.starts_with('|') || is_rule) {
            let diag = Diag::warning(Code::TableTextBelow).arg("text", first_letters(row));
            let spot = self.spot(&(range.start..range.start + 1));
            self.table.has_bars = false;
            return self.push_fault(diag, spot);
        }
        let row = row.strip_prefix('|').unwrap_or(row);
        let row = row.strip_suffix('|').filter(|inner| !inner.ends_with('\\')).unwrap_or(row);
        let mut is_escaped = false;
        let mut ends = row.char_indices().filter(|(_, c)| {
            let is_end = *c == '|' && !is_escaped;
            is_escaped = *c == '\\' && !is_escaped;
            is_end
        });
        let columns = self.table.alignments.len();
        let Some((beyond, _)) = ends.nth(columns.saturating_sub(1)) else { return };
        if row[beyond + 1..].trim().is_empty() {
            return;
        }
        let found = columns + 1 + ends.count();
        let spot = self.spot(&(range.start..range.start + 1));
        self.push_fault(Diag::error(Code::TableRow).arg("found", found).arg("wanted", columns), spot);
    }

    /// Reports a block of code without an end: all of the text that follows is part of it.
    pub(super) fn check_fence(&mut self, range: &Range<usize>) {
        let code = self.written(range).trim_end();
        let is_last = self.cut.text.get(range.end..).is_none_or(|rest| rest.trim().is_empty());
        let Some(mark) = code.chars().next().filter(|c| matches!(c, '`' | '~')) else { return };
        let length = code.chars().take_while(|c| *c == mark).count();
        let last = code.rsplit_once('\n').map_or("", |(_, last)| last.trim_start_matches([' ', '>']));
        let is_closed = last.len() >= length && last.chars().all(|c| c == mark);
        if is_last && !is_closed {
            let spot = self.spot(&(range.start..range.start + length));
            self.push_fault(Diag::error(Code::CodeUnclosed).arg("mark", &code[..length]), spot);
        }
    }

    /// Reports a sentence above `---`, which Markdown reads as a heading.
    pub(super) fn check_underlined(&mut self, range: &Range<usize>) {
        let written = self.written(range).trim_end();
        let lines = written.rsplit_once('\n').filter(|(_, line)| line.trim().starts_with(['-', '=']));
        let Some((words, underline)) = lines else { return };
        let words = words.trim_end();
        if words.contains('\n') || words.ends_with(['.', ';', ',', '…']) || underline.trim().len() == 1 {
            let mark = if underline.trim().starts_with('-') { "---" } else { "===" };
            let diag = Diag::warning(Code::UnderlinedSentence).arg("text", first_letters(words)).arg("mark", mark);
            let spot = self.spot(&(range.start..range.start + 1));
            self.push_fault(diag, spot);
        }
    }

    /// Reports an item of a list without words: texts out of a PDF have the marks of their lists on
    /// lines of their own.
    pub(super) fn check_empty_item(&mut self, range: &Range<usize>) {
        let item = self.written(range).trim();
        if item.len() < 4 && item.ends_with(['-', '+', '*', '.', ')']) {
            let spot = self.spot(&(range.start..range.start + 1));
            self.push_fault(Diag::warning(Code::ItemEmpty).arg("mark", item), spot);
        }
    }

    /// Reports stars between numbers: they are signs of multiplication.
    pub(super) fn check_star(&mut self, range: &Range<usize>) {
        let before = self.cut.text.get(..range.start).unwrap_or_default();
        let written = self.written(range);
        let is_digit = |c: char| c.is_ascii_digit();
        if before.ends_with(is_digit) && written.starts_with('*') && written[1..].starts_with(is_digit) {
            let diag = Diag::warning(Code::StarAsSign).arg("text", first_letters(written));
            let spot = self.spot(range);
            self.push_fault(diag, spot);
        }
    }

    /// Reports lines of a paragraph that are rows of a table whose columns are made by spaces, by
    /// signs of CSV or by lines of boxes, and two columns of a page in one line.
    pub(super) fn check_columns(&mut self, range: &Range<usize>) {
        let text = self.written(range);
        let is_drawn = |line: &str| {
            line.matches(['│', '｜', '┃']).count() > 1
                || line.len() > 4
                    && line.starts_with("+-")
                    && line.bytes().all(|byte| matches!(byte, b'+' | b'-' | b'='))
        };
        let (mut at, mut rows, mut last) = (range.start, 0, (0, ""));
        for line in text.split_inclusive('\n') {
            let words = line.trim_matches([' ', '>', '\n', '\r']);
            let columns = columns(words);
            rows = if columns.0 > 1 && columns == last { rows + 1 } else { 1 };
            last = columns;
            let is_two_pages = words.strip_prefix("Nơi nhận:").is_some_and(|rest| {
                ["TM.", "KT.", "TL.", "TUQ."].iter().any(|mark| rest.trim_start().starts_with(mark))
            });
            let is_table = columns.0 > 1 && rows >= if columns.1 == "   " { 2 } else { 3 };
            if is_table || is_drawn(words) || is_two_pages {
                let start = at + line.len() - line.trim_start_matches([' ', '>']).len();
                let spot = self.spot(&(start..start + words.chars().next().map_or(1, char::len_utf8)));
                return self.push_fault(Diag::warning(Code::TextColumns), spot);
            }
            at += line.len();
        }
    }

    /// Reports signs of numbers at the beginning of lines, which Markdown takes for the marks of a
    /// quote, a heading or a list, so that readers do not see them: `> 5 triệu`, `+ 5%`.
    pub(super) fn report_signs_at_line_starts(&mut self) {
        let Some(rule) = SIGN_OF_NUMBER.as_ref() else { return };
        let text = self.cut.text.clone();
        let (mut at, mut before, mut is_code) = (0, "", false);
        for line in text.split_inclusive('\n') {
            let words = line.trim_end();
            is_code ^= words.trim_start().starts_with("```") || words.trim_start().starts_with("~~~");
            self.check_address_at(words, at, text.get(at + line.len()..).unwrap_or_default());
            let follows = !before.is_empty() && !before.starts_with(['>', '#', '-', '+', '|']);
            let is_sign = match words.bytes().next() {
                Some(b'>' | b'#') => follows,
                Some(b'-') if before.ends_with(|c: char| c.is_ascii_digit()) => follows,
                Some(b'-') => before.starts_with("+ "),
                Some(b'+') => true,
                _ => false,
            };
            if is_sign && !is_code && rule.is_match(words) {
                let diag = Diag::warning(Code::SignAsMark).arg("mark", &words[..1]).arg("text", first_letters(words));
                let spot = self.spot(&(at..at + 1));
                self.push_fault(diag, spot);
            }
            before = words;
            at += line.len();
        }
    }
}

impl MarkdownWriter<'_> {
    /// Reports an address that is broken over two lines, and one that Outlook writes twice.
    fn check_address_at(&mut self, words: &str, at: usize, rest: &str) {
        let Some(start) = words.rfind("http").or_else(|| words.rfind("mailto:")) else { return };
        let before = words[..start].strip_suffix('<').unwrap_or_default();
        let address = &words[start..];
        let next = rest.split([' ', '\n', '\r']).next().unwrap_or_default();
        let is_rest = next.contains(['-', '.', '/', '=']) && next.starts_with(|c: char| c.is_ascii_alphanumeric());
        let is_cut = address.ends_with(['/', '-', '_', '=', '&', '?', '%']) && !address.contains(' ') && is_rest;
        let code = if is_cut && next.is_ascii() {
            Code::LinkBroken
        } else if before.ends_with(char::is_alphanumeric) || before.ends_with('/') {
            Code::LinkTwice
        } else {
            return;
        };
        let spot = self.spot(&(at + start..at + words.len()));
        self.push_fault(Diag::warning(code).arg("value", first_letters(address)), spot);
    }
}

/// A line with the sign of a number. A year behind a dash is the second one of two.
static SIGN_OF_NUMBER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^(?:> ?[0-9]|# ?[0-9]+[.,]?(?:\s|$)|- 20[0-9]{2}\b",
        r"|[+-] ?[0-9][0-9.,]* ?(?:%|‰|°|độ C\b))",
    ))
    .ok()
});

/// The number of columns of a line and the sign between them: at least three spaces, or a sign of
/// CSV without a space behind it.
fn columns(line: &str) -> (usize, &'static str) {
    let spaced = line.split("   ").filter(|cell| !cell.trim().is_empty()).count();
    if spaced > 1 {
        return (spaced, "   ");
    }
    for sign in [";", ",", "\u{2502}"] {
        let cells: Vec<&str> = line.split(sign).collect();
        let is_row = cells.len() > 2 && cells[1..].iter().all(|cell| !cell.starts_with(' ')) && line.len() < 300;
        if is_row && cells[1..].iter().any(|cell| cell.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())) {
            return (cells.len(), sign);
        }
    }
    (0, "")
}
