//! Finds shortcodes: `{{ name(key="value") }}` and `{% name(key="value") %} … {% end %}`.
//!
//! Shortcodes are cut out before Markdown is read, so that no rule of Markdown can change their
//! arguments. They are replaced by markers, for which Unicode reserves characters that no text may
//! contain (see `text::nfc`).

use std::borrow::Cow;

use super::legal_lines::is_in_capitals;
use super::shortcode_call::{CallFault, ShortcodeForm, WrittenShortcode, read_shortcode, read_shown_call};
use crate::diag::{Code, Diag};

/// The most faults that are kept for one file: they take some 30 MB. A file of 16 MiB can have five
/// million faults.
pub(super) const MAX_FAULTS: usize = 100_000;

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
    offsets: Vec<(usize, usize)>,
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

/// The text with the signs that were hidden from the Markdown parser.
pub(super) fn show_hidden_signs(text: &str) -> Cow<'_, str> {
    match memchr::memchr2(HIDDEN_COLON.as_bytes()[0], HIDDEN_STAR.as_bytes()[0], text.as_bytes()) {
        Some(_) => Cow::Owned(text.replace(HIDDEN_COLON, ":").replace(HIDDEN_STAR, "*")),
        None => Cow::Borrowed(text),
    }
}

impl<'t> MarkedText<'t> {
    /// Inserts an empty line before each of these bytes of the marked text, which begin lines and
    /// are in order. In a quote, the empty line has the marks of the quote.
    pub(super) fn with_empty_lines(self, before: &[usize]) -> MarkedText<'t> {
        self.with_insertions(before, |line, text| {
            let marks = &line[..line.len() - line.trim_start_matches([' ', '>']).len()];
            text.push_str(marks.rfind('>').map_or("", |last| &marks[..=last]));
            text.push('\n');
        })
    }

    /// Indents each line with `+` below one with `-`: offices write the points of a point so, and
    /// Markdown would begin another list.
    pub(super) fn with_points_below_points(self) -> MarkedText<'t> {
        let has_code = || self.text.contains("```") || self.text.contains("~~~");
        if memchr::memmem::find(self.text.as_bytes(), b"\n+ ").is_none() || has_code() {
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
        self.with_insertions(&found, |_, text| text.push_str("  "))
    }

    /// Inserts before each of these bytes, which begin lines and are in order, what `insert` writes
    /// for the text that begins there.
    fn with_insertions(self, before: &[usize], insert: impl Fn(&str, &mut String)) -> MarkedText<'t> {
        if before.is_empty() {
            return self;
        }
        let mut text = String::with_capacity(self.text.len() + before.len() * 2);
        let mut offsets = Vec::with_capacity(self.offsets.len() + before.len());
        let mut old = self.offsets.iter().copied().peekable();
        let (mut done, mut inserted) = (0, 0);
        for at in before.iter().copied() {
            text.push_str(&self.text[done..at]);
            while let Some((cut, source)) = old.next_if(|(cut, _)| *cut <= at) {
                offsets.push((cut + inserted, source));
            }
            let length = text.len();
            insert(&self.text[at..], &mut text);
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
        let has_code = || self.text.contains("```") || self.text.contains("~~~");
        if memchr::memmem::find(self.text.as_bytes(), b"\n: ").is_none() || has_code() {
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

/// Cuts the shortcodes out of `text`. Shortcodes in code blocks and code spans are not changed.
pub(super) fn cut_shortcodes<'t>(text: &'t str, faults: &mut Vec<(Diag, std::ops::Range<usize>)>) -> MarkedText<'t> {
    if memchr::memchr(b'{', text.as_bytes()).is_none() {
        return MarkedText { text: Cow::Borrowed(text), shortcodes: Vec::new(), offsets: Vec::new() };
    }
    let mut out =
        MarkedTextBuilder { text: String::with_capacity(text.len()), shortcodes: Vec::new(), offsets: Vec::new() };
    let mut fence: Option<(char, usize)> = None;
    let mut at = 0;
    while at < text.len() {
        let line_end = text[at..].find('\n').map_or(text.len(), |i| at + i + 1);
        let bare = text[at..line_end].trim_start_matches([' ', '>', '\t']);
        let mark = bare.chars().next().filter(|c| matches!(c, '`' | '~'));
        let run = mark.map_or(0, |m| bare.chars().take_while(|c| *c == m).count());
        match (fence, mark) {
            (None, Some(m)) if run >= 3 => fence = Some((m, run)),
            (Some((m, n)), Some(other)) if other == m && run >= n => fence = None,
            (None, _) => {
                at = cut_line(text, at, line_end, &mut out, faults);
                continue;
            }
            _ => {}
        }
        out.text.push_str(&text[at..line_end]);
        at = line_end;
    }
    MarkedText { text: Cow::Owned(out.text), shortcodes: out.shortcodes, offsets: out.offsets }
}

