//! Pictures of items: whether one can be shown is known before it is held.

use std::io::Cursor;

use image::{ImageFormat, ImageReader, Limits};

use super::limits;

/// Bytes that decoding may take: four for each pixel, and as many for what comes between.
const MEMORY: u64 = 8 * limits::PIXELS;

/// Whether these bytes are a whole JPEG, PNG or WebP of at most [`limits::PIXELS`].
pub fn is_whole(bytes: &[u8]) -> bool {
    let reader = || {
        let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
        let mut bounds = Limits::default();
        bounds.max_alloc = Some(MEMORY);
        reader.limits(bounds);
        matches!(reader.format(), Some(ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP)).then_some(reader)
    };
    let size = reader().and_then(|reader| reader.into_dimensions().ok());
    let fits = size.is_some_and(|(width, height)| {
        width > 0 && height > 0 && u64::from(width) * u64::from(height) <= limits::PIXELS
    });
    fits && reader().and_then(|reader| reader.decode().ok()).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut out = Cursor::new(Vec::new());
        image::DynamicImage::new_luma8(width, height).write_to(&mut out, ImageFormat::Png).expect("a picture");
        out.into_inner()
    }

    #[test]
    fn whole_pictures_are_told_from_what_only_begins_like_one() {
        let whole = png(40, 30);
        assert!(is_whole(&whole));
        assert!(!is_whole(&whole[..whole.len() / 2]));
        for bytes in [b"".as_slice(), b"GIF89a", b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>", b"\x89PNG\r\n\x1a\n"] {
            assert!(!is_whole(bytes));
        }
    }

    #[test]
    fn a_small_file_that_unpacks_to_more_than_anybody_shows_is_refused() {
        let bomb = png(20_000, 20_000);
        assert!(bomb.len() as u64 <= limits::ASSET);
        assert!(!is_whole(&bomb));
    }
}
