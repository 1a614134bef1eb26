//! Ranks the documents of a query. All arithmetic is on integers (`docs/search.md`, section
//! "Evidence" and after), and the script of the theme has the same.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::analysis::Word;
use super::document::Standing;
use super::loaded_keys::{LoadedKey, LoadedKeys};
use super::manifest::Manifest;
use super::postings::{NameField, NamePlace, Posting};
use super::query::{Query, QueryWord, Unit};
use super::word_counts::TextWeight;

/// How much a word with the same marks is worth; words that belong together, where they are
/// scattered; one with other marks; and one with other marks if the typed spelling exists.
const EXACT: u32 = 8;
const SCATTERED: u32 = 7;
const FOLDED: u32 = 3;
const OTHER: u32 = 1;

/// A document whose score times this is below the best score answers another question.
const FAR: u64 = 40;

/// Where fewer documents have half of what is asked for, those that have a quarter answer too.
const FEW: usize = 20;

/// A document that fits a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ranked {
    pub(crate) score: u64,
    pub(crate) number: u32,
}

/// The answer to a query.
#[derive(Debug)]
pub(crate) struct Ranking {
    /// The best document first.
    pub(crate) found: Vec<Ranked>,
    /// The keys that answered in the best document, by unit; none for a unit that it lacks.
    pub(crate) best_keys: Vec<Vec<String>>,
}

/// What is known of a word.
#[derive(Debug)]
struct WordEvidence {
    key: String,
    exactness: Exactness,
    found: BTreeMap<u32, FoundWord>,
    rarity: u64,
    /// Whether any document has it.
    is_known: bool,
    /// Whether it counts as in every document.
    is_in_all: bool,
}

/// How exact the spellings of a word are.
#[derive(Debug, Clone, Copy)]
struct Exactness {
    /// The form that was typed. `None` if all forms are exact.
    form: Option<u32>,
    /// The exactness of other forms.
    others: u32,
}

impl Exactness {
    fn of(self, form: u32) -> u32 {
        if self.form.is_none_or(|typed| typed == form) { EXACT } else { self.others }
    }
}

/// A word in one document.
#[derive(Debug, Default)]
struct FoundWord {
    names: u32,
    texts: u32,
    exactness: u32,
    places: Vec<NamePlace>,
}

impl WordEvidence {
    fn new(word: &QueryWord, is_marked: bool, keys: &LoadedKeys, documents: u32) -> Self {
        let key = keys.get(&word.word.key);
        let mut found: BTreeMap<u32, FoundWord> = BTreeMap::new();
        let forms = match key {
            LoadedKey::Read(key) => key.forms.as_slice(),
            LoadedKey::Unknown | LoadedKey::LeftOut(_) => &[],
        };
        let typed = word.word.form;
        let exactness = Exactness {
            form: (is_marked && !word.has_any_form).then_some(typed),
            others: if typed != 0 && forms.iter().any(|form| form.form == typed) { OTHER } else { FOLDED },
        };
        for form in forms {
            let exactness = exactness.of(form.form);
            for place in &form.names {
                let here = found.entry(place.number()).or_default();
                here.names = here.names.max(name_points(place.field()) * exactness);
                here.exactness = here.exactness.max(exactness);
                here.places.push(*place);
            }
            for posting in &form.texts {
                let here = found.entry(posting.number()).or_default();
                // A page that only hands out a file with the word is half an answer.
                let is_attachment = posting.weight() == TextWeight::Attachment;
                let exactness = if is_attachment { exactness.div_ceil(2) } else { exactness };
                here.texts = here.texts.max(text_points(posting.weight()) * exactness);
                here.exactness = here.exactness.max(exactness);
            }
        }
        let (level, is_known, is_in_all) = key.standing(word, documents);
        let rarity = u64::from(4 + level.min(14)) * 4;
        let rarity = if word.is_weak { rarity / 8 } else { rarity };
        Self { key: word.word.key.clone(), exactness, found, rarity, is_known, is_in_all }
    }

    /// What the section and the kind of documents are called counts as their summary.
    fn inherit(&mut self, manifest: &Manifest, numbers: &BTreeSet<u32>) {
        let within = |text: &str| {
            let words = Word::all_of(text).filter(|word| word.key == self.key);
            words.map(|word| self.exactness.of(word.form)).max().unwrap_or_default()
        };
        let kinds: Vec<u32> = manifest.kinds.iter().map(|(_, label, _)| within(label)).collect();
        let sections: Vec<u32> = manifest.sections.iter().map(|(title, _)| within(title)).collect();
        if kinds.iter().chain(&sections).all(|exactness| *exactness == 0) {
            return;
        }
        for number in numbers {
            let Some(run) = manifest.run_of(*number) else { continue };
            let of = |list: &[u32], at: usize| list.get(at).copied().unwrap_or_default();
            let exactness = of(&kinds, run.kind).max(of(&sections, run.section));
            if exactness > 0 {
                let here = self.found.entry(*number).or_default();
                here.texts = here.texts.max(text_points(TextWeight::Summary) * exactness);
                here.exactness = here.exactness.max(exactness);
            }
        }
    }

