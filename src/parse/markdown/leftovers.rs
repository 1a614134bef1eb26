//! Finds text that was meant as something else: the syntax of other generators, links that did not
//! become links, tables without their second line. CommonMark publishes all of it as it is written,
//! so its author would learn of it from a reader.

use std::collections::BTreeMap;
use std::ops::Range;

use super::foreign_call::describe_foreign_syntax;
use super::leftover_rules::{IN_HTML, INLINE, LINE, find_open_marks, may_begin_with_mark, may_have_leftovers};
use super::link_spaces::{without_gap, without_spaces};
use super::writer::{MarkdownWriter, first_letters};
use crate::diag::{Code, Diag};
use crate::parse::html_rules::MadeElement;
use crate::text::provisional::count_provisional;

/// The most of these faults that are kept for one file. A text of another generator has thousands
/// of them, and fifty show its author what to look for.
const MAX_LEFTOVERS: usize = 50;

/// The most of these faults whose place is looked for in vain, because the author wrote their signs
/// with backslashes or as entities.
const MAX_MISSED: usize = 1000;

impl MarkdownWriter<'_> {
    /// Reports what a text contains that was meant as something else. `range` is the place of the
    /// text in the text with markers.
    pub(super) fn find_leftovers(&mut self, text: &str, range: &Range<usize>) {
        if self.signs.has_provisional {
            self.parsed.facts.provisional += count_provisional(text);
        }
        if std::mem::take(&mut self.is_line_start) {
            self.find_at_line_start(text, range);
        }
        if memchr::memchr3(b'*', b'_', b'~', text.as_bytes()).is_some() {
            self.find_open_marks(text, range);
        }
        if memchr::memchr2(b'`', b'\\', text.as_bytes()).is_some() {
            self.find_single_signs(text, range);
        }
        self.find_inline_leftovers(text, range);
    }

    fn find_open_marks(&mut self, text: &str, range: &Range<usize>) {
        let (before, after) = (self.cut.text.get(..range.start), self.cut.text.get(range.end..));
        let around = (before.and_then(|text| text.chars().next_back()), after.and_then(|text| text.chars().next()));
        let is_marked = self.elements.iter().rev().any(|open| open.element == MadeElement::Marked);
        if let Some(open) = find_open_marks(text, around, is_marked) {
            let diag = Diag::warning(Code::EmphasisOpen).arg("text", first_letters(&text[open.clone()]));
            self.report_leftover(diag, &text[open], range, &mut 0);
        }
        if text.contains("MERGEFORMAT") {
            self.report_leftover(Diag::warning(Code::WordField).arg("text", first_letters(text)), text, range, &mut 0);
        }
    }

    /// Reports a backtick without a second one, and a backslash that breaks no line because none
    /// follows.
    fn find_single_signs(&mut self, text: &str, range: &Range<usize>) {
        if let Some(at) = text.find('`') {
            let diag = Diag::warning(Code::BacktickSingle).arg("text", first_letters(&text[at..]));
            self.report_leftover(diag, "`", range, &mut 0);
        }
        let is_last =
            self.cut.text.get(range.end..).is_none_or(|rest| rest.is_empty() || rest.starts_with(['\n', '\r']));
        // `D:\tai-lieu\` is a folder.
        let word = text.rsplit(char::is_whitespace).next().unwrap_or_default();
        if is_last && word.ends_with('\\') && !word.ends_with(":\\") && word.matches('\\').count() == 1 {
            let diag = Diag::warning(Code::BackslashShown).arg("text", first_letters(word));
            self.push_leftover(diag, &(range.end.saturating_sub(1)..range.end));
        }
    }

    fn find_inline_leftovers(&mut self, text: &str, range: &Range<usize>) {
        if !may_have_leftovers(text.as_bytes()) && !self.signs.may_have_list_marks(text) {
            return;
        }
        let Some(rule) = INLINE.as_ref() else { return };
        let mut from = 0;
        for found in rule.captures_iter(text) {
            if self.is_reported_enough() {
                return;
            }
            let start = found.get(0).map_or(0, |whole| whole.start());
            let written = found.get(0).map_or("", |whole| whole.as_str());
            let part = |name: &str| found.name(name).map(|part| part.as_str().trim());
            let diag = if let Some(name) = part("name") {
                Diag::warning(Code::ShortcodeParentheses).arg("value", name)
            } else if part("foreign").is_some() {
                if self.ends_foreign_block(written) {
                    continue;
                }
                describe_foreign_syntax(Diag::warning(Code::ForeignSyntax), written)
            } else if let Some(address) = part("spaced") {
                let (to, title) = address.split_once(char::is_whitespace).unwrap_or((address, ""));
                let is_address = address.contains(['.', '/'])
                    || ["#", "tel:", "mailto:"].iter().any(|start| address.starts_with(start));
                let is_titled = title.trim_start().starts_with('"') && to.contains(['.', '/', '#', ':']);
                let is_path = is_address || written.starts_with('!');
                if is_foreign_address(address) {
                    describe_foreign_syntax(Diag::error(Code::ForeignSyntax), written)
                } else if is_titled {
                    // The title has quotation marks within it.
                    let title = title.replace('"', "");
                    let suggestion = format!("{to} \"{}\"", title.trim());
                    Diag::error(Code::LinkTitle).arg("text", first_letters(written)).arg("suggestion", suggestion)
                } else if is_path {
                    self.note_address_with_spaces(address, written, range);
                    Diag::error(Code::LinkSpaces).arg("value", address).arg("suggestion", without_spaces(address))
                } else if text[..start].ends_with(char::is_alphanumeric) {
                    continue;
                } else {
                    // The words in parentheses may be a note, and they may be the name of a page.
                    let words = written.split_once("](").map_or("", |(words, _)| words.trim_start_matches('['));
                    Diag::warning(Code::LinkOrNote).arg("value", address).arg("words", first_letters(words))
                }
            } else if let Some(address) = part("quoted") {
                let address = address.trim_matches(['<', '"', '“', '”']);
                self.note_address_with_spaces(address, written, range);
                Diag::error(Code::LinkSpaces).arg("value", address).arg("suggestion", without_spaces(address))
            } else if part("comment").is_some() {
                Diag::error(Code::CommentOpen)
            } else if part("unopened").is_some() {
                if text[..start].rfind('[') > text[..start].rfind(']') {
                    continue;
                }
                Diag::error(Code::LinkUnopened).arg("text", first_letters(written))
            } else if part("field").is_some() {
                Diag::warning(Code::WordField).arg("text", first_letters(written))
            } else if let Some(entity) = part("entity") {
                Diag::warning(Code::EntityShown).arg("text", entity)
            } else if part("lost").is_some() {
                Diag::warning(Code::LostCharacter).arg("value", first_letters(written))
            } else if part("share").is_some() {
                // Markdown took the first one of its two backslashes away.
                self.push_leftover(Diag::warning(Code::LinkDrive).arg("value", first_letters(written.trim())), range);
                continue;
            } else if part("items").is_some() {
                Diag::warning(Code::ItemsInLine)
                    .arg("text", first_letters(written.trim_start_matches([':', ';', '.', ' '])))
            } else if part("slash").is_some() {
                Diag::warning(Code::BackslashShown).arg("text", first_letters(written))
            } else if let Some(reversed) = part("reversed") {
                let (words, address) = reversed.split_once(")[").unwrap_or_default();
                let suggestion = format!("[{}]({})", words.trim_start_matches('('), address.trim_end_matches(']'));
                Diag::error(Code::LinkReversed).arg("text", first_letters(written)).arg("suggestion", suggestion)
            } else if part("unclosed").is_some() {
                Diag::error(Code::LinkUnclosed).arg("text", first_letters(written))
            } else if let Some(address) = part("gap") {
                Diag::warning(Code::LinkGap).arg("text", first_letters(written)).arg("value", without_gap(address))
            } else if let Some(name) = part("reference").or_else(|| part("collapsed")) {
                // `a[0][1]` and the names of chemistry are no links.
                if text[..start].ends_with(char::is_alphanumeric) {
                    continue;
                }
                Diag::warning(Code::LinkReference).arg("value", name)
            } else if let Some(name) = part("note") {
                Diag::warning(Code::FootnoteMissing).arg("value", name)
            } else {
                continue;
            };
            self.report_leftover(diag, written.trim(), range, &mut from);
        }
    }

    /// Whether a mark of another generator ends a block whose beginning was reported. Another mark
    /// is remembered, as it may begin one.
    fn ends_foreign_block(&mut self, mark: &str) -> bool {
        match self.foreign_blocks.iter().rposition(|open| is_foreign_pair(open, mark)) {
            Some(at) => {
                self.foreign_blocks.truncate(at);
                true
            }
            None => {
                if self.foreign_blocks.len() < MAX_LEFTOVERS {
                    self.foreign_blocks.push(mark.to_owned());
                }
                false
            }
        }
    }

    fn find_at_line_start(&mut self, text: &str, range: &Range<usize>) {
        if text.starts_with('|') {
            return self.check_written_row(range);
        }
        self.pipe_rows = 0;
        if !may_begin_with_mark(text) {
            return;
        }
        let Some(found) = LINE.as_ref().and_then(|rule| rule.captures(text)) else { return };
        let written = found.get(0).map_or("", |whole| whole.as_str());
        let part = |name: &str| found.name(name).map(|part| part.as_str());
        let diag = if let Some(mark) = part("block") {
            if self.ends_foreign_block(mark) {
                return;
            }
            describe_foreign_syntax(Diag::warning(Code::ForeignSyntax), text)
        } else if part("alert").is_some() {
            Diag::warning(Code::AlertForm).arg("text", first_letters(text))
        } else if let (Some(marks), Some(next)) = (part("heading"), part("nospace")) {
            let rest = text[marks.len()..].trim_start_matches('\u{a0}');
            // One mark with a letter may be a hashtag.
            if marks.len() == 1 && next != "\u{a0}" && is_hashtag(rest) {
                return;
            }
            Diag::warning(Code::MarkWithoutSpace)
                .arg("mark", marks)
                .arg("suggestion", first_letters(&format!("{marks} {rest}")))
        } else if let Some(bullet) = part("bullet") {
            if self.previous_line_starts_with(range.start, bullet) {
                return;
            }
            let rest = text[bullet.len()..].trim_start_matches('\u{fe0f}').trim_start();
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
        } else if let Some(boxed) = part("task") {
            // Boxes to fill in stand outside of lists, too.
            let before = self.cut.text.get(..range.start).unwrap_or_default();
            if !before.trim_end().ends_with(['-', '+', '*']) {
                return;
            }
            let (mark, rest) = if boxed.starts_with("[]") { ("[", &text[1..]) } else { ("]", &text[3..]) };
            let mark_and_space = if mark == "[" { "[ " } else { "[x] " };
            Diag::warning(Code::MarkWithoutSpace)
                .arg("mark", mark)
                .arg("suggestion", first_letters(&format!("- {mark_and_space}{rest}")))
        } else if let Some(mark) = part("indented") {
            let above = self.previous_line(range.start).trim_start_matches("&nbsp;");
            if above.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '*' | '#')) {
                return;
            }
            let rest = text.trim_start_matches('\u{a0}');
            let diag = Diag::warning(Code::MarkAfterFixedSpace)
                .arg("mark", mark.trim())
                .arg("suggestion", first_letters(rest));
            return self.report_leftover(diag, rest, range, &mut 0);
        } else if let Some(address) = part("gap") {
            let before = self.cut.text.get(..range.start).unwrap_or_default().trim_end_matches([' ', '>']);
            if !before.ends_with(']') && !before.trim_end().ends_with(']') {
                return;
            }
            let address = address.trim_matches(['(', ')']);
            Diag::warning(Code::LinkGap).arg("text", first_letters(written)).arg("value", without_gap(address))
        } else if part("tab").is_some() {
            if self.previous_line(range.start).contains('\t') {
                return;
            }
            Diag::warning(Code::TabColumns)
        } else {
            return;
        };
        self.report_leftover(diag, written, range, &mut 0);
    }

    /// The line before that of the text at this byte, without spaces at its beginning.
    pub(super) fn previous_line(&self, at: usize) -> &str {
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

    /// Reports Markdown and other syntax in the words of a block of HTML, where it is published as
    /// it is written and no link is checked.
    pub(super) fn find_leftovers_in_html(&mut self, words: &str, range: &Range<usize>) {
        self.find_inline_leftovers(words, range);
        let Some(rule) = IN_HTML.as_ref() else { return };
        let mut from = 0;
        for found in rule.captures_iter(words) {
            let written = found.get(0).map_or("", |whole| whole.as_str()).trim();
            let code = Code::MarkdownInHtml;
            let diag = if found.name("link").is_some() { Diag::error(code) } else { Diag::warning(code) };
            if self.is_reported_enough() {
                return;
            }
            self.report_leftover(diag.arg("text", first_letters(written)), written, range, &mut from);
        }
    }

    /// Whether as many of these faults are reported, or were looked for in vain, as one file needs.
    /// The others are not looked for, so that the time stays linear.
    fn is_reported_enough(&self) -> bool {
        self.leftover_count >= MAX_LEFTOVERS || self.missed_count >= MAX_MISSED
    }

    /// Reports a fault at the first place of `written` in the source of the text, from byte `from`
    /// of it, and sets `from` behind that place.
    pub(super) fn report_leftover(&mut self, diag: Diag, written: &str, range: &Range<usize>, from: &mut usize) {
        if self.is_reported_enough() {
            return;
        }
        let source = self.cut.text.get(range.clone()).unwrap_or_default();
        let at = source.get(*from..).and_then(|rest| rest.find(written)).map(|at| *from + at);
        match at {
            Some(at) => *from = at + written.len(),
            None => self.missed_count += 1,
        }
        // The author has said that the signs are words.
        let before = self.cut.text.get(..range.start + at.unwrap_or(0)).unwrap_or_default();
        let first = written.trim_start().chars().next();
        let sign = first.map(|sign| format!("\\{sign}"));
        // `&lt;` is a sign that the author wrote as a word, too.
        let is_entity = at.is_none() && source.contains('&') && first.is_some_and(|sign| !source.contains(sign));
        let is_escaped = at.is_none() && sign.is_some_and(|sign| source.contains(&sign));
        if before.ends_with('\\') || is_escaped || is_entity {
            return;
        }
        let at = at.map(|at| range.start + at..range.start + at + written.len());
        self.push_leftover(diag, &at.unwrap_or_else(|| range.clone()));
    }

    pub(super) fn push_leftover(&mut self, diag: Diag, place: &Range<usize>) {
        if !self.is_reported_enough() {
            self.leftover_count += 1;
            let spot = self.spot(place);
            self.push_fault(diag, spot);
        }
    }

    /// Reports lines such as `[Lưu ý]: không` that are definitions of links for Markdown, and
    /// that no link uses: they are not published.
    pub(super) fn report_unused_definitions(&mut self, definitions: BTreeMap<String, Range<usize>>) {
        let mut definitions: Vec<_> = definitions.into_iter().collect();
        definitions.sort_by_key(|(_, place)| place.start);
        for (label, place) in definitions {
            self.push_leftover(Diag::warning(Code::LinkDefinitionUnused).arg("value", first_letters(&label)), &place);
        }
    }
}

