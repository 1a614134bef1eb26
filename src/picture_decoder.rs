//! Reads pictures within limits: their formats, sizes and pixels.
//!
//! A picture is compressed: a few bytes of a file can unpack to gigabytes. So the size is read
//! before the pixels, and chunks that are not pixels are removed before the decoder reads the file.
//! A panic of the decoder is caught here and reported as a broken picture.

use std::borrow::Cow;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

use crate::picture_colours::{png_chunk, read_profile, to_srgb};

/// The longest side of a picture in pixels. It is the limit of WebP (RFC 9649, section 2.6: 14
/// bits), so that every derivative can be made. JPEG allows 65,535 and PNG more, but no page shows
/// such a picture.
pub const MAX_SIDE: u32 = 16_383;
/// The maximum number of pixels of a picture: the cameras of phones make up to 50 million.
pub const MAX_PIXELS: u64 = 50_000_000;
/// The maximum bytes of memory for each pixel while a picture is decoded, turned, and made smaller.
/// Either 8 for the pixels with 16 bits in four channels and 4 for the same pixels with 8 bits; or
/// 4 for pixels with 8 bits and 8 for the additional data of the JPEG, WebP and GIF decoders
/// (coefficients, the canvas of an animation).
pub const BYTES_PER_PIXEL: u64 = 12;

/// The format and size of a picture, from the beginning of its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PictureHeader {
    /// The format that the first bytes of the file show.
    pub format: ImageFormat,
    /// The width in pixels, after the picture is turned according to its metadata.
    pub width: u32,
    /// The height in pixels, after the picture is turned according to its metadata.
    pub height: u32,
    /// Whether the picture has transparent pixels, or can have them.
    pub has_alpha: bool,
    /// Whether the picture moves: a WebP or PNG with several frames. A GIF always counts as one.
    pub is_animated: bool,
    /// Whether the colours of the pixels are not those of sRGB.
    pub has_profile: bool,
}

/// Why a picture is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureFault {
    /// The bytes are not a complete picture in a known format.
    Broken,
    /// A side is longer than [`MAX_SIDE`].
    SideTooLong,
    /// The picture has more than [`MAX_PIXELS`] pixels.
    TooManyPixels,
}

/// Reads the format and size of a picture, and checks the limits.
///
/// # Errors
/// When the bytes are not a picture, or the picture is too large.
pub fn read_header(bytes: &[u8]) -> Result<PictureHeader, PictureFault> {
    catch_decoder_panic(|| {
        let (format, mut decoder) = open_decoder(bytes)?;
        let (width, height) = decoder.dimensions();
        check_size(width, height)?;
        let turned = swaps_sides(decoder.orientation().unwrap_or(Orientation::NoTransforms));
        let (width, height) = if turned { (height, width) } else { (width, height) };
        let has_alpha = decoder.color_type().has_alpha();
        let has_profile = read_profile(format, bytes, &mut decoder).is_some();
        Ok(PictureHeader { format, width, height, has_alpha, is_animated: is_animated(format, bytes), has_profile })
    })
}

/// How a picture is to be turned, as a value of EXIF from 1 to 8. It is 1 if the picture does not
/// say so.
pub fn read_orientation(bytes: &[u8]) -> u8 {
    let orientation = catch_decoder_panic(|| {
        let (_, mut decoder) = open_decoder(bytes)?;
        decoder.orientation().map_err(|_| PictureFault::Broken)
    });
    orientation.unwrap_or(Orientation::NoTransforms).to_exif()
}

/// Decodes a picture, and returns its pixels in sRGB with the way to turn them. The pixels are not
/// turned here, because it takes less time to turn a smaller version.
///
/// # Errors
/// When the bytes are not a complete picture, or the picture is too large.
pub fn decode(bytes: &[u8]) -> Result<(DynamicImage, Orientation), PictureFault> {
    catch_decoder_panic(|| {
        let (format, mut decoder) = open_decoder(bytes)?;
        let (width, height) = decoder.dimensions();
        check_size(width, height)?;
        let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
        let profile = read_profile(format, bytes, &mut decoder);
        let picture = DynamicImage::from_decoder(decoder).map_err(|_| PictureFault::Broken)?;
        let picture = match profile {
            Some(profile) => to_srgb(picture, &profile),
            None => picture,
        };
        Ok((picture, orientation))
    })
}

/// Whether a picture has several frames: a flag of WebP (RFC 9649, section 2.7), or the chunk
/// `acTL` before the pixels of a PNG (PNG, third edition, section 11.3.4.1).
fn is_animated(format: ImageFormat, bytes: &[u8]) -> bool {
    const WEBP_ANIMATION: u8 = 1 << 1;
    match format {
        ImageFormat::Gif => true,
        ImageFormat::Png => png_chunk(bytes, b"acTL").is_some(),
        ImageFormat::WebP => {
            bytes.get(12..16) == Some(b"VP8X") && bytes.get(20).is_some_and(|flags| flags & WEBP_ANIMATION != 0)
        }
        _ => false,
    }
}

