//! The text that Markdown reads: with markers in place of its shortcodes, with the empty lines that
//! Markdown needs between blocks, and without the signs that Markdown would take for others.

use std::borrow::Cow;
use std::ops::Range;

use super::legal_lines::is_in_capitals;
use super::shortcode_call::{ShortcodeForm, WrittenShortcode};
use super::text_lines::text_lines;

/// The markers before and after the number of a shortcode in the text that Markdown reads.
pub(super) const MARKER_OPEN: char = '\u{fdd0}';
pub(super) const MARKER_CLOSE: char = '\u{fdd1}';

/// A text with markers in place of its shortcodes, and the offsets that lead back to the source.
pub(super) struct MarkedText<'t> {
    /// The text with markers.
    pub text: Cow<'t, str>,
    /// The shortcodes; their index is the number between the markers.
    pub shortcodes: Vec<WrittenShortcode>,
    /// Pairs of a byte in `text` and the corresponding byte in the source, one after each
    /// shortcode.
    pub(super) offsets: Vec<(usize, usize)>,
}

impl MarkedText<'_> {
    /// The byte in the source that corresponds to the byte `at` of the marked text.
    pub(super) fn source_offset(&self, at: usize) -> usize {
        let i = self.offsets.partition_point(|(cut, _)| *cut <= at);
        match i.checked_sub(1).map(|i| self.offsets[i]) {
            Some((cut, source)) => source + (at - cut),
            None => at,
        }
    }

    /// Puts the shortcodes back into a piece of the marked text; `source` is the text before the
    /// cut.
    pub(super) fn restore<'t>(&self, piece: &'t str, source: &str) -> Cow<'t, str> {
        if self.shortcodes.is_empty() || !piece.contains([MARKER_OPEN, MARKER_CLOSE]) {
            return Cow::Borrowed(piece);
        }
        let mut out = String::with_capacity(piece.len());
        let mut parts = piece.split(MARKER_OPEN);
        out.push_str(&parts.next().unwrap_or("").replace(MARKER_CLOSE, ""));
        for part in parts {
            let (number, after) = part.split_once(MARKER_CLOSE).unwrap_or(("", part));
            let written = number.parse().ok().and_then(|n: usize| self.shortcodes.get(n));
            out.push_str(written.and_then(|w| source.get(w.range.clone())).unwrap_or(""));
            out.push_str(&after.replace(MARKER_CLOSE, ""));
        }
        Cow::Owned(out)
    }
}

/// What stands in the text for a colon that the Markdown parser must not see. It has one byte as a
/// colon has, and no text contains it, because it is forbidden.
pub(super) const HIDDEN_COLON: &str = "\u{1}";

/// What stands in the text for a star that the Markdown parser must not see, for the same reasons.
pub(super) const HIDDEN_STAR: &str = "\u{2}";

/// What stands for the line end between the name of a chapter and its title, for the same reasons.
const JOINED_LINE: &str = "\u{3}";

/// Whether signs of a text were hidden from the Markdown parser.
pub(super) fn has_hidden_signs(text: &str) -> bool {
    let [colon, star, line] = [HIDDEN_COLON, HIDDEN_STAR, JOINED_LINE].map(|sign| sign.as_bytes()[0]);
    memchr::memchr3(colon, star, line, text.as_bytes()).is_some()
}

/// The text with the signs that were hidden from the Markdown parser.
pub(super) fn show_hidden_signs(text: &str) -> Cow<'_, str> {
    if !has_hidden_signs(text) {
        return Cow::Borrowed(text);
    }
    let text = text.replace(HIDDEN_COLON, ":").replace(HIDDEN_STAR, "*");
    let mut parts = text.split(JOINED_LINE);
    let mut shown = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        // An empty line between two lines is no second line.
        shown.push_str(if shown.ends_with(". ") { "" } else { ". " });
        shown.push_str(part);
    }
    Cow::Owned(shown)
}

/// What is inserted at the beginning of a line.
#[derive(Debug)]
pub(super) enum Insertion {
    /// An empty line. In a quote, it has the marks of the quote.
    EmptyLine,
    Words(String),
}

