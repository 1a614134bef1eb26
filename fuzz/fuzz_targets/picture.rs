#![no_main]
//! Pictures as cameras and programs write them: heads, EXIF, and drawings.

use libfuzzer_sys::fuzz_target;
use tamquan::drawing::drawing_size;
use tamquan::picture_decoder::{decode, read_header, read_orientation};
use tamquan::picture_metadata::{is_picture, strip_metadata};

/// Pictures of more pixels are not decoded: the time goes into the parsers.
const MOST_PIXELS: u64 = 4096;
/// The marks of the metadata that must not be published.
const MARKS: [&[u8]; 4] = [b"http://ns.adobe.com/xap/", b"Photoshop 3.0", b"ICCRGBG1012", b"XMP DataXMP"];

fuzz_target!(|bytes: &[u8]| {
    if let Some((width, height)) = drawing_size(bytes) {
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
    if picture.starts_with(b"\x89PNG") {
        return !png_chunks(picture).any(|(kind, data)| {
            !matches!(kind, b"IHDR" | b"IDAT" | b"fdAT" | b"iCCP") && data.windows(mark.len()).any(|part| part == mark)
        });
    }
    // A segment or chunk of metadata begins with its mark directly behind its header.
    let at = picture.windows(mark.len()).position(|part| part == mark).unwrap_or(0);
    let before = &picture[at.saturating_sub(8)..at];
    if picture.starts_with(b"RIFF") {
        return !before.starts_with(b"XMP ") && !before.starts_with(b"EXIF");
    }
    if picture.starts_with(b"GIF8") {
        return !matches!(before, [.., 0x21, 0xfe | 0xff, _]);
    }
    !matches!(before, [.., 0xff, 0xe1 | 0xed, _, _])
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
