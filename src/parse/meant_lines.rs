//! Finds the line ends of a paragraph that its author meant. CommonMark joins all lines of a
//! paragraph, because editors wrap text; most people press Enter when they want a new line.
//!
//! An editor wraps a line when its next word does not fit any more. A line that has room for the
//! first word of the next one was therefore ended by its author.

use std::borrow::Cow;
use std::ops::Range;

use super::legal_lines::{goes_on, without_marks};

/// The narrowest width at which text is wrapped, in characters. A paragraph of shorter lines has
/// the lines that its author made.
const MIN_WIDTH: usize = 40;

/// The shortest line, in characters, whose last word shows that it goes on. A shorter one is a cell
/// of a table or a name.
const MIN_OPEN: usize = 16;

/// The widest width at which text is wrapped, in characters.
const MAX_WIDTH: usize = 120;

/// The bytes in `text` at which the lines begin that were meant. `block` is the place in `text` of
/// a paragraph or a list item, whose words are read up to the first empty line or inner item.
pub(super) fn meant_lines(text: &str, block: &Range<usize>) -> Vec<usize> {
    let lines = lines_of(text, block);
    if lines.len() < 2 {
        return Vec::new();
    }
    let width = lines.iter().map(|line| line.length).max().unwrap_or_default();
    // An editor wraps the text as it is written, and a reader's program as it is seen.
    let (written, seen) = (room_between(&lines, |line| line.written), room_between(&lines, |line| &line.words));
    let has_room: Vec<bool> = written.into_iter().zip(seen).map(|(written, seen)| written && seen).collect();
    let room_count = has_room.iter().filter(|has_room| **has_room).count();
    // Few lines of running text begin with a capital letter, and its last line is seldom full.
    let begins = |line: &Line| !line.is_continued && !line.words.starts_with(|c: char| c.is_ascii_digit());
    let is_last_full = lines.last().is_some_and(|last| last.length * 4 >= width * 3);
    let all_begin = lines.len() > 2 && lines[1..].iter().all(begins) && (is_last_full || lines.len() > 4);
    let is_meant = width < MIN_WIDTH || room_count * 2 >= has_room.len() || all_begin;
    let pairs = lines.windows(2).zip(has_room);
    let meant = pairs.filter(|(pair, has_room)| {
        let (before, next) = (&pair[0], &pair[1]);
        let is_whole = before.is_bold || next.is_bold;
        let is_open = before.length > MIN_OPEN && goes_on(&before.words, &next.words);
        let may_begin = !is_open && (!next.is_continued || before.ends_sentence);
        is_whole || (may_begin && (is_meant || *has_room || before.length > MAX_WIDTH))
    });
    meant.map(|(pair, _)| pair[1].start).collect()
}

/// For each line but the last, whether the first word of the next one would have fitted in it.
fn room_between<'l>(lines: &'l [Line<'l>], words: impl Fn(&'l Line<'l>) -> &'l str) -> Vec<bool> {
    let length = |text: &str| text.chars().count();
    let width = lines.iter().map(|line| length(words(line))).max().unwrap_or_default();
    let fits = |pair: &'l [Line<'l>]| {
        let next = words(&pair[1]).split_whitespace().next().unwrap_or_default();
        length(words(&pair[0])) + 1 + length(next) + (width / 8).max(8) <= width
    };
    lines.windows(2).map(fits).collect()
}

struct Line<'t> {
    /// The byte of its first word in the text.
    start: usize,
    /// Its words as they are written.
    written: &'t str,
    /// Its words as they are seen.
    words: Cow<'t, str>,
    /// Its length in characters that are seen.
    length: usize,
    /// Whether it begins with a small letter, as a line that was wrapped does.
    is_continued: bool,
    ends_sentence: bool,
    /// Whether it is wholly bold, as a title is.
    is_bold: bool,
}

fn lines_of<'t>(text: &'t str, block: &Range<usize>) -> Vec<Line<'t>> {
    let mut lines = Vec::new();
    let mut at = block.start;
    for line in text.get(block.clone()).unwrap_or_default().split_inclusive('\n') {
        let words = line.trim_start_matches([' ', '\t', '>']);
        let first = at + line.len() - words.len();
        at += line.len();
        let written = words.trim_end();
        if written.is_empty() || (!lines.is_empty() && begins_item(written)) {
            break;
        }
        let words = shown(without_marks(written));
        lines.push(Line {
            start: first,
            length: words.chars().count(),
            is_continued: words.starts_with(char::is_lowercase),
            ends_sentence: words.ends_with(['.', ';', ':', '!', '?', '…']),
            is_bold: is_bold(written),
            written,
            words,
        });
    }
    lines
}

/// Whether a line begins an item of a list.
fn begins_item(line: &str) -> bool {
    let rest = line.strip_prefix(['-', '+', '*']).or_else(|| {
        let digits = line.bytes().take_while(u8::is_ascii_digit).count();
        line[digits..].strip_prefix(['.', ')']).filter(|_| digits > 0)
    });
    rest.is_some_and(|rest| rest.starts_with([' ', '\t']))
}

fn is_bold(line: &str) -> bool {
    let inner = line.trim_end_matches([':', '.']).strip_prefix("**").and_then(|line| line.strip_suffix("**"));
    inner.is_some_and(|inner| !inner.is_empty() && !inner.contains("**"))
}

