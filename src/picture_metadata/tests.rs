use std::io::Cursor;

use image::{DynamicImage, ImageFormat, RgbImage};

use super::strip::push_png_chunk;
use super::*;

const SECRET: &[u8] = b"10.7769N,106.7009E";

fn picture() -> DynamicImage {
    RgbImage::from_fn(40, 30, |x, y| image::Rgb([x as u8 * 6, y as u8 * 8, 90])).into()
}

fn encoded(format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    picture().write_to(&mut out, format).unwrap();
    out.into_inner()
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

fn same_pixels(before: &[u8], after: &[u8]) {
    let read = |bytes: &[u8]| image::load_from_memory(bytes).unwrap().into_rgba8();
    assert_eq!(read(before), read(after));
}

#[test]
fn a_gif_that_ends_before_its_picture_is_none() {
    let whole = encoded(ImageFormat::Gif);
    assert!(strip_metadata(&whole, 1).is_some());
    let ended = [b"GIF89a\x0c\0\x08\0\0\0\0\x3b", &whole[13..]].concat();
    assert_eq!(strip_metadata(&ended, 1), None);
}

#[test]
fn a_webp_that_ends_before_its_pixels_is_none() {
    let mut ended = encoded(ImageFormat::WebP);
    ended[4..8].copy_from_slice(&4_u32.to_le_bytes());
    assert_eq!(strip_metadata(&ended, 1), None);
}

#[test]
fn a_jpeg_loses_all_that_describes_no_pixel() {
    let plain = encoded(ImageFormat::Jpeg);
    let mut full = plain[..2].to_vec();
    for (marker, name) in [
        (0xe1, &b"Exif\0\0"[..]),
        (0xe1, b"http://ns.adobe.com/xap/1.0/\0"),
        (0xed, b"Photoshop 3.0\0"),
        (0xe2, b"MPF\0"),
        (0xfe, b""),
    ] {
        let data = [name, SECRET].concat();
        full.extend([0xff, marker, 0, data.len() as u8 + 2]);
        full.extend(data);
    }
    full.extend(&plain[2..]);
    full.extend(SECRET);
    let stripped = strip_metadata(&full, 1).unwrap();
    assert!(!holds(&stripped, SECRET) && !holds(&stripped, b"Exif"));
    same_pixels(&plain, &stripped);
    let turned = strip_metadata(&full, 6).unwrap();
    let head = crate::picture_decoder::read_header(&turned).unwrap();
    assert_eq!((head.width, head.height), (30, 40));
    assert_eq!(strip_metadata(&turned, 6), Some(turned.clone()));
}

#[test]
fn a_jpeg_keeps_the_place_of_what_interrupts_its_pixels() {
    let plain = encoded(ImageFormat::Jpeg);
    let scan = plain.windows(2).position(|pair| pair == b"\xff\xda").expect("a scan");
    for at in [scan + 14, scan + 20, plain.len() - 2] {
        let mut interrupted = plain[..at].to_vec();
        interrupted.extend(b"\xff\xe4\0\x09a place");
        interrupted.extend(b"\xff\xd9");
        let stripped = strip_metadata(&interrupted, 1).expect("a picture");
        assert!(!holds(&stripped, b"a place") && holds(&stripped, b"\xff\xe4\0\x02"));
        assert_eq!(strip_metadata(&stripped, 1), Some(stripped.clone()));
        let decodes = |bytes: &[u8]| crate::picture_decoder::decode(bytes).is_ok();
        assert_eq!(decodes(&interrupted), decodes(&stripped));
    }
}

#[test]
fn fill_bytes_among_the_pixels_of_a_jpeg_end_none_of_them() {
    let jpeg = encoded(ImageFormat::Jpeg);
    let end = jpeg.len() - 2;
    for (inserted, is_picture) in [
        (&b"\xff\xff\xff\x00\x00\x02x"[..], true),
        (b"\xff\xff\xd1", true),
        (b"\xff\xff\xfe\x00\x02", true),
        (b"\xff\xfe\x00\x02\xff\x00", false),
        (b"\xff\xfe\x00\x02\xff\xd8", false),
    ] {
        let bytes = [&jpeg[..end], inserted, &jpeg[end..]].concat();
        let stripped = strip_metadata(&bytes, 1);
        assert_eq!(stripped.is_some(), is_picture, "{inserted:x?}");
        let Some(stripped) = stripped else { continue };
        assert_eq!(strip_metadata(&stripped, 1).as_ref(), Some(&stripped), "{inserted:x?}");
    }
}

#[test]
fn a_png_loses_its_texts_and_keeps_its_colours() {
    let plain = encoded(ImageFormat::Png);
    let (head, rest) = plain.split_at(8 + 25);
    let mut full = head.to_vec();
    for name in [b"tEXt", b"iTXt", b"zTXt", b"eXIf", b"tIME"] {
        push_png_chunk(&mut full, name, SECRET);
    }
    push_png_chunk(&mut full, b"gAMA", &45_455_u32.to_be_bytes());
    full.extend(rest);
    full.extend(SECRET);
    let stripped = strip_metadata(&full, 1).unwrap();
    assert!(!holds(&stripped, SECRET) && holds(&stripped, b"gAMA"));
    same_pixels(&plain, &stripped);
    let turned = crate::picture_decoder::read_header(&strip_metadata(&full, 8).unwrap()).unwrap();
    assert_eq!((turned.width, turned.height), (30, 40));
}

#[test]
fn a_png_with_room_for_metadata_in_a_chunk_is_refused() {
    let simple = encoded(ImageFormat::Png);
    let head = 8 + 25;
    for name in [b"acTL", b"gAMA", b"pHYs", b"sRGB", b"fcTL", b"IHDR", b"IEND"] {
        let mut full = simple[..head].to_vec();
        push_png_chunk(&mut full, name, &SECRET.repeat(4));
        full.extend(&simple[head..]);
        assert_eq!(strip_metadata(&full, 1), None, "{}", String::from_utf8_lossy(name));
    }
    let mut second_head = simple[..head].to_vec();
    second_head.extend(&simple[8..]);
    assert_eq!(strip_metadata(&second_head, 1), None);
    let without_head = [&simple[..8], &simple[head..]].concat();
    assert_eq!(strip_metadata(&without_head, 1), None);
}

#[test]
fn a_webp_loses_its_chunks_of_metadata() {
    let simple = encoded(ImageFormat::WebP);
    assert_eq!(strip_metadata(&simple, 1), Some(simple.clone()));
    let chunk = |name: &[u8; 4], data: &[u8]| {
        let mut chunk = name.to_vec();
        chunk.extend((data.len() as u32).to_le_bytes());
        chunk.extend(data);
        chunk.extend(vec![0; data.len() % 2]);
        chunk
    };
    let mut full = simple[..12].to_vec();
    full.extend(chunk(b"VP8X", &[0x0c, 0, 0, 0, 39, 0, 0, 29, 0, 0]));
    full.extend(&simple[12..]);
    full.extend(chunk(b"EXIF", SECRET));
    full.extend(chunk(b"XMP ", SECRET));
    let size = full.len() as u32 - 8;
    full[4..8].copy_from_slice(&size.to_le_bytes());
    let stripped = strip_metadata(&full, 1).unwrap();
    assert!(!holds(&stripped, SECRET));
    same_pixels(&simple, &stripped);
    // A second head, and one that is too long, have room for metadata.
    let head = [0x0c, 0, 0, 0, 39, 0, 0, 29, 0, 0];
    for heads in [[chunk(b"VP8X", &head), chunk(b"VP8X", &head)], [chunk(b"VP8X", &[&head, SECRET].concat()), vec![]]] {
        let mut odd = [&simple[..12], &heads.concat(), &simple[12..]].concat();
        let size = odd.len() as u32 - 8;
        odd[4..8].copy_from_slice(&size.to_le_bytes());
        assert_eq!(strip_metadata(&odd, 1), None);
    }
    let turned = crate::picture_decoder::read_header(&strip_metadata(&full, 6).unwrap()).unwrap();
    assert_eq!((turned.width, turned.height), (30, 40));
}

#[test]
fn a_gif_loses_its_comments_and_goes_on_moving() {
    let plain = encoded(ImageFormat::Gif);
    let end = 13 + if plain[10] & 0x80 == 0 { 0 } else { 3 << ((plain[10] & 7) + 1) };
    let mut full = plain[..end].to_vec();
    full.extend(b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0");
    full.extend([0x21, 0xfe, SECRET.len() as u8]);
    full.extend(SECRET);
    full.push(0);
    full.extend(&plain[end..]);
    let stripped = strip_metadata(&full, 1).unwrap();
    assert!(!holds(&stripped, SECRET) && holds(&stripped, b"NETSCAPE2.0"));
    same_pixels(&plain, &stripped);
}

#[test]
fn an_extension_of_a_gif_with_room_for_metadata_is_left_out() {
    let plain = encoded(ImageFormat::Gif);
    let end = 13 + if plain[10] & 0x80 == 0 { 0 } else { 3 << ((plain[10] & 7) + 1) };
    let secret = [&[SECRET.len() as u8], SECRET, &[0]].concat();
    for extension in [
        [&b"\x21\xff"[..], &secret].concat(),
        [&b"\x21\xff\x0bXMP DataXMP"[..], &secret].concat(),
        [&b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0"[..], &secret].concat(),
        [&b"\x21\xf9\x04\0\0\0\0"[..], &secret].concat(),
        [&b"\x21\x01"[..], &secret].concat(),
        [&b"\x21\x99"[..], &secret].concat(),
    ] {
        let full = [&plain[..end], &extension, &plain[end..]].concat();
        assert_eq!(strip_metadata(&full, 1).as_ref(), Some(&plain), "{extension:x?}");
    }
}

#[test]
fn what_is_cut_off_anywhere_is_no_picture_and_never_a_panic() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP, ImageFormat::Gif] {
        let whole = encoded(format);
        assert!(strip_metadata(&whole, 1).is_some(), "{format:?}");
        for end in 0..whole.len() {
            let _ = strip_metadata(&whole[..end], 6);
        }
        for at in 0..whole.len() {
            for byte in [0, 0x7f, 0xff] {
                let mut spoilt = whole.clone();
                spoilt[at] = byte;
                let _ = strip_metadata(&spoilt, 1);
            }
        }
    }
}
