//! Removes from pictures what a camera or a program wrote into them about place, device and author.
//!
//! A photograph of a telephone names the place where it was taken. So no picture is published as it
//! came: comments, EXIF, XMP, IPTC, thumbnails, and everything behind the end of the picture (the
//! film of a "motion photo") are left out. Kept are the pixels, the colour profile, and how the
//! picture is to be turned. Nothing is compressed anew.

/// Whether a file begins as the pictures do from which [`strip_metadata`] takes the metadata.
pub fn is_picture(bytes: &[u8]) -> bool {
    let is_webp = bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP");
    is_webp
        || [&b"\xff\xd8\xff"[..], b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a"].iter().any(|sign| bytes.starts_with(sign))
}

/// The picture without metadata. `orientation` is the value of EXIF (1 to 8) that says how it is to
/// be turned. `None` if the bytes are no JPEG, PNG, WebP or GIF, or are cut off.
pub fn strip_metadata(bytes: &[u8], orientation: u8) -> Option<Vec<u8>> {
    if !is_picture(bytes) {
        return None;
    }
    match bytes {
        [0xff, 0xd8, ..] => strip_jpeg(bytes, orientation),
        [0x89, b'P', b'N', b'G', ..] => strip_png(bytes, orientation),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => strip_webp(bytes, orientation),
        [b'G', b'I', b'F', b'8', ..] => strip_gif(bytes),
        _ => None,
    }
}

/// The smallest TIFF structure with an orientation and nothing else (EXIF 2.32, section 4.6).
fn orientation_tiff(orientation: u8) -> [u8; 26] {
    let mut tiff = *b"II\x2a\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\0\0\0\0\0\0\0\0";
    tiff[18] = orientation;
    tiff
}

/// Copies the segments of a JPEG that describe pixels (ITU-T T.81, annex B), the JFIF header, the
/// colour profile (`APP2 ICC_PROFILE`) and the colour transform of Adobe (`APP14`).
fn strip_jpeg(bytes: &[u8], orientation: u8) -> Option<Vec<u8>> {
    const END: u8 = 0xd9;
    const SCAN: u8 = 0xda;
    let mut kept = vec![0xff, 0xd8];
    let mut has_orientation = orientation <= 1;
    let mut has_scan = false;
    let mut at = 2;
    loop {
        // Any number of fill bytes may stand before a marker.
        let start = at + bytes.get(at..)?.iter().position(|byte| *byte != 0xff)?;
        if start == at {
            return None;
        }
        let marker = bytes[start];
        at = start + 1;
        if marker == END {
            kept.extend([0xff, END]);
            return Some(kept);
        }
        let length = usize::from(u16::from_be_bytes(*bytes.get(at..)?.first_chunk::<2>()?));
        let segment = bytes.get(at..at.checked_add(length.max(2))?)?;
        let data = &segment[2..];
        let is_kept = match marker {
            0xe0 => data.starts_with(b"JFIF\0"),
            0xe2 => data.starts_with(b"ICC_PROFILE\0"),
            0xee => data.starts_with(b"Adobe"),
            0xe1..=0xef | 0xfe => false,
            _ => true,
        };
        if marker != 0xe0 && !has_orientation {
            has_orientation = true;
            let tiff = orientation_tiff(orientation);
            kept.extend([0xff, 0xe1, 0, (2 + 6 + tiff.len()) as u8]);
            kept.extend(b"Exif\0\0");
            kept.extend(tiff);
        }
        if is_kept {
            kept.extend([0xff, marker]);
            kept.extend(segment);
        } else if has_scan {
            // A segment behind pixels may end them before their time, and decoders then go on
            // behind the segment: it stays, without its data.
            kept.extend([0xff, marker, 0, 2]);
        }
        at += segment.len();
        if marker == SCAN {
            has_scan = true;
            let data = &bytes[at..];
            // In the data of a scan, 0xff is followed by 0 or by a restart marker.
            let is_end = |pair: &[u8]| pair[0] == 0xff && !matches!(pair[1], 0 | 0xd0..=0xd7);
            let end = data.windows(2).position(is_end)?;
            kept.extend(&data[..end]);
            at += end;
        }
    }
}

/// Copies the chunks of a PNG that browsers use to show it (PNG, third edition, section 11),
/// animation and colour included.
fn strip_png(bytes: &[u8], orientation: u8) -> Option<Vec<u8>> {
    let (signature, mut rest) = bytes.split_at_checked(8)?;
    let mut kept = signature.to_vec();
    loop {
        let length = u32::from_be_bytes(*rest.first_chunk::<4>()?) as usize;
        let (chunk, after) = rest.split_at_checked(length.checked_add(12)?)?;
        let name = chunk.get(4..8)?;
        rest = after;
        let is_shown = matches!(
            name,
            b"IHDR"
                | b"PLTE"
                | b"tRNS"
                | b"IDAT"
                | b"IEND"
                | b"gAMA"
                | b"cHRM"
                | b"sRGB"
                | b"iCCP"
                | b"cICP"
                | b"sBIT"
                | b"bKGD"
                | b"pHYs"
                | b"mDCV"
                | b"cLLI"
                | b"acTL"
                | b"fcTL"
                | b"fdAT"
        );
        if is_shown {
            kept.extend(chunk);
        }
        if name == b"IHDR" && orientation > 1 {
            push_png_chunk(&mut kept, b"eXIf", &orientation_tiff(orientation));
        }
        if name == b"IEND" {
            return Some(kept);
        }
    }
}

fn push_png_chunk(out: &mut Vec<u8>, name: &[u8; 4], data: &[u8]) {
    let mut sum = crc32fast::Hasher::new();
    sum.update(name);
    sum.update(data);
    out.extend((data.len() as u32).to_be_bytes());
    out.extend(name);
    out.extend(data);
    out.extend(sum.finalize().to_be_bytes());
}

/// Copies the chunks of a WebP that describe pixels, animation and colour (RFC 9649, section 2.7).
fn strip_webp(bytes: &[u8], orientation: u8) -> Option<Vec<u8>> {
    /// The flags of `VP8X` for EXIF and XMP.
    const EXIF: u8 = 0x08;
    const XMP: u8 = 0x04;
    let size = u32::from_le_bytes(*bytes.get(4..)?.first_chunk::<4>()?) as usize;
    let mut rest = bytes.get(12..size.checked_add(8)?)?;
    let mut kept = bytes.get(..12)?.to_vec();
    // Only the extended form has a place for an orientation. The other forms have no metadata.
    let mut is_extended = false;
    let mut has_pixels = false;
    while !rest.is_empty() {
        let (name, length) = (rest.get(..4)?, u32::from_le_bytes(*rest.get(4..)?.first_chunk::<4>()?) as usize);
        let end = (8 + length.checked_add(length % 2)?).min(rest.len());
        let (chunk, after) = rest.split_at_checked(end)?;
        if length > chunk.len().saturating_sub(8) {
            return None;
        }
        match name {
            b"VP8X" => {
                is_extended = true;
                let at = kept.len() + 8;
                kept.extend(chunk);
                let flags = kept.get_mut(at)?;
                *flags &= !(EXIF | XMP);
                *flags |= if orientation > 1 { EXIF } else { 0 };
            }
            b"VP8 " | b"VP8L" | b"ANMF" => {
                has_pixels = true;
                kept.extend(chunk);
            }
            b"ALPH" | b"ANIM" | b"ICCP" => kept.extend(chunk),
            _ => {}
        }
        rest = after;
    }
    // A file can say that it ends before its pixels.
    if !has_pixels {
        return None;
    }
    if is_extended && orientation > 1 {
        let tiff = orientation_tiff(orientation);
        kept.extend(b"EXIF");
        kept.extend((tiff.len() as u32).to_le_bytes());
        kept.extend(tiff);
    }
    let size = u32::try_from(kept.len() - 8).ok()?;
    kept[4..8].copy_from_slice(&size.to_le_bytes());
    Some(kept)
}

/// Copies the blocks of a GIF without comments and without the data of programs, other than how
/// often an animation is repeated (GIF89a, sections 23 to 26). `None` for one without a picture.
fn strip_gif(bytes: &[u8]) -> Option<Vec<u8>> {
    let table = |flags: u8| if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) };
    let mut at = 13 + table(*bytes.get(10)?);
    let mut kept = bytes.get(..at)?.to_vec();
    let mut has_picture = false;
    loop {
        let start = at;
        let head = match bytes.get(at)? {
            0x3b => {
                kept.push(0x3b);
                return has_picture.then_some(kept);
            }
            0x2c => 10 + table(*bytes.get(at + 9)?) + 1,
            0x21 => 2,
            _ => return None,
        };
        at += head;
        while let Some(length) = bytes.get(at).filter(|length| **length > 0) {
            at += usize::from(*length) + 1;
        }
        at += 1;
        let block = bytes.get(start..at)?;
        let is_kept = match block {
            [0x21, 0xff, 11, name @ ..] => name.starts_with(b"NETSCAPE2.0") || name.starts_with(b"ANIMEXTS1.0"),
            [0x21, 0xfe, ..] => false,
            _ => true,
        };
        has_picture |= block[0] == 0x2c;
        if is_kept {
            kept.extend(block);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use image::{DynamicImage, ImageFormat, RgbImage};

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
}
