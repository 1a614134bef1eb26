//! Makes words of a text: which characters belong together, and which spellings are one word.

use unicode_normalization::UnicodeNormalization;

/// The longest key, in characters. Longer words are addresses or codes that nobody types.
const MAX_KEY_LENGTH: usize = 24;

/// The factor at which a form is complete. No syllable of Vietnamese comes near it.
const MAX_FORM_FACTOR: u32 = 1 << 24;

/// Numbers in Roman digits that are no Vietnamese syllables.
const ROMAN_NUMBERS: [(&str, &str); 15] = [
    ("ii", "2"),
    ("iii", "3"),
    ("iv", "4"),
    ("vii", "7"),
    ("viii", "8"),
    ("ix", "9"),
    ("xii", "12"),
    ("xiii", "13"),
    ("xiv", "14"),
    ("xv", "15"),
    ("xvi", "16"),
    ("xvii", "17"),
    ("xviii", "18"),
    ("xix", "19"),
    ("xx", "20"),
];

/// A word in the form in which it is compared.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Word {
    /// What all spellings of the word share.
    pub(crate) key: String,
    /// Which of these spellings it is, whatever the place of the tone. 0 if it has no marks.
    pub(crate) form: u32,
}

impl Word {
    /// The word for a longest run of word characters.
    pub(crate) fn new(run: &str) -> Self {
        let letters = Letters::read(run);
        Self { key: letters.key(), form: letters.form() }
    }

    /// The words of a text, in order.
    pub(crate) fn all_of(text: &str) -> impl Iterator<Item = Self> {
        runs(text).map(Self::new)
    }

    /// Appends the form and the key: the bytes by which a word is counted.
    pub(crate) fn push_bytes(&self, out: &mut Vec<u8>) {
        push_varint(out, self.form);
        out.extend_from_slice(self.key.as_bytes());
    }

    /// The form and the key of a word that [`Word::push_bytes`] wrote.
    pub(crate) fn split_bytes(bytes: &[u8]) -> (u32, &[u8]) {
        let mut rest = bytes;
        let form = read_varint(&mut rest).unwrap_or_default();
        (form, rest)
    }
}

/// Whether a character belongs to words. The ranges are fixed, so that every program divides a text
/// in the same way, whatever version of Unicode it has.
pub(crate) fn is_word_char(c: char) -> bool {
    match c {
        '\0'..='\u{7f}' => c.is_ascii_alphanumeric(),
        '\u{d7}' | '\u{f7}' => false,
        '\u{c0}'..='\u{1fff}'
        | '\u{2c00}'..='\u{2dff}'
        | '\u{3040}'..='\u{d7ff}'
        | '\u{f900}'..='\u{fdff}'
        | '\u{ff10}'..='\u{ffdc}' => true,
        other => other >= '\u{20000}',
    }
}

/// The longest runs of word characters in a text.
pub(crate) fn runs(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c| !is_word_char(c)).filter(|run| !run.is_empty())
}

