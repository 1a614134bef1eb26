//! The forms of text that was meant as something else.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::text::byte_signs::{ByteSet, is_within};
use crate::text::rule::compile_rule;

/// What is looked for anywhere in a text, outside of code.
pub(super) static INLINE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    compile_rule(concat!(
        r"(?<call>\{\{-?\s*(?<name>[a-z_][a-z0-9_]*)\s*-?\}\})",
        // Calls and blocks of other generators.
        r#"|(?<foreign>\{\{[<%/#].*?\}\}|\{%-?\s*\w.*?%\}|\{\{-?\s*[\w.$"']+[^{}]*\}\}|\{\*.*?\*\}|\{/$"#,
        // The beginning of a call that ends in another line, or behind words in code.
        r"|\{\{[<%/#][^{}]*$|<%[^<>%]*$|\{(?:toc|color|info|note|warning|tip|code|noformat|panel|quote|expand)(?::[^{}]*)?\}",
        // Attributes, ids and classes.
        r#"|\{:\s*[.#]\S.*?\}|\{:[a-z]+\}|\{#[^{}\s]+\}$|«\w*_\w*»|<<[\p{L}_][^<>]{1,40}>>|\[image: [^\[\]]+\]|\{\+\+.*?\+\+\}|\{--.*?--\}|\{>>.*?<<\}|\[\]\{[#.][^{}]*\}|\\[a-z]{4,}\{[^{}]*\}|(?:link|image|xref)::?[^\s\[\]]+\[[^\[\]]*\]|\{\s*[.#][a-zA-Z][\w.-]*(?:\s+[.#]?[\w="'-]+)*\s*\}|\{\s*[a-zA-Z-]+\s*=[^{}]*\}"#,
        // Math, codes of emoji, tags of Word and of JSX.
        r"|\$\$|\$[^\s$][^$]*[\\^_][^$]*\$|\$\\[A-Za-z]+[^$]*\$|\$[a-zA-Z]\$|\$\{[A-Za-z_][\w.]*\}|\\(?:begin|end)\{[a-z*]+\}",
        r"|(?:^|[\s(]):(?:[a-z][a-z0-9_+-]+|[+-]1):(?:[\s.,;!?)]|$)",
        r"|</?[a-z]{1,2}:[a-z]+[^<>]*>|<!\[(?:if|endif)[^<>]*>|<[A-Za-z][\w.]*\s[^<>]*=\{[^<>]*",
        // Marked words, keys, links of a wiki, notes within a line.
        r"|==[^\s=](?:[^=]*[^\s=])?==|\^\^[^\s^][^^]*\^\^|\+\+[a-z]+(?:\+[a-z0-9]+)*\+\+|(?:^|[\s(])\+\+\p{L}[^+]*\+\+|\|\|[\p{L}\p{N}][^|]*\|\||'{3}[^']+'{3}",
        r"|\[\[[^\[\]]+\]\]|\[\[$|\^\[[^\[\]]+\]|<%.*?%>",
        // Calls of WordPress, and marks of forums.
        r"|\[/(?:gallery|caption|embed|b|i|u|url|img|quote|code|color|size|center)\]|\[(?:gallery|caption|embed|url|img|color|size)[ =][^\[\]]*\])",
        r#"|!?\[[^\[\]]*\]\((?<quoted><[^<>()]*|["“][^"“”()]*\.[^"“”()]*["”])\)"#,
        r"|!?\[(?<words>[^\[\]]*)\]\((?<spaced>(?:[^()<>]|\([^()<>]*\))*\s(?:[^()<>]|\([^()<>]*\))*)\)",
        r"|(?<unopened>\]\((?:https?://|/|@/|\.\.?/|#)[^()\s]+\))",
        r"|(?<reversed>\([^()]+\)\[(?:https?://|/|@/)[^\[\]\s]+\])",
        r"|\[[^\[\]]+\]\((?<unclosed>[^()\s]+[./][^()\s]*)$",
        r"|\[[^\[\]]+\]\s+\((?<gap>(?:https?://|/|@/|\.\.?/)[^()\s]*|[^()]*[^()\s]\.(?:md|html?|pdf|docx?|xlsx?))\)",
        r"|\[[^\[\]]+\]\[(?<reference>[^\[\]^]+)\]|\[(?<collapsed>[^\[\]^][^\[\]]*)\]\[\]",
        r"|(?<comment><!--)",
        r"|\[\^(?<note>[^\[\]\s]+)\]",
        // Fields of Word and errors of Excel, entities that were written twice, line ends of JSON.
        r"|(?<field>Error! (?:Reference source|Hyperlink reference|Bookmark|Not a valid link|No (?:bookmark|text|table))[^.!]*\.?",
        r#"|Lỗi! (?:Không tìm thấy|Thẻ|Siêu liên kết|Chỗ đánh dấu)[^.!]*\.?|HYPERLINK "[^"]*"|TOC \\o "[^"]*"|\[cid:[^\[\]]+\]"#,
        r"|#(?:REF!|VALUE!|DIV/0!|NAME\?|NUM!|N/A))",
        r"|(?<entity>&(?:amp|nbsp|lt|gt|quot|apos|[lr][sd]quo|[nm]dash|hellip|#[0-9]{2,5}|#[xX][0-9a-fA-F]{2,4})(?:;|\s|$)|&[a-z]{3,8};)",
        r"|(?<slash>\\r\\n|(?:\\n){2})",
        // Letters that were lost, and lists within one line.
        r"|(?:^|\s)(?<share>\\[\w-]{3,}\\\w[\w\\-]+)",
        r"|(?<lost>\p{L}\?\p{Ll}[\p{L}?]*(?:\s+\p{L}+)?\s+[\p{L}?]*\p{L}\?\p{Ll})",
        r"|(?<items>[•●▪➢][^•●▪➢]{2,80}[•●▪➢]\s*\p{L}|[:;.]\s[-–]\s\p{Lu}[^;]{2,80};\s[-–]\s\p{L}|Điều 1\. [^|]{10,}\.\s+Điều 2\. )",
    ))
});

