//! Writes the contents of blocks: words, links, pictures, raw HTML.

use std::ops::Range;

use pulldown_cmark::LinkType;

use super::writer::{MarkdownWriter, OpenLink, first_letters};
use crate::diag::{Code, Diag};
use crate::html::{escape_href_into, escape_into, push_attribute};
use crate::parse::body::HoleKind;
use crate::parse::raw_html::{self, RawHtmlFault};
use crate::parse::shortcode::{MARKER_CLOSE, MARKER_OPEN};

impl MarkdownWriter<'_> {
    /// Writes a text and the shortcodes whose markers it contains.
    pub(super) fn write_text(&mut self, text: &str, range: &Range<usize>) {
        if self.cut.shortcodes.is_empty() {
            return self.write_words(text);
        }
        let mut rest = text;
        while let Some(start) = rest.find(MARKER_OPEN) {
            self.write_words(&rest[..start]);
            let after = &rest[start + MARKER_OPEN.len_utf8()..];
            let end = after.find(MARKER_CLOSE).unwrap_or(after.len());
            let number: usize = after[..end].parse().unwrap_or(usize::MAX);
            rest = after.get(end + MARKER_CLOSE.len_utf8()..).unwrap_or("");
            if let Some(written) = self.cut.shortcodes.get(number) {
                let at = written.range.clone();
                let spot = self.lines.spot(at.start + self.offset..at.end + self.offset);
                self.write_shortcode(written.form.clone(), spot, range);
            }
        }
        self.write_words(rest);
    }

    /// Writes a text without shortcodes.
    pub(super) fn write_words(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if !text.trim().is_empty() {
            self.mark_paragraph_mixed();
        }
        self.parsed.facts.words += word_count(text);
        self.collect_plain_text(text);
        if self.links.is_empty()
            && self.heading.is_none()
            && memchr::memchr(b':', text.as_bytes()).is_some()
            && text.contains("://")
        {
            self.write_with_autolinks(text);
        } else {
            escape_into(self.html_mut(), text);
        }
    }

    /// Writes a text and makes links of the bare addresses in it.
    pub(super) fn write_with_autolinks(&mut self, text: &str) {
        // Everything before `done` is written. Each search continues where the last one ended, so
        // that the time stays linear.
        let mut done = 0;
        let mut from = 0;
        while let Some(at) = text[from..].find("http").map(|i| from + i) {
            from = at + "http".len();
            let body = &text[at..];
            if !body.starts_with("http://") && !body.starts_with("https://") {
                continue;
            }
            let before = text[..at].chars().next_back();
            let end = body.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"')).unwrap_or(body.len());
            let url = trim_punctuation(&body[..end]);
            from = at + url.len();
            let host = url.split("://").nth(1).is_some_and(|h| h.starts_with(|c: char| c.is_alphanumeric()));
            if !host || before.is_some_and(char::is_alphanumeric) {
                continue;
            }
            escape_into(self.html_mut(), &text[done..at]);
            self.push_html("<a class=\"external\" href=\"");
            escape_href_into(self.html_mut(), url);
            self.push_html("\">");
            escape_into(self.html_mut(), url);
            self.push_html("</a>");
            done = from;
        }
        escape_into(self.html_mut(), &text[done..]);
    }

    pub(super) fn end_image(&mut self) {
        let Some((src, alt, title, spot)) = self.image.take() else { return };
        let alt = self.restore_plain_text(&alt, spot);
        if alt.trim().is_empty() {
            self.push_fault(Diag::error(Code::ImageWithoutAlt), spot);
        }
        if let Some(paragraph) = &mut self.paragraph {
            paragraph.lone_count += 1;
        }
        self.push_hole(spot, HoleKind::Image { src, alt: alt.trim().to_owned(), title, block: false });
    }

    pub(super) fn write_start_link(&mut self, kind: LinkType, to: &str, title: &str, range: &Range<usize>) {
        self.mark_paragraph_mixed();
        if !self.links.is_empty() {
            self.links.push(OpenLink::Nested);
            return;
        }
        let spot = self.spot(range);
        // A shortcode in the address is reported as such. Faults that follow from it are not.
        let refused = to.contains(MARKER_OPEN);
        let (to, title) = (&self.text_without_shortcode(to, range), &self.text_without_shortcode(title, range));
        let to = if matches!(kind, LinkType::Email) { format!("mailto:{to}") } else { to.to_owned() };
        let scheme = to
            .split(':')
            .next()
            .filter(|s| s.len() < to.len() && s.chars().all(|c| c.is_ascii_alphanumeric() || c == '+'));
        match scheme {
            None if to.starts_with("//") => self.push_fault(Diag::error(Code::LinkScheme).arg("value", &to), spot),
            None if refused => {}
            None => {
                self.push_hole(spot, HoleKind::Link { to, title: title.to_owned() });
                self.links.push(OpenLink::Internal);
                return;
            }
            Some("http" | "https" | "mailto" | "tel") => {}
            Some(other) => self.push_fault(Diag::error(Code::LinkScheme).arg("value", other), spot),
        }
        self.push_html("<a");
        if to.starts_with("http") {
            self.push_html(" class=\"external\"");
        }
        self.push_html(" href=\"");
        escape_href_into(self.html_mut(), &to);
        self.push_html("\"");
        if !title.is_empty() {
            push_attribute(self.html_mut(), "title", title);
        }
        self.push_html(">");
        self.links.push(OpenLink::External);
    }

    pub(super) fn write_raw_html(&mut self, html: &str, range: &Range<usize>) {
        let spot = self.spot(range);
        let restored = self.cut.restore(html, self.source);
        // A shortcode in a comment is allowed: the author has disabled it.
        if raw_html::strip_comments(html).contains(MARKER_OPEN) {
            self.push_fault(Diag::error(Code::ShortcodePlace).arg("text", first_letters(restored.trim())), spot);
            return;
        }
        let html = restored.as_ref();
        let around = self
            .elements
            .last()
            .map_or(0, |(_, tags)| *tags)
            .max(self.shortcodes.last().map_or(0, |s| s.raw_tag_count));
        match raw_html::read(html) {
            Ok(piece) => {
                for id in piece.ids {
                    if self.used_ids.insert(id.clone(), 1).is_some() {
                        self.push_fault(Diag::error(Code::DuplicateId).arg("value", &id), spot);
                    }
                    self.parsed.facts.ids.push(id);
                }
                for tag in piece.tags {
                    match tag {
                        raw_html::RawTag::Open(name) => self.raw_tags.push((name, spot)),
                        raw_html::RawTag::Close(name)
                            if self.raw_tags.len() > around
                                && self.raw_tags.last().is_some_and(|(open, _)| *open == name) =>
                        {
                            self.raw_tags.pop();
                        }
                        raw_html::RawTag::Close(_) if self.has_refused_html => {}
                        raw_html::RawTag::Close(name) => {
                            self.push_fault(Diag::error(Code::HtmlUnbalanced).arg("value", name), spot)
                        }
                        raw_html::RawTag::Void => {}
                    }
                }
                self.push_html(&piece.published);
            }
            Err(refused) => {
                self.has_refused_html = true;
                let diag = match refused {
                    RawHtmlFault::Element(name) => Diag::error(Code::HtmlElement).arg("value", name),
                    RawHtmlFault::Attribute(name) => Diag::error(Code::HtmlAttribute).arg("value", name),
                    RawHtmlFault::Syntax => Diag::error(Code::HtmlSyntax),
                };
                self.push_fault(diag, spot);
            }
        }
    }
}

/// The number of words, separated by ASCII white space. Other spaces do not separate words in texts
/// that people write.
fn word_count(text: &str) -> u32 {
    let is_space = |byte: u8| matches!(byte, b' ' | b'\t'..=b'\r');
    let bytes = text.as_bytes();
    // A word begins where white space is followed by another character. The loop has no branch,
    // which makes it fast.
    let inner = bytes.iter().zip(bytes.iter().skip(1));
    let begun: usize = inner.map(|(one, two)| usize::from(is_space(*one) & !is_space(*two))).sum();
    (begun + usize::from(bytes.first().is_some_and(|byte| !is_space(*byte)))) as u32
}

/// Removes the punctuation of the surrounding sentence from the end of an address.
fn trim_punctuation(written: &str) -> &str {
    let mut surplus = written.matches(')').count().saturating_sub(written.matches('(').count());
    written.trim_end_matches(|c| match c {
        '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '…' => true,
        ')' if surplus > 0 => {
            surplus -= 1;
            true
        }
        _ => false,
    })
}
