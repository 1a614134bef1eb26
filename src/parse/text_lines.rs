//! The lines of a Markdown text, and which of them are code.

/// One line of a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct TextLine<'t> {
    /// The byte of the text at which the line begins.
    pub at: usize,
    /// The line without its end.
    pub words: &'t str,
    /// Whether the line belongs to a block of code between fences, or is one of the fences.
    pub is_code: bool,
}

impl TextLine<'_> {
    /// Whether the line has nothing but white space.
    pub(super) fn is_empty(&self) -> bool {
        self.words.trim_start().is_empty()
    }
}

/// The lines of a text with their ends, as `split_inclusive` gives them, in a fraction of its time.
pub(super) fn lines_with_ends(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let end = memchr::memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |end| end + 1);
        let (line, behind) = rest.split_at(end);
        rest = behind;
        (!line.is_empty()).then_some(line)
    })
}

/// The lines of a text, in order.
pub(super) fn text_lines(text: &str) -> impl Iterator<Item = TextLine<'_>> {
    let (mut at, mut fence) = (0, None);
    lines_with_ends(text).map(move |line| {
        let words = line.strip_suffix('\n').unwrap_or(line).trim_end_matches('\r');
        let bare = words.trim_ascii_start();
        let mark = ["```", "~~~"].into_iter().find(|mark| bare.starts_with(mark));
        // A fence ends with a fence of the same sign.
        let is_code = fence.is_some() || mark.is_some();
        match fence {
            None => fence = mark,
            Some(open) if mark == Some(open) => fence = None,
            Some(_) => {}
        }
        let line_at = at;
        at += line.len();
        TextLine { at: line_at, words, is_code }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_told_from_text() {
        let text = "a\r\n~~~\n```\nb\n~~~\nc";
        let found: Vec<_> = text_lines(text).map(|line| (line.at, line.words, line.is_code)).collect();
        assert_eq!(
            found,
            [(0, "a", false), (3, "~~~", true), (7, "```", true), (11, "b", true), (13, "~~~", true), (17, "c", false)]
        );
    }
}