/// The bytes with which one of the rules for the beginning of a line can begin.
static LINE_BYTES: ByteSet = ByteSet::new(b":!?=/-#.%*+[@(\xC2\xE2\xEF");

/// Whether one of the rules for the beginning of a line may fit a text.
pub(super) fn may_begin_with_mark(text: &str) -> bool {
    let bytes = text.as_bytes();
    let begins = match bytes {
        // Words begin with these letters, too.
        [b'h', next, ..] => next.is_ascii_digit(),
        [b'i' | b'e', ..] => text.starts_with("import") || text.starts_with("export"),
        [first, ..] => LINE_BYTES.has(*first),
        [] => false,
    };
    begins || memchr::memchr(b'\t', bytes).is_some()
}

/// What is looked for at the beginning of a line.
pub(super) static LINE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    compile_rule(concat!(
        r#"^(?:(?<block>:::+\s*\w*|(?:!!!+|\?\?\?\+?) \w+|===[!+]? "|/{3,}(?:\s*$|\s+[a-z][\w-]*)|-{1,3}8<-{1,3}"#,
        r#"|#{7,}\s|h[1-6]\.\s+\S|={1,6}\s+\S.*\S\s+={1,6}\s*$|\.\.\s+[a-z][\w-]*::|#\+[A-Za-z_]+:|%\["#,
        r#"|\*\[[^\[\]]+\]:|\+{3}\s*$|import\s+[\w{*].*?\sfrom\s+["']|export\s+(?:const|default|function|let)\s"#,
        r"|\[\[_?TOC_?\]\]|@?\[(?i:toc)\])",
        r"|(?<alert>\[![\p{L} ]+\][-+]?)",
        r"|(?<heading>#{2,6}|#)(?<nospace>\u{a0}|\p{Lu})",
        r"|(?<bullet>[•●▪◦‣·➢❖○►◆‐−☞➤▸✔\u{f0b7}\u{f0a7}\u{f0fc}])\s*\S",
        r"|(?<task>\[[xX]\]\p{L}|\[\]\s)",
        r"|\u{a0}+(?<indented>(?:[-+*]|[0-9]{1,3}[.)]|#{1,6})\s)",
        r"|(?<gap>\((?:https?://|/|@/|\.\.?/)[^()\s]*\)|\([^()\s]+\.(?:md|html?|pdf|docx?|xlsx?)\))",
        r"|(?<dash>[-+*])(?:\p{Lu}(?:\p{Ll}|\s)|\u{a0})",
        r"|[^\t]+\t+[^\t]+(?<tab>\t)[^\t]*)",
    ))
});