/// Appends a number in LEB128.
pub(crate) fn push_varint(out: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Reads a number in LEB128 and moves behind it. `None` if the bytes end too early.
pub(crate) fn read_varint(bytes: &mut &[u8]) -> Option<u32> {
    let mut number = 0_u32;
    for shift in (0..32).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u32::from(byte & 0x7f).checked_shl(shift)?;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}

/// The letters of a word without marks, each with its shape; and the tone.
struct Letters {
    letters: Vec<(char, u32)>,
    tone: u32,
}

impl Letters {
    fn read(run: &str) -> Self {
        let mut letters: Vec<(char, u32)> = Vec::with_capacity(run.len());
        let mut tone = 0;
        for c in run.chars().flat_map(char::to_lowercase).nfd() {
            match c {
                'đ' | 'ð' => letters.push(('d', 1)),
                '\u{300}'..='\u{36f}' => match (c, letters.last_mut()) {
                    ('\u{302}', Some((_, shape))) => *shape = 1,
                    ('\u{306}', Some((_, shape))) => *shape = 2,
                    ('\u{31b}', Some((letter, shape))) => *shape = if *letter == 'o' { 2 } else { 1 },
                    ('\u{300}', _) => tone = 1,
                    ('\u{301}', _) => tone = 2,
                    ('\u{309}', _) => tone = 3,
                    ('\u{303}', _) => tone = 4,
                    ('\u{323}', _) => tone = 5,
                    _ => {}
                },
                other => letters.push((other, 0)),
            }
        }
        Self { letters, tone }
    }

    fn form(&self) -> u32 {
        let (mut form, mut factor) = (self.tone, 6);
        for (letter, shape) in &self.letters {
            let shapes = match letter {
                'a' | 'o' => 3,
                'e' | 'u' | 'd' => 2,
                _ => continue,
            };
            form += shape.min(&(shapes - 1)) * factor;
            factor *= shapes;
            if factor > MAX_FORM_FACTOR {
                break;
            }
        }
        form
    }

    fn key(&self) -> String {
        let key: String = self.letters.iter().map(|(letter, _)| letter).take(MAX_KEY_LENGTH).collect();
        if let Some((_, digits)) = ROMAN_NUMBERS.iter().find(|(roman, _)| *roman == key) {
            return (*digits).to_owned();
        }
        match key.as_bytes() {
            [b'0', digit] if digit.is_ascii_digit() => char::from(*digit).to_string(),
            [before @ .., b'y'] if is_written_as_i(before) => format!("{}i", &key[..key.len() - 1]),
            [.., b's'] => without_plural(&key).to_owned(),
            _ => key,
        }
    }
}

/// An English word without the s or es of its plural. A word that may be a Vietnamese syllable keeps
/// its last s, which is a tone in Telex: such a word has vowels in one place alone.
fn without_plural(key: &str) -> &str {
    let is_vowel = |byte: &u8| b"aeiouy".contains(byte);
    let parts = key.as_bytes().split(is_vowel);
    // What stands between two vowels, before the first one and after the last one left out.
    let between = parts.skip(1).collect::<Vec<&[u8]>>();
    let between = between.split_last().map_or(&[][..], |(_, between)| between);
    if !between.iter().any(|part| !part.is_empty() && !part.contains(&b'w')) {
        return key;
    }
    let Some(stem) = key.strip_suffix('s') else { return key };
    if let Some(stem) =
        stem.strip_suffix('e').filter(|stem| ["i", "ch", "sh", "ss", "x"].iter().any(|end| stem.ends_with(end)))
    {
        return stem;
    }
    if stem.ends_with(['s', 'i', 'u']) { key } else { stem }
}

/// Whether a last y after these letters sounds like i and may be written so: kỹ and kĩ, quý and
/// quí.
fn is_written_as_i(before: &[u8]) -> bool {
    match before {
        [] | b"qu" => true,
        [.., last] => b"bcdghklmnpqrstvx".contains(last),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(run: &str) -> String {
        Word::new(run).key
    }

    #[test]
    fn spellings_of_a_word_share_a_key() {
        for (one, other) in [
            ("hòa", "hoà"),
            ("Kí", "ký"),
            ("QUÝ", "quí"),
            ("kỹ", "ki"),
            ("đường", "duong"),
            ("Ðường", "đường"),
            ("III", "3"),
            ("05", "5"),
            ("y", "i"),
            ("procedures", "procedure"),
            ("policies", "policy"),
            ("addresses", "address"),
            ("branches", "branch"),
            ("taxes", "tax"),
        ] {
            assert_eq!(key(one), key(other), "{one} {other}");
        }
        for (one, other) in [
            ("thuỷ", "thủi"),
            ("vi", "6"),
            ("ngày", "ngai"),
            ("005", "5"),
            ("quyên", "quiên"),
            ("chungs", "chung"),
            ("nguwowis", "nguwowi"),
            ("status", "statu"),
            ("process", "proces"),
        ] {
            assert_ne!(key(one), key(other), "{one} {other}");
        }
    }

    #[test]
    fn a_form_tells_marks_but_not_the_place_of_the_tone() {
        assert_eq!(Word::new("đường"), Word { key: "duong".to_owned(), form: 67 });
        assert_eq!(Word::new("hòa"), Word::new("HOÀ"));
        assert_eq!(Word::new("thủy"), Word::new("thuỷ"));
        assert_eq!(Word::new("tie\u{302}\u{301}ng"), Word::new("tiếng"));
        let forms: std::collections::BTreeSet<u32> =
            ["ban", "bàn", "bán", "bản", "bãn", "bạn", "bân", "băn", "bần", "bằn"].map(|w| Word::new(w).form).into();
        assert_eq!(forms.len(), 10);
    }

    #[test]
    fn words_are_runs_of_letters_and_digits() {
        let words: Vec<&str> = runs("Số 42/2022/NĐ-CP, 1.004873: “Sổ đỏ” – m² 3×4 😀.").collect();
        assert_eq!(words, ["Số", "42", "2022", "NĐ", "CP", "1", "004873", "Sổ", "đỏ", "m", "3", "4"]);
    }

    #[test]
    fn long_words_are_cut_and_do_not_overflow() {
        let word = Word::new(&"ôđư".repeat(100));
        assert_eq!(word.key.chars().count(), MAX_KEY_LENGTH);
        assert!(word.form < MAX_FORM_FACTOR * 3);
    }

    #[test]
    fn numbers_are_read_as_they_were_written() {
        for number in [0, 1, 127, 128, 300, 1 << 21, u32::MAX] {
            let mut bytes = Vec::new();
            push_varint(&mut bytes, number);
            assert_eq!(read_varint(&mut bytes.as_slice()), Some(number));
        }
        assert_eq!(read_varint(&mut [0x80_u8].as_slice()), None);
    }
}
