//! Recognises the provisional text in the files of a new portal.

use std::sync::LazyLock;

use memchr::memmem::Finder;

/// The marks of what is to be filled in or removed.
const MARKS: [&str; 3] = ["(SỬA", "SỬA:", "xóa khung này khi đã có nội dung"];

/// Parts of which every mark has one.
static BEGINNINGS: LazyLock<[Finder<'static>; 2]> = LazyLock::new(|| ["SỬA", "xóa khung"].map(Finder::new));

/// Whole values that stand in for the real ones.
const VALUES: [&str; 3] = ["Số nhà, đường, địa phương", "0200 0000 000", "0200 0000 001"];

/// Parts of names that stand in for the real ones.
const PARTS: [&str; 6] = ["(tên tỉnh)", "tenphuongxa.", "tencoquan.", "tendonvi.", "tentinhthanh.", "tenbonganh."];

/// The number of places in a text that are still to be filled in.
pub fn count_provisional(text: &str) -> u32 {
    // Every text is asked, and hardly one has a mark: two searches that take many bytes at a time
    // answer for most.
    if BEGINNINGS.iter().all(|part| part.find(text.as_bytes()).is_none()) {
        return 0;
    }
    MARKS.iter().map(|mark| text.matches(mark).count() as u32).sum()
}

/// Whether a value of a key is not filled in yet.
pub fn is_provisional(value: &str) -> bool {
    count_provisional(value) > 0 || VALUES.contains(&value.trim()) || PARTS.iter().any(|part| value.contains(part))
}

/// Whether a code of an agency or of an administrative unit consists of zeros, as in `H00.00.00`.
pub fn is_zero_code(code: &str) -> bool {
    let digits = code.trim_start_matches(|c: char| c.is_ascii_uppercase());
    digits.contains('0') && digits.chars().all(|c| matches!(c, '0' | '.'))
}
