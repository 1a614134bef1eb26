//! Compiles regular expressions for texts of offices. The classes of Unicode have some 700 ranges
//! each. A rule with a dozen of them takes 10 ms to compile, and 3 ms with the classes here, which
//! have the letters of Latin, Greek, Cyrillic and the scripts of the region in a few ranges. Every
//! start of the program waits for that.

use regex::Regex;

/// Letters. The range up to `ỹ` has those of Greek, Cyrillic, Thai, Lao and Khmer, too.
const LETTERS: &str = r"A-Za-zÀ-ÖØ-öø-ỹ\u{3040}-\u{9FFF}\u{AC00}-\u{D7A3}";

/// Capital letters.
const CAPITALS: &str = "A-ZÀ-ÖØ-ÞĂĐĨŨƠƯΑ-ΩЁА-ЯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ";

/// Small letters.
const SMALL_LETTERS: &str = "a-zß-öø-ÿăđĩũơưα-ωа-яёạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ";

/// Compiles a rule. In it, `\p{L}` is a letter, `\p{Lu}` a capital one, `\p{Ll}` a small one,
/// `\p{N}` and `\d` a digit, and `\w` a letter, a digit or `_`.
///
/// `None` if the rule is no regular expression, which the tests of each rule exclude.
///
/// # Examples
/// ```
/// use tamquan::text::rule::compile_rule;
///
/// let rule = compile_rule(r"^\p{Lu}\p{Ll}+ \d$").unwrap();
/// assert!(rule.is_match("Điều 5") && rule.is_match("Ủy 1"));
/// assert!(!rule.is_match("điều 5"));
/// ```
pub fn compile_rule(rule: &str) -> Option<Regex> {
    let word = format!("[0-9_{LETTERS}]");
    let classes = [
        (r"\w", word.as_str()),
        (r"\d", "[0-9]"),
        (r"\p{N}", "[0-9]"),
        (r"\p{L}", &format!("[{LETTERS}]")),
        (r"\p{Lu}", &format!("[{CAPITALS}]")),
        (r"\p{Ll}", &format!("[{SMALL_LETTERS}]")),
    ];
    let with_classes = classes.iter().fold(rule.to_owned(), |rule, (name, class)| rule.replace(name, class));
    Regex::new(&with_classes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_of_vietnamese_is_in_its_class() {
        let letters = "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệghiìíỉĩịklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvxyỳýỷỹỵ";
        let [small, capital, letter, word] =
            [r"^\p{Ll}$", r"^\p{Lu}$", r"^\p{L}$", r"^[\w-]$"].map(|rule| compile_rule(rule).expect("a rule"));
        for c in letters.chars() {
            let (c, upper) = (c.to_string(), c.to_uppercase().to_string());
            assert!(small.is_match(&c) && !capital.is_match(&c), "{c}");
            assert!(capital.is_match(&upper) && !small.is_match(&upper), "{upper}");
            assert!([&c, &upper].into_iter().all(|c| letter.is_match(c) && word.is_match(c)), "{c}");
        }
        assert!(word.is_match("5") && word.is_match("-") && !letter.is_match("5") && !word.is_match("×"));
        assert!(capital.is_match("Ж") && small.is_match("ж") && letter.is_match("中"));
    }
}
