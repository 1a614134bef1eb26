//! Counts, sums and sizes as people write them.
//!
//! Vietnamese groups thousands with a full stop and marks decimals with a comma
//! (1.234.567,89); the English forms are the other way round.

use super::fold::fold;
use super::lang::is_vietnamese;

/// More decimals than this carry no information in an `f64`.
const MAX_DECIMALS: usize = 20;

/// The units above the kilobyte, from the smallest; the last one serves for everything beyond.
const LARGE_UNITS: [(u128, &str); 2] = [(1_000_000, "MB"), (1_000_000_000, "GB")];
const LARGEST_UNIT: (u128, &str) = (1_000_000_000_000, "TB");

/// The separators of thousands and of decimals.
fn separators(lang: &str) -> (char, char) {
    if is_vietnamese(lang) { ('.', ',') } else { (',', '.') }
}

/// A whole number with its thousands grouped: "1.234.567", in English "1,234,567".
pub fn group(n: i128, lang: &str) -> String {
    let digits = n.unsigned_abs().to_string();
    let grouped = group_digits(&digits, separators(lang).0);
    if n < 0 { format!("-{grouped}") } else { grouped }
}

/// Puts `separator` between groups of three of a run of digits.
fn group_digits(digits: &str, separator: char) -> String {
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(separator);
        }
        out.push(digit);
    }
    out
}

/// A number rounded to `digits` decimals: "1.234,50". A value that is no number gives "–".
pub fn decimal(value: f64, digits: usize, lang: &str) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    let plain = format!("{:.*}", digits.min(MAX_DECIMALS), value.abs());
    let (thousands, point) = separators(lang);
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let mut out = group_digits(whole, thousands);
    if !fraction.is_empty() {
        out.push(point);
        out.push_str(fraction);
    }
    // What rounds to zero has no sign.
    if value < 0.0 && plain.bytes().any(|b| matches!(b, b'1'..=b'9')) {
        out.insert(0, '-');
    }
    out
}

/// A sum in đồng: "1.234.567 đồng", in English "VND 1,234,567".
pub fn money(dong: i128, lang: &str) -> String {
    let sum = group(dong, lang);
    if is_vietnamese(lang) { format!("{sum} đồng") } else { format!("VND {sum}") }
}

/// The size of a file in decimal units: "512 B", "820 kB", "3,1 MB", in English "3.1 MB".
///
/// Bytes and kilobytes are whole; larger units have one decimal below a hundred, left out when
/// it is zero.
pub fn file_size(bytes: u64, lang: &str) -> String {
    if bytes < 1000 {
        return format!("{bytes} B");
    }
    let bytes = u128::from(bytes);
    let kilobytes = divide_rounded(bytes, 1000);
    if kilobytes < 1000 {
        return format!("{kilobytes} kB");
    }
    let (unit, name) =
        LARGE_UNITS.into_iter().find(|(unit, _)| divide_rounded(bytes, *unit) < 1000).unwrap_or(LARGEST_UNIT);
    let tenths = divide_rounded(bytes * 10, unit);
    let (thousands, point) = separators(lang);
    if tenths >= 1000 || tenths.is_multiple_of(10) {
        let whole = divide_rounded(tenths, 10);
        return format!("{} {name}", group_digits(&whole.to_string(), thousands));
    }
    format!("{}{point}{} {name}", tenths / 10, tenths % 10)
}

/// The names of the currency, behind or before a sum, without marks and in small letters.
const CURRENCIES: [&str; 4] = ["dong", "vnd", "d", "₫"];

/// The words that multiply a number, with the number of zeros that they stand for.
const MULTIPLIERS: [(&str, u32); 5] = [("nghin", 3), ("ngan", 3), ("trieu", 6), ("ty", 9), ("ti", 9)];

/// A sum as people write it: "8.000 đồng", "1,5 tỷ", "miễn phí". `None` for a text that is
/// no sum, that may mean two sums, or that is no whole number of đồng.
pub fn read_sum(text: &str) -> Option<i64> {
    // Folding makes 2 of ².
    if text.chars().any(|c| c.is_numeric() && !c.is_ascii_digit()) {
        return None;
    }
    let words = fold(text).trim().to_owned();
    if matches!(words.as_str(), "mien phi" | "khong" | "khong thu" | "khong thu phi" | "free") {
        return Some(0);
    }
    let mut rest = words.trim_end_matches('.').trim();
    for name in CURRENCIES {
        rest = rest.strip_suffix(name).or_else(|| rest.strip_prefix(name)).unwrap_or(rest).trim();
    }
    let mut zeros = 0;
    while let Some((before, more)) =
        MULTIPLIERS.iter().find_map(|(word, more)| Some((rest.strip_suffix(word)?.trim_end(), *more)))
    {
        rest = before;
        zeros += more;
    }
    let (digits, decimals) = read_digits(rest, zeros > 0)?;
    let zeros = usize::try_from(zeros).ok()?.checked_sub(decimals)?;
    (digits.len() + zeros <= 18).then(|| format!("{digits}{}", "0".repeat(zeros)).parse().ok())?
}

