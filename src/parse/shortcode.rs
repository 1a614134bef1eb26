//! Finds shortcodes: `{{ name(key="value") }}` and `{% name(key="value") %} … {% end %}`.
//!
//! Shortcodes are cut out before Markdown is read, so that no rule of Markdown can change their
//! arguments. They are replaced by markers, for which Unicode reserves characters that no text may
//! contain (see `text::nfc`).

use std::borrow::Cow;

use super::marked_text::{MARKER_CLOSE, MARKER_OPEN, MarkedText};
use super::shortcode_call::{CallFault, ShortcodeForm, WrittenShortcode, read_shortcode, read_shown_call};
use crate::diag::{Code, Diag};

/// The most faults that are kept for one file: they take some 30 MB. A file of 16 MiB can have five
/// million faults.
pub(super) const MAX_FAULTS: usize = 100_000;

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
                        CallFault::Slip { form, right } => {
                            Diag::error(Code::ShortcodeSlip).arg("form", form).arg("suggestion", right)
                        }
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
    use crate::parse::marked_text::Insertion;

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
            let cut = cut.with_insertions(lines.into_iter().map(|at| (at, Insertion::EmptyLine)).collect());
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
