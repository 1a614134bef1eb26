//! The lines of a legal text as it is copied: one line for each article, clause and point, without
//! empty lines between them. CommonMark would join them to one paragraph.

use std::borrow::Cow;
use std::sync::LazyLock;

use memchr::memmem::Finder;
use regex::Regex;

use super::legal_points::is_point;
use super::text_lines::TextLine;
use crate::text::rule::compile_rule;

/// A line with which a part of a legal text begins that never continues the line before: an article
/// with its title (`Điều 2. …`), a chapter or section by itself on its line or with its title
/// in capitals, an annex, the list of recipients, and a signature (`TM. ỦY BAN NHÂN DÂN`).
/// `Điều 5 Luật Đất đai` within a sentence is none.
static PART: LazyLock<Option<Regex>> = LazyLock::new(|| {
    compile_rule(concat!(
        r"^(?:\*\*)?(?:(?:Điều|ĐIỀU) [0-9]+(?:[a-zđ]|[.][0-9]+)?\s?(?:[.:](?:\s|\*\*|$|\p{Lu})|[-–—]\s\p{Lu}|$)",
        r"|(?:Chương|CHƯƠNG|Mục|MỤC|Tiểu mục|TIỂU MỤC|Phần|PHẦN) (?:[IVXLC]+|[0-9]+|(?i:thứ) \S+)[a-zđ]?",
        r"(?:[.:]?\s*(?:\*\*)?\s*$|[.:–-]?\s+\p{Lu}[\p{Lu}\s,;–-]*(?:\*\*)?\s*$)",
        r"|(?:Phụ lục|PHỤ LỤC)(?: (?:[IVXLC]+|[0-9]+))?[a-zđA-Z]?[.:]?\s*(?:\*\*)?\s*$",
        r"|(?:[IVXLC]{1,6}|[A-Z])[.)/-]\s+\p{Lu}[\p{Lu}\s,;–-]+$|[IVX]{1,5}\.\s+\p{Lu}[^.;:?!]{2,90}$|(?:Nơi nhận|NƠI NHẬN)\s*:|(?:\*\*)?(?:TM|KT|TL|TUQ)\.\s?\p{Lu}{2})",
    ))
});

/// Whether a new line begins with `next` in a paragraph whose words so far are `before`: a clause,
/// a point, a legal basis, a signature, the next one of several lines with a label, or in a legal
/// text the next sentence. The marks of bold and italic words are no part of a line.
pub(super) fn begins_line(before: &str, next: &str, is_legal: bool) -> bool {
    let next = without_marks(next);
    if is_in_capitals(&next) || is_point(&next) {
        return true;
    }
    if !next.starts_with(|c: char| c.is_uppercase() || c == '(') {
        return false;
    }
    let last = before.rsplit('\n').next().unwrap_or_default().trim_start_matches([' ', '\t', '>']);
    let last = without_marks(last.trim_end());
    last.ends_with(';')
        || (is_legal && last.ends_with(['.', ':', '”']))
        || is_in_capitals(&last)
        || last.starts_with("Số:")
        || last.starts_with("Độc lập")
        || last.starts_with("(Đã ký")
        || (is_part(&last) && !goes_on(&last, &next))
        || (is_labelled(&last) && is_labelled(&next))
}

/// A line without the marks of bold and italic words, and without the space at its end that they
/// leave.
pub(super) fn without_marks(line: &str) -> Cow<'_, str> {
    match memchr::memchr2(b'*', b'_', line.as_bytes()) {
        Some(first) => {
            let mut bare = String::with_capacity(line.len());
            let mut done = 0;
            for mark in memchr::memchr2_iter(b'*', b'_', &line.as_bytes()[first..]).map(|at| first + at) {
                bare.push_str(&line[done..mark]);
                done = mark + 1;
            }
            bare.push_str(&line[done..]);
            Cow::Owned(bare)
        }
        None => Cow::Borrowed(line),
    }
}