/// Markdown in the words of a block of HTML, where it is not read.
pub(super) static IN_HTML: LazyLock<Option<Regex>> = LazyLock::new(|| {
    compile_rule(concat!(
        r"(?m)(?<link>!?\[[^\[\]\n]+\]\([^()\s]+\))|\*\*[^*\n]*[^*\s]\*\*|`[^`\n]+`|^\s*#{2,6}\s+\S.*$|~~[^~\s\n][^~\n]*~~",
        r"|(?:^|[\s(])(?:\*[\p{L}\p{N}](?:[^*\n]*[^*\s])?\*|_[\p{L}\p{N}](?:[^_\n]*[^_\s])?_)(?:[\s.,;:!?)]|$)",
    ))
});

/// The bytes with which one of the inline rules can begin, but for the [`TextSigns`] of lists.
///
/// [`TextSigns`]: crate::parse::text_signs::TextSigns
static INLINE_BYTES: ByteSet = ByteSet::new(b"{[$:<&=^+\\|'?]#");

/// Whether a text has a sign other than those of lists with which one of the inline rules begins.
pub(super) fn may_have_leftovers(text: &[u8]) -> bool {
    // Most texts have no such byte, or have it before a space. This loop has no branch, so that the
    // compiler takes many bytes at a time; it says yes to some other signs, too.
    let may_begin = |byte: u8, next: u8| {
        let is_sign = is_within(byte, b'#', b'\'')
            | (byte == b'+')
            | is_within(byte, b':', b'?')
            | is_within(byte, b'[', b'^')
            | is_within(byte, b'{', b'|');
        is_sign & (next != b' ') | (byte == b'{') | (byte == b'[') | (byte == b'$')
    };
    let pairs = text.iter().zip(text.iter().skip(1));
    let found = pairs.fold(0, |found, (byte, next)| found | u8::from(may_begin(*byte, *next)));
    let is_sign_last = text.last().is_some_and(|byte| matches!(byte, b'{' | b'[' | b'$'));
    if found == 0 && !is_sign_last {
        return false;
    }
    INLINE_BYTES.places(text).any(|at| {
        let next = text.get(at + 1).copied().unwrap_or_default();
        match text[at] {
            b'{' | b'[' | b'$' => true,
            b':' | b'<' | b'&' => next.is_ascii_alphabetic() || matches!(next, b'/' | b'!' | b'%' | b'#' | b'+' | b'-'),
            b'=' | b'^' | b'+' => matches!(next, b'=' | b'^' | b'+' | b'['),
            b'\\' | b'?' => next.is_ascii_lowercase(),
            sign @ (b'|' | b'\'') => next == sign,
            b']' => next == b'(',
            _ => next.is_ascii_uppercase(),
        }
    })
}