impl<'t> MarkedText<'t> {
    /// Makes one line of the lines of a heading. A line end after the name of a chapter becomes a
    /// full stop. The line ends keep their length.
    pub(super) fn with_joined_lines(self, ends: &[(Range<usize>, bool)]) -> MarkedText<'t> {
        if ends.is_empty() {
            return self;
        }
        let mut text = self.text.into_owned();
        for (end, ends_name) in ends {
            let sign = if *ends_name { JOINED_LINE } else { " " };
            text.replace_range(end.clone(), &sign.repeat(end.len()));
        }
        MarkedText { text: Cow::Owned(text), ..self }
    }

    /// Indents each line with `+` below one with `-`: offices write the points of a point so, and
    /// Markdown would begin another list.
    pub(super) fn with_points_below_points(self) -> MarkedText<'t> {
        if self.text.contains("```") || self.text.contains("~~~") {
            return self;
        }
        let (mut found, mut at, mut is_in_point) = (Vec::new(), 0, false);
        for line in self.text.split_inclusive('\n') {
            is_in_point = line.starts_with("- ") || (is_in_point && !line.trim().is_empty());
            if is_in_point && line.starts_with("+ ") {
                found.push(at);
            }
            at += line.len();
        }
        self.with_insertions(found.into_iter().map(|at| (at, Insertion::Words("  ".to_owned()))).collect())
    }

    /// Inserts these words and lines before these bytes of the marked text, which are in order.
    pub(super) fn with_insertions(self, insertions: Vec<(usize, Insertion)>) -> MarkedText<'t> {
        if insertions.is_empty() {
            return self;
        }
        let mut text = String::with_capacity(self.text.len() + insertions.len() * 2);
        let mut offsets = Vec::with_capacity(self.offsets.len() + insertions.len());
        let mut old = self.offsets.iter().copied().peekable();
        let (mut done, mut inserted) = (0, 0);
        for (at, insertion) in insertions {
            text.push_str(&self.text[done..at]);
            while let Some((cut, source)) = old.next_if(|(cut, _)| *cut <= at) {
                offsets.push((cut + inserted, source));
            }
            let length = text.len();
            match insertion {
                Insertion::EmptyLine => {
                    let line = &self.text[at..];
                    let marks = &line[..line.len() - line.trim_start_matches([' ', '>']).len()];
                    text.push_str(marks.rfind('>').map_or("", |last| &marks[..=last]));
                    text.push('\n');
                }
                Insertion::Words(words) => text.push_str(&words),
            }
            inserted += text.len() - length;
            offsets.push((text.len(), self.source_offset(at)));
            done = at;
        }
        text.push_str(&self.text[done..]);
        offsets.extend(old.map(|(cut, source)| (cut + inserted, source)));
        MarkedText { text: Cow::Owned(text), shortcodes: self.shortcodes, offsets }
    }

    /// Hides the signs that are words, and that the parser would take for marks: each colon at the
    /// beginning of a line that begins no definition, and the stars of notes, as in `(*)`.
    pub(super) fn with_hidden_signs(self, is_legal: bool) -> MarkedText<'t> {
        let text: &str = &self.text;
        let mut hidden = Vec::new();
        for at in memchr::memchr2_iter(b':', b'*', text.as_bytes()) {
            match text.as_bytes()[at] {
                b':' if is_hidden_colon(text, at, is_legal) => hidden.push((at, HIDDEN_COLON)),
                b'*' if is_star_of_note(text, at) => hidden.push((at, HIDDEN_STAR)),
                _ => {}
            }
        }
        if hidden.is_empty() {
            return self;
        }
        let mut text = self.text.into_owned();
        for (at, sign) in hidden {
            text.replace_range(at..=at, sign);
        }
        MarkedText { text: Cow::Owned(text), ..self }
    }

    /// The bytes of the lines before which an empty line belongs, so that each call alone on its
    /// line is a block of its own.
    pub(super) fn lines_around_calls(&self) -> Vec<usize> {
        let mut found = Vec::new();
        if self.shortcodes.is_empty() {
            return found;
        }
        let (mut at, mut follows_text, mut follows_call) = (0, false, false);
        for line in self.text.split_inclusive('\n') {
            let bare = line.trim_start_matches('>').trim_start_matches([' ', '>']);
            let indent = line.len() - line.trim_start_matches(' ').len();
            let is_empty = bare.trim_end().is_empty();
            let is_call = indent < 4 && self.is_call(bare.trim_end());
            if (is_call && follows_text) || (follows_call && !is_empty) {
                found.push(at);
            }
            follows_text = !is_empty;
            follows_call = is_call || self.is_call(without_list_mark(bare.trim_end()));
            at += line.len();
        }
        found
    }

    /// The bytes of the lines that stand between two definitions: they are terms, and would be the
    /// last words of the definition above without an empty line before them.
    pub(super) fn lines_before_terms(&self) -> Vec<usize> {
        let mut found = Vec::new();
        if self.text.contains("```") || self.text.contains("~~~") {
            return found;
        }
        let (mut at, mut follows_definition, mut term) = (0, false, None);
        for line in self.text.split_inclusive('\n') {
            let is_definition = line.starts_with(": ");
            let is_term = follows_definition && !is_definition && line.starts_with(|c: char| !c.is_whitespace());
            found.extend(term.take().filter(|_| is_definition));
            term = is_term.then_some(at);
            follows_definition = is_definition;
            at += line.len();
        }
        found
    }

    /// The bytes of the lines that begin a table below a line of text or an item of a list, which
    /// would swallow the table.
    pub(super) fn lines_before_tables(&self) -> Vec<usize> {
        let mut found = Vec::new();
        let is_row = |line: &str| line.starts_with('|') && line.len() > 1;
        let [mut above, mut before] = [None, None];
        for line in text_lines(&self.text).map(|line| (!line.is_code).then_some((line.at, line.words.trim_end()))) {
            if let (Some((_, above)), Some((head_at, head)), Some((_, rule))) = (above, before, line) {
                let is_rule = is_row(rule)
                    && rule.contains('-')
                    && rule.bytes().all(|byte| matches!(byte, b'|' | b'-' | b':' | b' '));
                let is_head = is_row(head) && count_cells(head) == count_cells(rule);
                if is_rule && is_head && !str::is_empty(above) && !above.trim_start().starts_with(['|', '>']) {
                    found.push(head_at);
                }
            }
            (above, before) = (before, line);
        }
        found
    }

    /// The bytes of the lines below a quote that begin a sentence and have no mark of the quote.
    /// Markdown would make them a part of it.
    pub(super) fn lines_below_quotes(&self) -> Vec<usize> {
        let mut found = Vec::new();
        let mut before = "";
        for line in text_lines(&self.text) {
            let is_quoted = before.starts_with('>') && before.contains(char::is_alphanumeric);
            if is_quoted && !line.is_code && line.words.starts_with(char::is_uppercase) {
                found.push(line.at);
            }
            before = if line.is_code { "" } else { line.words };
        }
        found
    }

    /// Whether a line without its marks is one call and nothing else.
    fn is_call(&self, line: &str) -> bool {
        let number = line.strip_prefix(MARKER_OPEN).and_then(|line| line.strip_suffix(MARKER_CLOSE));
        let written = number.and_then(|n| n.parse().ok()).and_then(|n: usize| self.shortcodes.get(n));
        written.is_some_and(|written| !matches!(written.form, ShortcodeForm::Shown(_)))
    }
}

