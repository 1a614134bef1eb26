//! Reports what Markdown reads otherwise than its author meant: code without an end, a sentence
//! that became a heading, signs of numbers that became marks, addresses that were cut.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::writer::{MarkdownWriter, first_letters};
use crate::diag::{Code, Diag};

impl MarkdownWriter<'_> {
    /// Reports a block of code without an end: all of the text that follows is part of it.
    pub(super) fn check_fence(&mut self, range: &Range<usize>) {
        let code = self.written(range).trim_end();
        let is_last = self.cut.text.get(range.end..).is_none_or(|rest| rest.trim().is_empty());
        let Some(mark) = code.chars().next().filter(|c| matches!(c, '`' | '~')) else { return };
        let length = code.chars().take_while(|c| *c == mark).count();
        let last = code.rsplit_once('\n').map_or("", |(_, last)| last.trim_start_matches([' ', '>']));
        let is_closed = last.len() >= length && last.chars().all(|c| c == mark);
        if is_last && !is_closed {
            let spot = self.spot(&(range.start..range.start + length));
            self.push_fault(Diag::error(Code::CodeUnclosed).arg("mark", &code[..length]), spot);
        }
    }

    /// Reports a sentence above `---`, which Markdown reads as a heading.
    pub(super) fn check_underlined(&mut self, range: &Range<usize>) {
        let written = self.written(range).trim_end();
        let lines = written.rsplit_once('\n').filter(|(_, line)| line.trim().starts_with(['-', '=']));
        let Some((words, underline)) = lines else { return };
        let words = words.trim_end();
        if words.contains('\n') || words.ends_with(['.', ';', ',', '…']) || underline.trim().len() == 1 {
            let mark = underline.trim();
            let mark = mark.get(..3).unwrap_or(mark);
            let diag = Diag::warning(Code::UnderlinedSentence).arg("text", first_letters(words)).arg("mark", mark);
            let spot = self.spot(&(range.start..range.start + 1));
            self.push_fault(diag, spot);
        }
    }

    /// Reports an item of a list without words: texts out of a PDF have the marks of their lists on
    /// lines of their own.
    pub(super) fn check_empty_item(&mut self, range: &Range<usize>) {
        let item = self.written(range).trim();
        if item.len() < 4 && item.ends_with(['-', '+', '*', '.', ')']) {
            let spot = self.spot(&(range.start..range.start + 1));
            self.push_fault(Diag::warning(Code::ItemEmpty).arg("mark", item), spot);
        }
    }

    /// Reports stars between numbers: they are signs of multiplication.
    pub(super) fn check_star(&mut self, range: &Range<usize>) {
        let before = self.cut.text.get(..range.start).unwrap_or_default();
        let written = self.written(range);
        let is_digit = |c: char| c.is_ascii_digit();
        if before.ends_with(is_digit) && written.starts_with('*') && written[1..].starts_with(is_digit) {
            let diag = Diag::warning(Code::StarAsSign).arg("text", first_letters(written));
            let spot = self.spot(range);
            self.push_fault(diag, spot);
        }
    }

    /// Reports the sign of a number at the beginning of a line, which Markdown takes for the mark
    /// of a quote, a heading or a list, so that readers do not see it: `> 5 triệu`, `+ 5%`.
    /// `range` is the place of what Markdown makes of it.
    pub(super) fn check_sign(&mut self, range: &Range<usize>) {
        let written = self.written(range);
        if !may_begin_with_sign(written.as_bytes()) {
            return;
        }
        let words = written.lines().next().unwrap_or_default();
        if !SIGN_OF_NUMBER.as_ref().is_some_and(|rule| rule.is_match(words)) {
            return;
        }
        let before = self.previous_line(range.start).trim_end();
        let follows = !before.is_empty() && !before.starts_with(['>', '#', '-', '+', '|']);
        let is_sign = match words.as_bytes()[0] {
            b'-' => before.starts_with("+ ") || follows && before.ends_with(|c: char| c.is_ascii_digit()),
            b'+' => true,
            _ => follows,
        };
        if is_sign {
            let diag = Diag::warning(Code::SignAsMark).arg("mark", &words[..1]).arg("text", first_letters(words));
            let spot = self.spot(&(range.start..range.start + 1));
            self.push_fault(diag, spot);
        }
    }

    /// Reports a bare address at the end of a line that the next line goes on with. `end` is the
    /// byte at which the line ends.
    pub(super) fn check_broken_address(&mut self, address: &str, end: usize) {
        let Some(next) = self.cut.text.get(end..).and_then(|rest| rest.trim_start_matches('\r').strip_prefix('\n'))
        else {
            return;
        };
        let next = next.split_whitespace().next().unwrap_or_default();
        let is_rest = next.is_ascii()
            && next.starts_with(|c: char| c.is_ascii_lowercase())
            && !next.starts_with("www.")
            && !next.contains(['@', ':', ','])
            && (next.contains(['/', '=', '_']) || next.contains('-') && next.contains('.'));
        if is_rest && address.ends_with(['/', '-', '_', '=', '&', '?', '%']) {
            let diag = Diag::warning(Code::LinkBroken).arg("value", first_letters(address));
            let spot = self.spot(&(end.saturating_sub(address.len())..end));
            self.push_fault(diag, spot);
        }
    }

    /// Reports an address between `<` and `>` directly behind an address: Outlook writes the text
    /// of a link so, and behind it where it leads.
    pub(super) fn check_address_twice(&mut self, address: &str, range: &Range<usize>) {
        let before = self.cut.text.get(..range.start).unwrap_or_default();
        let word = before.rsplit(char::is_whitespace).next().unwrap_or_default();
        if word.contains(['.', '@']) && word.ends_with(|c: char| c.is_alphanumeric() || c == '/') {
            let diag = Diag::warning(Code::LinkTwice).arg("value", first_letters(address));
            let spot = self.spot(range);
            self.push_fault(diag, spot);
        }
    }
}

/// Whether a text begins with a sign and a digit, between which a space may stand.
fn may_begin_with_sign(text: &[u8]) -> bool {
    match text {
        [b'>' | b'#' | b'+' | b'-', b' ', digit, ..] | [b'>' | b'#' | b'+' | b'-', digit, ..] => digit.is_ascii_digit(),
        _ => false,
    }
}

/// A line with the sign of a number. A year behind a dash is the second one of two.
static SIGN_OF_NUMBER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^(?:> ?[0-9]|# ?[0-9]+[.,]?(?:\s|$)|- 20[0-9]{2}\b",
        r"|[+-] ?[0-9][0-9.,]* ?(?:%|‰|°|độ C\b))",
    ))
    .ok()
});
