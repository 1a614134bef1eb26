//! Recognises the lines with which the clauses and points of a legal text begin.

use std::sync::LazyLock;

use regex::Regex;

use crate::text::rule::compile_rule;

/// A line with which a clause or point begins, a legal basis, a recipient or a signature, in the
/// middle of a paragraph.
static POINT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    compile_rule(concat!(
        r"^(?:\*\*|_|\*)?(?:(?:aa|bb|cc|dd|đđ|ee|gg|hh|[a-zđ])[0-9]?\)\s|\((?:[0-9]{1,2}|[a-zđ])\)\s|[0-9]{1,3}[a-zđ]?(?:\.[0-9]{1,3})*[.)]\s",
        r"|(?:Khoản|Điểm) (?:[0-9]+[a-zđ]?|[a-zđ])[.:]|Số\s?:\s?[0-9.…_]|Căn cứ\s|Theo đề nghị\s|Kính gửi\s?:|Xét\s",
        r"|[-–—+•]\s?\p{Lu}|[➢❖○●▪◆■✓★‐►☐□]\s?\p{L}|[a-zđ]/\s?\p{Lu}|[0-9]{1,2}\s?(?:h|giờ|:)\s?[0-9]{0,2}\s?[.:–-]\s|[–—+•]\s+\p{L}|o\s+\p{L}|[a-zđ]\.\s\p{Lu}|[0-9]{1,2}[.)]\p{Lu}|[IVXLC]{1,6}/\s?\p{Lu}|Bước [0-9]{1,2}\s?[.:]|[IVXLC]{1,6}\.\s\p{Lu}|[A-Z]\.\s\p{Lu}|(?:TM|KT|TL|TUQ|Q)\.\s?\p{Lu}",
        r"|“?(?:Điều|Khoản|Mục|Chương) [0-9IVXLC]+[a-zđ]?[.:]|“(?:[0-9]{1,3}[a-zđ]?\.|[a-zđ]\))\s)",
    ))
});

/// Whether a line begins a clause, a point, a legal basis, a recipient or a signature.
pub(super) fn is_point(line: &str) -> bool {
    line.starts_with("(Đã ký") || may_be_point(line) && POINT.as_ref().is_some_and(|rule| rule.is_match(line))
}

/// Whether a line may begin a point. Most lines of a paragraph begin with a small letter and go on
/// with letters, which says at once that they begin none.
fn may_be_point(line: &str) -> bool {
    let bytes = line.as_bytes();
    match bytes.first() {
        Some(b'a'..=b'z') => {
            has_mark_of_point(&bytes[1..])
                || line.strip_prefix('o').is_some_and(|rest| rest.starts_with(char::is_whitespace))
        }
        // The first byte of đ and Đ, and of ă and ĩ, which begin no point.
        Some(0xC4) => line.starts_with('Đ') || has_mark_of_point(&bytes[2..]),
        Some(0xC3 | 0xC5 | 0xC6 | 0xE1) => false,
        _ => true,
    }
}

/// Whether one of the marks behind the letter of a point stands near the start of these bytes.
fn has_mark_of_point(bytes: &[u8]) -> bool {
    bytes.iter().take(14).any(|byte| matches!(byte, b')' | b'/' | b'.'))
}

/// A point, as `a) …`, `đ) …`, `a1) …`, `a.1) …` or `a/ …` begins one.
pub(super) struct LetterPoint {
    /// The letter and the number as ids write them. `đ` is `dd`, because it is another one than
    /// `d`.
    pub id: String,
    /// Whether the point stands below another one: `a.1)`. `a1)` was added behind `a)`.
    pub is_inner: bool,
}

static LETTER_POINT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let letter = "(?<letter>aa|bb|cc|dd|đđ|ee|gg|hh|[a-zđ])";
    let number = r"(?<dot>\.)?(?<number>[0-9]{1,2}(?:\.[0-9]{1,2})*)?";
    compile_rule(&format!(r"^{letter}(?:{number}\)(?:\s|$)|/\s?\p{{Lu}})"))
});

/// The point that begins with these words.
pub(super) fn letter_point(words: &str) -> Option<LetterPoint> {
    let is_letter = words.starts_with(|c: char| c.is_ascii_lowercase() || c == 'đ');
    if !is_letter || !has_mark_of_point(&words.as_bytes()[1..]) {
        return None;
    }
    let found = LETTER_POINT.as_ref()?.captures(words)?;
    let number = found.name("number").map_or(String::new(), |number| number.as_str().replace('.', "-"));
    let is_inner = found.name("dot").is_some();
    Some(LetterPoint { id: found["letter"].replace('đ', "dd") + &number, is_inner })
}
