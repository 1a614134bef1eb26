//! What the program has to know of drawings (SVG): their size, and what they load.

use std::borrow::Cow;
use std::ops::Range;

use roxmltree::{Document, Node, ParsingOptions};

use crate::diag::{Lines, Spot};

/// What the program has to know of a drawing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawing {
    /// Width and height in pixels: those that are written, else those of `viewBox`, else those that
    /// browsers give to a drawing without any.
    pub size: (u32, u32),
    /// Whether browsers show a drawing that is loaded as a picture: its elements belong to SVG only
    /// if the drawing says so (SVG 2, section 5.1).
    pub has_namespace: bool,
    /// The first file that the drawing loads, and its place. Browsers load nothing for a drawing
    /// that is shown as a picture (SVG 2, section 2.2.6: secure static mode), so that this part of
    /// it is absent.
    pub loaded_file: Option<(String, Spot)>,
}

impl Drawing {
    /// Reads a drawing. `None` if the bytes are none, or have a size that no browser shows.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let text = decode_xml(bytes)?;
        // A drawing can have very many elements, but not without a limit.
        let options = ParsingOptions { allow_dtd: true, nodes_limit: 1 << 20, ..ParsingOptions::default() };
        let document = Document::parse_with_options(&text, options).ok()?;
        let root = document.root_element();
        if root.tag_name().name() != "svg" {
            return None;
        }
        let load = document.descendants().find_map(load_of_element);
        Some(Self {
            size: size_of(root)?,
            has_namespace: root.tag_name().namespace() == Some("http://www.w3.org/2000/svg"),
            loaded_file: load.map(|(address, range)| (address.to_owned(), Lines::new(&text).spot(range))),
        })
    }
}

fn size_of(root: Node) -> Option<(u32, u32)> {
    /// CSS 2.2, section 10.3.2.
    const DEFAULT: (u32, u32) = (300, 150);
    let size = |number: f64| (1.0..1e5).contains(&number).then_some(number.round() as u32);
    let written = |name: &str| root.attribute(name).and_then(css_pixels).and_then(size);
    if let (Some(width), Some(height)) = (written("width"), written("height")) {
        return Some((width, height));
    }
    let Some(view) = root.attribute("viewBox") else { return Some(DEFAULT) };
    let parts: Vec<f64> = view
        .split(|c: char| c.is_ascii_whitespace() || c == ',')
        .filter(|part| !part.is_empty())
        .filter_map(|part| part.parse().ok())
        .collect();
    match parts.as_slice() {
        [_, _, width, height] => Some((size(*width)?, size(*height)?)),
        _ => None,
    }
}

/// The file that an element loads: a picture, a part of another drawing, or one of a style sheet.
fn load_of_element<'t>(element: Node<'t, '_>) -> Option<(&'t str, Range<usize>)> {
    let is_elsewhere =
        |address: &str| !address.is_empty() && !address.starts_with(['#']) && !address.starts_with("data:");
    match element.tag_name().name() {
        "image" | "feImage" | "use" => {
            let link = element.attributes().find(|attribute| attribute.name() == "href")?;
            let address = link.value().trim();
            is_elsewhere(address).then_some((address, link.range_value()))
        }
        "style" => {
            let sheet = element.first_child().filter(Node::is_text)?;
            let words = sheet.text()?;
            let address =
                ["@import", "url("].into_iter().flat_map(|word| words.split(word).skip(1)).find_map(|rest| {
                    let rest = rest.trim_start().trim_start_matches("url(").trim_start_matches([' ', '"', '\'']);
                    rest.split(['"', '\'', ')', ';', '\n']).next().filter(|address| is_elsewhere(address))
                })?;
            Some((address, sheet.range()))
        }
        _ => None,
    }
}

/// The text of an XML file in UTF-8 or, with its mark, in UTF-16.
fn decode_xml(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let utf16 = |rest: &[u8], unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = rest.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
        String::from_utf16(&units).ok().map(Cow::Owned)
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        _ => std::str::from_utf8(bytes).ok().map(Cow::Borrowed),
    }
}

