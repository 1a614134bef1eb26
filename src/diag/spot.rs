//! Places in source files.

use std::cell::Cell;

use serde::{Deserialize, Serialize};

/// A place in a source file. Lines and columns count from 1; columns and lengths are in characters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default, Serialize, Deserialize)]
pub struct Spot {
    /// The line in which the place begins, from 1.
    pub line: u32,
    /// The column of the first character of the place, from 1.
    pub column: u32,
    /// The number of characters, at least 1 if [`Lines`] made the spot. A place over several lines
    /// ends with its first line.
    pub length: u32,
}

/// The last computed position in a text: the byte at which its line starts, the byte itself, and
/// the number of characters between them.
#[derive(Clone, Copy, Default)]
pub(super) struct LinePosition {
    line_start: usize,
    at: usize,
    column: usize,
}

/// Converts byte offsets of one text into [`Spot`]s.
pub struct Lines<'t> {
    text: &'t str,
    starts: Vec<u32>,
    /// The last computed position. The next one is usually near, and counting from the start of a
    /// long line would be slow.
    last: Cell<LinePosition>,
}

impl<'t> Lines<'t> {
    /// Finds the starts of the lines of `text`.
    pub fn new(text: &'t str) -> Self {
        let starts =
            std::iter::once(0).chain(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at as u32 + 1)).collect();
        Self { text, starts, last: Cell::default() }
    }

    /// The spot of a byte range. A range over several lines ends at the end of its first line.
    pub fn spot(&self, range: std::ops::Range<usize>) -> Spot {
        let start = floor_char_boundary(self.text, range.start);
        let line = self.starts.partition_point(|&s| s as usize <= start).max(1);
        let line_start = self.starts[line - 1] as usize;
        let line_end = self.starts.get(line).map_or(self.text.len(), |&next| next as usize - 1);
        let end = floor_char_boundary(self.text, range.end).clamp(start, line_end.max(start));
        Spot {
            line: line as u32,
            column: self.column(line_start, start) as u32 + 1,
            length: self.text[start..end].chars().count().max(1) as u32,
        }
    }

    /// The number of characters between the start of a line and a byte of the line.
    fn column(&self, line_start: usize, at: usize) -> usize {
        let count = |range: std::ops::Range<usize>| self.text[range].chars().count();
        let last = self.last.get();
        let column = match last.at {
            near if last.line_start == line_start && near <= at => last.column + count(near..at),
            near if last.line_start == line_start && near - at < at - line_start => last.column - count(at..near),
            _ => count(line_start..at),
        };
        self.last.set(LinePosition { line_start, at, column });
        column
    }

    /// The byte offset of a line (from 1) and a column (from 0, in characters), which is how the
    /// YAML reader counts.
    pub fn offset(&self, line: usize, column: usize) -> usize {
        let start = self.starts.get(line.saturating_sub(1)).map_or(self.text.len(), |&s| s as usize);
        self.text[start..].char_indices().nth(column).map_or(self.text.len(), |(at, _)| start + at)
    }
}

pub(super) fn floor_char_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let text = "một\nhai đường\nba";
        let lines = Lines::new(text);
        let at = text.find("đường").unwrap();
        assert_eq!(lines.spot(at..at + "đường".len()), Spot { line: 2, column: 5, length: 5 });
        assert_eq!(lines.offset(2, 4), at);
    }

    #[test]
    fn a_range_past_the_end_is_cut() {
        let spot = Lines::new("ab").spot(1..99);
        assert_eq!((spot.line, spot.column, spot.length), (1, 2, 1));
        assert_eq!(Lines::new("").spot(0..0), Spot { line: 1, column: 1, length: 1 });
    }
}
