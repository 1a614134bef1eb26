//! The shards: the postings of all words, divided by their keys.

use rayon::prelude::*;

use super::analysis::Word;
use super::document::Document;
use super::format::{ShardForm, ShardKey, encode_shard, shard_of};
use super::frequent_keys::{COMMON_LEVELS, KeyCounts, Recency, common_level};
use super::postings::{NamePlace, Posting, TextPosting};
use crate::digest::{FastMap, FastSet};

/// The number of documents for each shard of a small portal, and the most shards that this gives.
const DOCUMENTS_PER_SMALL_SHARD: usize = 16;
const MAX_SMALL_SHARDS: usize = 64;

/// The number of documents for each shard of a large portal. A query reads a shard for each of its
/// words, so that shards are small; a portal should have few files, so that they are not smaller.
const DOCUMENTS_PER_SHARD: usize = 52;

/// The number of shards: a multiple of a sixteenth of the next power of two, so that a new document
/// seldom changes it.
pub(super) fn shard_count(documents: usize) -> usize {
    let small = documents.div_ceil(DOCUMENTS_PER_SMALL_SHARD).next_power_of_two().min(MAX_SMALL_SHARDS);
    let least = documents.div_ceil(DOCUMENTS_PER_SHARD);
    small.max(least.next_multiple_of((least.next_power_of_two() / 16).max(1)))
}

/// A key with the number of its documents.
pub(super) type CountedKey = (Vec<u8>, KeyCounts);

/// The postings of all words, by their bytes.
pub(super) type Tier<P> = FastMap<Box<[u8]>, Vec<P>>;

/// The postings of some documents.
#[derive(Default)]
pub(super) struct Postings {
    pub(super) names: Tier<NamePlace>,
    pub(super) texts: Tier<TextPosting>,
}

/// The postings of some documents, whose numbers ascend.
pub(super) fn collect_postings(
    part: &[(u32, usize)],
    documents: &[Document],
    everywhere: &FastSet<Vec<u8>>,
) -> Postings {
    let mut tiers = Postings::default();
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
pub(super) fn join_parts(parts: Vec<Postings>) -> Postings {
    let (names, texts): (Vec<_>, Vec<_>) = parts.into_iter().map(|part| (part.names, part.texts)).unzip();
    let (names, texts) = rayon::join(|| join_tiers(names), || join_tiers(texts));
    Postings { names, texts }
}

fn join_tiers<P: Posting>(parts: Vec<Tier<P>>) -> Tier<P> {
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
///
/// `recency` has that of each document, by its number.
pub(super) fn make_shards(
    postings: Postings,
    shards: usize,
    documents: u32,
    recency: &[Recency],
) -> Vec<(Vec<u8>, Vec<CountedKey>)> {
    let mut by_shard: Vec<Vec<(Vec<u8>, ShardForm)>> = Vec::new();
    by_shard.resize_with(shards, Vec::new);
    let mut add = |word: &[u8], names: Vec<NamePlace>, texts: Vec<TextPosting>| {
        let (form, key) = Word::split_bytes(word);
        by_shard[shard_of(key, shards)].push((key.to_vec(), ShardForm { form, names, texts }));
    };
    for (word, mut names) in postings.names {
        names.shrink_to_fit();
        add(&word, names, Vec::new());
    }
    for (word, texts) in postings.texts {
        add(&word, Vec::new(), texts);
    }
    let make = |mut words: Vec<(Vec<u8>, ShardForm)>| {
        words.sort_by(|a, b| (&a.0, a.1.form).cmp(&(&b.0, b.1.form)));
        let mut keys: Vec<ShardKey> = Vec::new();
        for (key, form) in words {
            match keys.last_mut().filter(|last| last.key == key) {
                // The names of a form come before its texts.
                Some(last) => match last.forms.last_mut().filter(|last| last.form == form.form) {
                    Some(names) => names.texts = form.texts,
                    None => last.forms.push(form),
                },
                None => keys.push(ShardKey { key, counts: KeyCounts::default(), forms: vec![form] }),
            }
        }
        for key in &mut keys {
            key.counts = count_documents(&key.forms);
            key.keep_postings(documents, recency);
        }
        let bytes = encode_shard(&keys);
        (bytes, keys.into_iter().map(|key| (key.key, key.counts)).collect())
    };
    by_shard.into_par_iter().map(make).collect()
}

impl ShardKey {
    /// Removes the postings that are not written in an index of so many documents.
    fn keep_postings(&mut self, documents: u32, recency: &[Recency]) {
        let kept = self.counts.kept(documents);
        let recency = |number: u32| recency.get(number as usize).copied().unwrap_or_default();
        for form in &mut self.forms {
            form.names.retain(|place| kept.has_name(*place, recency(place.number())));
            form.texts.retain(|posting| kept.has_text(*posting, recency(posting.number())));
        }
        self.forms.retain(|form| !form.is_empty());
    }
}

/// How many documents have any of these forms.
fn count_documents(forms: &[ShardForm]) -> KeyCounts {
    let names = forms.iter().map(|form| form.names.iter());
    let with = |is_counted: fn(&TextPosting) -> bool| {
        count_numbers(forms.iter().map(|form| form.texts.iter().filter(|posting| is_counted(posting))))
    };
    let (texts, summaries) = (with(|posting| !posting.is_attachment()), with(|posting| posting.is_summary()));
    // A document can have one form in its text and another one in an attachment.
    let attachments = with(|_| true) - texts;
    KeyCounts { names: count_numbers(names), texts, summaries, attachments }
}

/// The number of documents of some lists, each in ascending order.
fn count_numbers<'p, P: Posting + 'p>(lists: impl Iterator<Item = impl Iterator<Item = &'p P>>) -> u32 {
    let mut numbers: Vec<u32> = Vec::new();
    let mut count = 0;
    for list in lists {
        numbers.extend(list.map(|posting| posting.number()));
        count += 1;
    }
    if count > 1 {
        numbers.sort_unstable();
    }
    numbers.dedup();
    numbers.len() as u32
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

/// The common keys by level, the most common ones first, each sorted.
pub(super) fn common_keys(keys: &[CountedKey], documents: u32) -> Vec<Vec<String>> {
    let mut levels = vec![Vec::new(); COMMON_LEVELS];
    for (key, counts) in keys {
        if let Some(level) = common_level(*counts, documents) {
            levels[level].push(String::from_utf8_lossy(key).into_owned());
        }
    }
    levels.iter_mut().for_each(|level| level.sort_unstable());
    levels
}

/// The vocabulary: the keys of the names with their numbers of documents. A number is no slip of
/// another one.
pub(super) fn vocabulary(mut keys: Vec<CountedKey>) -> String {
    keys.retain(|(key, counts)| counts.names > 0 && !key.iter().all(u8::is_ascii_digit));
    keys.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    let line = |(key, counts): CountedKey| format!("{}\t{}\n", String::from_utf8_lossy(&key), counts.names);
    keys.into_iter().map(line).collect()
}
