//! The forms of text that was meant as something else.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

/// What is looked for anywhere in a text, outside of code.
pub(super) static INLINE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?<call>\{\{-?\s*(?<name>[a-z_][a-z0-9_]*)\s*-?\}\})",
        // Calls and blocks of other generators.
        r#"|(?<foreign>\{\{[<%/#].*?\}\}|\{%-?\s*\w.*?%\}|\{\{-?\s*[\w.$"']+[^{}]*\}\}|\{\*.*?\*\}|\{/$"#,
        // Attributes, ids and classes.
        r#"|\{:\s*[.#]\S.*?\}|\{:[a-z]+\}|\{\s*[.#][a-zA-Z][\w-]*(?:\s+[.#]?[\w="'-]+)*\s*\}|\{\s*[a-zA-Z-]+\s*=[^{}]*\}"#,
        // Math, codes of emoji, tags of Word and of JSX.
        r"|\$\$|\$[^\s$][^$]*[\\^_][^$]*\$|(?:^|[\s(]):[a-z][a-z0-9_+-]{2,}:(?:[\s.,;!?)]|$)",
        r"|</?[a-z]{1,2}:[a-z]+[^<>]*>|<!\[(?:if|endif)[^<>]*>|<[A-Za-z][\w.]*\s[^<>]*=\{[^<>]*",
        // Marked words, keys, links of a wiki, notes within a line.
        r"|==[^\s=](?:[^=]*[^\s=])?==|\^\^[^\s^][^^]*\^\^|\+\+[a-z]+(?:\+[a-z0-9]+)*\+\+",
        r"|\[\[[^\[\]]+\]\]|\[\[$|\^\[[^\[\]]+\]|<%.*?%>",
        // Calls of WordPress, and marks of forums.
        r"|\[/(?:gallery|caption|embed|b|i|u|url|img|quote|code|color|size|center)\]|\[(?:gallery|caption|embed|url|img|color|size)[ =][^\[\]]*\])",
        r#"|!?\[[^\[\]]*\]\((?<quoted><[^<>()]*|["“][^"“”()]*\.[^"“”()]*["”])\)"#,
        r"|!?\[(?<words>[^\[\]]*)\]\((?<spaced>(?:[^()<>]|\([^()<>]*\))*\s(?:[^()<>]|\([^()<>]*\))*)\)",
        r"|(?<reversed>\([^()]+\)\[(?:https?://|/|@/)[^\[\]\s]+\])",
        r"|\[[^\[\]]+\]\((?<unclosed>[^()\s]+[./][^()\s]*)$",
        r"|\[[^\[\]]+\]\s+\((?<gap>(?:https?://|/|@/|\.\.?/)[^()\s]*|[^()]*[^()\s]\.(?:md|html?|pdf|docx?|xlsx?))\)",
        r"|\[[^\[\]]+\]\[(?<reference>[^\[\]^]+)\]",
        r"|(?<comment><!--)",
        r"|\[\^(?<note>[^\[\]\s]+)\]",
    ))
    .ok()
});

/// What is looked for at the beginning of a line.
pub(super) static LINE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r#"^(?:(?<block>:::+\s*\w*|(?:!!!+|\?\?\?\+?) \w+|===[!+]? "|/{3,}(?:\s*$|\s+[a-z][\w-]*)|-{1,2}8<-{1,2}"#,
        r#"|\*\[[^\[\]]+\]:|\+{3}\s*$|import\s+[\w{*].*?\sfrom\s+["']|export\s+(?:const|default|function|let)\s"#,
        r"|\[\[_?TOC_?\]\]|@?\[(?i:toc)\])",
        r"|(?<alert>\[![A-Za-z]+\][-+]?)",
        r"|(?<heading>#{2,6}|#)(?<nospace>\u{a0}|\p{Lu})",
        r"|(?<bullet>[•●▪◦‣·\u{f0b7}\u{f0a7}\u{f0fc}])\s*\S",
        r"|(?<dash>[-+*])(?:\p{Lu}(?:\p{Ll}|\s)|\u{a0})",
        r"|(?<row>\|.*\|\s*$)",
        r"|[^\t]+\t+[^\t]+(?<tab>\t)[^\t]*)",
    ))
    .ok()
});

/// Markdown in the words of a block of HTML, where it is not read.
pub(super) static IN_HTML: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?m)(?<link>!?\[[^\[\]\n]+\]\([^()\s]+\))|\*\*[^*\n]*[^*\s]\*\*|`[^`\n]+`|^\s*#{2,6}\s+\S.*$").ok()
});

/// Whether a text has a sign with which one of the inline rules begins.
pub(super) fn may_have_leftovers(text: &[u8]) -> bool {
    memchr::memchr3(b'{', b'[', b'$', text).is_some()
        || memchr::memchr2_iter(b':', b'<', text).any(|at| {
            let next = text.get(at + 1);
            next.is_some_and(|next| next.is_ascii_alphabetic() || matches!(next, b'/' | b'!' | b'%'))
        })
        || memchr::memchr3_iter(b'=', b'^', b'+', text)
            .any(|at| matches!(text.get(at + 1), Some(b'=' | b'^' | b'+' | b'[')))
}

/// The part of a text with marks for bold or italic words that make nothing bold or italic, because
/// a space stands within them, or a letter without them. A star by itself is a mark of a note.
pub(super) fn find_open_marks(text: &str) -> Option<Range<usize>> {
    memchr::memchr2(b'*', b'_', text.as_bytes())?;
    let touches = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || matches!(c, '“' | '”' | '"'));
    let mut at = 0;
    while let Some(start) = text[at..].find(['*', '_']).map(|found| at + found) {
        let mark = text.as_bytes()[start];
        let length = text.as_bytes()[start..].iter().take_while(|byte| **byte == mark).count();
        at = start + length;
        let (before, after) = (text[..start].chars().next_back(), text[at..].chars().next());
        let is_open = match (mark, length) {
            (b'*', 2 | 3) => touches(before) || touches(after),
            // A name such as `a__b` has letters on both sides.
            (b'_', 2) => touches(before) != touches(after),
            (_, 1) => {
                let begins = after.is_some_and(char::is_alphabetic) && !touches(before);
                let sign = char::from(mark);
                let next = text[at..].find(sign).map(|next| text[at..at + next].ends_with(char::is_whitespace));
                begins && next == Some(true)
            }
            _ => false,
        };
        if is_open {
            let rest = text[at..].rfind(['*', '_']).map_or(at, |last| at + last + 1);
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
            ("(**) Ghi chú", None),
            ("*Ghi chú: số liệu năm 2025", None),
            ("5 * 3 * 2 và 2 ** 3", None),
            ("Họ và tên: ______ (*)", None),
            ("ten_tep__moi.pdf", None),
            ("a_b_c", None),
        ] {
            assert_eq!(find_open_marks(text).map(|range| &text[range]), found, "{text}");
        }
    }
}
