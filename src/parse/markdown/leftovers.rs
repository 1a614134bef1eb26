//! Finds text that was meant as something else: the syntax of other generators, links that did not
//! become links, tables without their second line. CommonMark publishes all of it as it is written,
//! so its author would learn of it from a reader.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::writer::{MarkdownWriter, first_letters};
use crate::diag::{Code, Diag};

/// The most of these faults that are kept for one file. A text of another generator has thousands
/// of them, and fifty show its author what to look for.
const MAX_LEFTOVERS: usize = 50;

/// The marks of provisional text in the files of `tamquan new`.
const PROVISIONAL: [&str; 2] = ["(SỬA", "xóa khung này khi đã có nội dung"];

/// What is looked for anywhere in a text, outside of code.
static INLINE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?<call>\{\{-?\s*(?<name>[a-z_][a-z0-9_]*)\s*-?\}\})",
        r"|(?<foreign>\{\{[<%/].*?\}\}|\{%-?\s*\w.*?%\}|\{\{-?\s*[\w.$]+[^{}]*\}\}|\{:\s*[.#]\S.*?\}|\$\$",
        // Math, classes, emoji codes, and tags of Word.
        r"|\$[^\s$][^$]*[\\^_][^$]*\$|\{[.#][a-zA-Z][\w-]*(?:\s+[.#]?[\w=-]+)*\}",
        r"|(?:^|\s):[a-z][a-z0-9_+-]{2,}:(?:\s|$)|</?[a-z]{1,2}:[a-z]+[^<>]*>|<!\[(?:if|endif)[^<>]*>)",
        r"|!?\[(?<words>[^\[\]]*)\]\((?<spaced>[^()<>]*\s[^()<>]*)\)",
        r"|\[[^\[\]]+\]\[(?<reference>[^\[\]^]+)\]",
        r"|\[\^(?<note>[^\[\]\s]+)\]",
    ))
    .ok()
});

/// What is looked for at the beginning of a line.
static LINE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^(?:(?<block>:::+\s*\w*|!!!+ \w+|\[\[_?TOC_?\]\]|\[TOC\])",
        r"|(?<heading>#{2,6}|#)(?<nospace>\u{a0}|\p{Lu})",
        r"|(?<bullet>[•●▪◦‣·\u{f0b7}\u{f0a7}\u{f0fc}])\s*\S",
        r"|(?<dash>[-+*])(?:\p{Lu}(?:\p{Ll}|\s)|\u{a0})",
        r"|(?<row>\|.*\|)",
        r"|[^\t]+\t+[^\t]+(?<tab>\t)[^\t]*)",
    ))
    .ok()
});

impl MarkdownWriter<'_> {
    /// Reports what a text contains that was meant as something else. `range` is the place of the
    /// text in the text with markers.
    pub(super) fn find_leftovers(&mut self, text: &str, range: &Range<usize>) {
        let marks = PROVISIONAL.iter().map(|mark| text.matches(mark).count() as u32);
        self.parsed.facts.provisional += marks.sum::<u32>();
        if std::mem::take(&mut self.is_line_start) {
            self.find_at_line_start(text, range);
        }
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
                let is_path = address.contains(['.', '/']) && !address.contains('"');
                if !is_path {
                    continue;
                }
                Diag::error(Code::LinkSpaces).arg("value", address)
            } else if let Some(name) = part("reference") {
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
            Diag::warning(Code::ForeignSyntax).arg("text", written)
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
            let rest = text[bullet.len()..].trim_start();
            Diag::warning(Code::WordBullet).arg("mark", bullet).arg("suggestion", first_letters(&format!("- {rest}")))
        } else if let Some(dash) = part("dash") {
            let rest = text[dash.len()..].trim_start_matches('\u{a0}');
            Diag::warning(Code::MarkWithoutSpace)
                .arg("mark", dash)
                .arg("suggestion", first_letters(&format!("{dash} {rest}")))
        } else if part("row").is_some() {
            self.pipe_rows += 1;
            // One line between bars may be anything; the second one makes it a table.
            if self.pipe_rows != 2 {
                return;
            }
            Diag::warning(Code::TableWithoutHead)
        } else if part("tab").is_some() {
            Diag::warning(Code::TabColumns)
        } else {
            return;
        };
        self.report_leftover(diag, written, range);
    }

    fn report_leftover(&mut self, diag: Diag, written: &str, range: &Range<usize>) {
        let source = self.cut.text.get(range.clone()).unwrap_or_default();
        let at = source.find(written);
        // The author has said that the signs are words.
        if at.is_some_and(|at| source[..at].ends_with('\\')) {
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

/// Whether a text has a sign with which one of the inline rules begins.
fn may_have_leftovers(text: &[u8]) -> bool {
    memchr::memchr3(b'{', b'[', b'$', text).is_some()
        || memchr::memchr2_iter(b':', b'<', text).any(|at| {
            let next = text.get(at + 1);
            next.is_some_and(|next| next.is_ascii_lowercase() || matches!(next, b'/' | b'!'))
        })
}
