//! Copies the parts of each format that browsers need to show a picture.

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
        // These have no length, and stand within pixels or at the start alone.
        if matches!(marker, 0 | 0x01 | 0xd0..=0xd8) {
            return None;
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
            let end = scan_length(data)?;
            kept.extend(&data[..end]);
            at += end;
        }
    }
}

/// The bytes of pixels before the next marker. A 0xff among pixels, or several of them, is followed
/// by 0 or by a restart marker (ITU-T T.81, sections B.1.1.2 and B.1.1.5).
fn scan_length(data: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        let start = at + memchr::memchr(0xff, data.get(at..)?)?;
        let marker = start + data[start..].iter().position(|byte| *byte != 0xff)?;
        if !matches!(data[marker], 0 | 0xd0..=0xd7) {
            return Some(start);
        }
        at = marker + 1;
    }
}

/// Copies the chunks of a PNG that browsers use to show it (PNG, third edition, section 11),
/// animation and colour included. `None` if the chunk of the size is not the first one, or if one
/// of these chunks is longer than its kind: what is too much in it could be anything.
fn strip_png(bytes: &[u8], orientation: u8) -> Option<Vec<u8>> {
    let (signature, mut rest) = bytes.split_at_checked(8)?;
    let mut kept = signature.to_vec();
    loop {
        let length = u32::from_be_bytes(*rest.first_chunk::<4>()?) as usize;
        let (chunk, after) = rest.split_at_checked(length.checked_add(12)?)?;
        let name = chunk.get(4..8)?;
        rest = after;
        let is_first = kept.len() == signature.len();
        if (name == b"IHDR") != is_first {
            return None;
        }
        let Some(most) = most_bytes(name) else { continue };
        if length > most {
            return None;
        }
        kept.extend(chunk);
        if is_first && orientation > 1 {
            push_png_chunk(&mut kept, b"eXIf", &orientation_tiff(orientation));
        }
        if name == b"IEND" {
            return Some(kept);
        }
    }
}

/// The most bytes of a chunk that browsers use to show a PNG (PNG, third edition, section 11).
/// `None` for all other chunks.
fn most_bytes(name: &[u8]) -> Option<usize> {
    Some(match name {
        b"IDAT" | b"fdAT" | b"iCCP" => usize::MAX,
        b"PLTE" => 3 * 256,
        b"tRNS" => 256,
        b"cHRM" => 32,
        b"fcTL" => 26,
        b"mDCV" => 24,
        b"IHDR" => 13,
        b"pHYs" => 9,
        b"acTL" | b"cLLI" => 8,
        b"bKGD" => 6,
        b"gAMA" | b"cICP" | b"sBIT" => 4,
        b"sRGB" => 1,
        b"IEND" => 0,
        _ => return None,
    })
}

pub(super) fn push_png_chunk(out: &mut Vec<u8>, name: &[u8; 4], data: &[u8]) {
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
            // The head of the extended form has ten bytes, and there is one. More could be
            // anything.
            b"VP8X" if is_extended || length != 10 => return None,
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
            b"ANIM" if length != 6 => return None,
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

/// Copies the blocks of a GIF that show it: pictures, how long each is shown, and how often an
/// animation is repeated (GIF89a, sections 20, 23 and 26). `None` for one without a picture.
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
        // An extension that is longer than its kind has room for metadata.
        let is_kept = match block {
            [0x2c, ..] | [0x21, 0xf9, 4, _, _, _, _, 0] => true,
            [0x21, 0xff, 11, name @ ..] => {
                let is_repetition = name.starts_with(b"NETSCAPE2.0") || name.starts_with(b"ANIMEXTS1.0");
                is_repetition && matches!(block.len(), 19 | 25)
            }
            _ => false,
        };
        has_picture |= block[0] == 0x2c;
        if is_kept {
            kept.extend(block);
        }
    }
}
