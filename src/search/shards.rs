//! The shards of a tier: the postings of all words, divided by their keys.

use std::cmp::Reverse;

use rayon::prelude::*;

use super::analysis::Word;
use super::document::Document;
use super::format::{NamePlace, Posting, ShardKey, TextPosting, encode_shard, shard_of};
use crate::digest::{FastMap, FastSet};

/// How many shards a tier has. Names are read for every query, so that small portals have small
/// shards of them; fewer shards of texts change with one edited body.
pub(super) struct ShardSize {
    /// The number of documents for each shard of a small portal.
    documents: usize,
    /// The most shards that this gives.
    most: usize,
}

pub(super) const NAME_SHARDS: ShardSize = ShardSize { documents: 16, most: 64 };

pub(super) const TEXT_SHARDS: ShardSize = ShardSize { documents: 32, most: 64 };

/// The number of documents for each shard of a large portal.
pub(super) const DOCUMENTS_PER_SHARD: usize = 256;

/// A key in more documents than this, and in more than an eighth of all, is common.
pub(super) const MIN_COMMON: u32 = 1_024;

impl ShardSize {
    /// The number of shards. It is a power of two, so that a new document seldom changes it.
    pub(super) fn count(&self, documents: usize) -> usize {
        let small = documents.div_ceil(self.documents).next_power_of_two().min(self.most);
        small.max(documents.div_ceil(DOCUMENTS_PER_SHARD).next_power_of_two())
    }
}

/// A key with the number of its documents.
pub(super) type CountedKey = (Vec<u8>, u32);

/// A word of a shard: its key, its form and its postings.
pub(super) type ShardWord<P> = (Vec<u8>, u32, Vec<P>);

/// The postings of all words, by their bytes.
pub(super) type Tier<P> = FastMap<Box<[u8]>, Vec<P>>;

/// The postings of a part of the documents.
#[derive(Default)]
pub(super) struct TierParts {
    pub(super) names: Tier<NamePlace>,
    pub(super) texts: Tier<TextPosting>,
}

/// The postings of some documents, whose numbers ascend.
pub(super) fn collect_postings(
    part: &[(u32, usize)],
    documents: &[Document],
    everywhere: &FastSet<Vec<u8>>,
) -> TierParts {
    let mut tiers = TierParts::default();
    for (number, at) in part {
        let document = &documents[*at];
        document.for_each_name(*number, &mut |word, place| {
            push_posting(&mut tiers.names, word, place, |_, _| false);
        });
        document.for_each_text(*number, &mut |word, posting| {
            push_posting(&mut tiers.texts, word, posting, |last, posting| {
                // A document has one posting of a word, with its best weight.
                let is_same = last.number() == posting.number();
                if is_same {
                    *last = posting.max(*last);
                }
                is_same
            });
        });
    }
    tiers.texts.retain(|word, _| !everywhere.contains(word.as_ref()));
    tiers
}

pub(super) fn push_posting<P: Posting>(tier: &mut Tier<P>, word: &[u8], posting: P, merge: impl Fn(&mut P, P) -> bool) {
    match tier.get_mut(word) {
        Some(list) => {
            if !list.last_mut().is_some_and(|last| merge(last, posting)) {
                list.push(posting);
            }
        }
        None => {
            tier.insert(word.into(), vec![posting]);
        }
    }
}

/// Joins the postings of parts, which are in the order of the documents.
pub(super) fn join_parts<P: Posting>(parts: Vec<Tier<P>>) -> Tier<P> {
    let mut parts = parts.into_iter();
    let mut all = parts.next().unwrap_or_default();
    for part in parts {
        for (word, list) in part {
            match all.get_mut(&word) {
                Some(before) => before.extend(list),
                None => {
                    all.insert(word, list);
                }
            }
        }
    }
    all
}

/// The bytes of each shard, and its keys with their numbers of documents.
pub(super) fn make_shards<P: Posting>(
    tier: Tier<P>,
    shards: usize,
    is_common: impl Fn(u32) -> bool + Sync,
) -> Vec<(Vec<u8>, Vec<CountedKey>)> {
    let mut by_shard: Vec<Vec<ShardWord<P>>> = Vec::new();
    by_shard.resize_with(shards, Vec::new);
    for (word, list) in tier {
        let (form, key) = Word::split_bytes(&word);
        by_shard[shard_of(key, shards)].push((key.to_vec(), form, list));
    }
    let make = |mut words: Vec<ShardWord<P>>| {
        words.sort_unstable_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
        let mut keys: Vec<ShardKey<P>> = Vec::new();
        for (key, form, list) in words {
            match keys.last_mut() {
                Some(last) if last.key == key => last.forms.push((form, list)),
                _ => keys.push(ShardKey { key, documents: 0, is_common: false, forms: vec![(form, list)] }),
            }
        }
        for key in &mut keys {
            key.documents = count_documents(&key.forms);
            key.is_common = is_common(key.documents);
            if key.is_common {
                for (_, list) in &mut key.forms {
                    list.retain(|posting| posting.is_kept_of_common());
                }
                key.forms.retain(|(_, list)| !list.is_empty());
            }
        }
        let bytes = encode_shard(&keys);
        (bytes, keys.into_iter().map(|key| (key.key, key.documents)).collect())
    };
    by_shard.into_par_iter().map(make).collect()
}

/// The number of documents that have any of these forms.
pub(super) fn count_documents<P: Posting>(forms: &[(u32, Vec<P>)]) -> u32 {
    if let [(_, list)] = forms {
        return list.chunk_by(|a, b| a.number() == b.number()).count() as u32;
    }
    let mut numbers: Vec<u32> = forms.iter().flat_map(|(_, list)| list.iter().map(|p| p.number())).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers.len() as u32
}

/// Whether a key is in so many documents that it tells little of any.
pub(super) fn is_common(count: u32, documents: u32) -> bool {
    count > MIN_COMMON && u64::from(count) * 8 > u64::from(documents)
}

/// The bytes of the words that texts do not contain.
pub(super) fn words_everywhere(words: &[String]) -> FastSet<Vec<u8>> {
    let bytes = |word: Word| {
        let mut bytes = Vec::new();
        word.push_bytes(&mut bytes);
        bytes
    };
    words.iter().flat_map(|text| Word::all_of(text)).map(bytes).collect()
}

/// The vocabulary: the keys with their numbers of documents.
pub(super) fn vocabulary(mut keys: Vec<CountedKey>) -> String {
    keys.sort_unstable_by(|a, b| (&a.0, Reverse(a.1)).cmp(&(&b.0, Reverse(b.1))));
    let line = |(key, documents): CountedKey| format!("{}\t{documents}\n", String::from_utf8_lossy(&key));
    keys.into_iter().map(line).collect()
}
