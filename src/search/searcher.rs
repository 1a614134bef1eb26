//! Answers a query from the files of an index.

use std::collections::BTreeMap;

use super::analysis::{Word, runs};
use super::format::{read_directory, shard_of};
use super::index::{cards_path, shard_path, vocabulary_path};
use super::loaded_keys::LoadedKeys;
use super::manifest::Manifest;
use super::query::{Query, QueryTables};
use super::ranking::{Ranking, rank};
use super::slips::Vocabulary;

/// The answer to a query.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct SearchAnswer {
    /// The number of all results.
    pub total: usize,
    /// The first results, the best one first.
    pub results: Vec<SearchResult>,
    /// The query that was answered in place of the one that was asked, if that has a slip.
    pub corrected: Option<String>,
}

/// A document that fits a query.
#[derive(Debug, PartialEq, Eq)]
pub struct SearchResult {
    /// The number of the document in the index.
    pub number: u32,
    /// The score.
    pub score: u64,
    /// The address from the root of the portal.
    pub url: String,
    /// The title.
    pub title: String,
    /// The name of the kind for readers.
    pub kind: String,
    /// The number or code; empty without one.
    pub label: String,
    /// The day, in ISO 8601; empty without one.
    pub date: String,
    /// The beginning of the summary.
    pub summary: String,
}

/// Answers a query. `manifest` is the manifest of a language, `read` reads a file by its path below
/// the output folder, `limit` is the largest number of results. `None` if the files cannot be read.
pub fn search(
    manifest: &[u8],
    read: &dyn Fn(&str) -> Option<Vec<u8>>,
    text: &str,
    limit: usize,
) -> Option<SearchAnswer> {
    let searcher = Searcher { manifest: Manifest::read(manifest)?, read };
    let (query, ranking) = searcher.answer(text)?;
    let results = ranking.found.iter().take(limit).map(|ranked| searcher.result(ranked.number, ranked.score));
    let results: Vec<SearchResult> = results.collect::<Option<_>>()?;
    let corrected = results.first().and_then(|best| corrected(text, &query, &ranking, best));
    Some(SearchAnswer { total: ranking.found.len(), results, corrected })
}

/// The query as it was understood, if a word of it was taken for another: in the words of the best
/// document.
fn corrected(asked: &str, query: &Query, ranking: &Ranking, best: &SearchResult) -> Option<String> {
    if !query.units.iter().any(|unit| unit.is_slip) {
        return None;
    }
    let text = format!("{} {}", best.title, best.summary).to_lowercase();
    let words: BTreeMap<String, &str> = runs(&text).map(|run| (Word::new(run).key, run)).collect();
    let units = query.units.iter().zip(&ranking.best_keys).map(|(unit, keys)| {
        let typed = || unit.typed().iter().map(|word| (word.word.key.as_str(), word.text.as_str())).collect::<Vec<_>>();
        let said = match unit.is_slip && !keys.is_empty() {
            true => keys.iter().map(|key| (key.as_str(), key.as_str())).collect(),
            false => typed(),
        };
        let said: Vec<&str> = said.into_iter().map(|(key, text)| words.get(key).copied().unwrap_or(text)).collect();
        if unit.is_phrase { format!("\"{}\"", said.join(" ")) } else { said.join(" ") }
    });
    let corrected = units.collect::<Vec<String>>().join(" ");
    (corrected != asked.to_lowercase()).then_some(corrected)
}

struct Searcher<'r> {
    manifest: Manifest,
    read: &'r dyn Fn(&str) -> Option<Vec<u8>>,
}

impl Searcher<'_> {
    /// The query as it was understood, and its answer.
    fn answer(&self, text: &str) -> Option<(Query, Ranking)> {
        let mut query = Query::parse(text, &QueryTables::new(&self.manifest));
        let mut keys = LoadedKeys::default();
        self.load(&query, &mut keys)?;
        if query.needs_vocabulary(&|word| keys.has(word)) {
            let vocabulary = (self.read)(&vocabulary_path(&self.manifest.vocabulary))?;
            let syllables: Vec<String> = self.manifest.known.syllables().collect();
            let mut known: Vocabulary = syllables.iter().map(|key| (key.as_str(), 0)).collect();
            known.extend(read_vocabulary(&vocabulary)?);
            query = query.mend(&known, &|word| keys.has(word));
            self.load(&query, &mut keys)?;
        }
        let ranking = rank(&self.manifest, &keys, &query);
        Some((query, ranking))
    }

    /// Reads what the shards say of the words of a query.
    fn load(&self, query: &Query, into: &mut LoadedKeys) -> Option<()> {
        let digests = &self.manifest.words;
        let mut wanted: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
        for key in into.choose(query, &self.manifest) {
            wanted.entry(shard_of(key.as_bytes(), digests.len())).or_default().push(key);
        }
        for (shard, wanted) in wanted {
            let bytes = (self.read)(&shard_path(digests.get(shard)?))?;
            let directory = read_directory(&bytes)?;
            for key in wanted {
                let found = directory.iter().find(|entry| *entry.key == *key.as_bytes());
                into.insert(key, found.map(|entry| entry.decode(self.manifest.end)));
            }
        }
        Some(())
    }

    fn result(&self, number: u32, score: u64) -> Option<SearchResult> {
        let cards = &self.manifest.cards;
        let (digest, length) = cards.blocks.get(number.checked_div(cards.size)? as usize)?;
        let begin = (number % cards.size) as usize * *length as usize;
        let bytes = (self.read)(&cards_path(digest))?;
        let card: serde_json::Value = serde_json::from_slice(bytes.get(begin..begin + *length as usize)?).ok()?;
        let text = |at: usize| card[at].as_str().unwrap_or_default().to_owned();
        let run = self.manifest.run_of(number)?;
        let url = match text(1) {
            url if url.starts_with('/') => url,
            below => format!("{}{below}", self.manifest.sections.get(run.section)?.1),
        };
        let kind = self.manifest.kinds.get(run.kind)?.1.clone();
        Some(SearchResult { number, score, url, title: text(0), kind, label: text(3), date: text(4), summary: text(2) })
    }
}

/// The keys of the names, with the number of documents that have each.
fn read_vocabulary(bytes: &[u8]) -> Option<Vocabulary<'_>> {
    let lines = std::str::from_utf8(bytes).ok()?.lines();
    let entries = lines.filter_map(|line| {
        let (key, count) = line.split_once('\t')?;
        Some((key, count.parse::<u32>().ok()?))
    });
    Some(entries.collect())
}
