//! Finds text that was meant as something else: the syntax of other generators, links that did not
//! become links, tables without their second line. CommonMark publishes all of it as it is written,
//! so its author would learn of it from a reader.

use std::ops::Range;

use super::leftover_rules::{IN_HTML, INLINE, LINE, find_open_marks, may_have_leftovers};
use super::writer::{MarkdownWriter, first_letters};
use crate::diag::{Code, Diag};
use crate::text::slug::slug;

/// The most of these faults that are kept for one file. A text of another generator has thousands
/// of them, and fifty show its author what to look for.
const MAX_LEFTOVERS: usize = 50;

/// The marks of provisional text in the files of `tamquan new`.
const PROVISIONAL: [&str; 2] = ["(SỬA", "xóa khung này khi đã có nội dung"];

impl MarkdownWriter<'_> {
    /// Reports what a text contains that was meant as something else. `range` is the place of the
    /// text in the text with markers.
    pub(super) fn find_leftovers(&mut self, text: &str, range: &Range<usize>) {
        let marks = PROVISIONAL.iter().map(|mark| text.matches(mark).count() as u32);
        self.parsed.facts.provisional += marks.sum::<u32>();
        if std::mem::take(&mut self.is_line_start) {
            self.find_at_line_start(text, range);
        }
        if let Some(open) = find_open_marks(text) {
            let diag = Diag::warning(Code::EmphasisOpen).arg("text", first_letters(&text[open.clone()]));
            self.report_leftover(diag, &text[open], range);
        }
        self.find_inline_leftovers(text, range);
    }

    fn find_inline_leftovers(&mut self, text: &str, range: &Range<usize>) {
        if !may_have_leftovers(text.as_bytes()) {
            return;
        }
        let Some(rule) = INLINE.as_ref() else { return };
        for found in rule.captures_iter(text) {
            let written = found.get(0).map_or("", |whole| whole.as_str());
            let part = |name: &str| found.name(name).map(|part| part.as_str().trim());
            let diag = if let Some(name) = part("name") {
                Diag::warning(Code::ShortcodeParentheses).arg("value", name)
            } else if part("foreign").is_some() {
                Diag::warning(Code::ForeignSyntax).arg("text", first_letters(written))
            } else if let Some(address) = part("spaced") {
                // `[x](a "b")` became a link, and a note in parentheses has no name of a file.
                let is_address = address.contains(['.', '/'])
                    || ["#", "tel:", "mailto:"].iter().any(|start| address.starts_with(start));
                let is_path = (is_address || written.starts_with('!')) && !address.contains('"');
                if is_foreign_address(address) {
                    Diag::error(Code::ForeignSyntax).arg("text", first_letters(written))
                } else if is_path {
                    Diag::error(Code::LinkSpaces).arg("value", address).arg("suggestion", without_spaces(address))
                } else {
                    continue;
                }
            } else if let Some(address) = part("quoted") {
                let address = address.trim_matches(['<', '"', '“', '”']);
                Diag::error(Code::LinkSpaces).arg("value", address).arg("suggestion", without_spaces(address))
            } else if part("comment").is_some() {
                Diag::error(Code::CommentOpen)
            } else if let Some(reversed) = part("reversed") {
                let (words, address) = reversed.split_once(")[").unwrap_or_default();
                let suggestion = format!("[{}]({})", words.trim_start_matches('('), address.trim_end_matches(']'));
                Diag::error(Code::LinkReversed).arg("text", first_letters(written)).arg("suggestion", suggestion)
            } else if part("unclosed").is_some() {
                Diag::error(Code::LinkUnclosed).arg("text", first_letters(written))
            } else if let Some(address) = part("gap") {
                Diag::warning(Code::LinkGap).arg("text", first_letters(written)).arg("value", address)
            } else if let Some(name) = part("reference") {
                // `a[0][1]` and the names of chemistry are no links.
                let start = found.get(0).map_or(0, |whole| whole.start());
                if text[..start].ends_with(char::is_alphanumeric) {
                    continue;
                }
                Diag::warning(Code::LinkReference).arg("value", name)
            } else if let Some(name) = part("note") {
                Diag::warning(Code::FootnoteMissing).arg("value", name)
            } else {
                continue;
            };
            self.report_leftover(diag, written, range);
        }
    }

    fn find_at_line_start(&mut self, text: &str, range: &Range<usize>) {
        let begins_row = text.starts_with('|');
        if !begins_row {
            self.pipe_rows = 0;
        }
        let Some(found) = LINE.as_ref().and_then(|rule| rule.captures(text)) else { return };
        let written = found.get(0).map_or("", |whole| whole.as_str());
        let part = |name: &str| found.name(name).map(|part| part.as_str());
        let diag = if part("block").is_some() {
            Diag::warning(Code::ForeignSyntax).arg("text", first_letters(written))
        } else if part("alert").is_some() {
            Diag::warning(Code::AlertForm).arg("text", first_letters(text))
        } else if let (Some(marks), Some(next)) = (part("heading"), part("nospace")) {
            let rest = text[marks.len()..].trim_start_matches('\u{a0}');
            // One mark with a letter may be a hashtag.
            if marks.len() == 1 && next != "\u{a0}" && !rest.contains(' ') {
                return;
            }
            Diag::warning(Code::MarkWithoutSpace)
                .arg("mark", marks)
                .arg("suggestion", first_letters(&format!("{marks} {rest}")))
        } else if let Some(bullet) = part("bullet") {
            if self.previous_line_starts_with(range.start, bullet) {
                return;
            }
            let rest = text[bullet.len()..].trim_start();
            Diag::warning(Code::WordBullet).arg("mark", bullet).arg("suggestion", first_letters(&format!("- {rest}")))
        } else if let Some(dash) = part("dash") {
            // A star at a word is a mark of a note, but the second line of a paragraph that begins
            // with one is an item of a list.
            if dash == "*" && !self.follows_line(range.start) {
                return;
            }
            let rest = text[dash.len()..].trim_start_matches('\u{a0}');
            Diag::warning(Code::MarkWithoutSpace)
                .arg("mark", dash)
                .arg("suggestion", first_letters(&format!("{dash} {rest}")))
        } else if part("row").is_some() {
            let cells = text.trim().split('|').count() - 2;
            let heading_cells = std::mem::replace(&mut self.pipe_cells, cells);
            self.pipe_rows += 1;
            // One line between bars may be anything; the second one makes it a table.
            if self.pipe_rows != 2 {
                return;
            }
            let is_rule = text.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ')) && text.contains('-');
            match is_rule {
                true => Diag::warning(Code::TableColumns).arg("found", cells).arg("wanted", heading_cells),
                false => Diag::warning(Code::TableWithoutHead),
            }
        } else if part("tab").is_some() {
            if self.previous_line(range.start).contains('\t') {
                return;
            }
            Diag::warning(Code::TabColumns)
        } else {
            return;
        };
        self.report_leftover(diag, written, range);
    }

    /// The line before that of the text at this byte, without spaces at its beginning.
    fn previous_line(&self, at: usize) -> &str {
        let before = self.cut.text.get(..at).unwrap_or_default();
        let above = before.rsplit_once('\n').map_or("", |(above, _)| above);
        above.rsplit('\n').next().unwrap_or_default().trim_start()
    }

    /// Whether the text at this byte continues a list with this bullet, which was reported at its
    /// first line.
    fn previous_line_starts_with(&self, at: usize, bullet: &str) -> bool {
        self.previous_line(at).starts_with(bullet)
    }

    /// Whether the text at this byte stands in a line of a paragraph that is not its first one.
    fn follows_line(&self, at: usize) -> bool {
        let before = self.cut.text[..at].trim_end_matches([' ', '>']);
        before.strip_suffix('\n').is_some_and(|line| !line.is_empty() && !line.ends_with('\n'))
    }

    /// Reports Markdown and other syntax in the words of a block of HTML, where it is published as it
    /// is written and no link is checked.
    pub(super) fn find_leftovers_in_html(&mut self, words: &str, range: &Range<usize>) {
        self.find_inline_leftovers(words, range);
        let Some(rule) = IN_HTML.as_ref() else { return };
        for found in rule.captures_iter(words) {
            let written = found.get(0).map_or("", |whole| whole.as_str()).trim();
            let code = Code::MarkdownInHtml;
            let diag = if found.name("link").is_some() { Diag::error(code) } else { Diag::warning(code) };
            self.report_leftover(diag.arg("text", first_letters(written)), written, range);
        }
    }

    fn report_leftover(&mut self, diag: Diag, written: &str, range: &Range<usize>) {
        let source = self.cut.text.get(range.clone()).unwrap_or_default();
        let at = source.find(written);
        // The author has said that the signs are words.
        let before = self.cut.text.get(..range.start + at.unwrap_or(0)).unwrap_or_default();
        let sign = written.trim_start().chars().next().map(|sign| format!("\\{sign}"));
        let first = written.trim_start().chars().next();
        // `&lt;` is a sign that the author wrote as a word, too.
        let is_entity = at.is_none() && source.contains('&') && first.is_some_and(|sign| !source.contains(sign));
        let is_escaped = at.is_none() && sign.is_some_and(|sign| source.contains(&sign));
        if before.ends_with('\\') || is_escaped || is_entity {
            return;
        }
        self.leftover_count += 1;
        if self.leftover_count > MAX_LEFTOVERS {
            return;
        }
        let at = at.map(|at| range.start + at..range.start + at + written.len());
        let spot = self.spot(&at.unwrap_or_else(|| range.clone()));
        self.push_fault(diag, spot);
    }
}

/// Whether the address of a link is a call of another generator.
pub(super) fn is_foreign_address(address: &str) -> bool {
    address.contains("{{") || address.contains("{%")
}

/// An address with spaces as a link takes it.
fn without_spaces(address: &str) -> String {
    if let Some((contact, query)) = address.split_once('?').filter(|_| address.starts_with("mailto:")) {
        let contact: String = contact.split_whitespace().collect();
        return format!("{contact}?{}", query.trim().replace(' ', "%20"));
    }
    if ["tel:", "mailto:", "http:", "https:"].iter().any(|scheme| address.starts_with(scheme))
        && !address.contains(['"', '“', '”'])
    {
        return address.split_whitespace().collect();
    }
    if let Some(fragment) = address.strip_prefix('#') {
        return format!("#{}", slug(fragment));
    }
    // Word makes curly quotation marks of those around a title.
    match address.split_once([' ', '\u{a0}']) {
        Some((to, title)) if title.trim_start().starts_with(['“', '”', '„']) => {
            let title = title.trim().trim_matches(['“', '”', '„']);
            format!("{to} \"{title}\"")
        }
        _ => format!("<{address}>"),
    }
}
