//! Draws a QR code (ISO/IEC 18004) of characters, for a camera before a terminal.

use qrcodegen::{QrCode, QrCodeEcc};

/// The light modules that belong around a code on each side.
const QUIET: i32 = 4;

/// The QR code of a text, two rows of modules in a line. Light modules are drawn, because most
/// terminals write light on dark; cameras read both. `None` for a text that is too long for a code.
pub(super) fn terminal_code(text: &str) -> Option<String> {
    let code = QrCode::encode_text(text, QrCodeEcc::Low).ok()?;
    let is_light = |x: i32, y: i32| y < code.size() + QUIET && !code.get_module(x, y);
    let mut lines = String::new();
    for y in (-QUIET..code.size() + QUIET).step_by(2) {
        for x in -QUIET..code.size() + QUIET {
            lines.push(match (is_light(x, y), is_light(x, y + 1)) {
                (true, true) => '█',
                (true, false) => '▀',
                (false, true) => '▄',
                (false, false) => ' ',
            });
        }
        lines.push('\n');
    }
    Some(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_has_its_quiet_zone_and_its_finders() {
        let code = terminal_code("http://192.0.2.7:1313/__tamquan/key/0123456789abcdef").expect("a code");
        let lines: Vec<Vec<char>> = code.lines().map(|line| line.chars().collect()).collect();
        let width = lines[0].len();
        assert!(lines.iter().all(|line| line.len() == width) && lines.len() == width.div_ceil(2));
        assert!(lines[..2].iter().flatten().all(|c| *c == '█'), "the quiet zone");
        // The upper edge of a finder has seven dark modules over one dark and five light ones.
        let finder: String = lines[2][4..11].iter().collect();
        assert_eq!(finder, " ▄▄▄▄▄ ");
        assert_eq!(terminal_code(&"a".repeat(4000)), None);
    }
}
