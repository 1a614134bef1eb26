//! The text of other people, made fit to stand beside the text of this portal.
//!
//! A title, a name or a note that somebody else wrote must not turn the direction of the text
//! around it, hide letters, or look empty. [`clean`] takes out every character that is not seen and
//! changes what is seen; [`line`] makes one line of the result. Text that the portal itself writes
//! is not changed: [`super::nfc::faults`] points at the same characters there, so that an editor
//! can correct them.
//!
//! The rules follow the Unicode Standard: default ignorable code points (5.21), noncharacters
//! (23.7) and the controls of the bidirectional algorithm (UAX #9, 2). A joiner stays only where a
//! script or an emoji is written with it (UTS #51, 1.4.9).

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::fold::fold_into;
use super::nfc::{is_of_joined_script, nfc};
use super::vietnamese_text::is_vietnamese_text;

/// Combining marks that stay after one letter. Vietnamese and Lao need two, the scripts of India
/// and Khmer up to four or five; more marks than that are piled up to cover the lines above and
/// below.
pub const MAX_MARKS: usize = 6;

/// A cut of a long line is made at a space when one of the last so many characters is a space.
const CUT_WINDOW: usize = 40;

/// The text in NFC without characters that are not seen and do something. Line ends of every kind
/// become `\n`.
///
/// Cleaning a clean text changes nothing.
pub fn clean(text: &str) -> Cow<'_, str> {
    if is_clean_at_once(text) {
        return Cow::Borrowed(text);
    }
    let composed = nfc(text);
    // What was between two letters is gone after each step: they may be one letter then, and their
    // marks one pile.
    let seen: String = composed.chars().filter_map(visible_form).collect();
    let joined = without_joiners(&nfc(&seen).chars().collect::<Vec<_>>());
    let bounded = nfc(&with_few_marks(&nfc(&joined))).into_owned();
    if bounded == text { Cow::Borrowed(text) } else { Cow::Owned(bounded) }
}

/// The text without joiners and variation selectors, but where they are drawn.
fn without_joiners(text: &[char]) -> String {
    let mut kept = String::with_capacity(text.len());
    // Of what was kept: the last character, and the last one that is no mark. Marks of one letter
    // may change places.
    let (mut before, mut base) = (None, None);
    for (at, c) in text.iter().copied().enumerate() {
        let stays = match c {
            '\u{200C}' | '\u{200D}' => joins(base, text.get(at + 1).copied()),
            '\u{FE0E}' | '\u{FE0F}' => before.is_some_and(is_picture),
            _ => true,
        };
        if stays {
            kept.push(c);
            before = Some(c);
            base = if is_combining_mark(c) { base } else { before };
        }
    }
    kept
}

/// The text with the first [`MAX_MARKS`] of those marks that follow each other.
fn with_few_marks(text: &str) -> String {
    let mut marks = 0;
    let is_kept = |c: &char| {
        marks = if is_combining_mark(*c) { marks + 1 } else { 0 };
        marks <= MAX_MARKS
    };
    text.chars().filter(is_kept).collect()
}

/// Whether [`clean`] changes nothing.
pub fn is_clean(text: &str) -> bool {
    is_clean_at_once(text) || clean(text) == text
}

/// The cleaned text as one line: white space of every kind is one space, none of it at the ends,
/// and at most `longest` characters, cut at a word.
pub fn clean_line(text: &str, longest: usize) -> String {
    let clean = clean(text);
    let mut line = String::with_capacity(clean.len().min(longest.saturating_mul(4)));
    for word in clean.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    // White space between a letter and its mark is gone: the two may be one letter now.
    clean_again(cut(clean_again(line), longest))
}

/// Whether there is a letter or a digit to read.
pub fn is_visible(text: &str) -> bool {
    text.chars().any(|c| c.is_alphanumeric() && visible_form(c).is_some())
}

/// A form of a name in which names that readers take for each other are equal: without case, marks,
/// spaces and signs, and with Latin letters in place of the letters of other scripts that look the
/// same.
///
/// The table holds the look-alikes of Latin letters in Cyrillic, Greek, Armenian and Cherokee that
/// fonts draw alike (the idea of a skeleton is that of UTS #39, 4). A form for storing names is not
/// meant: two different names may share it.
pub fn skeleton(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    fold_into(&clean(name), &mut folded);
    let mut skeleton = String::with_capacity(folded.len());
    let parts = folded.nfkd().flat_map(char::to_lowercase);
    skeleton.extend(parts.filter(|c| c.is_alphanumeric() && !is_combining_mark(*c)).map(look_alike));
    skeleton
}

