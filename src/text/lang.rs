//! What the language of a page decides.

/// True when `lang` ("vi", "vi-VN", "VI") is Vietnamese.
pub(crate) fn is_vietnamese(lang: &str) -> bool {
    let primary = lang.split(['-', '_']).next().unwrap_or_default();
    primary.eq_ignore_ascii_case("vi")
}

#[cfg(test)]
mod tests {
    use super::is_vietnamese;

    #[test]
    fn the_region_does_not_change_the_language() {
        assert!(is_vietnamese("vi") && is_vietnamese("vi-VN") && is_vietnamese("VI"));
        assert!(!is_vietnamese("en") && !is_vietnamese("vie") && !is_vietnamese(""));
    }
}