/// Whether turning a picture in this way swaps its width and height.
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
    // Colour profiles, texts and animations in a PNG are compressed too, and the program does not
    // use them.
    let kept = if format == ImageFormat::Png { strip_png_extras(bytes) } else { Cow::Borrowed(bytes) };
    let mut reader = ImageReader::with_format(Cursor::new(kept), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_PIXELS * BYTES_PER_PIXEL);
    reader.limits(limits);
    reader.into_decoder().map(|decoder| (format, decoder)).map_err(|_| PictureFault::Broken)
}

fn catch_decoder_panic<T>(work: impl FnOnce() -> Result<T, PictureFault>) -> Result<T, PictureFault> {
    // The state of the decoder is dropped after a panic, so it cannot be observed half changed.
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(PictureFault::Broken))
}

/// Copies a PNG with only the chunks that describe pixels (PNG, third edition, section 11.2, and
/// `tRNS`) and the chunk that says how to turn them (`eXIf`).
fn strip_png_extras(bytes: &[u8]) -> Cow<'_, [u8]> {
    /// The length of the PNG signature in bytes.
    const SIGNATURE: usize = 8;
    /// The bytes of a chunk beside its data: its length, name and checksum.
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
    use image::codecs::jpeg::JpegEncoder;
    use image::codecs::png::PngEncoder;
    use image::{ExtendedColorType, ImageEncoder};
    use moxcms::ColorProfile;

    use super::*;

    fn grey(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let mut out = Cursor::new(Vec::new());
        DynamicImage::new_luma8(width, height).into_rgb8().write_to(&mut out, format).unwrap();
        out.into_inner()
    }

    /// Inserts a chunk after the header chunk of a PNG.
    fn with_chunk(png: &[u8], name: &[u8; 4], data: &[u8]) -> Vec<u8> {
        // The signature, and the whole header chunk.
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

    /// A picture of one colour with a profile.
    fn with_profile(format: ImageFormat, colour: [u8; 3], profile: &ColorProfile) -> Vec<u8> {
        let pixels = colour.repeat(16 * 16);
        let profile = profile.encode().expect("a profile");
        let mut out = Vec::new();
        match format {
            ImageFormat::Png => {
                let mut encoder = PngEncoder::new(&mut out);
                encoder.set_icc_profile(profile).expect("a profile");
                encoder.write_image(&pixels, 16, 16, ExtendedColorType::Rgb8).expect("a picture");
            }
            _ => {
                let mut encoder = JpegEncoder::new_with_quality(&mut out, 100);
                encoder.set_icc_profile(profile).expect("a profile");
                encoder.write_image(&pixels, 16, 16, ExtendedColorType::Rgb8).expect("a picture");
            }
        }
        out
    }

    /// The values come from the matrices of CSS Color 4, section 10, computed by hand.
    #[test]
    fn colours_of_telephones_and_cameras_become_those_of_the_web() {
        let cases = [
            (ColorProfile::new_display_p3(), [200, 100, 50], [215, 93, 31]),
            (ColorProfile::new_adobe_rgb(), [100, 150, 100], [66, 151, 97]),
            (ColorProfile::new_srgb(), [200, 100, 50], [200, 100, 50]),
        ];
        for (profile, colour, wanted) in cases {
            for format in [ImageFormat::Jpeg, ImageFormat::Png] {
                let (picture, _) = decode(&with_profile(format, colour, &profile)).expect("a picture");
                let found = picture.to_rgb8().get_pixel(8, 8).0;
                let is_near = found.iter().zip(wanted).all(|(a, b): (&u8, u8)| a.abs_diff(b) <= 3);
                assert!(is_near, "{format:?} {colour:?}: {found:?}, not {wanted:?}");
            }
        }
    }

    #[test]
    fn moving_and_transparent_pictures_are_recognised() {
        let flags = |format, bytes: &[u8]| is_animated(format, bytes);
        let png = grey(20, 10, ImageFormat::Png);
        assert!(!flags(ImageFormat::Png, &png));
        assert!(flags(ImageFormat::Png, &with_chunk(&png, b"acTL", &[0, 0, 0, 2, 0, 0, 0, 0])));
        let webp = |flags: u8| [b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0".as_slice(), &[flags, 0, 0, 0]].concat();
        assert!(flags(ImageFormat::WebP, &webp(0x12)) && !flags(ImageFormat::WebP, &webp(0x10)));
        assert!(!read_header(&png).expect("a picture").has_alpha);
        let mut out = Cursor::new(Vec::new());
        DynamicImage::new_rgba8(4, 4).write_to(&mut out, ImageFormat::WebP).expect("a picture");
        assert!(read_header(&out.into_inner()).expect("a picture").has_alpha);
    }
}
