//! Puts the path of the portal before the addresses of a page.
//!
//! The program and its templates know addresses from the root of the portal. When the portal lies
//! below a path of its host (`https://tinh.gov.vn/xa-binh-an/`), each address in the finished HTML
//! that begins with one slash gets that path. So a template may write an address by itself, and no
//! part of the program can forget the path.

use memchr::memchr;

/// The elements whose content has no tags (HTML Standard, section 13.1.2: raw text and escapable
/// raw text).
const TEXT_ELEMENTS: [&str; 4] = ["script", "style", "textarea", "title"];

/// The attributes that hold one address (HTML Standard, "Attributes", and SVG 2). Those whose names
/// begin with `data-` are read by scripts.
const ADDRESSES: [&str; 9] = ["action", "cite", "data", "formaction", "href", "ping", "poster", "src", "xlink:href"];

/// The attributes that hold several addresses, each with a width or a density.
const ADDRESS_SETS: [&str; 2] = ["imagesrcset", "srcset"];

/// The page with `base` before each address from the root of the portal. `base` begins with a slash
/// and ends without one.
pub(super) fn with_base_path(html: &[u8], base: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(html.len() + html.len() / 16);
    let mut done = 0;
    for attribute in Attributes::of(html) {
        for at in address_places(&attribute) {
            out.extend_from_slice(&html[done..at]);
            out.extend_from_slice(base.as_bytes());
            done = at;
        }
    }
    out.extend_from_slice(&html[done..]);
    out
}

/// An attribute with a value, as it is written in a page.
struct Attribute<'h> {
    /// The name of the attribute.
    name: &'h [u8],
    value: &'h [u8],
    /// Where the value begins in the page.
    start: usize,
}

/// The places in the page of the addresses in an attribute that begin at the root of the portal.
fn address_places(attribute: &Attribute) -> Vec<usize> {
    let Attribute { name, value, start } = attribute;
    let is = |other: &&str| name.eq_ignore_ascii_case(other.as_bytes());
    if ADDRESS_SETS.iter().any(is) {
        let mut places = Vec::new();
        let mut at = 0;
        for candidate in value.split(|byte| *byte == b',') {
            let space = candidate.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            if is_from_root(&candidate[space..]) {
                places.push(start + at + space);
            }
            at += candidate.len() + 1;
        }
        return places;
    }
    if name.eq_ignore_ascii_case(b"content") {
        // A page that leads on: `0; url=/tin-tuc/` (HTML Standard, section 4.2.5.3).
        let is_url = |window: &[u8]| window.eq_ignore_ascii_case(b"url=");
        let found = value.first().is_some_and(u8::is_ascii_digit).then(|| value.windows(4).position(is_url));
        let at = found.flatten().map(|at| at + 4).filter(|at| is_from_root(&value[*at..]));
        return at.map(|at| start + at).into_iter().collect();
    }
    let is_address = ADDRESSES.iter().any(is) || name.get(..5).is_some_and(|n| n.eq_ignore_ascii_case(b"data-"));
    if is_address && is_from_root(value) { vec![*start] } else { Vec::new() }
}

/// Whether an address begins at the root of the portal. An address that begins with two slashes
/// leads to another host.
fn is_from_root(address: &[u8]) -> bool {
    address.first() == Some(&b'/') && address.get(1) != Some(&b'/')
}

/// The attributes with values of all tags of a page, in order (HTML Standard, section 13.2.5).
struct Attributes<'h> {
    html: &'h [u8],
    at: usize,
    /// The name of the element whose tag is being read. `None` between tags.
    tag: Option<&'h [u8]>,
}

impl<'h> Attributes<'h> {
    fn of(html: &'h [u8]) -> Self {
        Self { html, at: 0, tag: None }
    }

    fn skip_while(&mut self, is_skipped: impl Fn(u8) -> bool) -> &'h [u8] {
        let start = self.at;
        let rest = &self.html[start..];
        self.at += rest.iter().position(|byte| !is_skipped(*byte)).unwrap_or(rest.len());
        &self.html[start..self.at]
    }

    /// Goes behind the next place of `text`, or to the end of the page.
    fn skip_behind(&mut self, text: &[u8]) {
        let found = memchr::memmem::find(&self.html[self.at..], text);
        self.at = found.map_or(self.html.len(), |found| self.at + found + text.len());
    }

    /// Goes into the next opening tag. `None` at the end of the page.
    fn open_tag(&mut self) -> Option<&'h [u8]> {
        loop {
            self.at += memchr(b'<', &self.html[self.at..])? + 1;
            match self.html.get(self.at)? {
                b'!' if self.html[self.at..].starts_with(b"!--") => self.skip_behind(b"-->"),
                b'!' | b'?' | b'/' => self.skip_behind(b">"),
                byte if byte.is_ascii_alphabetic() => {
                    return Some(self.skip_while(|byte| !byte.is_ascii_whitespace() && byte != b'/' && byte != b'>'));
                }
                _ => {}
            }
        }
    }

    /// Goes behind the end of the tag, and behind the text of an element that has no tags.
    fn close_tag(&mut self, name: &[u8]) {
        self.at += 1;
        if let Some(text) = TEXT_ELEMENTS.iter().find(|text| name.eq_ignore_ascii_case(text.as_bytes())) {
            let is_end = |at: &usize| {
                let rest = self.html.get(at + 2..at + 2 + text.len());
                self.html.get(at + 1) == Some(&b'/')
                    && rest.is_some_and(|rest| rest.eq_ignore_ascii_case(text.as_bytes()))
            };
            let ends = memchr::memchr_iter(b'<', &self.html[self.at..]).map(|found| self.at + found);
            self.at = ends.into_iter().find(is_end).unwrap_or(self.html.len());
        }
    }
}

