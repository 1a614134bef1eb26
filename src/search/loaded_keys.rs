//! What a query reads of an index: of which words, and what they say (`docs/search.md`, section
//! "What is read").

use std::collections::BTreeMap;

use super::format::ShardKey;
use super::frequent_keys::{COMMON_LEVELS, is_common, rarity_level};
use super::manifest::Manifest;
use super::query::{Query, QueryWord};

/// A portal of so many documents has small shards: all words are read.
const SMALL_PORTAL: u32 = 2_048;

/// The most words of a query that are read in a larger portal.
const MAX_READ: usize = 6;

/// What was read of an index.
#[derive(Debug, Default)]
pub(crate) struct LoadedKeys(BTreeMap<String, LoadedKey>);

/// What is known of a key.
#[derive(Debug)]
pub(crate) enum LoadedKey {
    /// No document has it.
    Unknown,
    /// It was not read, so that it counts as in every document. It has this level of rarity.
    LeftOut(u32),
    /// It was read.
    Read(ShardKey),
}

impl LoadedKeys {
    pub(crate) fn get(&self, key: &str) -> &LoadedKey {
        self.0.get(key).unwrap_or(&LoadedKey::Unknown)
    }

    /// Whether any document is known to have a word.
    pub(crate) fn has(&self, word: &QueryWord) -> bool {
        word.is_everywhere || !matches!(self.get(&word.word.key), LoadedKey::Unknown)
    }

    pub(crate) fn is_left_out(&self, word: &QueryWord) -> bool {
        matches!(self.get(&word.word.key), LoadedKey::LeftOut(_))
    }

    /// Adds a key that was looked up in its shard.
    pub(super) fn insert(&mut self, key: &str, found: Option<ShardKey>) {
        self.0.insert(key.to_owned(), found.map_or(LoadedKey::Unknown, LoadedKey::Read));
    }

    /// The keys of a query that are new and are to be read, those that say most. Of a small portal
    /// all are read. The others are left out from now on.
    pub(super) fn choose<'q>(&mut self, query: &'q Query, manifest: &Manifest) -> Vec<&'q str> {
        let order = |word: &QueryWord| match level_of(&word.word.key, manifest) {
            _ if word.is_everywhere => COMMON_LEVELS + 2,
            _ if word.is_weak => COMMON_LEVELS + 1,
            Some(level) => COMMON_LEVELS - level,
            None => 0,
        };
        // The words as typed come before their explanations.
        let most = query.units.iter().map(|unit| unit.alternatives.len()).max().unwrap_or_default();
        let alternatives =
            (0..most).flat_map(|at| query.units.iter().filter_map(move |unit| unit.alternatives.get(at)));
        let mut words: Vec<&QueryWord> = alternatives.flatten().collect();
        words.sort_by_key(|word| order(word));
        let limit = if manifest.documents > SMALL_PORTAL { MAX_READ } else { usize::MAX };
        let mut chosen = Vec::new();
        for key in words.into_iter().map(|word| word.word.key.as_str()) {
            if self.0.contains_key(key) || chosen.contains(&key) {
                continue;
            }
            if chosen.len() < limit {
                chosen.push(key);
            } else {
                let level = level_of(key, manifest).unwrap_or_default() as u32;
                self.0.insert(key.to_owned(), LoadedKey::LeftOut(level));
            }
        }
        chosen
    }
}

impl LoadedKey {
    /// How rare the word is, whether any document has it, and whether it counts as in all.
    pub(super) fn standing(&self, word: &QueryWord, documents: u32) -> (u32, bool, bool) {
        let (count, is_in_all) = match self {
            Self::LeftOut(level) => return (*level, true, true),
            Self::Unknown => (0, false),
            Self::Read(key) => (key.counts.documents(), is_common(key.counts, documents)),
        };
        let count = if word.is_everywhere { documents } else { count };
        (rarity_level(count, documents), count > 0, is_in_all || word.is_everywhere)
    }
}

/// The level of a key among the common ones.
fn level_of(key: &str, manifest: &Manifest) -> Option<usize> {
    manifest.common.iter().position(|keys| keys.binary_search_by(|other| other.as_str().cmp(key)).is_ok())
}
