//! Counts the words of a body, once, when its file is parsed.
//!
//! A body has some 1,500 words and a portal may have 100,000 bodies, so this is where search costs
//! time. A run of characters is analysed once per thread; after that it is found by its bytes.

use std::cell::RefCell;
use std::fmt;

use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::analysis::{Word, is_word_char, runs};
use crate::digest::FastMap;

/// The most runs that a thread remembers. A portal has far fewer; a hostile text may have more.
const MAX_RUNS: usize = 1 << 18;

/// How much a word of a text weighs. The order is that of the importance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum TextWeight {
    /// An attachment has it.
    Attachment = 0,
    /// The body has it.
    Body = 1,
    /// The summary, a field or a heading has it.
    Summary = 2,
}

impl TextWeight {
    /// The weight with this number.
    pub(crate) fn from_number(number: u32) -> Self {
        match number {
            0 => Self::Attachment,
            1 => Self::Body,
            _ => Self::Summary,
        }
    }
}

/// The words of one body with their weights, each once, in the order of their first occurrence.
///
/// For each word there is a byte with the number of its bytes, its bytes ([`Word::push_bytes`]),
/// and a byte with its weight. One piece of memory for all words is a fifth of what texts would
/// take.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WordCounts(Box<[u8]>);

impl WordCounts {
    /// Counts the words of HTML that this program wrote: `<` only begins tags, `&` only begins
    /// references to characters.
    pub fn of_html<'h>(parts: impl IntoIterator<Item = &'h str>) -> Self {
        COUNTER.with_borrow_mut(|counter| {
            for part in parts {
                counter.count_html(part);
            }
            counter.finish()
        })
    }

    /// Counts the words of a plain text.
    pub fn of_text(text: &str) -> Self {
        COUNTER.with_borrow_mut(|counter| {
            for run in runs(text) {
                counter.count_run(run, false);
            }
            counter.finish()
        })
    }

    /// The bytes of each word, with its weight.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&[u8], TextWeight)> {
        let mut rest: &[u8] = &self.0;
        std::iter::from_fn(move || {
            let (&length, after) = rest.split_first()?;
            let (word, after) = after.split_at_checked(usize::from(length))?;
            let (&weight, after) = after.split_first()?;
            rest = after;
            Some((word, TextWeight::from_number(u32::from(weight))))
        })
    }
}

/// Calls `see` with the bytes of each word of a text ([`Word::push_bytes`]), in order.
pub(crate) fn for_each_word(text: &str, see: &mut impl FnMut(&[u8])) {
    COUNTER.with_borrow_mut(|counter| {
        for run in runs(text) {
            let position = counter.position_of(run);
            see(&counter.words[position as usize].bytes);
        }
    });
}

impl Serialize for WordCounts {
    /// As one piece of bytes: a list of bytes would be encoded byte by byte.
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for WordCounts {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct BytesVisitor;
        impl Visitor<'_> for BytesVisitor {
            type Value = WordCounts;

            fn expecting(&self, to: &mut fmt::Formatter) -> fmt::Result {
                to.write_str("bytes")
            }

            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<WordCounts, E> {
                Ok(WordCounts(bytes.into()))
            }
        }
        from.deserialize_bytes(BytesVisitor)
    }
}

thread_local! {
    /// What this thread knows of words. Only time depends on it: a word is the same whoever
    /// analyses it.
    static COUNTER: RefCell<WordCounter> = RefCell::default();
}

/// Counts the words of one body after the other.
#[derive(Default)]
struct WordCounter {
    /// The word of each run of characters, as a position in `words`.
    runs: FastMap<Box<[u8]>, u32>,
    /// The positions of the words by their bytes.
    positions: FastMap<Box<[u8]>, u32>,
    words: Vec<CountedWord>,
    /// The words of this body, in the order of their first occurrence.
    seen: Vec<u32>,
}

/// A word, and what the body that is being counted says of it.
struct CountedWord {
    bytes: Box<[u8]>,
    is_seen: bool,
    is_in_heading: bool,
}