/// The part of a text with marks for bold, italic or struck words that make nothing of the kind,
/// because a space or the sign of a sentence stands beside them, or a letter without them.
/// `around` are the characters before and after the text, and `is_marked` whether the text lies
/// within marked words. A star by itself is a mark of a note, and so are two between spaces or in
/// brackets.
pub(super) fn find_open_marks(
    text: &str,
    around: (Option<char>, Option<char>),
    is_marked: bool,
) -> Option<Range<usize>> {
    let touches = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || matches!(c, '“' | '”' | '"'));
    let is_space = |c: Option<char>| c.is_none_or(|c| c.is_whitespace() || matches!(c, '|' | '>'));
    let is_digit = |c: Option<char>| c.is_none_or(|c| c.is_ascii_digit());
    let mut at = 0;
    while let Some(start) = text[at..].find(['*', '_', '~']).map(|found| at + found) {
        let mark = text.as_bytes()[start];
        let length = text.as_bytes()[start..].iter().take_while(|byte| **byte == mark).count();
        at = start + length;
        let before = text[..start].chars().next_back().or(around.0);
        let after = text[at..].chars().next().or(around.1);
        let is_alone = is_space(before) && is_space(after);
        // Signs in quotation marks or brackets are words, and `src/**/a` is a path.
        let is_shown = matches!(
            (before, after),
            (Some('(' | '“' | '"' | '‘' | '\''), Some(')' | '”' | '"' | '’' | '\'')) | (Some('/'), _) | (_, Some('/'))
        );
        let is_open = match (mark, length) {
            (b'*', 2 | 3) if is_alone => is_marked || (text.len() > at && text.trim_end().ends_with('*')),
            (b'*', 2 | 3) => !is_shown,
            // Digits of a number that is not shown: 0912****345.
            (b'*', _) if length > 3 => text.trim().len() > length && !(is_digit(before) && is_digit(after)),
            // A name such as `a__b` has letters on both sides.
            (b'_', 2) => {
                touches(before) != touches(after)
                    || (before.is_some_and(|c| matches!(c, '.' | ',' | ';' | '!' | '?' | ')')) && is_space(after))
            }
            (b'~', 2) => touches(before) != touches(after),
            (b'*' | b'_', 1) => {
                let begins = after.is_some_and(char::is_alphabetic) && !touches(before);
                let sign = char::from(mark);
                let next = text[at..].find(sign).map(|next| text[at..at + next].ends_with(char::is_whitespace));
                begins && next == Some(true)
            }
            _ => false,
        };
        if is_open {
            let rest = text[at..].rfind(['*', '_', '~']).map_or(at, |last| at + last + 1);
            let end = if rest > at { rest } else { text.len() };
            return Some(start..end);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_sign_of_a_rule_is_seen() {
        for text in [
            "{ .lop }", "a [", "5 $", "x $ y", "a ](b", "\\n\\n", "a?b", ":x:", "&amp;", "==a==", "||a||", "''a''",
            "#REF!",
        ] {
            assert!(may_have_leftovers(text.as_bytes()), "{text}");
        }
        for text in ["Một, hai; ba: bốn.", "Bao nhiêu? Năm!", "a & b", "5 + 3 = 8", "50%, 60 %"] {
            assert!(!may_have_leftovers(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn marks_that_close_nothing_are_found() {
        for (text, found) in [
            ("**Mẫu Phụ lục **", Some("**Mẫu Phụ lục **")),
            ("Điều 1. Phạm vi**", Some("**")),
            ("1**. **Khi", Some("**. **")),
            ("hoạt động** **mại dâm", Some("** **")),
            ("**Kết luận", Some("**Kết luận")),
            ("**“Luật Đất đai”**và", Some("**“Luật Đất đai”**")),
            ("__đậm", Some("__đậm")),
            ("Xử lý *vi phạm *là", Some("*vi phạm *")),
            ("Một câu.**** Hai câu.", Some("**** Hai câu.")),
            ("Tiêu đề ****", Some("****")),
            ("chiếm 77%** tổng", Some("** tổng")),
            ("xong việc.**", Some("**")),
            ("bao gồm:** **", Some("** **")),
            ("ngày****30/6", Some("****30/6")),
            ("nói xong.__", Some("__")),
            ("** Ghi chú:*", Some("** Ghi chú:*")),
            ("~~x ~~ z", Some("~~x ~~")),
            ("** Ghi chú: số", None),
            ("0912****345", None),
            ("“**” và src/**/*.js", None),
            ("từ ~5 đến ~7", None),
            ("(**) Ghi chú", None),
            ("*Ghi chú: số liệu năm 2025", None),
            ("5 * 3 * 2 và 2 ** 3", None),
            ("Họ và tên: ______ (*)", None),
            ("ten_tep__moi.pdf", None),
            ("a_b_c", None),
        ] {
            assert_eq!(find_open_marks(text, (None, None), false).map(|range| &text[range]), found, "{text}");
        }
    }
}
