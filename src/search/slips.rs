//! Slips of the hand: what the unknown words of a query may stand for (`docs/search.md`, section
//! "Slips").

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::analysis::Word;
use super::query::{Query, QueryWord, Unit};

/// The most keys that an unknown word may stand for.
const MAX_SLIPS: usize = 6;

/// The most words that an unfinished word may become.
const MAX_ENDINGS: usize = 12;

/// The shortest key that may be a slip of another.
const MIN_SLIP_LENGTH: usize = 3;

/// The cost of a slip by a sound, or by a letter that was typed twice. Every other slip costs more.
const LIKELY_COST: u32 = 1;

/// The most letters of a word in words that were written together.
const MAX_PART_LENGTH: usize = 7;

/// Sounds at the beginning of a word that are taken for each other.
const BEGINNINGS: [(&str, &str); 7] =
    [("ch", "tr"), ("s", "x"), ("d", "gi"), ("d", "r"), ("d", "v"), ("gi", "r"), ("l", "n")];

/// Sounds at the end of a word that are taken for each other.
const ENDINGS: [(&str, &str); 5] = [("c", "t"), ("n", "ng"), ("n", "nh"), ("c", "ch"), ("o", "u")];

/// The keys of the names, with the number of documents that have each.
pub(crate) type Vocabulary<'v> = BTreeMap<&'v str, u32>;

impl Query {
    /// Whether the vocabulary is needed: a word is unknown, or may be the beginning of another.
    pub(crate) fn needs_vocabulary(&self, is_known: &dyn Fn(&QueryWord) -> bool) -> bool {
        self.units.iter().enumerate().any(|(at, unit)| is_unknown(unit, is_known) || self.is_unit_unfinished(at))
    }

    fn is_unit_unfinished(&self, at: usize) -> bool {
        let unit = &self.units[at];
        let [word] = unit.typed() else { return false };
        self.is_unfinished && at + 1 == self.units.len() && !unit.is_phrase && is_beginning(&word.word.key)
    }

    /// The query with what its unknown words may stand for.
    pub(crate) fn mend(&self, vocabulary: &Vocabulary, is_known: &dyn Fn(&QueryWord) -> bool) -> Self {
        let mut mended = Self { units: Vec::new(), ..self.clone() };
        for (at, unit) in self.units.iter().enumerate() {
            let [word] = unit.typed() else {
                mended.units.push(unit.clone());
                continue;
            };
            let key = word.word.key.as_str();
            let changed = |words: Vec<Vec<QueryWord>>| Unit { alternatives: words, is_slip: true, ..unit.clone() };
            let mut more = Vec::new();
            if is_unknown(unit, is_known) {
                let meant = undo_typing(&word.text).filter(|meant| vocabulary.contains_key(meant.word.key.as_str()));
                if let Some(meant) = meant {
                    mended.is_marked |= meant.word.form != 0;
                    mended.units.push(changed(vec![vec![meant]]));
                    continue;
                }
                let likely = near(key, vocabulary);
                // A letter too many is likelier than a space that is missing.
                let is_near = likely.first().is_some_and(|(cost, _)| *cost == LIKELY_COST);
                let parts = counted(key).or_else(|| if is_near { None } else { parted(key, vocabulary) });
                if let Some(parts) = parts {
                    mended.units.extend(parts.into_iter().map(|part| changed(vec![vec![QueryWord::of_key(part)]])));
                    continue;
                }
                more = likely.into_iter().map(|(_, key)| key).collect();
                if more.is_empty() && at + 1 == self.units.len() {
                    more = endings(key, vocabulary);
                }
            } else if self.is_unit_unfinished(at) {
                more = endings(key, vocabulary);
            }
            if more.is_empty() {
                mended.units.push(unit.clone());
            } else {
                let mut alternatives = unit.alternatives.clone();
                alternatives.extend(more.into_iter().map(|key| vec![QueryWord::of_key(key)]));
                mended.units.push(changed(alternatives));
            }
        }
        mended
    }
}

/// Whether a unit is a word that no document has. A phrase is taken at its word, and a number is no
/// slip of another one.
fn is_unknown(unit: &Unit, is_known: &dyn Fn(&QueryWord) -> bool) -> bool {
    let [word] = unit.typed() else { return false };
    let is_number = word.word.key.bytes().all(|byte| byte.is_ascii_digit());
    !unit.is_phrase && unit.alternatives.len() == 1 && !is_number && !is_known(word)
}

/// Whether a key is no word, but the consonants that one begins with.
fn is_beginning(key: &str) -> bool {
    let is_consonant = |byte: u8| b"bcdghklmnpqrstvx".contains(&byte);
    matches!(key, "gi" | "qu") || (1..=3).contains(&key.len()) && key.bytes().all(is_consonant)
}