/// The Latin letter that a letter or digit looks like; the same character when it looks like none.
fn look_alike(c: char) -> char {
    match c {
        'а' | 'α' | 'ɑ' => 'a',
        'в' | 'β' | 'ꞵ' => 'b',
        'с' | 'ϲ' | 'ⅽ' => 'c',
        'ԁ' | 'ɗ' | 'đ' | 'ð' => 'd',
        'е' | 'ε' | 'є' | 'ҽ' => 'e',
        'ɡ' | 'ց' => 'g',
        'һ' | 'н' | 'η' | 'հ' => 'h',
        'і' | 'ι' | 'ı' | 'l' | '1' | '|' | 'ӏ' | 'ɩ' => 'i',
        'ј' | 'ϳ' => 'j',
        'к' | 'κ' => 'k',
        'м' | 'μ' => 'm',
        'ո' | 'п' => 'n',
        'о' | 'ο' | 'σ' | 'օ' | '0' => 'o',
        'р' | 'ρ' => 'p',
        'ԛ' | 'զ' => 'q',
        'ѕ' | 'ꜱ' => 's',
        'т' | 'τ' => 't',
        'υ' | 'ս' | 'ʋ' => 'u',
        'ν' | 'ѵ' => 'v',
        'ԝ' | 'ω' => 'w',
        'х' | 'χ' => 'x',
        'у' | 'γ' | 'ү' => 'y',
        'ζ' => 'z',
        other => other,
    }
}

/// Most texts are Vietnamese and in order: one pass over their bytes says so.
fn is_clean_at_once(text: &str) -> bool {
    is_vietnamese_text(text) && !text.contains('\r')
}

fn clean_again(text: String) -> String {
    match clean(&text) {
        Cow::Borrowed(_) => text,
        Cow::Owned(again) => again,
    }
}

/// What is shown of a character by itself; none when nothing is to stay of it.
fn visible_form(c: char) -> Option<char> {
    match c {
        '\n' | '\t' => Some(c),
        // What parts lines goes on doing so.
        '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some('\n'),
        '\u{B}' | '\u{C}' => Some(' '),
        // Joiners and variation selectors: what stands beside them decides.
        '\u{200C}' | '\u{200D}' | '\u{FE0E}' | '\u{FE0F}' => Some(c),
        // Looks like a space and is a letter of braille.
        '\u{2800}' => Some(' '),
        _ => (!is_hidden(c)).then_some(c),
    }
}

/// Controls, characters that turn the direction of text, that are drawn as nothing, that only
/// programs use, or that are none.
fn is_hidden(c: char) -> bool {
    match c {
        ' '..='~' => false,
        // Soft hyphen, combining grapheme joiner, Arabic letter mark, Hangul fillers, Khmer vowels
        // that are not written.
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' => true,
        // Mongolian selectors and separator.
        '\u{180B}'..='\u{180F}' => true,
        // Zero width, marks of direction, embeddings, overrides, isolates, invisible operators.
        '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' => true,
        '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFC}' => true,
        // Shorthand and music that are not drawn, tags, variation selectors.
        '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}' => true,
        // Private use: a picture in one font and nothing in another.
        '\u{E000}'..='\u{F8FF}' | '\u{F0000}'.. => true,
        '\u{FDD0}'..='\u{FDEF}' => true,
        _ => c.is_control() || u32::from(c) & 0xFFFE == 0xFFFE,
    }
}

/// Whether a joiner between two letters or pictures changes how they are written, and not only how
/// they are compared.
fn joins(base: Option<char>, next: Option<char>) -> bool {
    let (Some(base), Some(next)) = (base, next) else { return false };
    !is_combining_mark(next)
        && ((is_picture(base) && is_picture(next)) || (is_of_joined_script(base) && is_of_joined_script(next)))
}

fn is_picture(c: char) -> bool {
    matches!(c, '#' | '*' | '0'..='9' | '©' | '®' | '\u{203C}' | '\u{2049}' | '\u{2122}' | '\u{2139}' | '\u{2190}'..='\u{2BFF}'
        | '\u{3030}' | '\u{303D}' | '\u{3297}' | '\u{3299}' | '\u{1F000}'..='\u{1FAFF}')
}

