//! Gives the lines of a legal text the marks with which Markdown makes headings and lists of them:
//! chapters and articles with titles become headings, points become items of lists, and points and
//! dashes below a clause belong to that clause.

use std::collections::BTreeSet;
use std::ops::Range;

use super::legal_lines::{article_id, goes_on, is_in_capitals, is_part, without_marks};
use super::legal_points::letter_point;
use super::marked_text::{Insertion, MARKER_OPEN};
use super::text_lines::TextLine;

/// The longest title of an article or a chapter, in bytes. A longer line is a sentence.
const MAX_TITLE: usize = 400;

/// The most lines of a title in capitals below the name of its chapter.
const MAX_TITLE_LINES: usize = 4;

/// The marks that the lines of a legal text lack.
#[derive(Debug, Default)]
pub(super) struct LegalParts {
    /// What is inserted before bytes of the text, in order.
    pub insertions: Vec<(usize, Insertion)>,
    /// The marks that begin a heading or an item because they, or spaces before them, are inserted.
    pub marks: Vec<LineMark>,
    /// The line ends within headings, and whether the name of a chapter ends there and its title
    /// begins.
    pub joined_lines: Vec<(Range<usize>, bool)>,
}

/// The mark of a heading or an item.
#[derive(Debug)]
pub(super) struct LineMark {
    /// The byte of the text at which the mark stands, or before which it is inserted.
    pub at: usize,
    /// The first byte of its line.
    pub line_at: usize,
}

/// How often a text is read before all of its lines are plain. Each reading costs as much as the
/// text, and a text of an office needs one.
const MAX_READINGS: usize = 8;

/// The lines that get no marks, because Markdown would show them.
#[derive(Debug, Default)]
pub(super) struct PlainLines {
    lines: BTreeSet<usize>,
    reading_count: usize,
}

impl PlainLines {
    /// Adds the lines whose marks a reading would have shown.
    pub(super) fn add(&mut self, lines: Vec<usize>) {
        self.lines.extend(lines);
        self.reading_count += 1;
    }

    fn contains(&self, line_at: usize) -> bool {
        self.reading_count >= MAX_READINGS || self.lines.contains(&line_at)
    }
}

/// Finds the parts of a legal text, whose lines these are. `empty_lines` are the bytes of the lines
/// before which an empty line will be inserted.
pub(super) fn legal_parts(lines: &[TextLine], empty_lines: &[usize], plain_lines: &PlainLines) -> LegalParts {
    let mut parts = LegalParts::default();
    let mut open = OpenItems::default();
    let mut title_end = 0;
    for (i, line) in lines.iter().enumerate() {
        if i < title_end {
            continue;
        }
        let is_plain = plain_lines.contains(line.at);
        if let Some(heading) = heading(&lines[i..]).filter(|_| !is_plain) {
            let mark = "#".repeat(usize::from(heading.level)) + " ";
            parts.insert_mark(line.at, line.at, mark);
            title_end = i + heading.line_count;
            let mut ends_name = is_bare_name(&without_marks(line.words.trim_end()));
            for pair in lines[i..title_end].windows(2) {
                parts.joined_lines.push((pair[0].at + pair[0].words.len()..pair[1].at, ends_name));
                ends_name &= pair[1].is_empty();
            }
            open = OpenItems::default();
            continue;
        }
        if empty_lines.binary_search(&line.at).is_ok() {
            open.pass_empty_line();
        }
        open.read(*line, is_plain, &mut parts);
    }
    parts
}

impl LegalParts {
    fn insert_mark(&mut self, at: usize, line_at: usize, mark: String) {
        self.insertions.push((at, Insertion::Words(mark)));
        self.marks.push(LineMark { at, line_at });
    }

    fn insert_spaces(&mut self, at: usize, count: usize) {
        if count > 0 {
            self.insertions.push((at, Insertion::Words(" ".repeat(count))));
        }
    }
}

/// A heading that a text has without marks.
struct WrittenHeading {
    /// The level in Markdown, which only counts in comparison with those of other headings.
    level: u8,
    /// The number of its lines, with empty lines between them.
    line_count: usize,
}