impl<'h> Iterator for Attributes<'h> {
    type Item = Attribute<'h>;

    fn next(&mut self) -> Option<Attribute<'h>> {
        loop {
            let tag = match self.tag {
                Some(tag) => tag,
                None => self.open_tag()?,
            };
            self.tag = Some(tag);
            self.skip_while(|byte| byte.is_ascii_whitespace() || byte == b'/');
            if *self.html.get(self.at)? == b'>' {
                self.tag = None;
                self.close_tag(tag);
                continue;
            }
            // A name may begin with an equals sign, and ends before the next one.
            let start = self.at;
            self.at += 1;
            self.skip_while(|byte| !byte.is_ascii_whitespace() && !matches!(byte, b'/' | b'>' | b'='));
            let name = &self.html[start..self.at];
            self.skip_while(|byte| byte.is_ascii_whitespace());
            if self.html.get(self.at) != Some(&b'=') {
                continue;
            }
            self.at += 1;
            self.skip_while(|byte| byte.is_ascii_whitespace());
            let (start, value) = match *self.html.get(self.at)? {
                quote @ (b'"' | b'\'') => {
                    self.at += 1;
                    let start = self.at;
                    let value = self.skip_while(|byte| byte != quote);
                    self.at += 1;
                    (start, value)
                }
                _ => (self.at, self.skip_while(|byte| !byte.is_ascii_whitespace() && byte != b'>')),
            };
            self.at = self.at.min(self.html.len());
            return Some(Attribute { name, value, start });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_from_the_root_get_the_path_of_the_portal() {
        for (written, below) in [
            ("<a href=\"/tin/\">/tin/</a>", "<a href=\"/xa/tin/\">/tin/</a>"),
            ("<a class=b href=/tin/>", "<a class=b href=/xa/tin/>"),
            ("<A\n HREF = '/' title='/'>", "<A\n HREF = '/xa/' title='/'>"),
            (
                "<a href=\"//b.vn/\"><a href=\"#x\"><a href=\"\"><a href>",
                "<a href=\"//b.vn/\"><a href=\"#x\"><a href=\"\"><a href>",
            ),
            (
                "<img src=\"/a.webp\" srcset=\"/a.webp 1x, /b.webp 2x,c.webp 3x\" alt=\"/\"/>",
                "<img src=\"/xa/a.webp\" srcset=\"/xa/a.webp 1x, /xa/b.webp 2x,c.webp 3x\" alt=\"/\"/>",
            ),
            (
                "<form action=/tim/ data-index=\"/search/vi.json\" data-n=\"3/4\">",
                "<form action=/xa/tim/ data-index=\"/xa/search/vi.json\" data-n=\"3/4\">",
            ),
            (
                "<meta http-equiv=\"refresh\" content=\"0; url=/tin/\"><meta content=\"/tin/\">",
                "<meta http-equiv=\"refresh\" content=\"0; url=/xa/tin/\"><meta content=\"/tin/\">",
            ),
            (
                "<script>a = '<a href=\"/x/\">'</script><title><b href=/></title><use href=/i.svg#a></use>",
                "<script>a = '<a href=\"/x/\">'</script><title><b href=/></title><use href=/xa/i.svg#a></use>",
            ),
            (
                "<!doctype html><!-- <a href=\"/x/\"> > --><p>1 < 2 href=\"/x/\"</p>",
                "<!doctype html><!-- <a href=\"/x/\"> > --><p>1 < 2 href=\"/x/\"</p>",
            ),
        ] {
            assert_eq!(String::from_utf8_lossy(&with_base_path(written.as_bytes(), "/xa")), below);
        }
    }

    #[test]
    fn a_page_that_breaks_off_is_kept() {
        let page = "<a href=\"/x/\"><!-- --><img srcset='/a 1x, /b 2x'><title>a</title><a href=/";
        for end in 0..=page.len() {
            let kept = with_base_path(&page.as_bytes()[..end], "/xa");
            assert_eq!(String::from_utf8_lossy(&kept).replace("/xa/", "/"), page[..end], "{end}");
        }
    }
}
