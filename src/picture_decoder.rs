//! Reading pictures within bounds: what a file is, and its pixels.
//!
//! A picture is packed: some bytes of a file unpack to gigabytes. So its size is read before its
//! pixels, and what is no pixel is left out before a decoder sees it. A decoder that panics found a
//! broken picture: its panic ends here.

use std::borrow::Cow;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

/// The longest side of a picture: what WebP can hold (RFC 9649, section 2.6: 14 bits), so that
/// every version of a picture can be made. JPEG holds 65,535 and PNG more, but no page shows such a
/// picture.
pub const MAX_SIDE: u32 = 16_383;
/// The most pixels of a picture: the cameras of phones make up to 50 million.
pub const MAX_PIXELS: u64 = 50_000_000;
/// Bytes of memory for each pixel, at most, while a picture is decoded, turned, and made smaller: 8
/// for the pixels of 16 bits in four channels and 4 for the same in 8 bits; or 4 for pixels of 8
/// bits and 8 for what the decoders of JPEG, WebP and GIF keep beside them (coefficients, the
/// canvas of an animation).
pub const BYTES_PER_PIXEL: u64 = 12;

/// What the beginning of a file says of the picture in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PictureHeader {
    pub format: ImageFormat,
    /// Pixels, as the picture is shown: turned as its metadata says.
    pub width: u32,
    pub height: u32,
}

/// Why a picture is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureFault {
    /// The bytes are no picture of a known form, or not a whole one.
    Broken,
    /// A side is longer than [`MAX_SIDE`].
    SideTooLong,
    /// There are more than [`MAX_PIXELS`].
    TooManyPixels,
}

/// Reads what the beginning of a file says, and holds it to the bounds.
///
/// # Errors
/// When it is no picture, or too large.
pub fn read_header(bytes: &[u8]) -> Result<PictureHeader, PictureFault> {
    catch_decoder_panic(|| {
        let (format, mut decoder) = open_decoder(bytes)?;
        let (width, height) = decoder.dimensions();
        check_size(width, height)?;
        let turned = swaps_sides(decoder.orientation().unwrap_or(Orientation::NoTransforms));
        let (width, height) = if turned { (height, width) } else { (width, height) };
        Ok(PictureHeader { format, width, height })
    })
}

/// The pixels of a picture, and how they are to be turned. They are not turned here: it takes less
/// to turn a smaller version.
///
/// # Errors
/// When it is no whole picture, or too large.
pub fn decode(bytes: &[u8]) -> Result<(DynamicImage, Orientation), PictureFault> {
    catch_decoder_panic(|| {
        let (_, mut decoder) = open_decoder(bytes)?;
        let (width, height) = decoder.dimensions();
        check_size(width, height)?;
        let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
        let picture = DynamicImage::from_decoder(decoder).map_err(|_| PictureFault::Broken)?;
        Ok((picture, orientation))
    })
}

/// Whether a picture is wider where it was higher when it is turned so.
pub fn swaps_sides(orientation: Orientation) -> bool {
    matches!(
        orientation,
        Orientation::Rotate90 | Orientation::Rotate270 | Orientation::Rotate90FlipH | Orientation::Rotate270FlipH
    )
}

fn check_size(width: u32, height: u32) -> Result<(), PictureFault> {
    match (width.min(height), width.max(height), u64::from(width) * u64::from(height)) {
        (0, ..) => Err(PictureFault::Broken),
        (.., pixels) if pixels > MAX_PIXELS => Err(PictureFault::TooManyPixels),
        (_, side, _) if side > MAX_SIDE => Err(PictureFault::SideTooLong),
        _ => Ok(()),
    }
}

fn open_decoder(bytes: &[u8]) -> Result<(ImageFormat, impl ImageDecoder), PictureFault> {
    let format = image::guess_format(bytes).map_err(|_| PictureFault::Broken)?;
    // Colour profiles, texts and animations in a PNG are packed too, and nothing here reads them.
    let kept = if format == ImageFormat::Png { strip_png_extras(bytes) } else { Cow::Borrowed(bytes) };
    let mut reader = ImageReader::with_format(Cursor::new(kept), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_PIXELS * BYTES_PER_PIXEL);
    reader.limits(limits);
    reader.into_decoder().map(|decoder| (format, decoder)).map_err(|_| PictureFault::Broken)
}

fn catch_decoder_panic<T>(work: impl FnOnce() -> Result<T, PictureFault>) -> Result<T, PictureFault> {
    // Nothing that the decoders change is looked at afterwards.
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(PictureFault::Broken))
}

