//! Words and lines out of letters and their places.
//!
//! A PDF file has no words: each letter stands somewhere, and spaces are often only gaps.

use unicode_normalization::char::is_combining_mark;

use super::attachment::{AttachmentFault, AttachmentText};
use super::text_sink::TextSink;

/// The least gap between two words, as a part of the size of the letters.
const WORD_GAP: f64 = 0.12;

/// How far a letter may go back before it begins another word: marks and kerning go back less.
const BACK_GAP: f64 = -0.4;

/// How far a letter may stand above or below the one before and still be on its line.
const LINE_GAP: f64 = 0.6;

type Point = (f64, f64);

/// Gathers letters into words and words into lines.
#[derive(Default)]
pub(super) struct Lines {
    sink: TextSink,
    last: Option<Glyph>,
    /// The text that stands for the letters that come, until it is used.
    replacement: Option<Option<String>>,
}

/// The letter before.
struct Glyph {
    start: Point,
    end: Point,
    size: f64,
    letters: String,
}

impl Lines {
    /// Adds a letter that goes from `start` to `end` on the page.
    pub(super) fn push_glyph(&mut self, letters: &str, start: Point, end: Point, size: f64) {
        // The text that stands for several letters comes with the first of them.
        let replaced = self.replacement.as_mut().map(|text| text.take().unwrap_or_default());
        let letters = replaced.as_deref().unwrap_or(letters);
        if letters.chars().next().is_some_and(is_combining_mark) {
            // A mark belongs to the letter before, wherever it is drawn.
            self.sink.push_str(letters);
            return;
        }
        if self.is_repeated(letters, start, size) {
            return;
        }
        match self.last.as_ref().map(|last| gap(last, start, end, size)) {
            Some(Gap::Line) => self.sink.end_line(),
            Some(Gap::Word) => self.sink.push_space(),
            Some(Gap::None) | None => {}
        }
        self.sink.push_str(letters);
        self.last = Some(Glyph { start, end, size, letters: letters.to_owned() });
    }

    /// True for a letter that is drawn once more at almost the same place, to look bold.
    fn is_repeated(&self, letters: &str, start: Point, size: f64) -> bool {
        self.last.as_ref().is_some_and(|last| {
            let moved = (start.0 - last.start.0).hypot(start.1 - last.start.1);
            last.letters == letters && !letters.is_empty() && moved < 0.1 * size
        })
    }

    /// Takes `text` for the letters until [`Self::end_replacement`].
    pub(super) fn begin_replacement(&mut self, text: String) {
        self.replacement = Some(Some(text));
    }

    /// True while another text is taken for the letters.
    pub(super) fn is_replaced(&self) -> bool {
        self.replacement.is_some()
    }

    pub(super) fn end_replacement(&mut self) {
        self.replacement = None;
    }

    pub(super) fn push_line(&mut self, text: &str) {
        self.end_line();
        self.sink.push_str(text);
        self.end_line();
    }

    pub(super) fn end_line(&mut self) {
        self.last = None;
        self.sink.end_line();
    }

    pub(super) fn is_cut(&self) -> bool {
        self.sink.is_cut()
    }

    pub(super) fn cut(&mut self) {
        self.sink.cut();
    }

    pub(super) fn finish(self, page_count: u32) -> Result<AttachmentText, AttachmentFault> {
        self.sink.finish(Some(page_count))
    }
}

/// What lies between two letters.
enum Gap {
    None,
    Word,
    Line,
}

fn gap(last: &Glyph, start: Point, end: Point, size: f64) -> Gap {
    let size = size.min(last.size).max(f64::MIN_POSITIVE);
    let (by_x, by_y) = (start.0 - last.end.0, start.1 - last.end.1);
    // The direction of writing; a letter without width has that of the other.
    let direction = unit(last.start, last.end).or_else(|| unit(start, end)).unwrap_or((1.0, 0.0));
    if let Some(turned) = unit(start, end)
        && turned.0 * direction.0 + turned.1 * direction.1 < 0.9
    {
        return Gap::Line;
    }
    let along = (by_x * direction.0 + by_y * direction.1) / size;
    let across = (by_x * direction.1 - by_y * direction.0).abs() / size;
    // What is no number comes from a broken file, and no letter touches it.
    if !(0.0..=LINE_GAP).contains(&across) {
        Gap::Line
    } else if (BACK_GAP..=WORD_GAP).contains(&along) {
        Gap::None
    } else {
        Gap::Word
    }
}

fn unit(from: Point, to: Point) -> Option<Point> {
    let (x, y) = (to.0 - from.0, to.1 - from.1);
    let length = x.hypot(y);
    (length > 1e-9).then(|| (x / length, y / length))
}