/// Whether a line that begins with `#` and these words begins with a hashtag and is no heading: one
/// word, or several words without spaces, or a sentence.
fn is_hashtag(words: &str) -> bool {
    let Some((word, _)) = words.trim_end().split_once(' ') else { return true };
    let has_inner_capital =
        word.chars().zip(word.chars().skip(1)).any(|(one, two)| one.is_lowercase() && two.is_uppercase());
    has_inner_capital || words.trim_end().ends_with('.')
}

/// Whether two marks of another generator are the beginning and the end of one block, as
/// `\begin{x}` and `\end{x}`, `::: tip` and `:::`, `[url=…]` and `[/url]`.
fn is_foreign_pair(open: &str, close: &str) -> bool {
    if let (Some(open), Some(close)) = (open.strip_prefix("\\begin"), close.strip_prefix("\\end")) {
        return open == close;
    }
    if open.starts_with(":::") {
        return close.starts_with(":::") && close.trim().bytes().all(|byte| byte == b':');
    }
    // Macros of Confluence begin and end alike.
    let is_macro = |text: &str| text.len() > 2 && text[1..text.len() - 1].bytes().all(|byte| byte.is_ascii_lowercase());
    if open.starts_with('{') && open == close && open != "{toc}" && is_macro(open) {
        return true;
    }
    let first_word = |text: &str| {
        let text = text.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '/');
        let end = text.find(|c: char| !c.is_alphanumeric() && !matches!(c, '/' | '_')).unwrap_or(text.len());
        text[..end].to_owned()
    };
    let is_same_kind = open.get(..2).is_some_and(|start| close.starts_with(start)) || open.starts_with(['[', '<']);
    let (open_word, close_word) = (first_word(open), first_word(close));
    let is_end = |end: &str| close_word.strip_prefix(end).is_some_and(|word| word.trim_start() == open_word);
    is_same_kind && !open_word.is_empty() && (is_end("/") || is_end("end"))
}

/// Whether the address of a link is a call of another generator.
pub(super) fn is_foreign_address(address: &str) -> bool {
    address.contains("{{") || address.contains("{%")
}
