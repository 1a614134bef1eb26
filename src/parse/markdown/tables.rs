//! Reports tables that readers do not see as tables: rows without their rule, columns made by
//! spaces or by signs, rows with too many cells, and text that became a row.

use std::ops::Range;

use super::writer::{MarkdownWriter, first_letters};
use crate::diag::{Code, Diag};

/// So many lines with the same columns by spaces are a table.
const SPACED_ROWS: usize = 2;

/// So many lines with the same columns by signs of CSV are a table: sentences have such signs, too.
const SIGNED_ROWS: usize = 3;

/// The longest row of CSV in a text, in bytes. A longer line is a sentence.
const MAX_SIGNED_ROW: usize = 300;

impl MarkdownWriter<'_> {
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

    /// Reports the second one of several lines that look like rows of a table, whatever stands in
    /// their cells, and the line `|---|---|` between empty lines.
    pub(super) fn check_written_row(&mut self, range: &Range<usize>) {
        let line = self.cut.text.get(range.start..).and_then(|rest| rest.lines().next()).unwrap_or_default().trim_end();
        if line.starts_with("| ") && !line[1..].contains('|') && self.previous_line(range.start).starts_with("| ") {
            let diag = Diag::warning(Code::ForeignSyntax).arg("text", first_letters(line));
            return self.report_leftover(diag, "|", range, &mut 0);
        }
        if line.len() < 2 || !line.ends_with('|') || line.ends_with("\\|") {
            return;
        }
        let cells = line.split('|').count() - 2;
        let heading_cells = std::mem::replace(&mut self.pipe_cells, cells);
        self.pipe_rows += 1;
        let is_rule = line.contains('-') && line.bytes().all(|byte| matches!(byte, b'|' | b'-' | b':' | b' '));
        let diag = match (self.pipe_rows, is_rule) {
            // One row that is left below an empty line in the table.
            (1, false) if self.follows_table(range.start) => Diag::warning(Code::TableCut),
            (1, true) if self.cut.text[..range.start].trim_end().ends_with('|') => {
                self.pipe_rows = 2;
                Diag::warning(Code::TableCut)
            }
            // One line between bars may be anything; the second one makes it a table.
            (2, true) => Diag::warning(Code::TableColumns).arg("found", cells).arg("wanted", heading_cells),
            (2, false) => Diag::warning(Code::TableWithoutHead),
            _ => return,
        };
        self.report_leftover(diag, "|", range, &mut 0);
    }

    /// Whether the line at this byte stands alone, and nothing but empty lines between it and a
    /// table.
    fn follows_table(&self, at: usize) -> bool {
        let rest = self.cut.text.get(at..).unwrap_or_default();
        let is_alone = rest.lines().nth(1).is_none_or(|next| next.trim().is_empty());
        let between = self.table_end.and_then(|end| self.cut.text.get(end.min(at)..at));
        is_alone && between.is_some_and(|between| between.trim().is_empty())
    }

    /// Reports lines of a paragraph with bars between their words and none around them: rows of a
    /// table without the line `---|---`.
    pub(super) fn check_rows_without_bars(&mut self, range: &Range<usize>) {
        let text = self.cut.text.get(range.clone()).unwrap_or_default();
        if memchr::memchr(b'|', text.as_bytes()).is_none() {
            return;
        }
        let (mut at, mut rows, mut bars, mut first) = (range.start, 0, 0, range.start);
        for line in text.split_inclusive('\n') {
            let words = line.trim_start_matches([' ', '>']);
            let is_row = !words.starts_with('|') && !words.contains(['`', '\\']) && words.contains(" | ");
            if !is_row {
                (rows, bars) = (0, 0);
            } else {
                first = if rows == 0 { at + line.len() - words.len() } else { first };
                rows += 1;
                bars += words.matches(" | ").count();
            }
            if rows > 1 && bars > 2 {
                return self.push_leftover(Diag::warning(Code::TableWithoutHead), &(first..first + 1));
            }
            at += line.len();
        }
    }

    /// Reports lines of a paragraph that are rows of a table whose columns are made by spaces, by
    /// signs of CSV or by lines of boxes, and two columns of a page in one line.
    pub(super) fn check_columns(&mut self, range: &Range<usize>) {
        if !self.signs.may_have_columns(self.written(range)) {
            return;
        }
        let (mut at, mut rows, mut last) = (range.start, 0, None);
        for line in self.written(range).split_inclusive('\n') {
            let words = line.trim_matches([' ', '>', '\n', '\r']);
            let columns = Columns::of(words);
            rows = if columns == last { rows + 1 } else { 1 };
            let is_table = columns.as_ref().is_some_and(|columns| rows >= columns.least_rows());
            if is_table || is_drawn(words) || is_two_pages(words) {
                let start = at + line.len() - line.trim_start_matches([' ', '>']).len();
                let spot = self.spot(&(start..start + words.chars().next().map_or(1, char::len_utf8)));
                return self.push_fault(Diag::warning(Code::TextColumns), spot);
            }
            last = columns;
            at += line.len();
        }
    }
}

/// The columns of a line.
#[derive(PartialEq, Eq)]
enum Columns {
    /// Between three and more spaces each; their number.
    Spaced(usize),
    /// Between signs of CSV without a space behind them: the sign, and the number of columns.
    Signed(char, usize),
}

impl Columns {
    fn of(line: &str) -> Option<Self> {
        let spaced = line.split("   ").filter(|cell| !cell.trim().is_empty()).count();
        if spaced > 1 {
            return Some(Self::Spaced(spaced));
        }
        [';', ','].into_iter().find_map(|sign| {
            let cells: Vec<&str> = line.split(sign).collect();
            let is_row = line.len() < MAX_SIGNED_ROW && cells.len() > 2;
            let is_tight = cells[1..].iter().all(|cell| !cell.starts_with(' '));
            let is_value = |cell: &&str| cell.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
            (is_row && is_tight && cells[1..].iter().any(is_value)).then_some(Self::Signed(sign, cells.len()))
        })
    }

    /// So many lines with these columns are a table.
    fn least_rows(&self) -> usize {
        match self {
            Self::Spaced(_) => SPACED_ROWS,
            Self::Signed(..) => SIGNED_ROWS,
        }
    }
}

/// Whether a line is one of a table that is drawn: `│ STT │ Tên │`, `+-----+----+`.
fn is_drawn(line: &str) -> bool {
    let is_rule = line.len() > 4 && line.starts_with("+-") && line.bytes().all(|b| matches!(b, b'+' | b'-' | b'='));
    is_rule || line.matches(['│', '｜', '┃']).count() > 1
}

/// Whether a line has the recipients and the signer of a letter, who stand side by side in it.
fn is_two_pages(line: &str) -> bool {
    let behind = line.strip_prefix("Nơi nhận:").map(str::trim_start);
    behind.is_some_and(|behind| ["TM.", "KT.", "TL.", "TUQ."].iter().any(|mark| behind.starts_with(mark)))
}
