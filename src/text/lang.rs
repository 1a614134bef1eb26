//! What the language of a page decides.

use icu_locale_core::LanguageIdentifier;

/// True when `lang` ("vi", "vi-VN", "VI") is Vietnamese.
pub(crate) fn is_vietnamese(lang: &str) -> bool {
    let primary = lang.split(['-', '_']).next().unwrap_or_default();
    primary.eq_ignore_ascii_case("vi")
}

/// The languages whose words stand in for those that another language lacks, in this order. English
/// comes first, because people who read no Vietnamese may read it.
pub(crate) const FALLBACK_LANGUAGES: [&str; 2] = ["en", "vi"];

/// The code of a language as BCP 47 writes it: `zh-Hant`, `pt-BR`. `None` for a text that is none.
/// Systems write `zh_Hant`.
pub(crate) fn canonical_code(code: &str) -> Option<String> {
    let id: LanguageIdentifier = code.replace('_', "-").parse().ok()?;
    (!id.language.is_unknown()).then(|| id.to_string())
}

/// The codes of the scripts that run from right to left (ISO 15924).
const RIGHT_TO_LEFT_SCRIPTS: [&str; 8] = ["Adlm", "Arab", "Aran", "Hebr", "Mand", "Nkoo", "Syrc", "Thaa"];

/// The languages that are written from right to left, by the codes of ISO 639.
const RIGHT_TO_LEFT: [&str; 15] =
    ["ar", "ara", "arc", "ckb", "dv", "fa", "fas", "he", "heb", "nqo", "ps", "sd", "ug", "ur", "yi"];

/// True when `lang` is written from right to left.
pub(crate) fn is_right_to_left(lang: &str) -> bool {
    let mut parts = lang.split(['-', '_']);
    let primary = parts.next().unwrap_or_default();
    // A script that is named decides: Azerbaijani has three.
    if let Some(script) = parts.next().filter(|part| part.len() == 4 && part.bytes().all(|b| b.is_ascii_alphabetic())) {
        return RIGHT_TO_LEFT_SCRIPTS.iter().any(|code| script.eq_ignore_ascii_case(code));
    }
    RIGHT_TO_LEFT.iter().any(|code| primary.eq_ignore_ascii_case(code))
}

/// The languages with a code of two letters (ISO 639-1).
const TWO_LETTERS: &str = "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce \
    ch co cr cs cu cv cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr \
    fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is \
    it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln \
    lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv \
    ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk \
    sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw \
    ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu";

/// What people write in place of the code of a language: the code of a country that speaks it, and
/// codes of three letters (ISO 639-2) of languages that have one of two.
const MISTAKEN: [(&str, &str); 31] = [
    ("chi", "zh"),
    ("cn", "zh"),
    ("cz", "cs"),
    ("deu", "de"),
    ("dk", "da"),
    ("eng", "en"),
    ("fra", "fr"),
    ("fre", "fr"),
    ("gb", "en"),
    ("ger", "de"),
    ("gr", "el"),
    ("hk", "zh"),
    ("ind", "id"),
    ("jp", "ja"),
    ("jpn", "ja"),
    ("kh", "km"),
    ("khm", "km"),
    ("kor", "ko"),
    ("kp", "ko"),
    ("lao", "lo"),
    ("mm", "my"),
    ("msa", "ms"),
    ("rus", "ru"),
    ("spa", "es"),
    ("tha", "th"),
    ("ua", "uk"),
    ("us", "en"),
    ("vie", "vi"),
    ("vn", "vi"),
    ("zho", "zh"),
    ("zhs", "zh"),
];

/// The code of the language that was probably meant by a code that is none. `None` if nobody can
/// tell.
pub(crate) fn meant_language(code: &str) -> Option<&'static str> {
    let known = || MISTAKEN.iter().find(|(mistaken, _)| code.eq_ignore_ascii_case(mistaken)).map(|(_, meant)| *meant);
    if is_known_language(code) { None } else { known() }
}

/// Whether a code may be that of a language: one of the registered ones of two letters, or one of
/// three letters, of which there are thousands. Longer ones are reserved (RFC 5646, section 2.2.1),
/// and are words such as `vietnamese`. What follows the first part is not checked.
pub(crate) fn is_known_language(code: &str) -> bool {
    let primary = code.split(['-', '_']).next().unwrap_or_default();
    let is_listed = TWO_LETTERS.split_ascii_whitespace().any(|known| primary.eq_ignore_ascii_case(known));
    let is_mistaken = MISTAKEN.iter().any(|(mistaken, _)| primary.eq_ignore_ascii_case(mistaken));
    is_listed || primary.len() == 3 && !is_mistaken
}

#[cfg(test)]
mod tests {
    use super::{
        MISTAKEN, TWO_LETTERS, canonical_code, is_known_language, is_right_to_left, is_vietnamese, meant_language,
    };

    #[test]
    fn codes_of_countries_are_told_from_those_of_languages() {
        let codes: Vec<&str> = TWO_LETTERS.split_ascii_whitespace().collect();
        assert!(codes.is_sorted() && codes.len() == 184, "{}", codes.len());
        assert!(
            MISTAKEN.is_sorted()
                && MISTAKEN.iter().all(|(wrong, right)| !codes.contains(wrong) && codes.contains(right))
        );
        for code in ["vi", "en", "zh-hant", "hmn", "cjm", "km", "la"] {
            assert!(is_known_language(code), "{code}");
        }
        for (code, meant) in [("vn", Some("vi")), ("vie", Some("vi")), ("jp", Some("ja")), ("xx", None), ("en", None)] {
            assert_eq!(meant_language(code), meant, "{code}");
        }
        assert!(!is_known_language("xx") && !is_known_language("vn") && !is_known_language("label"));
    }

    #[test]
    fn a_code_has_one_spelling() {
        for (code, canonical) in [
            ("vi", Some("vi")),
            ("zh-hant", Some("zh-Hant")),
            ("ZH_hant", Some("zh-Hant")),
            ("pt-br", Some("pt-BR")),
            ("zh-hant-tw", Some("zh-Hant-TW")),
            ("und", None),
            ("English_US", None),
            ("vi-u-ca-buddhist", None),
            ("a", None),
            ("tiếng Việt", None),
            ("", None),
        ] {
            assert_eq!(canonical_code(code).as_deref(), canonical, "{code}");
        }
    }

    #[test]
    fn arabic_and_its_neighbours_are_written_from_right_to_left() {
        assert!(is_right_to_left("ar") && is_right_to_left("fa-AF") && is_right_to_left("HE"));
        assert!(is_right_to_left("az-Arab") && is_right_to_left("ar-EG") && !is_right_to_left("ku-Latn"));
        assert!(!is_right_to_left("vi") && !is_right_to_left("arn") && !is_right_to_left(""));
    }

    #[test]
    fn the_region_does_not_change_the_language() {
        assert!(is_vietnamese("vi") && is_vietnamese("vi-VN") && is_vietnamese("VI"));
        assert!(!is_vietnamese("en") && !is_vietnamese("vie") && !is_vietnamese(""));
    }
}