/// A PNG with the chunks that pixels are made of (PNG, third edition, section 11.2, and `tRNS`) and
/// the one that says how to turn them (`eXIf`).
fn strip_png_extras(bytes: &[u8]) -> Cow<'_, [u8]> {
    /// The signature of every PNG.
    const SIGNATURE: usize = 8;
    /// Length, name and checksum of a chunk.
    const CHUNK_OVERHEAD: usize = 12;
    let mut kept = bytes.get(..SIGNATURE).unwrap_or(bytes).to_vec();
    let mut rest = bytes.get(SIGNATURE..).unwrap_or_default();
    while let Some((length, name)) = rest.first_chunk::<4>().zip(rest.get(4..8)) {
        let length = (u32::from_be_bytes(*length) as usize).saturating_add(CHUNK_OVERHEAD).min(rest.len());
        let (chunk, after) = rest.split_at(length);
        if matches!(name, b"IHDR" | b"PLTE" | b"tRNS" | b"IDAT" | b"IEND" | b"eXIf") {
            kept.extend_from_slice(chunk);
        }
        rest = after;
    }
    Cow::Owned(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grey(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let mut out = Cursor::new(Vec::new());
        DynamicImage::new_luma8(width, height).into_rgb8().write_to(&mut out, format).unwrap();
        out.into_inner()
    }

    /// A chunk of a PNG put behind its header.
    fn with_chunk(png: &[u8], name: &[u8; 4], data: &[u8]) -> Vec<u8> {
        // The signature, and the header with its frame.
        let (head, rest) = png.split_at(8 + 25);
        let mut crc = u32::MAX;
        for byte in name.iter().chain(data) {
            crc ^= u32::from(*byte);
            for _ in 0..8 {
                crc = if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
            }
        }
        let length = (data.len() as u32).to_be_bytes();
        [head, &length, name, data, &(!crc).to_be_bytes(), rest].concat()
    }

    #[test]
    fn sides_and_pixels_are_bounded_before_anything_is_unpacked() {
        for format in [ImageFormat::Png, ImageFormat::Jpeg] {
            let longest = read_header(&grey(MAX_SIDE, 1, format)).unwrap();
            assert_eq!((longest.format, longest.width, longest.height), (format, MAX_SIDE, 1));
            assert_eq!(read_header(&grey(1, MAX_SIDE, format)).map(|head| head.height), Ok(MAX_SIDE));
            assert_eq!(read_header(&grey(1, MAX_SIDE + 1, format)), Err(PictureFault::SideTooLong));
            assert_eq!(decode(&grey(MAX_SIDE + 1, 1, format)).map(drop), Err(PictureFault::SideTooLong));
        }
        assert_eq!(read_header(&grey(10_000, 5_001, ImageFormat::Png)), Err(PictureFault::TooManyPixels));
        // A lossless WebP of 34 bytes and 6,300 times 6,300 pixels (RFC 9649, section 3.4: 14 bits
        // for each side).
        let size = 6_299_u32 | 6_299 << 14;
        let packed = [b"RIFF\x1a\0\0\0WEBPVP8L\x0d\0\0\0\x2f".as_slice(), &size.to_le_bytes(), &[0; 9]].concat();
        assert_eq!(read_header(&packed).map(|head| (head.width, head.height)), Ok((6_300, 6_300)));
    }

    #[test]
    fn what_is_no_pixel_is_not_unpacked() {
        let png = grey(20, 10, ImageFormat::Png);
        for name in [b"iCCP", b"zTXt", b"iTXt", b"tEXt", b"acTL"] {
            let odd = with_chunk(&png, name, &[0x78; 300]);
            assert_eq!(*strip_png_extras(&odd), png, "{name:?}");
            assert!(decode(&odd).is_ok(), "{name:?}");
        }
    }

    #[test]
    fn what_is_cut_off_anywhere_is_broken_and_never_a_panic() {
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP, ImageFormat::Gif] {
            let whole = grey(40, 30, format);
            assert_eq!(decode(&whole).map(|(picture, _)| (picture.width(), picture.height())), Ok((40, 30)));
            for end in 0..whole.len() {
                let _ = (read_header(&whole[..end]), decode(&whole[..end]));
            }
            for at in 0..whole.len() {
                for byte in [0, 0x7f, 0xff] {
                    let mut spoilt = whole.clone();
                    spoilt[at] = byte;
                    let _ = (read_header(&spoilt), decode(&spoilt));
                }
            }
        }
        assert_eq!(read_header(b""), Err(PictureFault::Broken));
    }
}
