//! Reports what Markdown reads otherwise than its author meant: cells beyond the last column, code
//! without an end, a sentence that became a heading, signs of multiplication that became marks.

use std::ops::Range;

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
        if self.table.has_bars && self.table.alignments.len() > 1 && !row.contains('|') {
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
        let Some((words, _)) = written.rsplit_once('\n').filter(|(_, line)| line.trim().starts_with('-')) else {
            return;
        };
        let words = words.trim_end();
        if words.contains('\n') || words.ends_with(['.', ';', ',', '…']) {
            let diag = Diag::warning(Code::UnderlinedSentence).arg("text", first_letters(words));
            let spot = self.spot(&(range.start..range.start + 1));
            self.push_fault(diag, spot);
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
}
