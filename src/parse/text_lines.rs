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
        self.words.trim().is_empty()
    }
}

/// The lines of a text, in order.
pub(super) fn text_lines(text: &str) -> impl Iterator<Item = TextLine<'_>> {
    let (mut at, mut fence) = (0, None);
    text.split_inclusive('\n').map(move |line| {
        let words = line.trim_end_matches(['\n', '\r']);
        let mark = ["```", "~~~"].into_iter().find(|mark| words.trim_start().starts_with(mark));
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
