//! The rare signs of a whole text. Many rules look at each line, paragraph or piece of words by
//! itself. Most texts have none of the signs that such a rule looks for, and one pass over the
//! whole text says so before its parts are looked at.

use std::sync::LazyLock;

use regex::Regex;

use crate::text::byte_signs::{ByteSet, is_within};
use crate::text::provisional::may_be_provisional;

/// The rare signs of a text.
pub(super) struct TextSigns {
    /// The bytes with which the lines of the text begin.
    line_starts: ByteSet,
    /// Whether the text has signs of columns.
    has_columns: bool,
    /// Whether the text has one of the [`LIST_MARKS`].
    has_list_marks: bool,
    /// Whether the text may have marks of what is still to be filled in.
    pub has_provisional: bool,
}

/// Signs of columns other than the signs of CSV.
const COLUMNS_RULE: &str = r"   |\+-|Nơi nhận:|│|｜|┃";
static COLUMNS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(COLUMNS_RULE).ok());

/// Marks of lists within a line, quotation marks around the names of fields, and the beginnings of
/// what Word writes for a field that is lost.
const LIST_MARKS_RULE: &str = r"•|●|▪|➢|«|; - |; – |Điều 2\. |Error! |Lỗi! ";
static LIST_MARKS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(LIST_MARKS_RULE).ok());

/// The signs of all rules for whole texts. Hardly a text has one, and one pass says so.
static ALL_SIGNS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(&[COLUMNS_RULE, LIST_MARKS_RULE].join("|")).ok());

impl TextSigns {
    /// Looks for the signs of `text`.
    pub(super) fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let has_signs = has_any(&ALL_SIGNS, text);
        let behind_line_ends = memchr::memchr_iter(b'\n', bytes).filter_map(|end| bytes.get(end + 1));
        Self {
            line_starts: bytes.first().into_iter().chain(behind_line_ends).copied().collect(),
            has_columns: has_tight_signs(bytes) || has_signs && has_any(&COLUMNS, text),
            has_list_marks: has_signs && has_any(&LIST_MARKS, text),
            has_provisional: may_be_provisional(text),
        }
    }

    /// Whether a line of the text begins with this byte.
    pub(super) fn has_line_start(&self, byte: u8) -> bool {
        self.line_starts.has(byte)
    }

    /// Whether a paragraph of the text may have a line of several columns.
    pub(super) fn may_have_columns(&self, paragraph: &str) -> bool {
        self.has_columns && has_signs_of_columns(paragraph)
    }

    /// Whether a piece of the text has one of the [`LIST_MARKS`].
    pub(super) fn may_have_list_marks(&self, words: &str) -> bool {
        self.has_list_marks && has_any(&LIST_MARKS, words)
    }
}

/// Whether a text has a sign that may part the columns of a line.
fn has_signs_of_columns(text: &str) -> bool {
    has_any(&COLUMNS, text) || has_tight_signs(text.as_bytes())
}

fn has_any(signs: &LazyLock<Option<Regex>>, text: &str) -> bool {
    signs.as_ref().is_none_or(|signs| signs.is_match(text))
}

/// Whether a text has so many commas and semicolons without a space behind them that they may part
/// the cells of a table. A comma between digits is that of a number, and counts half.
fn has_tight_signs(text: &[u8]) -> bool {
    // Most texts have none. This loop has no branch, so that the compiler takes many bytes at a
    // time.
    let is_tight = |byte: u8, behind: u8| ((byte == b',') | (byte == b';')) & !is_within(behind, b'\n', b' ');
    let pairs = text.iter().zip(text.iter().skip(1));
    if pairs.fold(0, |found, (byte, behind)| found | u8::from(is_tight(*byte, *behind))) == 0 {
        return false;
    }
    let mut tight = 0;
    memchr::memchr2_iter(b',', b';', text).any(|at| {
        let behind = text.get(at + 1);
        let is_number = behind.is_some_and(u8::is_ascii_digit)
            && at.checked_sub(1).is_some_and(|before| text[before].is_ascii_digit());
        tight += match behind {
            None | Some(b' ' | b'\n' | b'\r') => 0,
            Some(_) if is_number => 1,
            Some(_) => 2,
        };
        tight > 3
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_at_line_starts_are_known() {
        let signs = TextSigns::of("a\n| b\n\n> c");
        assert!(signs.has_line_start(b'a') && signs.has_line_start(b'|') && signs.has_line_start(b'>'));
        assert!(!signs.has_line_start(b'c') && !TextSigns::of("").has_line_start(b'a'));
    }

    #[test]
    fn columns_are_made_by_spaces_boxes_and_signs_of_csv() {
        for (text, has_columns) in [
            ("STT   Tên", true),
            ("+----+", true),
            ("│ STT │", true),
            ("1;An;Thôn Đông\n2;Bình;Thôn Tây", true),
            ("An, Bình, Chi; và 1,5 m; 2,5 m", false),
            ("Xin chào bà con.", false),
        ] {
            assert_eq!(TextSigns::of(text).has_columns, has_columns, "{text}");
        }
    }
}