/// The words of a line that are seen: the address of a link is not.
fn shown(line: Cow<str>) -> Cow<str> {
    if !line.contains("](") {
        return line;
    }
    let mut shown = String::with_capacity(line.len());
    let mut rest = &*line;
    while let Some((before, after)) = rest.split_once("](") {
        shown.push_str(before);
        rest = after.split_once(')').map_or("", |(_, after)| after);
    }
    shown.push_str(rest);
    Cow::Owned(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text with a bar at the beginning of each line that was meant.
    fn meant(text: &str) -> String {
        let mut out = text.to_owned();
        for at in meant_lines(text, &(0..text.len())).into_iter().rev() {
            out.insert(at, '|');
        }
        out
    }

    #[test]
    fn lines_with_room_for_the_next_word_are_meant() {
        for (text, expected) in [
            ("Trân trọng,\nNguyễn Thị Mai\nPhòng Văn hóa", "Trân trọng,\n|Nguyễn Thị Mai\n|Phòng Văn hóa"),
            (
                "Bà Trần Thị Ví - Trưởng thôn - ĐT 0912 000 002\nÔng Lê Văn Mẫu - Trưởng thôn - ĐT 0912 000 003\nBà Ngô Thị Sen - Trưởng thôn - ĐT 0912 000 004",
                "Bà Trần Thị Ví - Trưởng thôn - ĐT 0912 000 002\n|Ông Lê Văn Mẫu - Trưởng thôn - ĐT 0912 000 003\n|Bà Ngô Thị Sen - Trưởng thôn - ĐT 0912 000 004",
            ),
            ("⏰ Thời gian: 7h\n📍 Khu vực: thôn Đông", "⏰ Thời gian: 7h\n|📍 Khu vực: thôn Đông"),
            (
                "**Mục đích**\nNâng cao nhận thức của bà con về an toàn thực phẩm trong dịp Tết",
                "**Mục đích**\n|Nâng cao nhận thức của bà con về an toàn thực phẩm trong dịp Tết",
            ),
            ("a.1) Tên hóa đơn;\na.2) Ký hiệu;", "a.1) Tên hóa đơn;\n|a.2) Ký hiệu;"),
            ("> Một\n> Hai", "> Một\n> |Hai"),
        ] {
            assert_eq!(meant(text), expected);
        }
        let long = "chữ ".repeat(40) + "hết.";
        assert_eq!(meant(&format!("{long}\nCâu sau.")), format!("{long}\n|Câu sau."));
    }

    #[test]
    fn wrapped_text_is_one_line() {
        for text in [
            "Ủy ban nhân dân xã đề nghị bà con các thôn chủ động kiểm tra, khơi thông mương\ntiêu nước trước ngày 15 tháng 9, không để cây đổ chắn dòng chảy, và báo ngay cho\nBan chỉ huy khi thấy điều bất thường.",
            "Hội nghị do đồng chí Chủ tịch chủ trì, có đại diện các ban, ngành và\nMặt trận Tổ quốc xã.",
            "một\nhai",
            "theo quy định của pháp luật tại\nĐiều 5",
            "Căn cứ Nghị định số\n254/2026/NĐ-CP của Chính phủ quy định chi tiết thi hành một số điều của Luật",
        ] {
            assert_eq!(meant(text), text);
        }
    }

    /// The paragraphs of running text in the content of the example portal.
    fn paragraphs_of_the_example() -> Vec<String> {
        let content = concat!(env!("CARGO_MANIFEST_DIR"), "/example-site/content");
        let files = walkdir::WalkDir::new(content).sort_by_file_name().into_iter().filter_map(Result::ok);
        let vietnamese = files.filter(|file| !file.path().to_string_lossy().ends_with(".en.md"));
        let texts = vietnamese.filter_map(|file| std::fs::read_to_string(file.path()).ok());
        let is_running = |line: &&str| line.chars().count() > 200 && line.starts_with(char::is_uppercase);
        texts.flat_map(|text| text.lines().filter(is_running).map(str::to_owned).collect::<Vec<_>>()).collect()
    }

    /// The text as an editor of this width wraps it.
    fn wrapped(text: &str, width: usize) -> String {
        let (mut out, mut column) = (String::new(), 0);
        for word in text.split_whitespace() {
            let length = word.chars().count();
            let fits = column + 1 + length <= width;
            out.push_str(if column == 0 {
                ""
            } else if fits {
                " "
            } else {
                "\n"
            });
            column = if column > 0 && fits { column + 1 + length } else { length };
            out.push_str(word);
        }
        out
    }

    #[test]
    fn hardly_a_line_end_of_an_editor_is_taken_for_meant() {
        let (mut ends, mut taken) = (0, 0);
        for text in paragraphs_of_the_example() {
            for width in [45, 60, 72, 80, 100] {
                let text = wrapped(&text, width);
                ends += text.matches('\n').count();
                taken += meant_lines(&text, &(0..text.len())).len();
            }
        }
        assert!(ends > 1_000, "only {ends} line ends");
        assert!(taken * 100 < ends, "{taken} of {ends} line ends are taken for meant");
    }
}