/// Words behind which a sentence or a title goes on. No other word of two syllables ends with one
/// of them, as `tổ chức` and `chuyển đổi số` end with syllables that are words by
/// themselves.
const OPEN_WORDS: [&str; 20] = [
    "bởi", "các", "cho", "của", "do", "hoặc", "là", "mà", "nếu", "những", "sẽ", "theo", "thì", "tại", "và", "với",
    "ông", "ở", "đã", "để",
];

/// Words behind which a number goes on: `số 254/2026/NĐ-CP`, `Điều 3`, `ngày 05 tháng 01`.
const WORDS_BEFORE_NUMBERS: [&str; 7] = ["số", "điều", "khoản", "điểm", "ngày", "tháng", "năm"];

/// Whether the words of a line go on in the line `next`, because its last word ends no sentence and
/// no title.
pub(super) fn goes_on(line: &str, next: &str) -> bool {
    let last = line.rsplit(char::is_whitespace).next().unwrap_or_default().to_lowercase();
    let after_digits = next.trim_start_matches(|c: char| c.is_ascii_digit());
    // A number with a full stop begins a clause.
    let is_number = after_digits.len() < next.len() && !after_digits.starts_with(['.', ')']);
    OPEN_WORDS.contains(&&*last) || is_number && WORDS_BEFORE_NUMBERS.contains(&&*last)
}

/// Whether a line begins with a label: `Điện thoại: 0299 3812 345`.
fn is_labelled(line: &str) -> bool {
    let label = line.char_indices().take(30).find(|(_, c)| matches!(c, ':' | '.' | ',' | ';'));
    label.is_some_and(|(at, _)| at > 0 && line[at..].starts_with(": "))
}

/// Whether a line names a part of a legal text: a chapter, an article, the recipients, a signature.
pub(super) fn is_part(line: &str) -> bool {
    may_be_part(line.trim_start_matches('*')) && PART.as_ref().is_some_and(|rule| rule.is_match(line))
}

/// Whether a line begins as a part does: with its name, or with capital letters and the sign behind
/// a number. Hardly a line does, and its first bytes say so.
fn may_be_part(line: &str) -> bool {
    let names: &[&str] = match line.as_bytes() {
        [0xC4, ..] => &["Điều ", "ĐIỀU "],
        [b'C', ..] => &["Chương ", "CHƯƠNG "],
        [b'M', ..] => &["Mục ", "MỤC "],
        [b'T', ..] => &["Tiểu mục ", "TIỂU MỤC "],
        [b'P', ..] => &["Phần ", "PHẦN ", "Phụ lục", "PHỤ LỤC"],
        [b'N', ..] => &["Nơi nhận", "NƠI NHẬN"],
        [b'A'..=b'Z', ..] => &[],
        _ => return false,
    };
    let capitals = line.bytes().take(6).take_while(u8::is_ascii_uppercase).count();
    let is_number = matches!(line.as_bytes().get(capitals), Some(b'.' | b')' | b'/' | b'-'));
    (capitals > 0 && is_number) || names.iter().any(|name| line.starts_with(name))
}

/// Whether a line is a title in capitals: `QUYẾT ĐỊNH:`, `CHỦ TỊCH`.
pub(super) fn is_in_capitals(line: &str) -> bool {
    !line.chars().any(char::is_lowercase) && line.chars().filter(|c| c.is_uppercase()).nth(3).is_some()
}

