//! Converts the colours of a picture to sRGB, the colours of the web (CSS Color 4, section 10).
//!
//! Telephones and cameras write pictures with other primaries and say so in a colour profile
//! (ICC.1). Versions of a picture are published without a profile, so that the same numbers would
//! be shown as paler or stronger colours.

use std::io::Read as _;

use flate2::read::ZlibDecoder;
use image::{DynamicImage, ImageDecoder, ImageFormat};
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

/// The most bytes of a profile: those of cameras have some thousands, those of printers, which no
/// picture of a portal needs, up to some millions.
const MAX_PROFILE: u64 = 1 << 20;

/// The colour profile of a picture; `None` if it has none.
pub(crate) fn read_profile(format: ImageFormat, bytes: &[u8], decoder: &mut impl ImageDecoder) -> Option<Vec<u8>> {
    let profile = match format {
        // The decoder gets a PNG without compressed extras.
        ImageFormat::Png => png_profile(bytes),
        _ => decoder.icc_profile().ok().flatten(),
    };
    profile.filter(|profile| !profile.is_empty() && profile.len() as u64 <= MAX_PROFILE)
}

/// The profile in the chunk `iCCP` of a PNG (PNG, third edition, section 11.3.2.3): a name, a zero,
/// the method 0, and compressed bytes.
fn png_profile(bytes: &[u8]) -> Option<Vec<u8>> {
    let data = png_chunk(bytes, b"iCCP")?;
    let name_end = data.iter().position(|byte| *byte == 0)?;
    let packed = data.get(name_end + 2..).filter(|_| data.get(name_end + 1) == Some(&0))?;
    let mut profile = Vec::new();
    // One byte more than allowed: a longer profile is recognised by it, and not used.
    ZlibDecoder::new(packed).take(MAX_PROFILE + 1).read_to_end(&mut profile).ok()?;
    Some(profile)
}

/// The data of the first chunk of a name before the pixels of a PNG.
pub(crate) fn png_chunk<'b>(bytes: &'b [u8], wanted: &[u8; 4]) -> Option<&'b [u8]> {
    let mut rest = bytes.get(8..)?;
    loop {
        let length = u32::from_be_bytes(*rest.first_chunk::<4>()?) as usize;
        let name = rest.get(4..8)?;
        let data = rest.get(8..8_usize.checked_add(length)?)?;
        if name == wanted {
            return Some(data);
        }
        if name == b"IDAT" {
            return None;
        }
        rest = rest.get(8 + length + 4..)?;
    }
}

/// The picture in sRGB. A profile that cannot be used, and one for other than red, green and blue,
/// changes nothing.
pub(crate) fn to_srgb(picture: DynamicImage, profile: &[u8]) -> DynamicImage {
    let Ok(profile) = ColorProfile::new_from_slice(profile) else { return picture };
    if profile.color_space != DataColorSpace::Rgb {
        return picture;
    }
    let has_alpha = picture.color().has_alpha();
    let layout = if has_alpha { Layout::Rgba } else { Layout::Rgb };
    let options = TransformOptions::default();
    let Ok(transform) = profile.create_transform_8bit(layout, &ColorProfile::new_srgb(), layout, options) else {
        return picture;
    };
    let converted = |pixels: &[u8]| {
        let mut out = vec![0; pixels.len()];
        transform.transform(pixels, &mut out).ok().map(|()| out)
    };
    let (width, height) = (picture.width(), picture.height());
    let new = if has_alpha {
        let pixels = converted(picture.to_rgba8().as_raw());
        pixels.and_then(|pixels| image::RgbaImage::from_raw(width, height, pixels)).map(DynamicImage::from)
    } else {
        let pixels = converted(picture.to_rgb8().as_raw());
        pixels.and_then(|pixels| image::RgbImage::from_raw(width, height, pixels)).map(DynamicImage::from)
    };
    new.unwrap_or(picture)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_that_is_none_changes_nothing() {
        let grey = DynamicImage::new_luma8(4, 4);
        for profile in [&b""[..], b"acsp", &[0; 200]] {
            assert_eq!(to_srgb(grey.clone(), profile), grey);
        }
    }
}