/// The heading that the first one of these lines begins.
fn heading(lines: &[TextLine]) -> Option<WrittenHeading> {
    let first = lines.first().filter(|line| !line.is_code && !line.words.starts_with([' ', '\t']))?;
    let name = without_marks(first.words.trim_end());
    let level = part_level(&name).filter(|level| *level > 0 && name.len() <= MAX_TITLE)?;
    let mut line_count = 1;
    if level == ARTICLE_LEVEL {
        line_count = article_title_line_count(lines)?;
    } else if is_in_capitals(&name) && name.split_whitespace().count() > 3 {
        // The title stands on the line of the name.
    } else {
        line_count += title_line_count(&lines[1..]);
    }
    // A list of the parts, as contents are, has no words between them.
    let after = lines[line_count..].iter().find(|line| !line.is_empty())?;
    let next = without_marks(after.words.trim());
    let is_deeper = part_level(&next).is_none_or(|next| next > level);
    (is_deeper && !continues_words(&next)).then_some(WrittenHeading { level, line_count })
}

/// The number of lines of an article's name with its title, which may be wrapped; `None` if the
/// article is a sentence.
fn article_title_line_count(lines: &[TextLine]) -> Option<usize> {
    let mut title = String::new();
    for (i, line) in lines.iter().enumerate().take(MAX_TITLE_LINES) {
        let words = without_marks(line.words.trim());
        if line.is_empty() || line.is_code || (i > 0 && (part_level(&words).is_some() || begins_clause(&words))) {
            return None;
        }
        title.push(' ');
        title.push_str(&words);
        let is_sentence = ["này ", "chịu trách nhiệm thi hành"].iter().any(|part| title.contains(part));
        if words.ends_with(['.', ':', ';', ',', '”', '"']) || words.contains('|') || is_sentence {
            return None;
        }
        let next = lines.get(i + 1).map_or("", |line| line.words.trim());
        if !goes_on(&words, next) && !continues_words(next) {
            return Some(i + 1);
        }
    }
    None
}

/// Whether a line begins with a small letter and no point, so that it continues the line before.
fn continues_words(line: &str) -> bool {
    line.starts_with(char::is_lowercase) && letter_point(line).is_none()
}

fn begins_clause(words: &str) -> bool {
    clause(words).is_some() || letter_point(words).is_some() || words.starts_with(['-', '+', '“'])
}

/// Whether a line is the name of a part without a title: `Chương I`, `Phần thứ nhất`,
/// `Điều 2`.
fn is_bare_name(line: &str) -> bool {
    let lower = line.to_lowercase();
    let words = if lower.starts_with("tiểu mục") || lower.contains(" thứ ") { 3 } else { 2 };
    !line.ends_with(['.', ':']) && line.split_whitespace().count() <= words
}

/// The number of lines with the title of a chapter, which stands below its name, and of the empty
/// lines before them.
fn title_line_count(lines: &[TextLine]) -> usize {
    let mut count = 0;
    for (i, line) in lines.iter().enumerate().take(2 * MAX_TITLE_LINES) {
        let words = without_marks(line.words.trim());
        if line.is_empty() {
            continue;
        }
        let is_title = !line.is_code && words.len() <= MAX_TITLE && part_level(&words).is_none();
        if !is_title || line.words.starts_with(['#', '|', '>', '<', '-', '!']) {
            break;
        }
        if is_in_capitals(&words) {
            count = i + 1;
            continue;
        }
        // A title in small letters stands between the name of its chapter and the first article.
        let after = lines[i + 1..].iter().find(|line| !line.is_empty());
        let is_before_part = after.is_some_and(|after| part_level(&without_marks(after.words.trim())).is_some());
        if count == 0 && is_before_part && !words.ends_with(['.', ';', ',']) && words.starts_with(char::is_uppercase) {
            count = i + 1;
        }
        break;
    }
    count
}

const ARTICLE_LEVEL: u8 = 6;

/// The level of the part that a line names: 1 for `Phần`, 6 for `Điều`, 0 for the list of
/// recipients and for signatures, which have no title.
fn part_level(line: &str) -> Option<u8> {
    if !is_part(line) {
        return None;
    }
    let name = line.split([' ', '.', ':']).next().unwrap_or_default().to_lowercase();
    Some(match name.as_str() {
        "phần" | "phụ" => 1,
        "chương" => 3,
        "mục" => 4,
        "tiểu" => 5,
        "điều" => ARTICLE_LEVEL,
        _ => match line.split(['.', ')', '/', '-']).next().unwrap_or_default() {
            // Q. is the deputy of a signature.
            "Q" => 0,
            roman if !roman.is_empty() && roman.chars().all(|c| matches!(c, 'I' | 'V' | 'X')) => 3,
            letter if letter.len() == 1 => 2,
            _ => 0,
        },
    })
}