/// The word that was meant by a word typed in Telex or VNI without an input method: `thur` is thủ,
/// `d9a61t` is đất. `None` if nothing in it is a key for a mark.
fn undo_typing(text: &str) -> Option<QueryWord> {
    if !text.is_ascii() {
        return None;
    }
    let mut letters = String::new();
    let mut is_changed = false;
    let mut tone = None;
    for key in text.chars() {
        let has_vowel = letters.contains(|c: char| !c.is_ascii() || "aeiouy".contains(c));
        let mark = match key {
            's' | '1' if has_vowel => Some('\u{301}'),
            'f' | '2' if has_vowel => Some('\u{300}'),
            'r' | '3' if has_vowel => Some('\u{309}'),
            'x' | '4' if has_vowel => Some('\u{303}'),
            'j' | '5' if has_vowel => Some('\u{323}'),
            _ => None,
        };
        if mark.is_some() {
            tone = mark;
            is_changed = true;
        } else if let Some(shaped) = shape_last(&letters, key) {
            letters = shaped;
            is_changed = true;
        } else {
            letters.push(key);
        }
    }
    // The place of the tone does not matter.
    let meant: String = letters.chars().chain(tone).collect();
    let is_read = is_changed && !letters.is_empty();
    is_read.then(|| QueryWord {
        word: Word::new(&meant),
        text: meant,
        has_any_form: false,
        is_weak: false,
        is_everywhere: false,
    })
}

/// The letters with the shape that a key of Telex or VNI gives one of them. `None` if it gives
/// none.
fn shape_last(letters: &str, key: char) -> Option<String> {
    let shapes: &[(char, char)] = match key {
        'a' => &[('a', 'â')],
        'e' => &[('e', 'ê')],
        'o' => &[('o', 'ô')],
        'd' | '9' => &[('d', 'đ')],
        'w' => &[('a', 'ă'), ('o', 'ơ'), ('u', 'ư')],
        '6' => &[('a', 'â'), ('e', 'ê'), ('o', 'ô')],
        '7' => &[('o', 'ơ'), ('u', 'ư')],
        '8' => &[('a', 'ă')],
        _ => return None,
    };
    // Telex repeats the letter, except for a đ at the beginning; other keys may come later.
    let (at, letter) = if matches!(key, 'a' | 'e' | 'o') {
        letters.char_indices().next_back().filter(|(_, last)| *last == key)
    } else {
        letters.char_indices().rfind(|(_, letter)| shapes.iter().any(|(plain, _)| plain == letter))
    }?;
    if key == 'd' && at != 0 {
        return None;
    }
    let shape = shapes.iter().find(|(plain, _)| *plain == letter)?.1;
    let (before, after) = (&letters[..at], &letters[at + letter.len_utf8()..]);
    // One w after uo gives both letters their horn.
    let before = match before.strip_suffix('u') {
        Some(before) if matches!(key, 'w' | '7') && letter == 'o' => format!("{before}ư"),
        _ => before.to_owned(),
    };
    Some(format!("{before}{shape}{after}"))
}

/// Where one key begins to differ from another that is a slip away: a letter more, less or other,
/// or two neighbours exchanged. `None` if it is no slip.
fn slip_at(one: &[char], other: &[char]) -> Option<usize> {
    let at = one.iter().zip(other).take_while(|(x, y)| x == y).count();
    let (a, b) = (&one[at..], &other[at..]);
    let is_slip = match (a.len(), b.len()) {
        (x, y) if x == y => a.get(1..) == b.get(1..) || (x >= 2 && a[0] == b[1] && a[1] == b[0] && a[2..] == b[2..]),
        (x, y) if x == y + 1 => a[1..] == *b,
        (x, y) if x + 1 == y => *a == b[1..],
        _ => false,
    };
    is_slip.then_some(at)
}

/// The keys that sound nearly as this one.
fn sounds(key: &str) -> Vec<String> {
    let both = |(one, other): &(&'static str, &'static str)| [(*one, *other), (*other, *one)];
    let begins = BEGINNINGS.iter().flat_map(both).filter_map(|(one, other)| {
        let rest = key.strip_prefix(one)?;
        let is_other_sound = one == "n" && rest.starts_with(['g', 'h']);
        (!is_other_sound).then(|| format!("{other}{rest}"))
    });
    let ends = ENDINGS.iter().flat_map(both);
    let ends = ends.filter_map(|(one, other)| key.strip_suffix(one).map(|rest| format!("{rest}{other}")));
    begins.chain(ends).collect()
}

/// Keys of the vocabulary that differ from a key by a sound or a letter, the likely ones first.
fn near<'v>(key: &str, vocabulary: &Vocabulary<'v>) -> Vec<(u32, &'v str)> {
    let letters: Vec<char> = key.chars().collect();
    if letters.len() < MIN_SLIP_LENGTH || letters.iter().all(char::is_ascii_digit) {
        return Vec::new();
    }
    let sounding = sounds(key);
    let cost = |other: &str| {
        let other_letters: Vec<char> = other.chars().collect();
        let at = slip_at(&letters, &other_letters);
        let is_doubled = letters.len() > other_letters.len()
            && at.is_some_and(|at| at > 0 && letters.get(at).is_some_and(|letter| *letter == letters[at - 1]));
        if is_doubled || sounding.iter().any(|sound| sound == other) {
            Some(LIKELY_COST)
        } else {
            at.map(|_| LIKELY_COST + 1)
        }
    };
    let costs = vocabulary.iter().filter(|(other, _)| **other != key);
    let mut found: Vec<(u32, Reverse<u32>, &str)> =
        costs.filter_map(|(other, documents)| Some((cost(other)?, Reverse(*documents), *other))).collect();
    found.sort_unstable();
    found.truncate(MAX_SLIPS);
    found.into_iter().map(|(cost, _, key)| (cost, key)).collect()
}