/// A length of SVG in pixels (CSS Values 4, section 6). `None` for one that depends on the page.
fn css_pixels(text: &str) -> Option<f64> {
    let text = text.trim();
    let end = text.find(|c: char| c.is_ascii_alphabetic() || c == '%').unwrap_or(text.len());
    let number: f64 = text[..end].trim().parse().ok()?;
    let unit = match text[end..].to_ascii_lowercase().as_str() {
        "" | "px" => 1.0,
        "in" => 96.0,
        "cm" => 96.0 / 2.54,
        "mm" => 96.0 / 25.4,
        "pt" => 96.0 / 72.0,
        "pc" => 16.0,
        "em" => 16.0,
        _ => return None,
    };
    Some(number * unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_elements_of_svg_are_shown() {
        let has_namespace = |text: &str| Drawing::read(text.as_bytes()).unwrap().has_namespace;
        assert!(has_namespace("<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'/>"));
        assert!(has_namespace("<s:svg xmlns:s='http://www.w3.org/2000/svg'/>"));
        assert!(!has_namespace("<svg width='1' height='1'/>") && !has_namespace("<svg xmlns='x'/>"));
    }

    #[test]
    fn what_a_drawing_loads_is_found() {
        let load = |inner: &str| {
            let text = format!(
                "<svg xmlns='http://www.w3.org/2000/svg' xmlns:x='http://www.w3.org/1999/xlink'>\n{inner}</svg>"
            );
            let drawing = Drawing::read(text.as_bytes()).unwrap();
            drawing.loaded_file.map(|(address, spot)| (address, spot.line))
        };
        for (inner, address) in [
            ("<image href='https://a.vn/x.png'/>", "https://a.vn/x.png"),
            ("<g><image x:href=' anh.jpg '/></g>", "anh.jpg"),
            ("<use href='ve.svg#a'/>", "ve.svg#a"),
            ("<filter><feImage href='/x.png'/></filter>", "/x.png"),
            ("<style>@import url('https://a.vn/x.css');</style>", "https://a.vn/x.css"),
            ("<style>@import \"x.css\";</style>", "x.css"),
            ("<style>@font-face { src: url( x.woff2 ) }</style>", "x.woff2 "),
        ] {
            assert_eq!(load(inner), Some((address.to_owned(), 2)), "{inner}");
        }
        for inner in [
            "<image href='data:image/png;base64,AAAA'/><use href='#a'/>",
            "<a href='https://a.vn/'><text>A</text></a>",
            "<style>a { fill: url(#g); mask: url(\"data:x\") }</style>",
            "<image/><style/>",
        ] {
            assert_eq!(load(inner), None, "{inner}");
        }
    }

    #[test]
    fn drawings_tell_their_size() {
        for (text, size) in [
            ("<svg xmlns=\"x\" viewBox=\"0 0 120 40.4\"></svg>", Some((120, 40))),
            ("<svg width=\"10px\" height=\"20\"/>", Some((10, 20))),
            ("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 40 20'/>", Some((40, 20))),
            ("<svg\n\twidth=\"40\" height = '30'/>", Some((40, 30))),
            ("<svg aria-label=\"a > b\" width=\"5\" height=\"6\"/>", Some((5, 6))),
            ("<svg viewBox=\"0\n0,60 30\" width=\"100%\"/>", Some((60, 30))),
            ("<svg width=\"210mm\" height=\"297mm\"/>", Some((794, 1123))),
            ("<!-- <svg width=\"1\" height=\"1\"> --><svg width=\"7\" height=\"8\"/>", Some((7, 8))),
            (
                "<?xml version=\"1.0\"?><!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"x\"><svg width=\"7\" height=\"8\"/>",
                Some((7, 8)),
            ),
            ("<s:svg xmlns:s=\"http://www.w3.org/2000/svg\" width=\"7\" height=\"8\"/>", Some((7, 8))),
            ("<svg><symbol id=\"a\"/></svg>", Some((300, 150))),
            ("<svg>", None),
            ("<html><svg width=\"1\" height=\"1\"/></html>", None),
            ("<svg viewBox=\"0 0 1e9 1\"/>", None),
            ("", None),
        ] {
            assert_eq!(Drawing::read(text.as_bytes()).map(|drawing| drawing.size), size, "{text}");
        }
        let wide: Vec<u8> = "\u{feff}<svg width='9' height='9'/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(Drawing::read(&wide).map(|drawing| drawing.size), Some((9, 9)));
    }
}
