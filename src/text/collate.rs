//! Sorting for people: the order of the dictionaries of a language, with a unique key at the end.
//!
//! The order is that of CLDR; in Vietnamese a ă â b c d đ e ê …, with the tones
//! level, huyền, hỏi, ngã, sắc, nặng as a second level, and lower case first. Texts the
//! collation holds equal are told apart by their bytes, so that a sort never
//! depends on the order of its input.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use icu_collator::CollatorBorrowed;
use icu_collator::options::CollatorOptions;
use icu_locale_core::Locale;

/// The sorting order of one language. Cloning shares the tables.
#[derive(Clone)]
pub struct Collator {
    /// Absent only if the compiled tables themselves are; then bytes decide alone.
    tables: Option<Arc<CollatorBorrowed<'static>>>,
}

impl Collator {
    /// The order of the language `lang` (BCP 47); the root order for a code that is not known.
    pub fn new(lang: &str) -> Collator {
        let locale = lang.parse().unwrap_or(Locale::UNKNOWN);
        let options = CollatorOptions::default();
        let tables = CollatorBorrowed::try_new((&locale).into(), options)
            .or_else(|_| CollatorBorrowed::try_new((&Locale::UNKNOWN).into(), options))
            .ok()
            .map(Arc::new);
        Collator { tables }
    }

    /// Compares two texts; `Equal` only for texts with the same bytes.
    pub fn compare(&self, a: &str, b: &str) -> Ordering {
        let by_language = self.tables.as_ref().map_or(Ordering::Equal, |tables| tables.compare(a, b));
        by_language.then_with(|| a.cmp(b))
    }

    /// A key whose byte order is the order of [`Collator::compare`]. Keys of different
    /// languages, and keys kept from another version of the program, must not be compared.
    pub fn key(&self, s: &str) -> Vec<u8> {
        let mut key = Vec::with_capacity(s.len() * 3 + 1);
        self.push_collation(s, &mut key);
        key.extend_from_slice(s.as_bytes());
        key
    }

    /// A key that sorts people as a Vietnamese directory does: by the given name, which is the
    /// last word, and then by the whole name.
    pub fn given_name_key(&self, full_name: &str) -> Vec<u8> {
        let given = full_name.split_whitespace().next_back().unwrap_or_default();
        let mut key = Vec::with_capacity(full_name.len() * 4 + 2);
        self.push_collation(given, &mut key);
        self.push_collation(full_name, &mut key);
        key.extend_from_slice(full_name.as_bytes());
        key
    }

    /// Appends the sort key and a zero byte, which no sort key contains and which therefore
    /// keeps what follows from taking part in the comparison.
    fn push_collation(&self, s: &str, key: &mut Vec<u8>) {
        if let Some(tables) = &self.tables {
            // Writing to a vector cannot fail: its error type has no values.
            let Ok(()) = tables.write_sort_key_to(s, key);
        }
        key.push(0);
    }
}

impl fmt::Debug for Collator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Collator").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::Collator;

    fn sorted(words: &[&'static str]) -> Vec<&'static str> {
        sorted_in("vi", words)
    }

    fn sorted_in(lang: &str, words: &[&'static str]) -> Vec<&'static str> {
        let collator = Collator::new(lang);
        let mut words = words.to_vec();
        words.sort_by(|a, b| collator.compare(a, b));
        words
    }

    #[test]
    fn letters_follow_the_vietnamese_alphabet() {
        assert_eq!(
            sorted(&["ư", "u", "ơ", "ô", "o", "ê", "e", "đ", "d", "â", "ă", "a"]),
            ["a", "ă", "â", "d", "đ", "e", "ê", "o", "ô", "ơ", "u", "ư"]
        );
        assert_eq!(sorted(&["đa", "dung", "da", "ân", "ăn", "an"]), ["an", "ăn", "ân", "da", "dung", "đa"]);
    }

    #[test]
    fn tones_follow_level_huyen_hoi_nga_sac_nang() {
        assert_eq!(sorted(&["mạ", "má", "mã", "mả", "mà", "ma"]), ["ma", "mà", "mả", "mã", "má", "mạ"]);
    }

    #[test]
    fn a_tone_weighs_less_than_a_later_letter() {
        assert_eq!(sorted(&["mạ a", "ma b"]), ["mạ a", "ma b"]);
    }

    #[test]
    fn lower_case_comes_before_upper_case() {
        assert_eq!(sorted(&["An", "an"]), ["an", "An"]);
    }

    #[test]
    fn digraphs_are_not_letters() {
        assert_eq!(sorted(&["co", "cha", "ca"]), ["ca", "cha", "co"]);
    }

    #[test]
    fn each_language_has_its_own_order() {
        assert_eq!(sorted_in("sv", &["ö", "ä", "å", "z", "a"]), ["a", "z", "å", "ä", "ö"]);
        assert_eq!(sorted_in("de", &["z", "ö", "o", "ä", "a"]), ["a", "ä", "o", "ö", "z"]);
        assert_eq!(sorted_in("es", &["o", "ñ", "nz", "n"]), ["n", "nz", "ñ", "o"]);
        // By the sounds in the People's Republic, and by strokes in Taiwan: 上 shàng has three,
        // 中 zhōng four, 安 ān six.
        assert_eq!(sorted_in("zh", &["中", "上", "安"]), ["安", "上", "中"]);
        assert_eq!(sorted_in("zh-Hant", &["安", "中", "上"]), ["上", "中", "安"]);
        assert_eq!(sorted_in("hmn", &["b", "A", "a"]), ["a", "A", "b"]);
    }

    #[test]
    fn keys_compare_as_the_texts_do() {
        let words =
            ["", "a", "A", "á", "ab", "a b", "đ", "d", "Đỗ", "đỗ", "hòa", "hoà", "a\0", "1", "10", "e\u{301}", "é"];
        for lang in ["vi", "en", "xx-not a language"] {
            let collator = Collator::new(lang);
            for a in words {
                for b in words {
                    assert_eq!(collator.key(a).cmp(&collator.key(b)), collator.compare(a, b), "{lang} {a:?} {b:?}");
                }
            }
        }
    }

    #[test]
    fn only_equal_bytes_are_equal() {
        let collator = Collator::new("vi");
        assert!(collator.compare("é", "e\u{301}").is_ne());
        assert!(collator.compare("é", "é").is_eq());
    }

    #[test]
    fn people_are_sorted_by_given_name_then_by_the_whole_name() {
        let collator = Collator::new("vi");
        let mut names = ["Trần Thị Bình", "Nguyễn Văn An", "Lê Đức", "Lê Dung", "Đỗ An", "An"];
        names.sort_by_cached_key(|name| collator.given_name_key(name));
        assert_eq!(names, ["An", "Đỗ An", "Nguyễn Văn An", "Trần Thị Bình", "Lê Dung", "Lê Đức"]);
    }

    #[test]
    fn a_collator_can_be_shared_between_threads() {
        fn shared<T: Send + Sync + Clone>() {}
        shared::<Collator>();
    }
}