/// The digits of a number in the Vietnamese form, and how many of them are decimals. A comma before
/// three digits divides decimals or, in the English form, thousands: a multiplied number with one
/// may mean either, and a sum in đồng has no decimals.
fn read_digits(number: &str, is_multiplied: bool) -> Option<(String, usize)> {
    let groups: Vec<&str> = number.split(['.', ',', ' ', '\u{a0}']).collect();
    let is_digits = |group: &str| !group.is_empty() && group.bytes().all(|b| b.is_ascii_digit());
    if !groups.iter().all(|group| is_digits(group)) || groups[0].len() > 1 && groups[0].starts_with('0') {
        return None;
    }
    let is_grouped = groups[0].len() <= 3 && groups[0] != "0" && groups[1..].iter().all(|group| group.len() == 3);
    match groups.as_slice() {
        [one] => Some(((*one).to_owned(), 0)),
        [_, _] if is_grouped && is_multiplied && number.contains(',') => None,
        _ if is_grouped => Some((groups.concat(), 0)),
        [whole, decimals] if is_multiplied && !number.contains(' ') => {
            Some((format!("{whole}{decimals}"), decimals.len()))
        }
        _ => None,
    }
}

/// `value / unit`, rounded half up.
fn divide_rounded(value: u128, unit: u128) -> u128 {
    (value + unit / 2) / unit
}

#[cfg(test)]
mod tests {
    use super::{decimal, file_size, group, money, read_sum};

    #[test]
    fn thousands_are_grouped_by_the_language() {
        assert_eq!(group(1_234_567, "vi"), "1.234.567");
        assert_eq!(group(1_234_567, "en"), "1,234,567");
        assert_eq!(group(999, "vi"), "999");
        assert_eq!(group(-1000, "vi-VN"), "-1.000");
        assert_eq!(group(0, "vi"), "0");
    }

    #[test]
    fn the_largest_numbers_are_written_too() {
        assert!(group(i128::MIN, "vi").starts_with("-170.141."));
        assert!(decimal(f64::MAX, 2, "vi").ends_with(",00"));
    }

    #[test]
    fn decimals_follow_the_comma() {
        assert_eq!(decimal(1234.5, 2, "vi"), "1.234,50");
        assert_eq!(decimal(1234.5, 2, "en"), "1,234.50");
        assert_eq!(decimal(98.66, 1, "vi"), "98,7");
        assert_eq!(decimal(7.0, 0, "vi"), "7");
    }

    #[test]
    fn what_rounds_to_zero_has_no_sign() {
        assert_eq!(decimal(-0.001, 2, "vi"), "0,00");
        assert_eq!(decimal(-0.0, 0, "vi"), "0");
        assert_eq!(decimal(-0.5, 1, "vi"), "-0,5");
    }

    #[test]
    fn what_is_no_number_is_a_dash_and_absurd_precision_is_cut() {
        assert_eq!(decimal(f64::NAN, 2, "vi"), "–");
        assert_eq!(decimal(f64::INFINITY, 2, "vi"), "–");
        assert_eq!(decimal(1.0, usize::MAX, "vi").len(), 22);
    }

    #[test]
    fn money_names_its_currency() {
        assert_eq!(money(1_234_567, "vi"), "1.234.567 đồng");
        assert_eq!(money(1_234_567, "en"), "VND 1,234,567");
    }

    #[test]
    fn sizes_use_the_unit_a_reader_expects() {
        assert_eq!(file_size(512, "vi"), "512 B");
        assert_eq!(file_size(820_000, "vi"), "820 kB");
        assert_eq!(file_size(3_100_000, "vi"), "3,1 MB");
        assert_eq!(file_size(3_100_000, "en"), "3.1 MB");
        assert_eq!(file_size(3_000_000, "vi"), "3 MB");
        assert_eq!(file_size(120_400_000, "vi"), "120 MB");
        assert_eq!(file_size(2_500_000_000, "vi"), "2,5 GB");
    }

    #[test]
    fn rounding_moves_into_the_next_unit() {
        assert_eq!(file_size(999, "vi"), "999 B");
        assert_eq!(file_size(1000, "vi"), "1 kB");
        assert_eq!(file_size(999_499, "vi"), "999 kB");
        assert_eq!(file_size(999_500, "vi"), "1 MB");
        assert_eq!(file_size(99_960_000, "vi"), "100 MB");
        assert_eq!(file_size(999_999_999, "vi"), "1 GB");
        assert_eq!(file_size(u64::MAX, "vi"), "18.446.744 TB");
    }

    #[test]
    fn sums_are_read_as_people_write_them() {
        for (text, sum) in [
            ("8.000 đồng", 8_000),
            ("8.000đ", 8_000),
            ("8000 VNĐ", 8_000),
            ("VND 8,000", 8_000),
            ("1.500.000.000 đồng.", 1_500_000_000),
            ("1,5 tỷ", 1_500_000_000),
            ("1.5 tỉ đồng", 1_500_000_000),
            ("1.500 tỷ đồng", 1_500_000_000_000),
            ("2 nghìn tỷ", 2_000_000_000_000),
            ("50 ngàn", 50_000),
            ("0,25 triệu đồng", 250_000),
            ("Miễn phí", 0),
        ] {
            assert_eq!(read_sum(text), Some(sum), "{text}");
        }
        for text in [
            "",
            "năm",
            "5²",
            "8,5 đồng",
            "1,500 tỷ",
            "8.000 đồng/bản",
            "từ 5.000",
            "tỷ",
            "đồng",
            "007",
            "0,0000001 triệu",
        ] {
            assert_eq!(read_sum(text), None, "{text}");
        }
        assert_eq!(read_sum(&"9".repeat(40)), None);
    }
}
