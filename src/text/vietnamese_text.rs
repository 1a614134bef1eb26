//! Tells in one pass over its bytes that a text has only what Vietnamese is written with.

use super::byte_signs::is_within;

/// True for a text of nothing but the letters, digits and signs that Vietnamese is written with: it
/// is in NFC and has no [`faults`](super::nfc::faults). Most files are, and one pass over their
/// bytes says so; a text that is not may be fine all the same.
pub fn is_vietnamese_text(s: &str) -> bool {
    let bytes = s.as_bytes();
    // Each byte is judged with the two before it. No branch depends on the text, so the compiler
    // takes many bytes at a time.
    let first = bytes.first().is_none_or(|b| is_vietnamese_byte(0, 0, *b));
    let second = bytes.get(1).is_none_or(|b| is_vietnamese_byte(0, bytes[0], *b));
    let mut start = 2;
    let mut rest = first && second;
    while rest && start < bytes.len() {
        let end = bytes.len().min(start + 4096);
        let before = bytes[start - 2..end].iter().zip(&bytes[start - 1..end]).zip(&bytes[start..end]);
        rest = before.fold(true, |all, ((one, two), three)| all & is_vietnamese_byte(*one, *two, *three));
        start = end;
    }
    rest
}

/// Whether the byte `three`, after `one` and `two`, is part of such a character, in UTF-8 that is
/// known to be valid.
#[inline(always)]
fn is_vietnamese_byte(one: u8, two: u8, three: u8) -> bool {
    // What begins a character: ASCII that can be seen, tab and line ends, or the first byte of a
    // letter or sign.
    let begins = is_within(three, b' ', b'~')
        | (three == b'\t')
        | (three == b'\n')
        | (three == b'\r')
        | is_within(three, 0xC2, 0xC6)
        | is_within(three, 0xE1, 0xE2);
    // What comes second.
    let c2 = (two == 0xC2) & ((three == 0xA0) | is_within(three, 0xB0, 0xB3));
    // À Á Â Ã È É Ê Ì Í Ò Ó Ô Õ Ù Ú Ý, and the small ones 32 further on.
    let letter = three & 0x1F;
    let vowel = is_within(letter, 0x00, 0x03)
        | is_within(letter, 0x08, 0x0A)
        | is_within(letter, 0x0C, 0x0D)
        | is_within(letter, 0x12, 0x15)
        | is_within(letter, 0x19, 0x1A)
        | (letter == 0x1D);
    let c3 = (two == 0xC3) & vowel;
    let c4 = two == 0xC4;
    let c5 = (two == 0xC5) & !is_within(three, 0x92, 0x93) & !is_within(three, 0xA0, 0xA1);
    let c6 = (two == 0xC6) & (three != 0x89);
    let e1 = (two == 0xE1) & is_within(three, 0xBA, 0xBB);
    let e2 = (two == 0xE2) & (three == 0x80);
    // What comes third: U+1E80 to U+1EFF, and dashes, quotation marks, bullet, ellipsis.
    let third = (one == 0xE1) | ((one == 0xE2) & (is_within(three, 0x90, 0x9F) | is_within(three, 0xA2, 0xA7)));
    let continues = is_within(three, 0x80, 0xBF);
    begins | (continues & (c2 | c3 | c4 | c5 | c6 | e1 | e2 | third))
}