/// The items of lists that are open, by the columns where their words begin.
#[derive(Default)]
struct OpenItems {
    clause: Option<usize>,
    point: Option<usize>,
    dash: Option<usize>,
    follows_empty_line: bool,
    /// Whether the line before belongs to a paragraph, which only the number 1 interrupts.
    follows_words: bool,
    /// Whether the line before belongs to a block of HTML or a table, whose lines stay as they are.
    is_other_block: bool,
}

impl OpenItems {
    fn pass_empty_line(&mut self) {
        (self.follows_empty_line, self.follows_words, self.is_other_block) = (true, false, false);
    }

    /// Reads the next line and inserts the marks that it lacks.
    fn read(&mut self, line: TextLine, is_plain: bool, parts: &mut LegalParts) {
        if line.is_empty() {
            return self.pass_empty_line();
        }
        let bare = line.words.trim_start_matches(' ');
        let indent = line.words.len() - bare.len();
        let has_bar = memchr::memchr(b'|', bare.as_bytes()).is_some();
        let is_other = is_plain
            || line.is_code
            || bare.starts_with(['<', '>', '#', '[', ':', '\t', MARKER_OPEN])
            || has_bar
            || !bare.chars().any(char::is_alphanumeric);
        if is_other || self.is_other_block {
            let is_block = bare.starts_with('<') || has_bar || self.is_other_block;
            // A row of dashes may be words of a paragraph.
            *self = Self { is_other_block: is_block, follows_words: true, ..Self::default() };
            return;
        }
        let written = without_marks(bare);
        if !has_words(bare) {
            // Words below an empty item do not belong to it.
            *self = Self::default();
        } else if let Some((number, width)) = clause(bare) {
            if indent < 4 && (self.clause.is_some() || !self.follows_words || number == 1) {
                *self = Self { clause: Some(indent + width), ..Self::default() };
            }
        } else if let Some(point) = letter_point(&written) {
            let is_deeper = point.is_inner;
            let column = self.point.filter(|_| is_deeper).or(self.clause).unwrap_or(0);
            if indent < column + 4 {
                let shift = column.saturating_sub(indent);
                parts.insert_spaces(line.at, shift);
                parts.insert_mark(line.at + indent, line.at, "* ".to_owned());
                // Points with a number, `a.1)`, stand below their point, one below the other.
                self.point = if is_deeper { self.point.or(Some(column + 2)) } else { Some(indent + shift + 2) };
                self.dash = None;
            }
        } else if bare.starts_with("- ") || bare.starts_with("+ ") {
            let column = match self.dash.filter(|_| bare.starts_with('+')) {
                Some(dash) => dash,
                None => self.point.or(self.clause).unwrap_or(0),
            };
            if indent < column + 4 {
                if indent < column {
                    parts.insert_spaces(line.at, column - indent);
                    parts.marks.push(LineMark { at: line.at + indent, line_at: line.at });
                }
                self.dash = if bare.starts_with('-') { Some(column.max(indent) + 2) } else { self.dash };
            }
        } else if self.follows_empty_line && indent < self.point.or(self.clause).unwrap_or(1) {
            *self = Self::default();
        }
        (self.follows_empty_line, self.follows_words) = (false, true);
    }
}

/// Whether there are words behind the marks of lists at the start of a line.
fn has_words(line: &str) -> bool {
    let bare = line.trim_start();
    let digits = bare.bytes().take_while(u8::is_ascii_digit).count();
    let mark = if digits > 0 { bare[digits..].strip_prefix(['.', ')']) } else { bare.strip_prefix(['-', '+', '*']) };
    match mark.filter(|rest| rest.is_empty() || rest.starts_with(' ')) {
        Some(rest) => has_words(rest),
        None => bare.chars().any(char::is_alphanumeric),
    }
}

/// The number of the clause that begins with these words, and the column, counted from the number,
/// where its words begin: 1 and 3 for `1. Hướng dẫn`.
fn clause(line: &str) -> Option<(u32, usize)> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = line[digits..].strip_prefix(['.', ')']).filter(|_| (1..=3).contains(&digits))?;
    let spaces = rest.len() - rest.trim_start_matches(' ').len();
    let number = line[..digits].parse().ok()?;
    (spaces > 0 && spaces < rest.len()).then(|| (number, digits + 1 + if spaces > 4 { 1 } else { spaces }))
}

/// Whether the lines of a text have articles as headings: `## Điều 1. Phạm vi`.
pub(super) fn has_article_headings(text: &str) -> bool {
    let is_article = |line: &str| line.starts_with('#') && article_id(line.trim_start_matches('#').trim()).is_some();
    text.contains("# Điều ") && text.lines().any(is_article)
}
