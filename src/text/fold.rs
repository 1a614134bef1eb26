//! Folding: the form of a text in which spelling with and without marks is the same.
//!
//! Readers search without marks, and the same word may carry its tone on either vowel (hòa, hoà),
//! so the index and the query are both folded. Addresses are made from folded text too.

use unicode_normalization::char::decompose_compatible;

/// The text in lower case, without tone and vowel marks, with đ as d.
///
/// The letters of neighbouring European alphabets that do not decompose are spelt out (æ as ae, ß
/// as ss), compatibility forms become plain (ﬁ as fi, ² as 2). Scripts whose vowels are marks,
/// as Lao and Khmer, keep them, and so does Cyrillic. Folding a folded text changes nothing.
pub fn fold(s: &str) -> String {
    if s.is_ascii() {
        return s.to_ascii_lowercase();
    }
    let mut out = String::with_capacity(s.len());
    fold_into(s, &mut out);
    out
}

/// Whether the folded form of a character is ASCII.
pub fn folds_to_ascii(c: char) -> bool {
    fold_vietnamese(c).is_some() || fold(c.encode_utf8(&mut [0; 4])).is_ascii()
}

/// Appends the folded form of a text.
pub fn fold_into(s: &str, out: &mut String) {
    for c in s.chars() {
        match fold_vietnamese(c) {
            Some(letter) => out.push(letter),
            None => push_folded(c, out),
        }
    }
}

/// The folded form of an ASCII character or a letter of Vietnamese: nearly all that there is.
fn fold_vietnamese(c: char) -> Option<char> {
    Some(match c {
        '\0'..='\x7f' => c.to_ascii_lowercase(),
        '\u{1EA0}'..='\u{1EB7}' | 'À'..='Ã' | 'à'..='ã' | 'Ă' | 'ă' => 'a',
        'Đ' | 'đ' => 'd',
        '\u{1EB8}'..='\u{1EC7}' | 'È'..='Ê' | 'è'..='ê' => 'e',
        '\u{1EC8}'..='\u{1ECB}' | 'Ì' | 'Í' | 'ì' | 'í' | 'Ĩ' | 'ĩ' => 'i',
        '\u{1ECC}'..='\u{1EE3}' | 'Ò'..='Õ' | 'ò'..='õ' | 'Ơ' | 'ơ' => 'o',
        '\u{1EE4}'..='\u{1EF1}' | 'Ù' | 'Ú' | 'ù' | 'ú' | 'Ũ' | 'ũ' | 'Ư' | 'ư' => 'u',
        '\u{1EF2}'..='\u{1EF9}' | 'Ý' | 'ý' => 'y',
        _ => return None,
    })
}

/// Appends the folded form of one character, which may be empty or several characters.
fn push_folded(c: char, out: &mut String) {
    // й and ё are letters of their own and no и and е with a mark.
    if ('\u{400}'..='\u{52F}').contains(&c) {
        return push_lower(c, out);
    }
    if decomposes(c) {
        decompose_compatible(c, |part| {
            if !is_latin_mark(part) {
                push_lower(part, out);
            }
        });
    } else if !is_latin_mark(c) {
        push_lower(c, out);
    }
}

/// Lower-cases one decomposed character and replaces the letters that have no decomposition.
fn push_lower(c: char, out: &mut String) {
    for lower in c.to_lowercase() {
        match lower {
            'đ' | 'ð' | 'ɖ' => out.push('d'),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'ø' => out.push('o'),
            'ł' => out.push('l'),
            'ı' => out.push('i'),
            'ß' => out.push_str("ss"),
            'þ' => out.push_str("th"),
            other if is_latin_mark(other) => {}
            other => out.push(other),
        }
    }
}

/// Han, Kana and Hangul gain nothing from decomposition, and Hangul would fall into pieces.
fn decomposes(c: char) -> bool {
    matches!(c, '\u{80}'..='\u{2E7F}' | '\u{FB00}'..='\u{FB06}' | '\u{FF00}'..='\u{FFEF}')
}

/// The marks put on Latin, Greek and Cyrillic letters; not the vowel signs of other scripts.
fn is_latin_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}')
}

#[cfg(test)]
mod tests {
    use super::{fold, fold_vietnamese, push_folded};

    #[test]
    fn letters_of_vietnamese_fold_as_they_decompose() {
        for c in '\0'..='\u{2000}' {
            let mut slow = String::new();
            push_folded(c, &mut slow);
            assert!(fold_vietnamese(c).is_none_or(|letter| slow == letter.to_string()), "{c}");
        }
    }

    #[test]
    fn marks_and_case_disappear() {
        assert_eq!(fold("Ủy ban nhân dân xã Sen Vàng"), "uy ban nhan dan xa sen vang");
        assert_eq!(fold("NGHỊ ĐỊNH"), "nghi dinh");
        assert_eq!(fold("ữ ợ ặ ễ ỹ Đ đ"), "u o a e y d d");
    }

    #[test]
    fn the_place_of_the_tone_does_not_matter() {
        assert_eq!(fold("hòa thủy"), fold("hoà thuỷ"));
    }

    #[test]
    fn composed_and_decomposed_spelling_fold_alike() {
        assert_eq!(fold("tie\u{302}\u{301}ng Vie\u{323}\u{302}t"), fold("tiếng Việt"));
    }

    #[test]
    fn look_alikes_of_the_letter_d_fold_to_d() {
        assert_eq!(fold("QÐ Ɖ ð"), "qd d d");
    }

    #[test]
    fn letters_of_other_languages_are_spelt_out() {
        assert_eq!(fold("Œuvre Straße Łódź İzmir ﬁle m²"), "oeuvre strasse lodz izmir file m2");
    }

    #[test]
    fn letters_of_cyrillic_stay() {
        assert_eq!(fold("Русский язык, Ёлка, Україна"), "русский язык, ёлка, україна");
    }

    #[test]
    fn vowel_signs_of_other_scripts_stay() {
        assert_eq!(fold("ປີ កម្ពុជា 한국 北京"), "ປີ កម្ពុជា 한국 北京");
    }

    #[test]
    fn folding_twice_is_folding_once() {
        for text in ["Thị trấn Đắk Tô", "½ ℃ Ǆ", "ÅNGSTRÖM"] {
            assert_eq!(fold(&fold(text)), fold(text));
        }
    }
}