    /// The points and the exactness of the word in a document. `None` if it lacks the word.
    fn points(&self, number: u32) -> Option<(u32, u32)> {
        let found = self.found.get(&number);
        let points = found.map_or(0, |found| match found.names {
            0 => found.texts,
            names => names + found.texts / 4,
        });
        let exactness = found.map_or(0, |found| found.exactness);
        let (points, exactness) = if self.is_in_all {
            (points.max(text_points(TextWeight::Body) * EXACT), exactness.max(EXACT))
        } else {
            (points, exactness)
        };
        (points > 0).then_some((points, exactness))
    }

    fn places(&self, number: u32) -> &[NamePlace] {
        self.found.get(&number).map_or(&[], |found| &found.places)
    }
}

fn name_points(field: NameField) -> u32 {
    match field {
        NameField::Title => 24,
        NameField::Label => 30,
        NameField::Subject => 22,
    }
}

fn text_points(weight: TextWeight) -> u32 {
    match weight {
        TextWeight::Attachment => 2,
        TextWeight::Body | TextWeight::Summary => 9,
    }
}

fn weight_of(standing: Standing) -> u64 {
    match standing {
        Standing::Own => 16,
        Standing::Imported => 13,
        Standing::NotInForce => 12,
    }
}

/// An alternative of a unit, with what is known of its words.
struct AlternativeEvidence<'e> {
    words: Vec<&'e WordEvidence>,
    rarity: u64,
}

/// A unit with what is known of its words.
struct UnitEvidence<'e> {
    /// Never empty; the words as typed come first.
    alternatives: Vec<AlternativeEvidence<'e>>,
    /// The rarity of the words as typed.
    rarity: u64,
    /// Whether the words should be neighbours.
    is_strict: bool,
}

/// How a unit is found in a document.
struct UnitFit<'e> {
    score: u64,
    exactness: u32,
    words: &'e [&'e WordEvidence],
}

impl UnitEvidence<'_> {
    /// The alternative that counts most for a document, with its words that are next to each other.
    fn best(&self, number: u32) -> Option<UnitFit<'_>> {
        let mut best: Option<(u64, UnitFit)> = None;
        for alternative in &self.alternatives {
            let points: Option<Vec<(u32, u32)>> = alternative.words.iter().map(|word| word.points(number)).collect();
            let Some(points) = points.filter(|points| !points.is_empty()) else { continue };
            let mean = u64::from(points.iter().map(|(points, _)| points).sum::<u32>()) / points.len() as u64;
            // Words that belong together are worth less where they are scattered.
            let is_scattered = points.len() > 1 && !is_in_row(&alternative.words, number);
            let score = alternative.rarity * if is_scattered { mean / 2 } else { mean };
            let most = score + neighbour_score(&alternative.words, number);
            if best.as_ref().is_none_or(|(other, _)| most > *other) {
                let exactness = points.iter().map(|(_, exactness)| *exactness).min().unwrap_or(EXACT);
                let most_exact = match (is_scattered, self.is_strict) {
                    (false, _) => EXACT,
                    (true, false) => SCATTERED,
                    (true, true) => FOLDED,
                };
                let exactness = exactness.min(most_exact);
                best = Some((most, UnitFit { score, exactness, words: &alternative.words }));
            }
        }
        best.map(|(_, fit)| fit)
    }
}

/// The place directly behind a place, if a word has it.
fn next_place(place: NamePlace, word: &WordEvidence, number: u32) -> Option<NamePlace> {
    let follows = |other: &&NamePlace| other.field() == place.field() && other.position() == place.position() + 1;
    if place.is_last() { None } else { word.places(number).iter().find(follows).copied() }
}

/// The places at which words that begin at a place end, if they stand one after the other.
fn end_of_row(first: NamePlace, others: &[&WordEvidence], number: u32) -> Option<NamePlace> {
    others.iter().try_fold(first, |place, word| next_place(place, word, number))
}

fn is_in_row(words: &[&WordEvidence], number: u32) -> bool {
    let Some((first, others)) = words.split_first() else { return false };
    first.places(number).iter().any(|place| end_of_row(*place, others, number).is_some())
}

/// What a document gets for words that are next to each other in a field of its names.
fn neighbour_score(words: &[&WordEvidence], number: u32) -> u64 {
    let pair = |pair: &[&WordEvidence]| {
        let are_neighbours = pair[0].places(number).iter().any(|place| next_place(*place, pair[1], number).is_some());
        if are_neighbours { 24 * (pair[0].rarity + pair[1].rarity) } else { 0 }
    };
    words.windows(2).map(pair).sum()
}

/// What a document gets whose title, number or code is asked for as a whole, from its beginning or
/// to its end.
fn whole_score(words: &[&WordEvidence], number: u32) -> u64 {
    let Some((first, others)) = words.split_first() else { return 0 };
    let factor = |place: &NamePlace| {
        if place.field() == NameField::Subject {
            return 0;
        }
        let Some(end) = end_of_row(*place, others, number) else { return 0 };
        let parts: u32 = match (place.position() == 0, end.is_last()) {
            (true, true) => 64 + 24 + 144,
            (true, false) => 64,
            (false, true) => 24,
            (false, false) => 0,
        };
        u64::from(parts.saturating_sub(place.position().min(6)))
    };
    let most = first.places(number).iter().map(factor).max().unwrap_or_default();
    most * words.iter().map(|word| word.rarity).sum::<u64>()
}

