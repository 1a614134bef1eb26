//! Telephone numbers as links (RFC 3966).
//!
//! The lengths are those of the national numbering plan (Circular 22/2014/TT-BTTTT and the
//! conversions of area codes in 2017 and of mobile numbers in 2018): after the 0, nine digits for
//! a mobile number and ten for a fixed line.

/// What may stand before the number of an extension.
const EXTENSION_WORDS: [&str; 5] = ["số máy lẻ", "máy lẻ", "nội bộ", "ext.", "ext"];

/// The `tel:` link of a written telephone number, or `None` when it is not one number.
///
/// National numbers get the country code ("0299 3812 345" gives "tel:+842993812345"); numbers
/// that cannot be called from abroad stay as they are (113, 1022, 1900 1234, 1800 …). An
/// extension ("máy lẻ 12") is kept in the form of RFC 3966.
pub fn tel(s: &str) -> Option<String> {
    let (number, extension) = split_extension(s.trim())?;
    let (international, digits) = digits_of(number)?;
    let mut link = if international { foreign_link(&digits) } else { national_link(&digits) }?;
    if let Some(extension) = extension {
        link.push_str(";ext=");
        link.push_str(&extension);
    }
    Some(link)
}

/// Divides off "máy lẻ 12"; `None` when the word stands there without a sensible number.
fn split_extension(s: &str) -> Option<(&str, Option<String>)> {
    let Some(first_letter) = s.find(char::is_alphabetic) else {
        return Some((s, None));
    };
    let (number, tail) = s.split_at(first_letter);
    let tail = tail.trim_end_matches(')').to_lowercase();
    let rest = EXTENSION_WORDS.iter().find_map(|word| tail.strip_prefix(word))?;
    let digits = rest.trim_matches([' ', ':', '\u{A0}']);
    let sensible = (1..=6).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    let number = number.trim_end_matches([' ', ',', '(', '-', '–', '\u{A0}']);
    sensible.then(|| (number, Some(digits.to_owned())))
}

/// The digits without the usual separators, and whether a country code came first.
fn digits_of(number: &str) -> Option<(bool, String)> {
    // "+84 (0) 299 …": the 0 in brackets is not dialled with the country code.
    let without_trunk = number.replace("(0)", "");
    let number = if number.contains('+') { without_trunk.as_str() } else { number };
    let mut digits = String::with_capacity(number.len());
    let mut plus = false;
    for c in number.chars() {
        match c {
            '0'..='9' => digits.push(c),
            '+' if digits.is_empty() && !plus => plus = true,
            ' ' | '\u{A0}' | '\u{202F}' | '.' | '-' | '–' | '(' | ')' => {}
            _ => return None,
        }
    }
    match digits.strip_prefix("00") {
        Some(rest) if !plus => Some((true, rest.to_owned())),
        _ => Some((plus, digits)),
    }
}

/// A number given with its country code.
fn foreign_link(digits: &str) -> Option<String> {
    match digits.strip_prefix("84") {
        Some(rest) => national_link(&format!("0{rest}")),
        None => ((8..=15).contains(&digits.len()) && !digits.starts_with('0')).then(|| format!("tel:+{digits}")),
    }
}

/// A number as it is dialled in Vietnam.
fn national_link(digits: &str) -> Option<String> {
    let bytes = digits.as_bytes();
    match (bytes.first()?, bytes.get(1)?, bytes.len()) {
        (b'0', b'2', 11) | (b'0', b'3' | b'5' | b'7' | b'8' | b'9', 10) => Some(format!("tel:+84{}", digits.get(1..)?)),
        (b'1', _, 3..=4) => Some(format!("tel:{digits}")),
        (b'1', b'8' | b'9', 8..=10) if digits.get(2..4) == Some("00") => Some(format!("tel:{digits}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::tel;

    fn link(s: &str) -> String {
        tel(s).unwrap_or_default()
    }

    #[test]
    fn national_numbers_get_the_country_code() {
        for written in ["0299 3812 345", "0299.3812.345", "(0299) 3812345", "0299-3812-345", " 02993812345 "] {
            assert_eq!(link(written), "tel:+842993812345", "{written}");
        }
        assert_eq!(link("024 3804 3100"), "tel:+842438043100");
        assert_eq!(link("0912 345 678"), "tel:+84912345678");
    }

    #[test]
    fn a_country_code_is_read_in_all_its_spellings() {
        for written in ["+84 299 3812 345", "0084 299 3812 345", "+84 (0) 299 3812 345", "(+84) 299.3812.345"] {
            assert_eq!(link(written), "tel:+842993812345", "{written}");
        }
        assert_eq!(link("+1 202 555 0100"), "tel:+12025550100");
    }

    #[test]
    fn hotlines_stay_national() {
        assert_eq!(link("113"), "tel:113");
        assert_eq!(link("1022"), "tel:1022");
        assert_eq!(link("1900 1234"), "tel:19001234");
        assert_eq!(link("1800.599.920"), "tel:1800599920");
    }

    #[test]
    fn an_extension_is_kept() {
        assert_eq!(link("0299 3812 345 (máy lẻ 12)"), "tel:+842993812345;ext=12");
        assert_eq!(link("0299 3812 345, ext. 7"), "tel:+842993812345;ext=7");
    }

    #[test]
    fn what_is_not_one_number_has_no_link() {
        for written in [
            "",
            "0",
            "abc",
            "0299",
            "0299 3812 34",
            "0299 3812 345 - 0299 3812 346",
            "12345678",
            "0412 345 678",
            "++84",
            "1+13",
            "0299 3812 345 máy lẻ",
            "số 5",
            "+84",
            "+0123456789",
            "२२२",
        ] {
            assert_eq!(tel(written), None, "{written}");
        }
    }
}