/// Whether a colon begins a line and no definition. The parser takes every line with a colon there
/// for a definition: only a colon and a space begin one, and not below a title in capitals of a
/// legal text, which has a broken line there. The line `:---|---:` below the headings of a table
/// keeps its colons.
fn is_hidden_colon(text: &str, at: usize, is_legal: bool) -> bool {
    let before = text[..at].trim_end_matches([' ', '>', '\t']);
    if !before.is_empty() && !before.ends_with('\n') {
        return false;
    }
    let after = text[at + 1..].lines().next().unwrap_or_default();
    let term = before.trim_end().rsplit('\n').next().unwrap_or_default();
    if after.starts_with([' ', '\t']) && !after.trim().is_empty() {
        return is_legal && is_in_capitals(term) && !term.contains('`');
    }
    let is_rule = after.contains('-') && after.bytes().all(|byte| matches!(byte, b'|' | b'-' | b':' | b' ' | b'\r'));
    !(is_rule && count_cells(term) == count_cells(after) && term.contains('|'))
}

/// The number of cells of a row of a table, with or without bars around it.
fn count_cells(row: &str) -> usize {
    let row = row.trim_matches([' ', '>', '\t', '\r']);
    let inner = row.strip_prefix('|').unwrap_or(row);
    inner.strip_suffix('|').unwrap_or(inner).split('|').count()
}

/// Whether a star belongs to the mark of a note, `(*)` or `(**)`, or stands after a space and
/// before a closing bracket, where it marks no words. `](*)` is an address.
fn is_star_of_note(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    let is_star = |at: &usize| bytes.get(*at) == Some(&b'*');
    let Some(end) = (at + 1..at + 4).find(|at| !is_star(at)).filter(|end| bytes.get(*end) == Some(&b')')) else {
        return false;
    };
    let start = (end.saturating_sub(4)..at).rev().find(|at| !is_star(at));
    match start.map(|start| (start, bytes[start])) {
        Some((start, b'(')) => start.checked_sub(1).is_none_or(|before| bytes[before] != b']'),
        Some((_, before)) => before.is_ascii_whitespace(),
        None => false,
    }
}

/// A line without the mark of a list item.
fn without_list_mark(line: &str) -> &str {
    let rest = line.strip_prefix(['-', '*', '+']).or_else(|| {
        line.trim_start_matches(|c: char| c.is_ascii_digit())
            .strip_prefix(['.', ')'])
            .filter(|_| !line.starts_with('.'))
    });
    rest.filter(|rest| rest.starts_with(' ')).map_or(line, str::trim_start)
}
