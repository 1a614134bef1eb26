//! Sums, read as people write them. [`super::language_forms`] writes them.

use super::fold::fold;

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

#[cfg(test)]
mod tests {
    use super::read_sum;

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
