//! Writes lists, and the ids of the clauses and points of a legal text, which are lists.

use std::ops::Range;

use super::writer::MarkdownWriter;
use crate::html::push_attribute;
use crate::parse::legal_lines::without_marks;
use crate::parse::legal_points::{LetterPoint, letter_point};

impl MarkdownWriter<'_> {
    /// Opens a list. `start` is the first number; `None` for a list without numbers.
    pub(super) fn start_list(&mut self, start: Option<u64>, range: &Range<usize>) {
        self.enter_nesting(range);
        self.list_numbers.push(start.map(|start| (start.saturating_sub(1), true)));
        let is_points = point_of_item(self.cut.text.get(range.clone()).unwrap_or_default()).is_some();
        match start {
            // The letters of points are words of the text: HTML counts without đ.
            None if is_points => self.push_html("<ul class=\"points\">\n"),
            None => self.push_html("<ul>\n"),
            Some(1) => self.push_html("<ol>\n"),
            // HTML stores this number in 32 bits.
            Some(n) => self.push_html(&format!("<ol start=\"{}\">\n", n.min(i32::MAX as u64))),
        }
    }

    /// Opens an item of a list. Below an article, clauses and points have ids.
    pub(super) fn start_item(&mut self, range: &Range<usize>) {
        let written = self.cut.text.get(range.clone()).unwrap_or_default().trim_start();
        let digits = written.len() - written.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let number: Option<u64> = written.get(..digits).and_then(|digits| digits.parse().ok());
        let point = point_of_item(written);
        let value = number.and_then(|number| self.kept_number(number));
        // Lists in quotes, and clauses in quotation marks, belong to another text.
        let is_own = self.footnotes.open.is_empty() && !self.is_quoted(range.start);
        let depth = Some(self.list_numbers.len()).filter(|depth| *depth == self.nesting && is_own);
        let id = match (&self.article, depth, number, point) {
            (Some(article), Some(1), Some(number), _) => Some(format!("{article}-khoan-{number}")),
            (Some(_), Some(2), None, Some(point)) => {
                self.clause.as_ref().map(|clause| format!("{clause}-diem-{}", point.id))
            }
            (Some(article), Some(1), None, Some(point)) => Some(format!("{article}-diem-{}", point.id)),
            _ => None,
        };
        let id = id.map(|id| self.unique_id(&id));
        self.push_html("<li");
        if let Some(id) = &id {
            push_attribute(self.html_mut(), "id", id);
        }
        if let Some(value) = value {
            self.push_html(&format!(" value=\"{value}\""));
        }
        self.push_html(">");
        if depth == Some(1) {
            self.clause = id.clone().filter(|_| number.is_some());
        }
        self.parsed.facts.ids.extend(id);
    }

    /// Whether the place in the text lies within quotation marks, as the new words of a law do in
    /// the law that amends it. The places are asked for in order.
    fn is_quoted(&mut self, at: usize) -> bool {
        let from = self.quotation.0.min(at);
        let text = self.cut.text.get(from..at).unwrap_or_default();
        // Only the last mark counts. Its first byte is rare, so the search backwards is short.
        let mark = memchr::memrchr_iter(0xE2, text.as_bytes())
            .find_map(|at| text.get(at..)?.chars().next().filter(|c| matches!(c, '“' | '”')));
        if let Some(mark) = mark {
            self.quotation.1 = mark == '“';
        }
        self.quotation.0 = at;
        self.quotation.1
    }

    /// Counts an item of a list with numbers, and returns its number if CommonMark, which counts by
    /// itself, would show another one. A legal text keeps all of its numbers, also over clauses
    /// that are quoted from another law.
    fn kept_number(&mut self, number: u64) -> Option<u64> {
        let (last, all_ones) = self.list_numbers.last_mut()?.as_mut()?;
        *all_ones &= number == 1;
        let expected = *last + 1;
        // Elsewhere a number that was left out or counts down is meant, and one that stands twice
        // is a slip.
        let is_kept =
            (self.is_legal || number != *last) && number != expected && !*all_ones && number <= i32::MAX as u64;
        *last = if is_kept { number } else { expected };
        is_kept.then_some(number)
    }

    /// Begins an article of a legal text, whose clauses and points come next.
    pub(super) fn begin_article(&mut self, id: String) {
        (self.article, self.clause) = (Some(id.clone()), None);
        self.parsed.facts.ids.push(id);
    }
}

/// The point that an item of a list without numbers is: `- a) Một`.
fn point_of_item(item: &str) -> Option<LetterPoint> {
    let words = item.trim_start().strip_prefix(['*', '-', '+'])?.strip_prefix(' ')?;
    letter_point(&without_marks(words))
}
