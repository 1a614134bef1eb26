//! Writes the contents of blocks: words, links, pictures, raw HTML.

use std::ops::Range;

use pulldown_cmark::LinkType;

use super::foreign_call::describe_foreign_syntax;
use super::leftovers::is_foreign_address;
use super::open_elements::OpenLink;
use super::writer::MarkdownWriter;
use crate::content::{LinkForm, link_form};
use crate::diag::{Code, Diag};
use crate::html::{escape_href_into, escape_into, push_attribute};
use crate::parse::body::HoleKind;
use crate::parse::marked_text::{MARKER_CLOSE, MARKER_OPEN};

impl MarkdownWriter<'_> {
    /// Writes a text and the shortcodes whose markers it contains.
    pub(super) fn write_text(&mut self, text: &str, range: &Range<usize>) {
        let text = self.take_heading_id(text, range);
        if self.cut.shortcodes.is_empty() {
            return self.write_words(text, range);
        }
        let mut rest = text;
        while let Some(start) = rest.find(MARKER_OPEN) {
            self.write_words(&rest[..start], range);
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
        self.write_words(rest, range);
    }

    /// Writes a text without shortcodes.
    pub(super) fn write_words(&mut self, text: &str, range: &Range<usize>) {
        let text = self.write_scripts(text, range);
        if text.is_empty() {
            return;
        }
        if !text.trim().is_empty() {
            self.mark_paragraph_mixed();
            self.check_words_place(range);
            self.find_leftovers(text, range);
        }
        self.parsed.facts.words += word_count(text);
        self.collect_plain_text(text);
        if self.links.is_empty() && self.heading.is_none() && may_have_address(text) {
            self.write_with_autolinks(text, range);
        } else {
            escape_into(self.html_mut(), text);
        }
    }

    /// Writes a text and makes links of the bare addresses of sites and mailboxes in it.
    pub(super) fn write_with_autolinks(&mut self, text: &str, range: &Range<usize>) {
        // Everything before `done` is written. The places are looked for once, so that the time
        // stays linear.
        let mut done = 0;
        for at in address_places(text) {
            let Some((address, url)) = bare_address(text, done, at) else { continue };
            escape_into(self.html_mut(), &text[done..address.start]);
            done = address.end;
            let shown = &text[address];
            if done == text.len() && self.written(range).ends_with(shown) {
                self.check_broken_address(shown, range.end);
            }
            match link_form(&url, self.settings.own_site) {
                LinkForm::Internal(path) => {
                    let spot = self.spot(range);
                    self.push_hole(spot, HoleKind::Link { to: path, title: String::new() });
                    escape_into(self.html_mut(), shown);
                    self.push_hole(spot, HoleKind::LinkEnd);
                    self.push_html("</a>");
                }
                _ => {
                    self.push_html(if url.starts_with("http") {
                        "<a class=\"external\" href=\""
                    } else {
                        "<a href=\""
                    });
                    escape_href_into(self.html_mut(), &url);
                    self.push_html("\">");
                    escape_into(self.html_mut(), shown);
                    self.push_html("</a>");
                }
            }
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
        if is_foreign_address(to) {
            self.push_fault(describe_foreign_syntax(Diag::error(Code::ForeignSyntax), to), spot);
            self.links.push(OpenLink::Nested);
            return;
        }
        if matches!(kind, LinkType::Autolink | LinkType::Email) {
            self.check_address_twice(to, range);
        }
        // A shortcode in the address is reported as such. Faults that follow from it are not.
        let refused = to.contains(MARKER_OPEN);
        let (to, title) = (&self.text_without_shortcode(to, range), &self.text_without_shortcode(title, range));
        let to = if matches!(kind, LinkType::Email) { format!("mailto:{to}") } else { to.trim().to_owned() };
        match link_form(&to, self.settings.own_site) {
            LinkForm::Internal(path) => {
                if path.is_empty() {
                    self.push_fault(Diag::error(Code::LinkEmpty), spot);
                } else if path == "#" {
                    self.push_fault(Diag::warning(Code::LinkEmpty), spot);
                }
                if !refused && !path.is_empty() {
                    self.push_hole(spot, HoleKind::Link { to: path, title: title.to_owned() });
                    self.links.push(OpenLink::Internal(self.link_start()));
                    return;
                }
            }
            LinkForm::External(url) => return self.open_external_link(&url, title),
            refused => {
                if let Some(diag) = refused.fault(&to) {
                    self.push_fault(diag, spot);
                }
            }
        }
        self.open_external_link(&to, title);
    }

    fn open_external_link(&mut self, url: &str, title: &str) {
        self.push_html("<a");
        if url.starts_with("http") {
            self.push_html(" class=\"external\"");
        }
        self.push_html(" href=\"");
        escape_href_into(self.html_mut(), url);
        self.push_html("\"");
        if !title.is_empty() {
            push_attribute(self.html_mut(), "title", title);
        }
        self.push_html(">");
        self.links.push(OpenLink::External(self.link_start()));
    }
}

/// Whether a text has a sign of a bare address.
fn may_have_address(text: &str) -> bool {
    memchr::memchr3_iter(b':', b'@', b'w', text.as_bytes()).any(|at| {
        let rest = &text.as_bytes()[at..];
        rest.starts_with(b"://") || rest.starts_with(b"www.") || (rest.len() > 1 && rest[0] == b'@')
    })
}

/// The bytes at which bare addresses may begin, and those of the signs of mailboxes, in order.
fn address_places(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    memchr::memchr3_iter(b'h', b'w', b'@', bytes)
        .filter(|at| {
            let rest = &bytes[*at..];
            rest[0] == b'@'
                || rest.starts_with(b"http://")
                || rest.starts_with(b"https://")
                || (rest.starts_with(b"www.") && rest.len() > 4)
        })
        .collect()
}

/// The bare address at this place and what it leads to. What stands before `done` is written.
fn bare_address(text: &str, done: usize, at: usize) -> Option<(Range<usize>, String)> {
    if at < done {
        return None;
    }
    if text[at..].starts_with('@') {
        return bare_mailbox(text, done, at);
    }
    let before = text[..at].chars().next_back();
    let body = &text[at..];
    let end = body.find(ends_address).unwrap_or(body.len());
    let written = trim_punctuation(&body[..end]);
    let has_scheme = written.starts_with("http");
    let host = written.split("://").last().unwrap_or_default().split(['/', '?', '#', ':']).next().unwrap_or_default();
    let is_host = match has_scheme {
        true => host.starts_with(|c: char| c.is_alphanumeric()),
        // `www.a.vn`, and not the end of a longer name.
        false => {
            host.len() > "www.".len()
                && host.split('.').count() > 2
                && host.split('.').all(|part| !part.is_empty())
                && !before.is_some_and(|c| matches!(c, '.' | '/' | '@' | '-' | '_'))
        }
    };
    let is_address = is_host && !before.is_some_and(char::is_alphanumeric);
    let url = if has_scheme { written.to_owned() } else { format!("https://{written}") };
    is_address.then(|| (at..at + written.len(), url))
}

/// The address of a mailbox around the sign `@`, without a scheme: `vanphong@a.gov.vn`.
fn bare_mailbox(text: &str, done: usize, at: usize) -> Option<(Range<usize>, String)> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '+' | '-');
    let name = text[done..at].trim_end_matches(is_name);
    let start = done + name.len();
    let start = start + text[start..at].len() - text[start..at].trim_start_matches(['.', '_', '+', '-']).len();
    let host = &text[at + 1..];
    let host =
        &host[..host.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '-')).unwrap_or(host.len())];
    let host = host.trim_end_matches(['.', '-']);
    let top = host.rsplit_once('.').map_or("", |(_, top)| top);
    let is_host = top.len() > 1
        && top.bytes().all(|byte| byte.is_ascii_alphabetic())
        && host.split('.').all(|part| part.starts_with(|c: char| c.is_ascii_alphanumeric()));
    let end = at + 1 + host.len();
    let is_bounded = !name.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '/' | '@' | '='))
        && !text[end..].starts_with(|c: char| c.is_alphanumeric() || matches!(c, '@' | '_'));
    (start < at && is_host && is_bounded).then(|| (start..end, format!("mailto:{}", &text[start..end])))
}