/// A number and what it counts, which are often written together: `100m2`.
fn counted(key: &str) -> Option<Vec<&str>> {
    let at = key.find(|c: char| !c.is_ascii_digit()).filter(|at| *at > 0)?;
    Some(vec![&key[..at], &key[at..]])
}

/// The fewest keys of the vocabulary that a key consists of. `None` if there are none.
fn parted<'v>(key: &str, vocabulary: &Vocabulary<'v>) -> Option<Vec<&'v str>> {
    if !key.is_ascii() {
        return None;
    }
    let mut best: Vec<Option<Vec<&'v str>>> = vec![Some(Vec::new())];
    for end in 1..=key.len() {
        let mut fewest: Option<Vec<&'v str>> = None;
        for start in end.saturating_sub(MAX_PART_LENGTH)..end {
            // One letter is a word only if it is a vowel between two others.
            let is_letter = start + 1 == end;
            let is_between = start > 0 && end < key.len() && b"aeiouy".contains(&key.as_bytes()[start]);
            if is_letter && !is_between {
                continue;
            }
            let (Some(before), Some((part, _))) = (&best[start], vocabulary.get_key_value(&key[start..end])) else {
                continue;
            };
            if fewest.as_ref().is_none_or(|fewest| fewest.len() > before.len() + 1) {
                fewest = Some(before.iter().chain([part]).copied().collect());
            }
        }
        best.push(fewest);
    }
    best.pop().flatten().filter(|parts| !parts.is_empty())
}

/// The words that begin with a key, those that most documents have first.
fn endings<'v>(key: &str, vocabulary: &Vocabulary<'v>) -> Vec<&'v str> {
    let longer = vocabulary.iter().filter(|(other, _)| **other != key && other.starts_with(key));
    let mut found: Vec<(Reverse<u32>, &str)> = longer.map(|(other, documents)| (Reverse(*documents), *other)).collect();
    found.sort_unstable();
    found.truncate(MAX_ENDINGS);
    found.into_iter().map(|(_, key)| key).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typing_without_an_input_method_is_undone() {
        for (typed, meant) in [
            ("thur", "thủ"),
            ("tujc", "tục"),
            ("ddaang", "đâng"),
            ("ddawng", "đăng"),
            ("nguwowif", "người"),
            ("nguowif", "người"),
            ("dduongwf", "đường"),
            ("d9a61t", "đất"),
            ("thu3", "thủ"),
            ("hoaf", "hòa"),
            ("chuwngs", "chứng"),
        ] {
            assert_eq!(undo_typing(typed).map(|word| word.word), Some(Word::new(meant)), "{typed}");
        }
        for plain in ["khai", "sinh", "thủ"] {
            assert_eq!(undo_typing(plain), None);
        }
    }

    #[test]
    fn a_slip_is_one_letter() {
        let is_slip = |one: &str, other: &str| {
            slip_at(&one.chars().collect::<Vec<_>>(), &other.chars().collect::<Vec<_>>()).is_some()
        };
        for (one, other) in [("shinh", "sinh"), ("sih", "sinh"), ("sinh", "sanh"), ("sihn", "sinh"), ("s", "")] {
            assert!(is_slip(one, other) && is_slip(other, one), "{one} {other}");
        }
        for (one, other) in [("sinh", "sang"), ("sinh", "si"), ("abcd", "badc")] {
            assert!(!is_slip(one, other), "{one} {other}");
        }
    }

    #[test]
    fn likely_keys_come_first() {
        let vocabulary: Vocabulary =
            [("xinh", 1), ("sinh", 9), ("binh", 50), ("khai", 3), ("dang", 2), ("ki", 2)].into();
        let near = |key: &str| near(key, &vocabulary).into_iter().map(|(_, key)| key.to_owned()).collect::<Vec<_>>();
        assert_eq!(near("sinhh"), ["sinh"]);
        assert_eq!(near("linh"), ["binh", "sinh", "xinh"]);
        assert_eq!(near("xinh"), ["sinh", "binh"]);
        assert_eq!(near("12"), Vec::<String>::new());
        assert_eq!(parted("dangki", &vocabulary), Some(vec!["dang", "ki"]));
        assert_eq!(parted("dangkx", &vocabulary), None);
        assert_eq!(counted("100m2"), Some(vec!["100", "m2"]));
        assert_eq!((counted("100"), counted("m2")), (None, None));
        assert_eq!(endings("kh", &vocabulary), ["khai"]);
    }
}
