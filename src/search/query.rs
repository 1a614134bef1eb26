//! Reads what a visitor typed (`docs/search.md`, section "Query").

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization;

use super::analysis::{Word, runs};
use super::manifest::Manifest;

/// The most words of a query that are read.
const MAX_WORDS: usize = 16;

/// A query, as units that a document should fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Query {
    pub(crate) units: Vec<Unit>,
    /// Whether a word that was typed has marks. Then marks count.
    pub(crate) is_marked: bool,
    /// Whether the last word may be the beginning of another one.
    pub(crate) is_unfinished: bool,
}

/// A part of a query, and what may stand in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unit {
    /// Never empty. The words as typed come first.
    pub(crate) alternatives: Vec<Vec<QueryWord>>,
    /// Whether it stands in quotation marks.
    pub(crate) is_phrase: bool,
    /// Whether it was changed because it may be a slip.
    pub(crate) is_slip: bool,
}

/// A word of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct QueryWord {
    pub(crate) word: Word,
    /// The word in lower case, as it was typed.
    pub(crate) text: String,
    /// Whether all forms of the key are as good.
    pub(crate) has_any_form: bool,
    /// Whether the word says little of what is asked for.
    pub(crate) is_weak: bool,
    /// Whether nearly all texts have the word, so that it counts as in all.
    pub(crate) is_everywhere: bool,
}

impl QueryWord {
    fn new(run: &str) -> Self {
        let text = run.to_lowercase();
        Self { word: Word::new(run), text, has_any_form: false, is_weak: false, is_everywhere: false }
    }

    /// A key of the vocabulary, in any form.
    pub(crate) fn of_key(key: &str) -> Self {
        let word = Word { key: key.to_owned(), form: 0 };
        Self { word, text: key.to_owned(), has_any_form: true, is_weak: false, is_everywhere: false }
    }

    fn all_of(text: &str) -> Vec<Self> {
        runs(text).map(Self::new).collect()
    }
}

impl Unit {
    /// The words as typed.
    pub(crate) fn typed(&self) -> &[QueryWord] {
        self.alternatives.first().map_or(&[], Vec::as_slice)
    }
}

impl Query {
    /// Reads a query with the tables of an index.
    pub(crate) fn parse(text: &str, tables: &QueryTables) -> Self {
        let text: String = text.nfc().collect();
        let mut units = Vec::new();
        let mut left = MAX_WORDS;
        let pieces: Vec<&str> = text.split(['"', '“', '”']).collect();
        for (at, piece) in pieces.iter().enumerate() {
            let mut words = QueryWord::all_of(piece);
            words.truncate(left);
            left -= words.len();
            // A phrase lies between two quotation marks.
            if at % 2 == 1 && at + 1 < pieces.len() {
                if !words.is_empty() {
                    units.push(Unit { alternatives: vec![words], is_phrase: true, is_slip: false });
                }
            } else {
                tables.push_units(&words, &mut units);
            }
        }
        let is_all_weak = units.iter().flat_map(Unit::typed).all(|word| tables.weak.contains(&word.word));
        let is_marked = units.iter().flat_map(Unit::typed).any(|word| word.word.form != 0);
        for word in units.iter_mut().flat_map(|unit| unit.alternatives.iter_mut().flatten()) {
            word.is_weak = !is_all_weak && tables.weak.contains(&word.word);
            word.is_everywhere = tables.everywhere.contains(&word.word);
        }
        Self { units, is_marked, is_unfinished: text.chars().next_back().is_some_and(char::is_alphanumeric) }
    }
}

/// What explains a wording: the wording, and what may stand in its place.
type Explanation = (Vec<Word>, Vec<Vec<QueryWord>>);

/// The tables of a manifest by which queries are read.
#[derive(Debug, Default)]
pub(crate) struct QueryTables {
    /// By the keys of the wording.
    explanations: BTreeMap<Vec<String>, Vec<Explanation>>,
    /// The number of words of the longest wording.
    longest: usize,
    weak: BTreeSet<Word>,
    everywhere: BTreeSet<Word>,
}

impl QueryTables {
    pub(crate) fn new(manifest: &Manifest) -> Self {
        let all_of = |list: &[String]| list.iter().flat_map(|text| Word::all_of(text)).collect::<BTreeSet<Word>>();
        let everywhere = all_of(&manifest.everywhere);
        let weak = all_of(&manifest.weak).union(&everywhere).cloned().collect();
        let mut tables = Self { explanations: BTreeMap::new(), longest: 1, weak, everywhere };
        for group in &manifest.same {
            for wording in group {
                tables.explain(wording, group.iter().filter(|other| *other != wording));
            }
        }
        for (said, meant) in &manifest.means {
            for wording in said {
                tables.explain(wording, meant.iter());
            }
        }
        tables
    }

