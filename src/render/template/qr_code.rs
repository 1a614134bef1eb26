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
        // The places where the line that is being read begins, and where the last one of this row
        // ended.
        let (mut start, mut end) = (None, None);
        for x in 0..=size {
            match (start, x < size && code.get_module(x, y)) {
                (None, true) => start = Some(x),
                (Some(begun), false) => {
                    push_line(&mut path, y, end, begun, x);
                    (start, end) = (None, Some(x));
                }
                _ => {}
            }
        }
    }
    Some(QrDrawing { size, path })
}

/// Appends the line of the row `y` from `start` to `end`, behind a line that ended at `last`.
fn push_line(path: &mut String, y: i32, last: Option<i32>, start: i32, end: i32) {
    match last {
        None => {
            path.push('M');
            push_number(path, start);
            path.push(' ');
            push_number(path, y);
            path.push_str(".5h");
        }
        Some(last) => {
            path.push('m');
            push_number(path, start - last);
            path.push_str(" 0h");
        }
    }
    push_number(path, end - start);
}

/// Appends a number from 0 to 177, the modules of the largest code. Formatting by the library takes
/// as long as making the code.
fn push_number(path: &mut String, number: i32) {
    for unit in [100, 10, 1] {
        if number >= unit || unit == 1 {
            path.push(char::from(b'0' + (number / unit % 10) as u8));
        }
    }
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
