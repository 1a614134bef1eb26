//! Draws QR codes (ISO/IEC 18004) for addresses that are read from paper or from another screen.

use qrcodegen::{Mask, QrCode, QrCodeEcc, QrSegment, Version};

/// A QR code as a drawing: lines of the width 1, one for each row of dark modules side by side.
pub(super) struct QrDrawing {
    /// The number of modules of a side, without the quiet zone of four modules around the code.
    pub size: i32,
    /// The `d` of an SVG path to be stroked.
    pub path: String,
}

/// The QR code of a text; `None` for more than it can hold, which are 2,953 bytes.
pub(super) fn qr_drawing(text: &str) -> Option<QrDrawing> {
    let code = qr_code(text)?;
    let size = code.size();
    let mut path = String::new();
    for y in 0..size {
        let mut x = 0;
        // The place where the last line of this row ends.
        let mut end = None;
        while x < size {
            let length = (x..size).take_while(|x| code.get_module(*x, y)).count() as i32;
            if length > 0 {
                match end {
                    None => path.push_str(&format!("M{x} {y}.5h{length}")),
                    Some(end) => path.push_str(&format!("m{} 0h{length}", x - end)),
                }
                end = Some(x + length);
            }
            x += length.max(1);
        }
    }
    Some(QrDrawing { size, path })
}

/// The modules of the code, with more correction of errors where the code does not grow by it. Each
/// code says which mask it has, so every reader reads each mask. The library would try all eight
/// and rate them, which takes 0.3 ms a page: as long as the rest of the page.
fn qr_code(text: &str) -> Option<QrCode> {
    let segments = QrSegment::make_segments(text);
    let (smallest, largest) = (Version::MIN, Version::MAX);
    QrCode::encode_segments_advanced(&segments, QrCodeEcc::Low, smallest, largest, Some(Mask::new(0)), true).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The dark modules that a path draws.
    fn drawn(path: &str) -> Vec<(i32, i32)> {
        let mut found = Vec::new();
        let (mut x, mut y) = (0, 0);
        for part in path.replace('M', " M").replace('m', " m").split(['M', 'm']).filter(|part| !part.trim().is_empty())
        {
            let (start, length) = part.trim().split_once('h').expect("a line");
            let (first, second) = start.split_once(' ').expect("a place");
            let first: i32 = first.parse().expect("a number");
            (x, y) = match second.strip_suffix(".5") {
                Some(row) => (first, row.parse().expect("a row")),
                None => (x + first, y),
            };
            let length: i32 = length.parse().expect("a length");
            found.extend((x..x + length).map(|x| (x, y)));
            x += length;
        }
        found
    }

    #[test]
    fn the_drawing_has_the_modules_of_the_code() {
        let address = "https://senvang.lamgiang.gov.vn/thu-tuc/dang-ky-khai-sinh/";
        let drawing = qr_drawing(address).expect("a code");
        let code = qr_code(address).expect("a code");
        let dark: Vec<(i32, i32)> = (0..drawing.size)
            .flat_map(|y| (0..drawing.size).map(move |x| (x, y)))
            .filter(|(x, y)| code.get_module(*x, *y))
            .collect();
        assert_eq!(drawn(&drawing.path), dark);
        assert_eq!(drawing.size, 33);
    }

    #[test]
    fn a_text_that_no_code_holds_has_none() {
        assert!(qr_drawing(&"a".repeat(2_953)).is_some());
        assert!(qr_drawing(&"a".repeat(2_954)).is_none());
    }
}