    fn explain<'w>(&mut self, wording: &str, to: impl Iterator<Item = &'w String>) {
        let words: Vec<Word> = Word::all_of(wording).collect();
        self.longest = self.longest.max(words.len());
        let keys = words.iter().map(|word| word.key.clone()).collect();
        let to = to.map(|text| QueryWord::all_of(text)).collect();
        self.explanations.entry(keys).or_default().push((words, to));
    }

    /// What explains these words. A word that was typed with marks must have those of the wording.
    fn explained(&self, typed: &[QueryWord]) -> Vec<Vec<QueryWord>> {
        let keys: Vec<String> = typed.iter().map(|word| word.word.key.clone()).collect();
        let fits = |(wording, _): &&Explanation| {
            typed.iter().zip(wording).all(|(typed, own)| typed.word.form == 0 || typed.word.form == own.form)
        };
        let found = self.explanations.get(&keys).into_iter().flatten().filter(fits);
        found.flat_map(|(_, to)| to.iter().cloned()).collect()
    }

    /// Divides words into units: the longest wordings that are explained, and single words.
    fn push_units(&self, words: &[QueryWord], units: &mut Vec<Unit>) {
        let mut rest = words;
        while !rest.is_empty() {
            let lengths = (1..=self.longest.min(rest.len())).rev();
            let explained = lengths.map(|length| (length, self.explained(&rest[..length])));
            let (length, to) = explained.into_iter().find(|(_, to)| !to.is_empty()).unwrap_or((1, Vec::new()));
            let mut alternatives = vec![rest[..length].to_vec()];
            alternatives.extend(to);
            units.push(Unit { alternatives, is_phrase: false, is_slip: false });
            rest = &rest[length..];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tables() -> QueryTables {
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<String>>();
        let mut manifest = Manifest::new("vi");
        manifest.same = vec![texts(&["ubnd", "ủy ban nhân dân"]), texts(&["phí", "lệ phí"])];
        manifest.means = vec![(texts(&["sổ đỏ", "bìa đỏ"]), texts(&["giấy chứng nhận"]))];
        manifest.weak = texts(&["ở", "đâu"]);
        manifest.everywhere = texts(&["của"]);
        QueryTables::new(&manifest)
    }

    /// The alternatives of each unit, as keys.
    fn units(text: &str) -> Vec<Vec<String>> {
        let keys =
            |words: &Vec<QueryWord>| words.iter().map(|word| word.word.key.as_str()).collect::<Vec<_>>().join(" ");
        let query = Query::parse(text, &tables());
        query.units.iter().map(|unit| unit.alternatives.iter().map(keys).collect()).collect()
    }

    #[test]
    fn the_longest_wording_is_explained() {
        assert_eq!(units("UBND xã"), [vec!["ubnd", "uy ban nhan dan"], vec!["xa"]].map(|unit| unit));
        assert_eq!(units("so do dat"), [vec!["so do", "giay chung nhan"], vec!["dat"]]);
        assert_eq!(units("giấy chứng nhận").len(), 3);
        assert_eq!(units("số đo"), [["so"], ["do"]]);
        assert_eq!(units("lệ phí"), [["le phi", "phi"]]);
    }

    #[test]
    fn text_in_quotation_marks_is_a_phrase() {
        let query = Query::parse("tìm “sổ đỏ” nay \"mở", &tables());
        let phrases: Vec<bool> = query.units.iter().map(|unit| unit.is_phrase).collect();
        assert_eq!(phrases, [false, true, false, false]);
        assert!(query.is_marked && query.is_unfinished);
        assert!(!Query::parse("khai sinh ", &tables()).is_marked);
        assert!(Query::parse(" \"\" … ", &tables()).units.is_empty());
    }

    #[test]
    fn words_that_say_little_are_weak_beside_others() {
        let weak = |text: &str| {
            let query = Query::parse(text, &tables());
            query.units.iter().flat_map(Unit::typed).map(|word| word.is_weak).collect::<Vec<bool>>()
        };
        assert_eq!(weak("đăng ký ở đâu"), [false, false, true, true]);
        assert_eq!(weak("ở đâu"), [false, false]);
        assert_eq!(weak("o dau"), [false, false]);
    }

    #[test]
    fn only_so_many_words_are_read() {
        assert_eq!(Query::parse(&"a ".repeat(100), &tables()).units.len(), MAX_WORDS);
    }
}
