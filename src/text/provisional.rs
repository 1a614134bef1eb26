//! Recognises the provisional text in the files of a new portal.

use std::sync::LazyLock;

use regex::Regex;

/// The marks of what is to be filled in or removed, as they stand in texts.
pub const MARKS: [&str; 3] = ["(SỬA", "SỬA:", "xóa khung này khi đã có nội dung"];

/// Whole values that stand in for the real ones.
const VALUES: [&str; 5] = ["Số nhà, đường, địa phương", "0200 0000 000", "0200 0000 001", "00/QĐ-UBND", "1.000000"];

/// Parts of names that stand in for the real ones.
const PARTS: [&str; 6] = ["(tên tỉnh)", "tenphuongxa.", "tencoquan.", "tendonvi.", "tentinhthanh.", "tenbonganh."];

/// Parts of which every mark, every value and every name has one.
static PIECES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let names = PARTS.map(regex::escape).join("|");
    Regex::new(&format!("SỬA|xóa khung|Số nhà, đường|0200 0000 00|00/QĐ-UBND|1\\.000000|{names}")).ok()
});

/// Whether a text may have something that is still to be filled in. Hardly a text has, and one pass
/// over it says so for all of its parts.
pub fn may_be_provisional(text: &str) -> bool {
    PIECES.as_ref().is_none_or(|pieces| pieces.is_match(text))
}

/// The number of places in a text that are still to be filled in.
pub fn count_provisional(text: &str) -> u32 {
    MARKS.iter().map(|mark| text.matches(mark).count() as u32).sum()
}

/// Whether a value of a key is not filled in yet.
pub fn is_provisional(value: &str) -> bool {
    may_be_provisional(value)
        && (count_provisional(value) > 0
            || VALUES.contains(&value.trim())
            || PARTS.iter().any(|part| value.contains(part)))
}

/// Whether a code of an agency or of an administrative unit consists of zeros, as in `H00.00.00`.
pub fn is_zero_code(code: &str) -> bool {
    let digits = code.trim_start_matches(|c: char| c.is_ascii_uppercase());
    digits.contains('0') && digits.chars().all(|c| matches!(c, '0' | '.'))
}