/// Searches for the words of which every legal text has one.
static LEGAL_FINDERS: LazyLock<[Finder<'static>; 18]> = LazyLock::new(|| LEGAL_WORDS.map(Finder::new));

/// How the lines of a text are meant.
#[derive(Debug, Default)]
pub(super) struct LegalLayout {
    /// Whether the text is one of law or of an office, with a line for each sentence.
    pub is_legal: bool,
    /// The bytes of the lines before which an empty line belongs, so that each article and chapter
    /// is a paragraph of its own and no list goes on with it.
    pub empty_lines: Vec<usize>,
}

/// Words of which every legal text has one.
const LEGAL_WORDS: [&str; 18] = [
    "Điều ",
    "Chương ",
    "CHƯƠNG ",
    "ục ",
    "ỤC",
    "Phần ",
    "PHẦN ",
    "ơi nhận",
    "ƠI NHẬN",
    "Căn cứ ",
    "Kính gửi",
    "Độc lập",
    "\nII.",
    "\nB. ",
    "\nTM.",
    "\nKT.",
    "\nTL.",
    "\nTUQ.",
];

/// Whether a text has one of the words of which every legal text has one.
pub(super) fn may_be_legal(text: &str) -> bool {
    LEGAL_FINDERS.iter().any(|word| word.find(text.as_bytes()).is_some())
}

/// Finds out how the lines of a text are meant that [`may_be_legal`].
pub(super) fn legal_layout(lines: &[TextLine]) -> LegalLayout {
    let mut found = LegalLayout::default();
    let (mut before, mut paragraph_lines) = ("", 0);
    for line in lines {
        let bare = line.words.trim_end();
        let is_words = !line.is_code && !bare.is_empty();
        if is_words {
            found.is_legal |= is_part(bare) || bare.starts_with("Căn cứ ") || bare.starts_with("Kính gửi");
            if !before.is_empty() && begins_block(before, bare, paragraph_lines) {
                found.empty_lines.push(line.at);
                paragraph_lines = 0;
            }
        }
        paragraph_lines = if is_words { paragraph_lines + 1 } else { 0 };
        before = if is_words { bare } else { "" };
    }
    found
}

/// Whether a line begins a block of its own, after the line `before` of a block of
/// `paragraph_lines` lines.
fn begins_block(before: &str, line: &str, paragraph_lines: usize) -> bool {
    let (before, line) = (&*without_marks(before), &*without_marks(line));
    // A line of dashes under the head of a letter would make a heading of it.
    let dashes = line.trim_start();
    if dashes.len() > 2 && dashes.bytes().all(|byte| byte == b'-') {
        return paragraph_lines > 1 || before.trim_start().starts_with("Độc lập");
    }
    let is_numbered = before.starts_with(|c: char| c.is_ascii_digit()) && before.contains(". ");
    let is_dash = before.starts_with("- ") || before.starts_with("+ ");
    // What follows a list would go on with its last item.
    let ends_list = (is_numbered || is_dash)
        && (is_in_capitals(line)
            || line.starts_with('“')
            || (before.ends_with('.') && line.starts_with(char::is_uppercase) && !is_point(line)));
    is_part(line) || ends_list
}

/// The id of the article that begins with these words: `dieu-5` for `Điều 5. …`, and
/// `dieu-5dd` for `Điều 5đ. …`, which is another one than `Điều 5d. …`.
pub(super) fn article_id(words: &str) -> Option<String> {
    let name = words.trim_start_matches(['*', '_']).strip_prefix("Điều ").filter(|_| is_part(words))?;
    let digits = name.bytes().take_while(u8::is_ascii_digit).count();
    let letter = name[digits..].chars().next().filter(|c| c.is_alphabetic());
    let letter = letter.map_or(String::new(), |c| if c == 'đ' { "dd".to_owned() } else { c.to_string() });
    Some(format!("dieu-{}{letter}", &name[..digits]))
}

/// A paragraph that names a part of a text, or the law that a text is based on.
static PART_NAME: LazyLock<Option<Regex>> = LazyLock::new(|| {
    compile_rule(concat!(
        r"^(?i:chương|mục|tiểu mục|phần|phụ lục|điều|chapter|article|section|part|annex) (?:[0-9IVXLC]+|thứ )",
        r"|^(?:Căn cứ|Theo đề nghị|Xét|Số:|Độc lập|Kính gửi|Nơi nhận)",
    ))
});

/// Whether a paragraph is an article: `Điều 1. Phạm vi điều chỉnh`.
pub(super) fn is_article(paragraph: &str) -> bool {
    paragraph.trim_start().starts_with("Điều ")
}

/// Whether a paragraph says something of its text: it neither is in capitals nor names a part of
/// the text or the law that it is based on.
pub(super) fn is_sentence(paragraph: &str) -> bool {
    let text = paragraph.trim();
    let names_part = PART_NAME.as_ref().is_some_and(|rule| rule.is_match(text));
    // An article with its words in the same paragraph is more than a title.
    let is_long = text.starts_with("Điều ") && text.split_whitespace().count() > 12;
    !is_in_capitals(text) && (!names_part || is_long)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::text_lines::text_lines;

    fn layout_of(text: &str) -> LegalLayout {
        legal_layout(&text_lines(text).collect::<Vec<_>>())
    }

    /// The text with the empty lines that it lacks.
    fn laid_out(text: &str) -> String {
        let lines = layout_of(text).empty_lines;
        let mut out = String::new();
        let mut done = 0;
        for at in lines {
            out.push_str(&text[done..at]);
            out.push('|');
            done = at;
        }
        out + &text[done..]
    }

    #[test]
    fn what_follows_a_list_or_begins_an_article_is_a_block_of_its_own() {
        for (text, expected) in [
            (
                "Điều 1. Một\n1. Ông A\nĐiều 2. Hai\ntheo\nĐiều 5 Luật",
                "Điều 1. Một\n1. Ông A\n|Điều 2. Hai\ntheo\nĐiều 5 Luật",
            ),
            ("Điều 3. Ba\nNơi nhận:\n```\nx\nĐiều 4. Bốn\n```\n", "Điều 3. Ba\n|Nơi nhận:\n```\nx\nĐiều 4. Bốn\n```\n"),
            ("Nơi nhận:\n- Lưu: VT.\nTM. ỦY BAN\nCHỦ TỊCH", "Nơi nhận:\n- Lưu: VT.\n|TM. ỦY BAN\nCHỦ TỊCH"),
            ("Nơi nhận:\n- Lưu: VT.\nCHỦ TỊCH", "Nơi nhận:\n- Lưu: VT.\n|CHỦ TỊCH"),
            ("Điều 1. A\n- Một.\nc) Hai", "Điều 1. A\n- Một.\nc) Hai"),
            ("Điều 1. A\n2. Hai:\na) Một", "Điều 1. A\n2. Hai:\na) Một"),
            ("Kính gửi:\n- Các trường.\nThực hiện\n", "Kính gửi:\n- Các trường.\n|Thực hiện\n"),
            ("1. Sửa Điều 5:\n“Điều 5. A\n1. Một", "1. Sửa Điều 5:\n|“Điều 5. A\n1. Một"),
            ("CỘNG HÒA\nĐộc lập - Tự do\n-----\nSố: 1", "CỘNG HÒA\nĐộc lập - Tự do\n|-----\nSố: 1"),
            ("1. Một\n(2) Hai.\nII. TỒN TẠI\nKhông", "1. Một\n(2) Hai.\n|II. TỒN TẠI\nKhông"),
            (" **Độc lập - Tự do**\n ----\nĐiều 1. A", " **Độc lập - Tự do**\n| ----\n|Điều 1. A"),
            ("Mục lục\n---\n", "Mục lục\n---\n"),
        ] {
            assert_eq!(laid_out(text), expected);
        }
    }

    #[test]
    fn parts_of_a_law_are_told_from_words_of_a_sentence() {
        let is_part = |line: &str| !layout_of(&format!("x\n{line}")).empty_lines.is_empty();
        for line in [
            "Điều 1a. Bổ sung",
            "**Điều 2.** Quyết định này",
            "**Điều 3. Hiệu lực**",
            "Điều 4:",
            "CHƯƠNG I",
            "Chương II. QUY ĐỊNH CHUNG",
            "Chương III",
            "Mục 1",
            "MỤC 2. TỔ CHỨC, BỘ MÁY",
            "Phần thứ nhất",
            "Phụ lục I",
            "PHỤ LỤC",
            "Nơi nhận:",
            "TM. ỦY BAN NHÂN DÂN",
            "KT.CHỦ TỊCH",
            "Điều 1 - Thành lập",
        ] {
            assert!(is_part(line), "{line}");
        }
        for line in [
            "Điều 5 Luật Đất đai",
            "Chương III của Luật này",
            "Mục 1 và Mục 2",
            "Phần lớn bà con",
            "Phụ lục kèm theo Nghị định",
            "Điều này",
            "“Điều 5. Sửa đổi",
        ] {
            assert!(!is_part(line), "{line}");
        }
    }

    #[test]
    fn points_are_told_from_words_of_a_sentence() {
        for line in [
            "a) Một",
            "đ) Hai",
            "dd) Ba",
            "a1) Bốn",
            "12. Ba",
            "2a. Bốn",
            "1.1. Năm",
            "Căn cứ Luật",
            "- Như trên",
            "-Như Điều 1",
            "– Lưu: VT",
            "+ cấp xã",
            "TM. ỦY BAN NHÂN DÂN",
            "KT. CHỦ TỊCH",
            "CHỦ TỊCH",
            "QUYẾT ĐỊNH:",
            "“Điều 5. Sửa đổi",
            "“2. Người",
            "“a) Một",
            "II. Nhiệm vụ",
            "Theo đề nghị của",
            "• Một",
            "(1) Một",
            "**1.** Một",
            "*b) Hai*",
            "a/ Một",
            "➢ Một",
            "7h30. Đón khách",
            "8h00: Khai mạc",
            "Số: 15/QĐ-UBND",
        ] {
            assert!(begins_line("", line, false), "{line}");
        }
        for line in ["an) b c", "abc) d", "2026 là", "căn cứ vào", "a b)", "UBN", "(một) hai", "Điều 5 Luật", "I. e."]
        {
            assert!(!begins_line("", line, false), "{line}");
            assert!(!begins_line("một", line, true), "{line}");
        }
    }

    #[test]
    fn a_line_ends_after_a_title_and_in_a_legal_text_after_a_sentence() {
        for (before, next, is_legal, expected) in [
            ("Điều 1. Phạm vi", "Luật này", true, true),
            ("CHỦ TỊCH", "Nguyễn Văn A", false, true),
            ("Số: 15/QĐ-UBND", "Sen Vàng, ngày 5", false, true),
            ("Một câu.", "Hai câu", true, true),
            ("Một câu.", "Hai câu", false, false),
            ("Luật A;", "Bộ luật B", false, true),
            ("theo", "Luật này", true, false),
            ("**BỘ TRƯỞNG**", "**Nguyễn Văn A**", false, true),
            ("**Điều 1.** Phê duyệt.", "**Về việc** x", true, true),
            ("*(Đã ký)*", "**Nguyễn Văn A**", false, true),
            ("Điện thoại: 1", "Email: a", false, true),
            ("Một câu có: hai", "Email: a", false, true),
            ("Ta nói", "Email: a", false, false),
            ("Một câu.", "hai câu", true, false),
        ] {
            assert_eq!(begins_line(before, next, is_legal), expected, "{before} | {next}");
        }
    }

    #[test]
    fn titles_and_legal_bases_are_no_summary() {
        for text in ["CHƯƠNG I", "Chương I", "Điều 1. Phạm vi điều chỉnh", "QUYẾT ĐỊNH:", "Căn cứ Luật Đất đai;"]
        {
            assert!(!is_sentence(text), "{text}");
        }
        for text in
            ["Xin chào bà con.", "Điều kiện tham gia", "Chương trình nghệ thuật", "UBND xã thông báo", "Mục đích"]
        {
            assert!(is_sentence(text), "{text}");
        }
    }
}
