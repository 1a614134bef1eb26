//! Plain text on one line: what every string of a feed becomes.

use crate::text::nfc::nfc;

/// A cut is made at a word when one ends within so many characters.
const WORD: usize = 40;

/// The text in NFC with white space of every kind as one space, without what is not seen and changes what is, and cut at
/// `longest` characters.
pub fn of(text: &str, longest: usize) -> String {
    let mut line = String::with_capacity(text.len().min(longest * 4));
    let mut space = false;
    for c in text.chars() {
        if c.is_whitespace() {
            space = true;
        } else if !is_hidden(c) {
            if space && !line.is_empty() {
                line.push(' ');
            }
            space = false;
            line.push(c);
        }
    }
    cut(nfc(&line).into_owned(), longest)
}

/// Whether there is something to read in it.
pub fn is_visible(line: &str) -> bool {
    line.chars().any(char::is_alphanumeric)
}

/// Control characters, noncharacters, and what turns the direction of all that follows it: another's title may not turn the page.
fn is_hidden(c: char) -> bool {
    let noncharacter = matches!(c, '\u{FDD0}'..='\u{FDEF}') || u32::from(c) & 0xFFFE == 0xFFFE;
    let turns = matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    c.is_control() || noncharacter || turns || matches!(c, '\u{FEFF}' | '\u{E0000}'..='\u{E007F}')
}

fn cut(mut line: String, longest: usize) -> String {
    if line.chars().nth(longest).is_none() {
        return line;
    }
    let at = |n: usize| line.char_indices().nth(n).map_or(line.len(), |(at, _)| at);
    let (from, end) = (at(longest.saturating_sub(WORD + 1)), at(longest.saturating_sub(1)));
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
    fn white_space_of_every_kind_is_one_space() {
        assert_eq!(of("\u{3000} a\u{A0}\n\t b\u{85}\u{2028}c ", 9), "a b c");
    }

    #[test]
    fn what_is_not_seen_is_left_out_and_letters_are_composed() {
        assert_eq!(of("A\0\u{8}\u{202E}Tie\u{302}\u{301}ng\u{FFFE}\u{FEFF}", 99), "ATiếng");
        assert!(!is_visible(&of("\u{200B}\u{200E} – ★", 9)) && is_visible("5"));
    }

    #[test]
    fn long_text_is_cut_at_a_word() {
        assert_eq!(of("một hai ba bốn", 14), "một hai ba bốn");
        assert_eq!(of("một hai, ba bốn", 11), "một hai…");
        assert_eq!(of(&"ữ".repeat(500), 300).chars().count(), 300);
    }
}