/// A [`MarkedText`] that is being built.
struct MarkedTextBuilder {
    text: String,
    shortcodes: Vec<WrittenShortcode>,
    offsets: Vec<(usize, usize)>,
}

impl MarkedTextBuilder {
    /// Appends the marker of a call.
    fn push(&mut self, written: WrittenShortcode) {
        self.text.push_str(&format!("{MARKER_OPEN}{}{MARKER_CLOSE}", self.shortcodes.len()));
        self.offsets.push((self.text.len(), written.range.end));
        self.shortcodes.push(written);
    }
}

/// Whether a text that begins with a backslash shows a call: `\{{` or `\{%`.
fn is_call_shown(text: &str) -> bool {
    text.starts_with("\\{{") || text.starts_with("\\{%")
}

/// Copies one line and cuts its shortcodes out. Returns the byte at which to continue, because a
/// shortcode may end on a later line.
fn cut_line(
    text: &str,
    start: usize,
    end: usize,
    out: &mut MarkedTextBuilder,
    faults: &mut Vec<(Diag, std::ops::Range<usize>)>,
) -> usize {
    let mut at = start;
    while at < end {
        let rest = &text[at..end];
        let Some(next) = rest.find(['`', '{', '\\']) else {
            out.text.push_str(rest);
            return end;
        };
        out.text.push_str(&rest[..next]);
        at += next;
        let rest = &text[at..end];
        if rest.starts_with('`') {
            let run = rest.bytes().take_while(|b| *b == b'`').count();
            let span = rest[run..].find(&rest[..run]).map_or(run, |i| i + 2 * run);
            out.text.push_str(&rest[..span]);
            at += span;
        } else if rest.starts_with("\\{") || rest.starts_with("{{/*") || rest.starts_with("{%/*") {
            match read_shown_call(text, at).filter(|_| !rest.starts_with("\\{") || is_call_shown(rest)) {
                Some(written) => {
                    at = written.range.end;
                    out.push(written);
                }
                None => {
                    out.text.push_str(&rest[..2]);
                    at += 2;
                }
            }
        } else if rest.starts_with('\\') {
            // The character after it means itself.
            let next = rest.chars().nth(1).map_or(0, char::len_utf8);
            out.text.push_str(&rest[..1 + next]);
            at += 1 + next;
        } else if let Some(result) = read_shortcode(text, at) {
            match result {
                Ok(written) => {
                    at = written.range.end;
                    out.push(written);
                    if at > end {
                        return at;
                    }
                }
                Err((fault, bad)) => {
                    let diag = match fault {
                        CallFault::Syntax => Diag::error(Code::ShortcodeSyntax),
                        CallFault::Twice(name) => Diag::error(Code::ShortcodeArgumentTwice).arg("value", name),
                    };
                    // The broken call is reported once: its words are no syntax of another
                    // generator.
                    let written = text[at..bad.end.min(end)].to_owned();
                    let range = at..at + written.len();
                    if faults.len() < MAX_FAULTS {
                        faults.push((diag, bad));
                    }
                    at = range.end;
                    out.push(WrittenShortcode { range, form: ShortcodeForm::Shown(written) });
                }
            }
        } else {
            out.text.push('{');
            at += 1;
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> (MarkedText<'_>, usize) {
        let mut faults = Vec::new();
        let cut = cut_shortcodes(text, &mut faults);
        (cut, faults.len())
    }

    #[test]
    fn arguments_are_read() {
        let (cut, faults) = found("a {{ table(data=\"x_y.csv\", n=3, wide=true, of=['a','b']) }} b");
        assert_eq!(faults, 0);
        let ShortcodeForm::Inline { name, args } = &cut.shortcodes[0].form else { panic!() };
        assert_eq!(name, "table");
        assert_eq!(args.len(), 4);
        assert_eq!(args[0].1, "x_y.csv");
        assert_eq!(args[3].1, serde_json::json!(["a", "b"]));
    }

    #[test]
    fn code_is_left_alone() {
        let text = "`{{ a() }}` and\n```\n{{ b() }}\n```\n{{ c }} {{ d() }}";
        let (cut, faults) = found(text);
        assert_eq!((cut.shortcodes.len(), faults), (1, 0));
        assert!(cut.text.contains("{{ b() }}"));
    }

    #[test]
    fn broken_ones_are_told() {
        for text in ["{{ a(x=) }}", "{{ a(x=\"1) }}", "{{ a(x=1 }}", "{% a() }}", "{{ a(", "{{ a(x=[1) }}"] {
            assert_eq!(found(text).1, 1, "{text}");
        }
    }

    #[test]
    fn calls_are_shown_with_a_backslash_or_a_comment() {
        for (text, shown) in [
            ("\\{{ a(x=1) }} b", "{{ a(x=1) }}"),
            ("\\{% end %}", "{% end %}"),
            ("{{/* a() */}}", "{{ a() }}"),
            ("{%/* a() */%}", "{% a() %}"),
        ] {
            let (cut, faults) = found(text);
            assert_eq!(faults, 0, "{text}");
            assert_eq!(cut.shortcodes[0].form, ShortcodeForm::Shown(shown.into()), "{text}");
        }
        let (cut, _) = found("\\\\{{ a() }} \\{1} \\` {{ b() }}");
        assert_eq!(cut.shortcodes.len(), 2);
    }

    #[test]
    fn calls_alone_on_their_lines_are_blocks() {
        for (text, expected) in [
            ("a\n{{ x() }}\nb", "a\n\n{{ x() }}\n\nb"),
            ("{% x() %}\na\n{% end %}\n", "{% x() %}\n\na\n\n{% end %}\n"),
            ("> a\n> {% x() %}\n> b\n> {% end %}", "> a\n>\n> {% x() %}\n>\n> b\n>\n> {% end %}"),
            ("- {% x() %}\n  a\n  {% end %}\n- b", "- {% x() %}\n\n  a\n\n  {% end %}\n\n- b"),
            ("a {{ x() }}\nb", "a {{ x() }}\nb"),
            ("a\n\n{{ x() }}\n\nb", "a\n\n{{ x() }}\n\nb"),
            ("a\n\\{{ x() }}\nb", "a\n\\{{ x() }}\nb"),
        ] {
            let (cut, _) = found(text);
            let lines = cut.lines_around_calls();
            let cut = cut.with_empty_lines(&lines);
            assert_eq!(cut.restore(&cut.text, text), expected, "{text}");
        }
    }

    #[test]
    fn places_lead_back_to_the_source() {
        let text = "{{ abc(x=1) }} then";
        let (cut, _) = found(text);
        let at = cut.text.find("then").unwrap();
        assert_eq!(cut.source_offset(at), text.find("then").unwrap());
    }
}
