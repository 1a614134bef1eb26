//! Finds shortcodes: `{{ name(key="value") }}` and `{% name(key="value") %} … {% end %}`.
//!
//! Shortcodes are cut out before Markdown is read, so that no rule of Markdown can change their
//! arguments. They are replaced by markers, for which Unicode reserves characters that no text may
//! contain (see `text::nfc`).

use std::borrow::Cow;

use crate::diag::{Code, Diag};

/// The most faults that are kept for one file: they take some 30 MB. A file of 16 MiB can have five
/// million faults.
pub(super) const MAX_FAULTS: usize = 100_000;

/// The markers before and after the number of a shortcode in the text that Markdown reads.
pub(super) const MARKER_OPEN: char = '\u{fdd0}';
pub(super) const MARKER_CLOSE: char = '\u{fdd1}';

/// One call of a shortcode as written.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct WrittenShortcode {
    /// The byte range of the call in the source.
    pub range: std::ops::Range<usize>,
    /// What the call contains.
    pub form: ShortcodeForm,
}

/// The three forms of a call.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum ShortcodeForm {
    /// `{{ name(…) }}`, without a body.
    Inline { name: String, args: Vec<(String, serde_json::Value)> },
    /// `{% name(…) %}`, before a body.
    Start { name: String, args: Vec<(String, serde_json::Value)> },
    /// `{% end %}`, after a body.
    End,
}

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

impl<'t> MarkedText<'t> {
    /// Inserts an empty line before each of these bytes of the marked text, which begin lines.
    pub(super) fn with_empty_lines(self, before: &[usize]) -> MarkedText<'t> {
        if before.is_empty() {
            return self;
        }
        let mut text = String::with_capacity(self.text.len() + before.len());
        let mut offsets = Vec::with_capacity(self.offsets.len() + before.len());
        let mut old = self.offsets.iter().copied().peekable();
        let mut done = 0;
        for (inserted, at) in before.iter().copied().enumerate() {
            text.push_str(&self.text[done..at]);
            while let Some((cut, source)) = old.next_if(|(cut, _)| *cut <= at) {
                offsets.push((cut + inserted, source));
            }
            text.push('\n');
            offsets.push((text.len(), self.source_offset(at)));
            done = at;
        }
        text.push_str(&self.text[done..]);
        offsets.extend(old.map(|(cut, source)| (cut + before.len(), source)));
        MarkedText { text: Cow::Owned(text), shortcodes: self.shortcodes, offsets }
    }
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
        let Some(next) = rest.find(['`', '{']) else {
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
        } else if let Some(result) = read_shortcode(text, at) {
            match result {
                Ok(written) => {
                    at = written.range.end;
                    out.text.push_str(&format!("{MARKER_OPEN}{}{MARKER_CLOSE}", out.shortcodes.len()));
                    out.offsets.push((out.text.len(), at));
                    out.shortcodes.push(written);
                    if at > end {
                        return at;
                    }
                }
                Err(bad) => {
                    if faults.len() < MAX_FAULTS {
                        faults.push((Diag::error(Code::ShortcodeSyntax), bad.clone()));
                    }
                    out.text.push_str(&text[at..at + 2]);
                    at += 2;
                }
            }
        } else {
            out.text.push('{');
            at += 1;
        }
    }
    at
}

/// Reads the shortcode that starts at `at`. Returns `None` if the text only looks like one, and
/// `Err` with its range if it is a broken one.
fn read_shortcode(text: &str, at: usize) -> Option<Result<WrittenShortcode, std::ops::Range<usize>>> {
    let rest = &text[at..];
    let close = match rest.get(..2)? {
        "{{" => "}}",
        "{%" => "%}",
        _ => return None,
    };
    let mut p = ShortcodeScanner { text, at: at + 2 };
    p.skip_space();
    let name = p.read_name();
    if name.is_empty() {
        return None;
    }
    p.skip_space();
    let broken = |p: &ShortcodeScanner| Some(Err(at..p.at.min(text.len()).max(at + 2)));
    if close == "%}" && name == "end" {
        if !p.take(close) {
            return broken(&p);
        }
        return Some(Ok(WrittenShortcode { range: at..p.at, form: ShortcodeForm::End }));
    }
    if !p.take("(") {
        return None;
    }
    let mut args = Vec::new();
    loop {
        p.skip_space();
        if p.take(")") {
            break;
        }
        let key = p.read_name();
        p.skip_space();
        if key.is_empty() || !p.take("=") {
            return broken(&p);
        }
        p.skip_space();
        let Some(value) = p.read_value(0) else { return broken(&p) };
        args.push((key, value));
        p.skip_space();
        if !p.take(",") && !p.text[p.at..].starts_with(')') {
            return broken(&p);
        }
    }
    p.skip_space();
    if !p.take(close) {
        return broken(&p);
    }
    let form = if close == "}}" { ShortcodeForm::Inline { name, args } } else { ShortcodeForm::Start { name, args } };
    Some(Ok(WrittenShortcode { range: at..p.at, form }))
}

struct ShortcodeScanner<'t> {
    text: &'t str,
    at: usize,
}

impl ShortcodeScanner<'_> {
    fn skip_space(&mut self) {
        self.at += self.text[self.at..].len() - self.text[self.at..].trim_start().len();
    }

    fn take(&mut self, word: &str) -> bool {
        let found = self.text[self.at..].starts_with(word);
        if found {
            self.at += word.len();
        }
        found
    }

    fn read_name(&mut self) -> String {
        let rest = &self.text[self.at..];
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-')).unwrap_or(rest.len());
        self.at += end;
        rest[..end].to_owned()
    }

    fn read_value(&mut self, depth: usize) -> Option<serde_json::Value> {
        let rest = &self.text[self.at..];
        let first = rest.chars().next()?;
        match first {
            '"' | '\'' | '`' => {
                let inner = &rest[1..];
                let end = inner.find(first)?;
                self.at += end + 2;
                Some(inner[..end].trim().into())
            }
            '[' if depth < 2 => {
                self.at += 1;
                let mut items = Vec::new();
                loop {
                    self.skip_space();
                    if self.take("]") {
                        return Some(items.into());
                    }
                    items.push(self.read_value(depth + 1)?);
                    self.skip_space();
                    if !self.take(",") && !self.text[self.at..].starts_with(']') {
                        return None;
                    }
                }
            }
            _ => {
                let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+')))?;
                let word = &rest[..end];
                self.at += end;
                match word {
                    "true" => Some(true.into()),
                    "false" => Some(false.into()),
                    _ => word
                        .parse::<i64>()
                        .map(Into::into)
                        .ok()
                        .or_else(|| word.parse::<f64>().ok().filter(|n| n.is_finite()).map(Into::into)),
                }
            }
        }
    }
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
    fn places_lead_back_to_the_source() {
        let text = "{{ abc(x=1) }} then";
        let (cut, _) = found(text);
        let at = cut.text.find("then").unwrap();
        assert_eq!(cut.source_offset(at), text.find("then").unwrap());
    }
}