/// Ranks all documents that fit.
pub(crate) fn rank(manifest: &Manifest, keys: &LoadedKeys, query: &Query) -> Ranking {
    let mut words: Vec<Vec<Vec<WordEvidence>>> =
        query.units.iter().map(|unit| evidence_of(unit, query, keys, manifest)).collect();
    let numbers: BTreeSet<u32> = words.iter().flatten().flatten().flat_map(|word| word.found.keys().copied()).collect();
    words.iter_mut().flatten().flatten().for_each(|word| word.inherit(manifest, &numbers));
    let units: Vec<UnitEvidence> =
        words.iter().zip(&query.units).map(|(words, unit)| unit_evidence(words, unit, &numbers)).collect();
    let total: u64 = units.iter().map(|unit| unit.rarity).sum();
    let mut most = 0;
    let mut fits: Vec<(u64, u64, u32)> = Vec::new();
    for number in numbers {
        let found: Vec<Option<UnitFit>> = units.iter().map(|unit| unit.best(number)).collect();
        let covered = units
            .iter()
            .zip(&found)
            .map(|(unit, fit)| fit.as_ref().map_or(0, |fit| unit.rarity * u64::from(fit.exactness)));
        let covered = covered.sum::<u64>() / u64::from(EXACT);
        let sequence: Vec<&WordEvidence> = found.iter().flatten().flat_map(|fit| fit.words.iter().copied()).collect();
        most = most.max(covered);
        if !sequence.is_empty() {
            let base: u64 = found.iter().flatten().map(|fit| fit.score).sum();
            let score = base + neighbour_score(&sequence, number) + whole_score(&sequence, number);
            fits.push((score * covered * (covered + total) / (2 * total * total).max(1), covered, number));
        }
    }
    let answers = |covered: u64, part: u64| covered * part >= total.min(most * part);
    let part = if fits.iter().filter(|(_, covered, _)| answers(*covered, 2)).count() < FEW { 4 } else { 2 };
    let mut found: Vec<(u64, u32, u32, bool)> = fits
        .into_iter()
        .filter(|(_, covered, _)| answers(*covered, part))
        .filter_map(|(score, covered, number)| {
            let run = manifest.run_of(number)?;
            let (_, _, weight) = manifest.kinds.get(run.kind)?;
            let score = score * u64::from(*weight) / 16 * weight_of(run.standing) / 16;
            Some((score, run.year, number, covered == total))
        })
        .collect();
    found.sort_unstable_by_key(|found| Reverse(*found));
    let best = found.first().map_or(0, |(score, ..)| *score);
    found.retain(|(score, _, _, has_all)| *has_all || score * FAR >= best);
    let best_keys = match found.first() {
        None => Vec::new(),
        Some((_, _, number, _)) => units
            .iter()
            .map(|unit| {
                unit.best(*number).map_or_else(Vec::new, |fit| fit.words.iter().map(|word| word.key.clone()).collect())
            })
            .collect(),
    };
    Ranking { found: found.into_iter().map(|(score, _, number, _)| Ranked { score, number }).collect(), best_keys }
}

fn evidence_of(unit: &Unit, query: &Query, keys: &LoadedKeys, manifest: &Manifest) -> Vec<Vec<WordEvidence>> {
    let word = |word: &QueryWord| WordEvidence::new(word, query.is_marked, keys, manifest.documents);
    // Another wording of which nothing was read would fit every document.
    let is_read = |words: &[QueryWord]| words.iter().any(|word| !keys.is_left_out(word));
    let alternatives = unit.alternatives.iter().enumerate().filter(|(at, words)| *at == 0 || is_read(words));
    alternatives.map(|(_, words)| words.iter().map(word).collect()).collect()
}

fn unit_evidence<'e>(words: &'e [Vec<WordEvidence>], unit: &Unit, numbers: &BTreeSet<u32>) -> UnitEvidence<'e> {
    let rarity_of = |words: &[WordEvidence]| words.iter().map(|word| word.rarity).max().unwrap_or_default();
    let typed = words.first().map_or(&[][..], Vec::as_slice);
    let rarity = rarity_of(typed);
    let is_typed_known = typed.iter().all(|word| word.is_known);
    let alternatives = words.iter().map(|words| {
        let own = rarity_of(words);
        AlternativeEvidence {
            words: words.iter().collect(),
            rarity: if is_typed_known { own.min(rarity) } else { own },
        }
    });
    let alternatives: Vec<AlternativeEvidence> = alternatives.collect();
    // The words of a phrase should be neighbours, if they are anywhere in the names.
    let is_row = |number: &u32| alternatives.first().is_some_and(|typed| is_in_row(&typed.words, *number));
    let is_strict = unit.is_phrase && numbers.iter().any(is_row);
    UnitEvidence { alternatives, rarity, is_strict }
}