impl WordCounter {
    /// Counts the words of a piece of HTML. Tags divide words.
    fn count_html(&mut self, html: &str) {
        let bytes = html.as_bytes();
        let mut is_heading = false;
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            match byte {
                b'<' => {
                    let end = memchr::memchr(b'>', &bytes[at..]).map_or(bytes.len(), |found| at + found + 1);
                    match &bytes[at..end] {
                        [_, b'h', b'1'..=b'6', b' ' | b'>', ..] => is_heading = true,
                        [_, b'/', b'h', b'1'..=b'6', ..] => is_heading = false,
                        _ => {}
                    }
                    at = end;
                }
                // A reference is short. An ampersand without a semicolon is not written.
                b'&' => {
                    let near = &bytes[at..bytes.len().min(at + 12)];
                    at += memchr::memchr(b';', near).map_or(1, |found| found + 1);
                }
                byte if byte >= 0x80 || byte.is_ascii_alphanumeric() => {
                    let length = run_length(&html[at..]);
                    if length == 0 {
                        at += html[at..].chars().next().map_or(1, char::len_utf8);
                    } else {
                        self.count_run(&html[at..at + length], is_heading);
                        at += length;
                    }
                }
                _ => at += 1,
            }
        }
    }

    fn count_run(&mut self, run: &str, is_heading: bool) {
        let position = self.position_of(run);
        let word = &mut self.words[position as usize];
        if !word.is_seen {
            self.seen.push(position);
        }
        word.is_seen = true;
        word.is_in_heading |= is_heading;
    }

    /// The position of the word that a run of characters is.
    fn position_of(&mut self, run: &str) -> u32 {
        match self.runs.get(run.as_bytes()) {
            Some(position) => *position,
            None => self.learn_run(run),
        }
    }

    fn learn_run(&mut self, run: &str) -> u32 {
        let mut bytes = Vec::new();
        Word::new(run).push_bytes(&mut bytes);
        let position = *self.positions.entry(bytes.as_slice().into()).or_insert_with(|| {
            self.words.push(CountedWord { bytes: bytes.into(), is_seen: false, is_in_heading: false });
            (self.words.len() - 1) as u32
        });
        self.runs.insert(run.as_bytes().into(), position);
        position
    }

    /// The counts of the body, and an empty counter for the next one.
    fn finish(&mut self) -> WordCounts {
        let words = self.seen.iter().map(|position| &self.words[*position as usize]);
        let mut bytes = Vec::with_capacity(words.map(|word| word.bytes.len() + 2).sum());
        for position in self.seen.drain(..) {
            let word = &mut self.words[position as usize];
            let weight = if word.is_in_heading { TextWeight::Summary } else { TextWeight::Body };
            (word.is_seen, word.is_in_heading) = (false, false);
            // A key has at most 24 characters and a form 4 bytes, so a word has at most 100 bytes.
            bytes.push(word.bytes.len() as u8);
            bytes.extend_from_slice(&word.bytes);
            bytes.push(weight as u8);
        }
        if self.runs.len() > MAX_RUNS {
            *self = Self::default();
        }
        WordCounts(bytes.into())
    }
}

/// The number of bytes of the run of word characters with which a text begins.
fn run_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            0..0x80 => {
                if !byte.is_ascii_alphanumeric() {
                    break;
                }
                at += 1;
            }
            // The letters of Vietnamese and its neighbours up to U+07FF.
            0xc4..=0xdf => at += 2,
            // U+1000 to U+1FFF.
            0xe1 => at += 3,
            _ => match text[at..].chars().next().filter(|c| is_word_char(*c)) {
                Some(c) => at += c.len_utf8(),
                None => break,
            },
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(html: &str) -> Vec<(String, u32, TextWeight)> {
        let counts = WordCounts::of_html([html]);
        let word = |(bytes, weight)| {
            let (form, key) = Word::split_bytes(bytes);
            (String::from_utf8(key.to_vec()).unwrap(), form, weight)
        };
        counts.iter().map(word).collect()
    }

    #[test]
    fn words_are_counted_once_with_their_weight() {
        let html = "<h2 id=\"thu-tuc\">Thủ tục</h2>\n<p>Khai sinh, khai <em>tử</em> &amp; khai thuế.</p>";
        let keys: Vec<(String, TextWeight)> = counts(html).into_iter().map(|(key, _, weight)| (key, weight)).collect();
        let expected = [
            ("thu", TextWeight::Summary),
            ("tuc", TextWeight::Summary),
            ("khai", TextWeight::Body),
            ("sinh", TextWeight::Body),
            ("tu", TextWeight::Body),
            ("thue", TextWeight::Body),
        ];
        assert_eq!(keys, expected.map(|(key, weight)| (key.to_owned(), weight)));
    }

    #[test]
    fn attributes_and_references_are_no_words() {
        assert_eq!(counts("<a href=\"/ma/\" title=\"Tên\">x</a>&quot;&#39;&lt;").len(), 1);
        assert_eq!(counts("a & b &unclosed").len(), 3);
    }

    #[test]
    fn one_body_does_not_count_for_the_next() {
        assert_eq!(counts("<h2>khai</h2> khai")[0].2, TextWeight::Summary);
        assert_eq!(counts("khai")[0].2, TextWeight::Body);
    }

    #[test]
    fn runs_of_bytes_are_the_runs_of_characters() {
        for text in ["ễ×÷đ²", "a–b", "日本語 ກ 한국", "\u{2c00}\u{2e00}", "x\u{fe00}y\u{20000}😀z", "Ωя"]
        {
            let runs: Vec<String> = crate::search::analysis::runs(text).map(str::to_owned).collect();
            let mut found = Vec::new();
            let mut rest = text;
            while let Some(c) = rest.chars().next() {
                let length = run_length(rest);
                if length > 0 {
                    found.push(rest[..length].to_owned());
                }
                rest = &rest[length.max(if length == 0 { c.len_utf8() } else { 0 })..];
            }
            assert_eq!(found, runs, "{text}");
        }
    }

    #[test]
    fn counts_are_stored_as_they_are() {
        let counts = WordCounts::of_html(["<p>Thủ tục khai sinh</p>"]);
        let bytes = crate::codec::encode(&counts);
        assert_eq!(postcard::from_bytes::<WordCounts>(&bytes).unwrap(), counts);
    }
}