/// The number of words, separated by ASCII white space. Other spaces do not separate words in texts
/// that people write.
fn word_count(text: &str) -> u32 {
    let is_space = |byte: u8| matches!(byte, b' ' | b'\t'..=b'\r');
    let bytes = text.as_bytes();
    // A word begins where white space is followed by another character. The loop has no branch and
    // counts in bytes, so that the compiler takes many bytes at a time.
    let begun_in = |ones: &[u8], twos: &[u8]| {
        let begun = ones.iter().zip(twos).map(|(one, two)| u8::from(is_space(*one) & !is_space(*two)));
        u32::from(begun.sum::<u8>())
    };
    let behind = bytes.get(1..).unwrap_or_default();
    let begun: u32 = bytes.chunks(255).zip(behind.chunks(255)).map(|(ones, twos)| begun_in(ones, twos)).sum();
    begun + u32::from(bytes.first().is_some_and(|byte| !is_space(*byte)))
}

/// Whether a character ends a bare address in a text: white space, quotes of any form, and the
/// punctuation of other scripts, which no address has unencoded.
fn ends_address(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '<' | '>' | '"' | '[' | ']' | '|' | '“' | '”' | '„' | '‘' | '’' | '«' | '»' | '‹' | '›')
        || ('\u{3000}'..='\u{303F}').contains(&c)
        || ('\u{FF00}'..='\u{FF65}').contains(&c)
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
