//! Writes the contents of blocks: words, links, pictures, raw HTML.

use std::ops::Range;

use pulldown_cmark::LinkType;
use url::Url;

use super::leftovers::is_foreign_address;
use super::open_elements::OpenLink;
use super::writer::{MarkdownWriter, first_letters};
use crate::diag::{Code, Diag};
use crate::html::{escape_href_into, escape_into, push_attribute};
use crate::parse::body::HoleKind;
use crate::parse::marked_text::{MARKER_CLOSE, MARKER_OPEN};

impl MarkdownWriter<'_> {
    /// Writes a text and the shortcodes whose markers it contains.
    pub(super) fn write_text(&mut self, text: &str, range: &Range<usize>) {
        let text = self.take_heading_id(text, range);
        let text = self.without_inserted_mark(text, range);
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

    /// The text without the mark of a list that was inserted before it, if Markdown made no list of
    /// it.
    fn without_inserted_mark<'t>(&self, text: &'t str, range: &Range<usize>) -> &'t str {
        let Some(words) = text.strip_prefix("* ") else { return text };
        let written = self.source.get(self.cut.source_offset(range.start)..).unwrap_or_default();
        if written.starts_with('*') { text } else { words }
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
            match link_form(&url, self.settings.own_host) {
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
            self.push_fault(Diag::error(Code::ForeignSyntax).arg("text", first_letters(to)), spot);
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
        match link_form(&to, self.settings.own_host) {
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
            LinkForm::Refused(code, value) => self.push_fault(Diag::error(code).arg("value", value), spot),
            LinkForm::Mistyped(suggestion) => {
                let diag = Diag::error(Code::LinkMistyped).arg("value", &to).arg("suggestion", suggestion);
                self.push_fault(diag, spot);
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

/// Where a link leads, by the form of its address.
enum LinkForm {
    /// To a page or file of this portal, by its path.
    Internal(String),
    /// To another site, a mailbox or a telephone, by the address with its scheme in small letters.
    External(String),
    /// Nowhere that a page may lead to: the fault, and what it names.
    Refused(Code, String),
    /// To another site whose address begins with a slip, by the address that was meant.
    Mistyped(String),
}

/// The form of a link's address. Schemes and hosts have no case (RFC 3986, sections 3.1 and 3.2.2).
fn link_form(to: &str, own_host: &str) -> LinkForm {
    if let Some(meant) = meant_web_address(to) {
        return LinkForm::Mistyped(meant);
    }
    // A folder that a computer of the office shares (`\\server\folder`).
    if to.starts_with("\\\\") {
        return LinkForm::Refused(Code::LinkDrive, to.to_owned());
    }
    let is_scheme_char = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    let scheme = to.split_once(':').map(|(scheme, _)| scheme);
    let scheme = scheme.filter(|s| s.starts_with(|c: char| c.is_ascii_alphabetic()) && s.chars().all(is_scheme_char));
    let Some(scheme) = scheme else {
        let is_of_any_scheme = to.starts_with("//");
        return if is_of_any_scheme {
            LinkForm::Mistyped(format!("https:{to}"))
        } else {
            LinkForm::Internal(to.to_owned())
        };
    };
    let rest = &to[scheme.len()..];
    match scheme.to_ascii_lowercase().as_str() {
        small @ ("http" | "https") => {
            let url = format!("{small}{rest}");
            match Url::parse(&url) {
                _ if !rest.starts_with("://") => LinkForm::Refused(Code::LinkInvalid, to.to_owned()),
                Ok(parsed) if parsed.host_str().is_some_and(is_this_machine) => {
                    LinkForm::Refused(Code::LinkThisMachine, to.to_owned())
                }
                Ok(parsed) if !parsed.username().is_empty() || parsed.password().is_some() => {
                    LinkForm::Refused(Code::LinkPassword, parsed.host_str().unwrap_or_default().to_owned())
                }
                Ok(parsed) if parsed.host_str().is_some_and(is_no_host) => {
                    LinkForm::Refused(Code::LinkInvalid, to.to_owned())
                }
                Ok(parsed) if parsed.host_str().is_some_and(|host| is_same_host(host, own_host)) => {
                    let path = url.splitn(4, '/').nth(3).map_or("/".to_owned(), |path| format!("/{path}"));
                    LinkForm::Internal(path)
                }
                Ok(parsed) if parsed.has_host() => LinkForm::External(url),
                _ => LinkForm::Refused(Code::LinkInvalid, to.to_owned()),
            }
        }
        "mailto" if rest.split('?').next().is_some_and(|address| address.contains('@')) => {
            LinkForm::External(format!("mailto{rest}"))
        }
        "tel" if rest.chars().filter(char::is_ascii_digit).count() >= 3 => LinkForm::External(format!("tel{rest}")),
        "mailto" | "tel" => LinkForm::Refused(Code::LinkContact, to.to_owned()),
        small if small.len() == 1 || small == "file" => LinkForm::Refused(Code::LinkDrive, to.to_owned()),
        _ => LinkForm::Refused(Code::LinkScheme, scheme.to_owned()),
    }
}

/// The address that was meant by one whose beginning is mistyped: `https//a.vn`, `htp://a.vn`,
/// `https:a.vn`, `https:///a.vn`, `https://https://a.vn`. `None` if the beginning has no slip.
fn meant_web_address(to: &str) -> Option<String> {
    let (scheme, written, slip, rest) = split_web_scheme(to)?;
    if let Some((_, _, _, inner)) = split_web_scheme(rest).filter(|(_, _, slip, _)| slip.len() > 1) {
        return meant_web_address(rest).or_else(|| (!inner.is_empty()).then(|| rest.to_owned()));
    }
    if (slip == "://" && written == scheme) || (slip.len() < 2 && slip != ":") {
        return None;
    }
    let host = rest.split(['/', '?', '#', ':']).next()?;
    let is_host = host.contains('.') && host.split('.').all(|part| !part.is_empty());
    is_host.then(|| format!("{scheme}://{rest}"))
}

/// Divides an address at its beginning: the scheme `http` or `https` that its first word is or
/// resembles, the word in small letters, the signs behind the word, and the rest.
fn split_web_scheme(to: &str) -> Option<(&'static str, String, &str, &str)> {
    let (word, behind) = to.split_at(to.find(|c: char| !c.is_ascii_alphabetic())?);
    let written = word.to_ascii_lowercase();
    let resembles = |scheme: &str| strsim::osa_distance(&written, scheme) <= 1;
    let scheme = match written.ends_with('s') {
        false if resembles("http") => "http",
        _ if resembles("https") => "https",
        _ => return None,
    };
    let rest = behind.trim_start_matches([':', ';', '/', '\\']);
    Some((scheme, written, &behind[..behind.len() - rest.len()], rest))
}

fn is_same_host(host: &str, own_host: &str) -> bool {
    let bare = |host: &str| host.strip_prefix("www.").unwrap_or(host).to_owned();
    !own_host.is_empty() && bare(host) == bare(own_host)
}

/// Whether a host is that of the preview, or of a private network (RFC 1918): no reader reaches it.
fn is_this_machine(host: &str) -> bool {
    let address = host.parse::<std::net::Ipv4Addr>();
    host == "localhost"
        || host == "[::1]"
        || address.is_ok_and(|ip| ip.is_loopback() || ip.is_private() || ip.is_unspecified() || ip.is_link_local())
}

/// Whether a host is only a slip: `https` of an address that was pasted twice, and `a..vn`.
fn is_no_host(host: &str) -> bool {
    matches!(host, "http" | "https") || host.contains("..") || host.starts_with('.')
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
