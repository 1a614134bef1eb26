//! What the language of a page decides.

/// True when `lang` ("vi", "vi-VN", "VI") is Vietnamese.
pub(crate) fn is_vietnamese(lang: &str) -> bool {
    let primary = lang.split(['-', '_']).next().unwrap_or_default();
    primary.eq_ignore_ascii_case("vi")
}

/// The languages that are written from right to left, by the codes of ISO 639.
const RIGHT_TO_LEFT: [&str; 15] =
    ["ar", "ara", "arc", "ckb", "dv", "fa", "fas", "he", "heb", "nqo", "ps", "sd", "ug", "ur", "yi"];

/// True when `lang` is written from right to left.
pub(crate) fn is_right_to_left(lang: &str) -> bool {
    let primary = lang.split(['-', '_']).next().unwrap_or_default();
    RIGHT_TO_LEFT.iter().any(|code| primary.eq_ignore_ascii_case(code))
}

#[cfg(test)]
mod tests {
    use super::{is_right_to_left, is_vietnamese};

    #[test]
    fn arabic_and_its_neighbours_are_written_from_right_to_left() {
        assert!(is_right_to_left("ar") && is_right_to_left("fa-AF") && is_right_to_left("HE"));
        assert!(!is_right_to_left("vi") && !is_right_to_left("arn") && !is_right_to_left(""));
    }

    #[test]
    fn the_region_does_not_change_the_language() {
        assert!(is_vietnamese("vi") && is_vietnamese("vi-VN") && is_vietnamese("VI"));
        assert!(!is_vietnamese("en") && !is_vietnamese("vie") && !is_vietnamese(""));
    }
}