fn cut(mut line: String, longest: usize) -> String {
    if line.chars().nth(longest).is_none() {
        return line;
    }
    let at = |n: usize| line.char_indices().nth(n).map_or(line.len(), |(at, _)| at);
    let (from, end) = (at(longest.saturating_sub(CUT_WINDOW + 1)), at(longest.saturating_sub(1)));
    let end = line.get(from..end).and_then(|tail| tail.rfind(' ')).map_or(end, |space| from + space);
    line.truncate(end);
    line.truncate(line.trim_end_matches([' ', ',', ';', ':', '.', '–', '-']).len());
    line.push('…');
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_seen_is_taken_out_and_letters_are_composed() {
        let bad =
            "a\u{202e}b\u{0}c\r\u{e0041}d\u{fdd0}\u{ffff}\u{feff}\u{c}e\u{a0}f\u{200b}\u{ad}\u{2066}\u{61c}\u{3164}";
        assert_eq!(clean(bad), "abc\nd e\u{a0}f");
        assert_eq!(clean("Tie\u{302}\u{301}ng \u{202e}Việt\u{2028}nam"), "Tiếng Việt\nnam");
        assert_eq!(clean("i\u{200b}\u{301}"), "í");
    }

    #[test]
    fn what_people_write_stays() {
        for text in [
            "Ủy ban nhân dân xã Sen Vàng – “15/QĐ-UBND”",
            "👩\u{200D}🌾 ✈\u{FE0F} 👨🏽\u{200D}🌾 1\u{FE0F}\u{20E3}",
            "ខ្មែរ ຂໍ້ມູນ 中文 한국 العربية",
            "می\u{200C}خواهم",
            "Một\n\thai",
        ] {
            assert_eq!(clean(text), text);
            assert!(is_clean(text));
        }
    }

    #[test]
    fn joiners_and_selectors_stand_only_where_they_are_drawn() {
        assert_eq!(clean("UB\u{200D}ND\u{200C} a\u{FE0F}b\u{FE00}\u{E0100}"), "UBND ab");
        assert_eq!(clean("👩\u{200D}"), "👩");
        assert_eq!(clean("👩\u{200D}\u{200D}🌾"), "👩\u{200D}🌾");
    }

    #[test]
    fn marks_do_not_pile_up() {
        let piled = format!("a{}b", "\u{335}".repeat(300));
        assert_eq!(clean(&piled), format!("a{}b", "\u{335}".repeat(MAX_MARKS)));
    }

    #[test]
    fn cleaning_twice_is_cleaning_once() {
        let odd: Vec<char> = "a1\u{302}\u{301}\u{335}\u{200b}\u{200c}\u{200d}\u{fe0f}\u{fe00}👩🏽🌾\u{2329}\u{1100}\u{1161}ខ្\u{202e}\r\n\u{2028} \u{3164}\u{344}"
            .chars()
            .collect();
        let mut seed = 7_u32;
        for _ in 0..20_000 {
            let mut text = String::new();
            for _ in 0..12 {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                text.push(odd[(seed >> 16) as usize % odd.len()]);
            }
            let once = clean(&text).into_owned();
            assert_eq!(clean(&once), once, "{text:?}");
            let one = clean_line(&text, 9);
            assert_eq!(clean_line(&one, 9), one, "{text:?}");
        }
    }

    #[test]
    fn no_single_character_is_hidden_and_stays() {
        for c in ('\0'..=char::MAX).filter(|c| *c != '\n' && *c != '\t') {
            let text = format!("x{c}x");
            let kept = clean(&text);
            assert!(!kept.chars().any(|c| is_hidden(c) && c != '\n'), "U+{:04X}", c as u32);
        }
    }

    #[test]
    fn a_line_is_one_line() {
        assert_eq!(clean_line("\u{3000} a\u{A0}\n\t b\u{85}\u{2028}c ", 9), "a b c");
        assert_eq!(clean_line("A\0\u{8}\u{202E}Tie\u{302}\u{301}ng\u{FFFE}\u{FEFF}", 99), "ATiếng");
        assert!(!is_visible(&clean_line("\u{200B}\u{200E}\u{3164} – ★", 9)) && is_visible("5"));
        assert!(!is_visible("\u{3164}\u{115F}"));
    }

    #[test]
    fn long_text_is_cut_at_a_word() {
        assert_eq!(clean_line("một hai ba bốn", 14), "một hai ba bốn");
        assert_eq!(clean_line("một hai, ba bốn", 11), "một hai…");
        assert_eq!(clean_line(&"ữ".repeat(500), 300).chars().count(), 300);
    }

    #[test]
    fn names_that_look_alike_have_one_skeleton() {
        let own = skeleton("Ủy ban nhân dân xã Sen Vàng");
        for name in [
            "UỶ BAN NHÂN DÂN XÃ SEN VÀNG",
            "Uy ban nhan dan xa  Sen-Vang.",
            "Ủу bаn nhân dân хã Ѕеn Vàng",
            "Ｕỷ ban nhân dân xã Sen V\u{200b}àng",
        ] {
            assert_eq!(skeleton(name), own, "{name}");
        }
        assert_ne!(skeleton("Ủy ban nhân dân xã Sen Hồng"), own);
    }
}
