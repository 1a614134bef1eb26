//! Checks the pictures of items before they are stored.

use image::ImageFormat;

use super::limits;
use crate::picture_decoder::{decode, read_header};

/// Whether these bytes are a whole JPEG, PNG or WebP of which every version can be made, of at most
/// [`limits::PIXELS`].
pub fn is_complete(bytes: &[u8]) -> bool {
    let fits = read_header(bytes).is_ok_and(|head| {
        matches!(head.format, ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP)
            && u64::from(head.width) * u64::from(head.height) <= limits::PIXELS
    });
    fits && decode(bytes).is_ok()
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut out = Cursor::new(Vec::new());
        image::DynamicImage::new_luma8(width, height).write_to(&mut out, ImageFormat::Png).expect("a picture");
        out.into_inner()
    }

    #[test]
    fn whole_pictures_are_told_from_what_only_begins_like_one() {
        let whole = png(40, 30);
        assert!(is_complete(&whole));
        assert!(!is_complete(&whole[..whole.len() / 2]));
        for bytes in [b"".as_slice(), b"GIF89a", b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>", b"\x89PNG\r\n\x1a\n"] {
            assert!(!is_complete(bytes));
        }
    }

    #[test]
    fn a_small_file_that_unpacks_to_more_than_anybody_shows_is_refused() {
        for (width, height) in [(8_000, 5_001), (1, 70_000), (40_000, 1)] {
            let bomb = png(width, height);
            assert!(bomb.len() as u64 <= limits::ASSET);
            assert!(!is_complete(&bomb), "{width} x {height}");
        }
    }
}
