//! The lines of a legal text as it is copied: one line for each article, clause and point, without
//! empty lines between them. CommonMark would join them to one paragraph.

use std::sync::LazyLock;

use regex::Regex;

/// A line with which a part of a legal text begins that never continues the line before: an article
/// with its title (`Điều 2. …`), a chapter or section by itself on its line, and the list of
/// recipients. `Điều 5 Luật Đất đai` within a sentence is none.
static PART: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(?:Điều [0-9]+[a-zđ]?[.:]\s|(?:Chương|Mục|Phần) (?:[IVXLC]+|[0-9]+|thứ \S+)[.:]?\s*$|Nơi nhận\s*:)")
        .ok()
});

/// A line with which a clause or point begins, or a legal basis, in the middle of a paragraph.
static POINT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(?:[a-zđ]\)\s|[0-9]{1,3}[.)]\s|Khoản [0-9]+[.:]|Căn cứ\s|Theo đề nghị\s|Xét\s|[-–+]\s?\p{Lu})").ok()
});

/// Whether a clause, a point or a legal basis begins with this line.
pub(super) fn begins_point(line: &str) -> bool {
    POINT.as_ref().is_some_and(|rule| rule.is_match(line))
}

/// The bytes of the lines before which an empty line belongs, so that each article and chapter is a
/// paragraph of its own and no list goes on with it.
pub(super) fn missing_empty_lines(text: &str) -> Vec<usize> {
    let mut found = Vec::new();
    // Most texts have none of these words.
    if !["Điều ", "Chương ", "Mục ", "Phần ", "Nơi nhận"].iter().any(|word| text.contains(word)) {
        return found;
    }
    let (mut at, mut is_code, mut follows_text) = (0, false, false);
    for line in text.split_inclusive('\n') {
        let bare = line.trim_end();
        let is_fence = bare.trim_start().starts_with("```") || bare.trim_start().starts_with("~~~");
        is_code ^= is_fence;
        if !is_code && follows_text && PART.as_ref().is_some_and(|rule| rule.is_match(bare)) {
            found.push(at);
        }
        follows_text = !is_code && !is_fence && !bare.is_empty();
        at += line.len();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_begin_paragraphs_and_points_begin_lines() {
        let text = "Điều 1. Một\n1. Ông A\n2. Bà B\nĐiều 2. Hai\ntheo\nĐiều 5 Luật Đất đai\n\nĐiều 3. Ba\nNơi nhận:\n```\nx\nĐiều 4. Bốn\n```\n";
        let lines: Vec<&str> =
            missing_empty_lines(text).into_iter().filter_map(|at| text[at..].lines().next()).collect();
        assert_eq!(lines, ["Điều 2. Hai", "Nơi nhận:"]);
        for line in ["a) Một", "đ) Hai", "12. Ba", "Căn cứ Luật", "- Như trên", "-Như Điều 1"] {
            assert!(begins_point(line), "{line}");
        }
        for line in ["an) b", "2026 là", "căn cứ vào", "- 5 độ", "a b)"] {
            assert!(!begins_point(line), "{line}");
        }
    }
}
