//! Counts, sums and sizes as people write them.
//!
//! Vietnamese groups thousands with a full stop and marks decimals with a comma
//! (1.234.567,89); the English forms are the other way round.

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

/// `value / unit`, rounded half up.
fn divide_rounded(value: u128, unit: u128) -> u128 {
    (value + unit / 2) / unit
}

#[cfg(test)]
mod tests {
    use super::{decimal, file_size, group, money};

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
}
