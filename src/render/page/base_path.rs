//! Puts the path of the portal before the addresses of a page.
//!
//! The program and its templates know addresses from the root of the portal. When the portal lies
//! below a path of its host (`https://tinh.gov.vn/xa-binh-an/`), each address in the finished HTML
//! that begins with one slash gets that path. So a template may write an address by itself, and no
//! part of the program can forget the path.

use crate::html::{Attribute, tags};

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
    for attribute in tags(html).flat_map(|tag| tag.attributes()) {
        for at in address_places(&attribute) {
            out.extend_from_slice(&html[done..at]);
            out.extend_from_slice(base.as_bytes());
            done = at;
        }
    }
    out.extend_from_slice(&html[done..]);
    out
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
