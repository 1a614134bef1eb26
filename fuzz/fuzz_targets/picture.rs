#![no_main]
//! Pictures as cameras and programs write them: heads, EXIF, and drawings.

use libfuzzer_sys::fuzz_target;
use tamquan::drawing::Drawing;
use tamquan::picture_decoder::{decode, read_header, read_orientation};
use tamquan::picture_metadata::{is_picture, strip_metadata};

/// Pictures of more pixels are not decoded: the time goes into the parsers.
const MOST_PIXELS: u64 = 4096;
/// The marks of the metadata that must not be published.
const MARKS: [&[u8]; 4] = [b"http://ns.adobe.com/xap/", b"Photoshop 3.0", b"ICCRGBG1012", b"XMP DataXMP"];

fuzz_target!(|bytes: &[u8]| {
    if let Some(Drawing { size: (width, height), .. }) = Drawing::read(bytes) {
        assert!((1..=100_000).contains(&width) && (1..=100_000).contains(&height), "{width} × {height}");
    }
    let orientation = read_orientation(bytes);
    assert!((1..=8).contains(&orientation), "orientation {orientation}");
    let head = read_header(bytes);
    let Some(stripped) = strip_metadata(bytes, orientation) else {
        // A picture that cannot be stripped is not published, so its header may be read.
        return;
    };
    assert!(is_picture(&stripped), "what was stripped is no picture");
    let again = strip_metadata(&stripped, orientation).expect("a stripped picture is one");
    assert!(again == stripped, "stripping twice gives another picture");
    assert!(stripped.len() <= bytes.len() + 128, "{} bytes became {}", bytes.len(), stripped.len());
    for mark in MARKS {
        assert!(!stripped.windows(mark.len()).any(|part| part == mark) || is_in_pixels(&stripped, mark), "{mark:?}");
    }
    let Ok(head) = head else { return };
    let after = read_header(&stripped).expect("a picture keeps its header");
    assert_eq!((head.width, head.height, head.format), (after.width, after.height, after.format));
    if u64::from(head.width) * u64::from(head.height) > MOST_PIXELS {
        return;
    }
    if let Ok((pixels, turn)) = decode(bytes) {
        let (again, turned) = decode(&stripped).expect("a picture that can be decoded stays one");
        assert_eq!(turn, turned, "the picture is turned otherwise");
        assert!(pixels.to_rgba8() == again.to_rgba8(), "the pixels changed");
    }
});

/// Whether the bytes of a mark may be a part of compressed pixels, of the colour profile or of the
/// sizes of a PNG, which are copied as they are.
fn is_in_pixels(picture: &[u8], mark: &[u8]) -> bool {
    let has_mark = |data: &[u8]| data.windows(mark.len()).any(|part| part == mark);
    if picture.starts_with(b"\x89PNG") {
        let copied = |kind: &[u8]| matches!(kind, b"IHDR" | b"IDAT" | b"fdAT" | b"iCCP");
        return !png_chunks(picture).any(|(kind, data)| !copied(kind) && has_mark(data));
    }
    if picture.starts_with(b"RIFF") {
        let copied = |kind: &[u8]| matches!(kind, b"VP8 " | b"VP8L" | b"ANMF" | b"ALPH" | b"ICCP");
        return !webp_chunks(picture).any(|(kind, data)| !copied(kind) && has_mark(data));
    }
    if picture.starts_with(b"GIF8") {
        return !gif_extensions(picture).any(|(label, data)| matches!(label, 0xfe | 0xff) && has_mark(data));
    }
    !jpeg_segments(picture).any(|(marker, data)| matches!(marker, 0xe1 | 0xe3..=0xef | 0xfe) && has_mark(data))
}

/// The kinds of the chunks of a PNG and their data.
fn png_chunks(picture: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let mut rest = picture.get(8..).unwrap_or_default();
    std::iter::from_fn(move || {
        let length = u32::from_be_bytes(rest.get(..4)?.try_into().ok()?) as usize;
        let (kind, data) = (rest.get(4..8)?, rest.get(8..length.checked_add(8)?)?);
        rest = rest.get(length.checked_add(12)?..).unwrap_or_default();
        Some((kind, data))
    })
}

/// The kinds of the chunks of a WebP and their data.
fn webp_chunks(picture: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let mut rest = picture.get(12..).unwrap_or_default();
    std::iter::from_fn(move || {
        let length = u32::from_le_bytes(rest.get(4..8)?.try_into().ok()?) as usize;
        let (kind, data) = (rest.get(..4)?, rest.get(8..length.checked_add(8)?)?);
        rest = rest.get(length.checked_add(8 + length % 2)?..).unwrap_or_default();
        Some((kind, data))
    })
}

/// The labels of the extensions of a GIF and their data (GIF89a, sections 18 to 26).
fn gif_extensions(picture: &[u8]) -> impl Iterator<Item = (u8, &[u8])> {
    let table = |flags: u8| if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) };
    let mut at = picture.get(10).map_or(usize::MAX, |flags| 13 + table(*flags));
    std::iter::from_fn(move || {
        loop {
            let (start, kind) = (at, *picture.get(at)?);
            at += match kind {
                0x2c => 10 + table(*picture.get(at + 9)?) + 1,
                0x21 => 2,
                _ => return None,
            };
            while let Some(length) = picture.get(at).filter(|length| **length > 0) {
                at += usize::from(*length) + 1;
            }
            at += 1;
            if kind == 0x21 {
                return Some((*picture.get(start + 1)?, picture.get(start + 2..at)?));
            }
        }
    })
}

/// The markers of the segments of a JPEG before its pixels and their data.
fn jpeg_segments(picture: &[u8]) -> impl Iterator<Item = (u8, &[u8])> {
    let mut rest = picture.get(2..).unwrap_or_default();
    std::iter::from_fn(move || {
        let (marker, length) = (*rest.get(1)?, usize::from(u16::from_be_bytes(rest.get(2..4)?.try_into().ok()?)));
        let data = rest.get(4..length.checked_add(2)?)?;
        rest = rest.get(length + 2..).unwrap_or_default();
        (marker != 0xda).then_some((marker, data))
    })
}
