//! The size of drawings (SVG).

use std::borrow::Cow;

use roxmltree::{Document, ParsingOptions};

/// The size of a drawing in pixels: `width` and `height`, else those of its `viewBox`, else the
/// size that browsers give to a drawing without one. `None` if the bytes are no drawing.
pub fn drawing_size(bytes: &[u8]) -> Option<(u32, u32)> {
    /// CSS 2.2, section 10.3.2.
    const DEFAULT: (u32, u32) = (300, 150);
    let options = ParsingOptions { allow_dtd: true, nodes_limit: 1 << 20, ..ParsingOptions::default() };
    let text = decode_xml(bytes)?;
    let document = Document::parse_with_options(&text, options).ok()?;
    let root = document.root_element();
    if root.tag_name().name() != "svg" {
        return None;
    }
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

/// Whether browsers show a drawing that is loaded as a picture: its elements belong to SVG only if
/// the drawing says so (SVG 2, section 5.1).
pub fn has_svg_namespace(bytes: &[u8]) -> bool {
    let Some(text) = decode_xml(bytes) else { return false };
    let options = ParsingOptions { allow_dtd: true, nodes_limit: 1 << 20, ..ParsingOptions::default() };
    let document = Document::parse_with_options(&text, options);
    document.is_ok_and(|drawing| drawing.root_element().tag_name().namespace() == Some("http://www.w3.org/2000/svg"))
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
        assert!(has_svg_namespace(b"<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'/>"));
        assert!(has_svg_namespace(b"<s:svg xmlns:s='http://www.w3.org/2000/svg'/>"));
        assert!(!has_svg_namespace(b"<svg width='1' height='1'/>") && !has_svg_namespace(b"<svg xmlns='x'/>"));
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
            assert_eq!(drawing_size(text.as_bytes()), size, "{text}");
        }
        let wide: Vec<u8> = "\u{feff}<svg width='9' height='9'/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(drawing_size(&wide), Some((9, 9)));
    }
}
