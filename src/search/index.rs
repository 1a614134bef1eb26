//! Makes the files of the index of one language from its documents, and brings them up to date when
//! one document changed.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::analysis::Word;
use super::document::{Document, SearchSection};
use super::explanations::Explanations;
use super::format::{NamePlace, Posting, ShardKey, TextPosting, decode_shard, encode_shard, shard_of};
use super::manifest::{CardBlocks, Manifest, Run};
use crate::codec::encode_json;
use crate::digest::{Digest, FastMap, FastSet};

/// How many shards a tier has. Names are read for every query, so that small portals have small
/// shards of them; fewer shards of texts change with one edited body.
struct ShardSize {
    /// The number of documents for each shard of a small portal.
    documents: usize,
    /// The most shards that this gives.
    most: usize,
}

const NAME_SHARDS: ShardSize = ShardSize { documents: 16, most: 64 };
const TEXT_SHARDS: ShardSize = ShardSize { documents: 32, most: 64 };

/// The number of documents for each shard of a large portal.
const DOCUMENTS_PER_SHARD: usize = 256;

impl ShardSize {
    /// The number of shards. It is a power of two, so that a new document seldom changes it.
    fn count(&self, documents: usize) -> usize {
        let small = documents.div_ceil(self.documents).next_power_of_two().min(self.most);
        small.max(documents.div_ceil(DOCUMENTS_PER_SHARD).next_power_of_two())
    }
}

/// The number of documents in a block of cards, where `end` is the end of their numbers: few enough
/// that ten results from ten blocks are little to load, many enough that a large portal has not too
/// many files.
fn cards_per_block(end: u32) -> u32 {
    if end <= 4_096 { 32 } else { 72 }
}

/// Each group of documents of one kind, section and state begins at a multiple of this, so that a
/// new document at the end of a group leaves the numbers of the others as they are.
const NUMBER_STEP: u32 = 32;

/// A key in more documents than this, and in more than an eighth of all, is common.
const MIN_COMMON: u32 = 1_024;

/// The most characters of a summary on a card.
const MAX_SUMMARY: usize = 100;

/// The kinds that weigh more or less than 16, which is the weight of all others: what citizens look
/// for comes before news of the same words.
const KIND_WEIGHTS: [(&str, u32); 12] = [
    ("service", 24),
    ("person", 21),
    ("unit", 22),
    ("document", 18),
    ("section", 18),
    ("page", 18),
    ("article", 13),
    ("event", 13),
    ("notice", 14),
    ("gallery", 12),
    ("video", 12),
    ("link", 13),
];

/// A facet of a list: a field, and its values with their documents.
#[derive(Debug, Clone)]
pub struct SearchFacet<'s> {
    /// The key of the field.
    pub field: &'s str,
    /// The name of the field for readers.
    pub label: &'s str,
    /// The values: the label, the address of its page, and the positions of its documents.
    pub values: Vec<(&'s str, &'s str, Vec<usize>)>,
}

/// The index of one language.
#[derive(Debug, Clone, Default)]
pub struct LanguageIndex {
    manifest: Manifest,
    /// All files but the manifest, by their paths below the output folder.
    files: BTreeMap<String, Arc<[u8]>>,
    /// The numbers of the documents by their addresses.
    numbers: Arc<FastMap<Box<str>, u32>>,
}

impl LanguageIndex {
    /// The path of the manifest, and its text.
    pub fn manifest_file(&self) -> (String, String) {
        (Manifest::path(&self.manifest.lang), self.manifest.to_json())
    }

    /// The files that are named by their content, with their paths below the output folder.
    pub fn files(&self) -> impl Iterator<Item = (&str, &Arc<[u8]>)> {
        self.files.iter().map(|(path, bytes)| (path.as_str(), bytes))
    }

    /// The bytes of a file that is named by its content.
    pub fn file(&self, path: &str) -> Option<&Arc<[u8]>> {
        self.files.get(path)
    }

    /// Replaces a document whose place among the others is unchanged. `None` if the whole index
    /// must be made again.
    pub fn replace(&mut self, old: &Document, new: &Document) -> Option<()> {
        let place =
            |document: &Document| (document.kind.to_owned(), document.section.url.to_owned(), document.standing);
        if place(old) != place(new) || old.date != new.date || old.url != new.url {
            return None;
        }
        let number = *self.numbers.get(old.url)?;
        let before: BTreeSet<String> = self.paths().collect();
        let mut changed = self.clone_without_files();
        changed.replace_names(self, number, old, new)?;
        changed.replace_texts(self, number, old, new)?;
        if card(number, old) != card(number, new) {
            changed.replace_card(self, number, new)?;
        }
        let after: BTreeSet<String> = changed.paths().collect();
        for path in after.difference(&before) {
            self.files.insert(path.clone(), Arc::clone(changed.files.get(path)?));
        }
        for path in before.difference(&after) {
            self.files.remove(path);
        }
        self.manifest = changed.manifest;
        Some(())
    }

    fn clone_without_files(&self) -> Self {
        Self { manifest: self.manifest.clone(), ..Self::default() }
    }

    /// The paths that the manifest names.
    fn paths(&self) -> impl Iterator<Item = String> {
        let Manifest { names, texts, cards, facets, vocabulary, .. } = &self.manifest;
        let shards = names.iter().chain(texts).map(|digest| shard_path(digest));
        let cards = cards.digests.iter().filter(|digest| !digest.is_empty()).map(|digest| json_path(digest));
        shards.chain(cards).chain([json_path(facets), vocabulary_path(vocabulary)])
    }

    fn replace_names(&mut self, from: &Self, number: u32, old: &Document, new: &Document) -> Option<()> {
        let words = |document: &Document| {
            let mut words: WordPostings<NamePlace> = WordPostings::new();
            document.for_each_name(number, &mut |bytes, place| {
                let (form, key) = Word::split_bytes(bytes);
                words.entry((key.to_vec(), form)).or_default().push(place);
            });
            words
        };
        let (old, new) = (words(old), words(new));
        let keys = |words: &WordPostings<NamePlace>| words.keys().map(|(key, _)| key.clone()).collect::<BTreeSet<_>>();
        // The vocabulary has the number of documents of each key.
        let is_same_vocabulary = keys(&old) == keys(&new);
        let documents = self.manifest.documents;
        let shards =
            replace_postings(&self.manifest.names, from, number, &old, &new, |count| is_common(count, documents))?;
        for (shard, bytes) in shards {
            self.manifest.names[shard] = self.add(bytes, shard_path);
        }
        // A title with other words is rare enough to read all shards for it.
        if !is_same_vocabulary {
            let keys: Option<Vec<Vec<CountedKey>>> = self
                .manifest
                .names
                .iter()
                .map(|digest| {
                    let path = shard_path(digest);
                    let bytes = self.files.get(&path).or_else(|| from.files.get(&path))?;
                    let keys = super::format::read_directory(bytes)?;
                    Some(keys.into_iter().map(|key| (key.key.to_vec(), key.documents)).collect())
                })
                .collect();
            let text = vocabulary(keys?.into_iter().flatten().collect());
            self.manifest.vocabulary = self.add(text.into_bytes(), vocabulary_path);
        }
        Some(())
    }

    fn replace_texts(&mut self, from: &Self, number: u32, old: &Document, new: &Document) -> Option<()> {
        let everywhere = words_everywhere(&self.manifest.everywhere);
        let words = |document: &Document| {
            let mut words: WordPostings<TextPosting> = WordPostings::new();
            document.for_each_text(number, &mut |bytes, posting| {
                if everywhere.contains(bytes) {
                    return;
                }
                let (form, key) = Word::split_bytes(bytes);
                let list = words.entry((key.to_vec(), form)).or_default();
                list.push(posting);
                let best = list.iter().max().copied();
                list.clear();
                list.extend(best);
            });
            words
        };
        let documents = self.manifest.documents;
        let shards = replace_postings(&self.manifest.texts, from, number, &words(old), &words(new), |count| {
            is_common(count, documents)
        })?;
        for (shard, bytes) in shards {
            self.manifest.texts[shard] = self.add(bytes, shard_path);
        }
        Some(())
    }

    fn replace_card(&mut self, from: &Self, number: u32, new: &Document) -> Option<()> {
        let size = self.manifest.cards.size;
        let block = number.checked_div(size)? as usize;
        let digest = self.manifest.cards.digests.get(block)?;
        let text = std::str::from_utf8(from.files.get(&json_path(digest))?).ok()?;
        let mine = format!("[{},", number % size);
        let cards = text.strip_prefix(CARDS_BEGIN)?.strip_suffix(CARDS_END)?.split(",\n");
        let cards = cards.map(|line| if line.starts_with(&mine) { card(number % size, new) } else { line.to_owned() });
        let text = card_block(cards.collect());
        self.manifest.cards.digests[block] = self.add(text.into_bytes(), json_path);
        Some(())
    }

    /// Adds a file and returns its digest.
    fn add(&mut self, bytes: Vec<u8>, path: fn(&str) -> String) -> String {
        let digest = Digest::of(&bytes).short();
        self.files.insert(path(&digest), bytes.into());
        digest
    }
}

/// The words of one document: their key and form, with what is said of them.
type WordPostings<P> = BTreeMap<(Vec<u8>, u32), Vec<P>>;

/// The shards that change when the words of a document do. `None` if a key becomes common or stops
/// to be: then postings of other documents change.
fn replace_postings<P: Posting>(
    digests: &[String],
    from: &LanguageIndex,
    number: u32,
    old: &WordPostings<P>,
    new: &WordPostings<P>,
    is_common: impl Fn(u32) -> bool,
) -> Option<Vec<(usize, Vec<u8>)>> {
    let mut changed: BTreeSet<&[u8]> = BTreeSet::new();
    for (word, list) in old {
        if new.get(word) != Some(list) {
            changed.insert(&word.0);
        }
    }
    changed.extend(new.keys().filter(|word| !old.contains_key(*word)).map(|(key, _)| key.as_slice()));
    let mut by_shard: BTreeMap<usize, Vec<&[u8]>> = BTreeMap::new();
    for key in changed {
        by_shard.entry(shard_of(key, digests.len())).or_default().push(key);
    }
    let mut shards = Vec::new();
    for (shard, changed) in by_shard {
        let bytes = from.files.get(&shard_path(digests.get(shard)?))?;
        let mut keys: Vec<ShardKey<P>> = decode_shard(bytes, from.manifest.end)?;
        for key in changed {
            let at = keys.binary_search_by(|other| other.key.as_slice().cmp(key));
            let at = at.unwrap_or_else(|at| {
                keys.insert(at, ShardKey { key: key.to_vec(), documents: 0, is_common: false, forms: Vec::new() });
                at
            });
            let entry = &mut keys[at];
            let has =
                |words: &WordPostings<P>| words.range((key.to_vec(), 0)..).next().is_some_and(|(w, _)| w.0 == key);
            entry.documents = entry.documents + u32::from(has(new)) - u32::from(has(old)).min(entry.documents);
            if is_common(entry.documents) != entry.is_common {
                return None;
            }
            for (_, list) in &mut entry.forms {
                list.retain(|posting| posting.number() != number);
            }
            for ((_, form), list) in new.range((key.to_vec(), 0)..).take_while(|(word, _)| word.0 == key) {
                let list = list.iter().copied().filter(|posting| !entry.is_common || posting.is_kept_of_common());
                let at = entry.forms.binary_search_by_key(form, |(form, _)| *form).unwrap_or_else(|at| {
                    entry.forms.insert(at, (*form, Vec::new()));
                    at
                });
                let target = &mut entry.forms[at].1;
                target.extend(list);
                target.sort_unstable();
            }
            entry.forms.retain(|(_, list)| !list.is_empty());
        }
        keys.retain(|key| key.documents > 0);
        shards.push((shard, encode_shard(&keys)));
    }
    Some(shards)
}

/// A key with the number of its documents.
type CountedKey = (Vec<u8>, u32);

/// A word of a shard: its key, its form and its postings.
type ShardWord<P> = (Vec<u8>, u32, Vec<P>);

/// The postings of all words, by their bytes.
type Tier<P> = FastMap<Box<[u8]>, Vec<P>>;

/// The postings of a part of the documents.
#[derive(Default)]
struct TierParts {
    names: Tier<NamePlace>,
    texts: Tier<TextPosting>,
}

/// Makes the index of a language.
pub fn build_index(
    lang: &str,
    documents: &[Document],
    facets: &[SearchFacet],
    explanations: &Explanations,
) -> LanguageIndex {
    let mut index = LanguageIndex { manifest: Manifest::new(lang), ..LanguageIndex::default() };
    let order = number_documents(&mut index.manifest, documents);
    index.numbers = Arc::new(order.iter().map(|(number, at)| (documents[*at].url.into(), *number)).collect());
    index.manifest.everywhere.clone_from(&explanations.everywhere);
    index.manifest.same.clone_from(&explanations.same);
    index.manifest.means.clone_from(&explanations.means);
    index.manifest.weak.clone_from(&explanations.weak);

    let everywhere = words_everywhere(&explanations.everywhere);
    let part_length = order.len().div_ceil(rayon::current_num_threads()).max(1);
    let parts = order.par_chunks(part_length).map(|part| collect_postings(part, documents, &everywhere));
    let parts: Vec<TierParts> = parts.collect();
    let (names, texts): (Vec<_>, Vec<_>) = parts.into_iter().map(|part| (part.names, part.texts)).unzip();
    let count = index.manifest.documents;
    let shards = |size: ShardSize| size.count(documents.len());
    let (names, texts) = rayon::join(
        || make_shards(join_parts(names), shards(NAME_SHARDS), |documents| is_common(documents, count)),
        || make_shards(join_parts(texts), shards(TEXT_SHARDS), |documents| is_common(documents, count)),
    );
    let keys = names.iter().flat_map(|(_, keys)| keys.iter().cloned()).collect();
    index.manifest.names = names.into_iter().map(|(bytes, _)| index.add(bytes, shard_path)).collect();
    index.manifest.texts = texts.into_iter().map(|(bytes, _)| index.add(bytes, shard_path)).collect();
    index.manifest.vocabulary = index.add(vocabulary(keys).into_bytes(), vocabulary_path);

    let size = cards_per_block(index.manifest.end);
    let mut blocks = vec![Vec::new(); index.manifest.end.div_ceil(size) as usize];
    for (number, at) in &order {
        blocks[(number / size) as usize].push(card(number % size, &documents[*at]));
    }
    let add = |cards: Vec<String>| match cards.is_empty() {
        true => String::new(),
        false => index.add(card_block(cards).into_bytes(), json_path),
    };
    let digests = blocks.into_iter().map(add).collect();
    index.manifest.cards = CardBlocks { size, digests };
    let mut numbers = vec![0; documents.len()];
    for (number, at) in &order {
        numbers[*at] = *number;
    }
    index.manifest.facets = index.add(facets_json(facets, &numbers).into_bytes(), json_path);
    index
}

/// Gives every document its number, and writes the tables that follow from the order. Returns each
/// number with the position of the document, ascending.
fn number_documents(manifest: &mut Manifest, documents: &[Document]) -> Vec<(u32, usize)> {
    let kinds: BTreeSet<(&str, &str)> = documents.iter().map(|d| (d.kind, d.kind_label)).collect();
    let kinds: Vec<(&str, &str)> = kinds.into_iter().collect();
    let sections: BTreeSet<SearchSection> = documents.iter().map(|d| d.section).collect();
    let sections: Vec<SearchSection> = sections.into_iter().collect();
    let group = |at: usize| {
        let document = &documents[at];
        let kind = kinds.binary_search(&(document.kind, document.kind_label)).unwrap_or_default();
        let section = sections.binary_search(&document.section).unwrap_or_default();
        (kind, section, document.standing)
    };
    let mut order: Vec<usize> = (0..documents.len()).collect();
    order.sort_by_cached_key(|at| (group(*at), documents[*at].date.as_str(), documents[*at].url));
    let mut numbered = Vec::with_capacity(order.len());
    let mut next = 0_u32;
    let mut before = None;
    for at in order {
        let (kind, section, standing) = group(at);
        if before != Some((kind, section, standing)) {
            next = next.next_multiple_of(NUMBER_STEP);
        }
        let year = documents[at].year();
        match manifest.runs.last_mut() {
            Some(run) if before == Some((kind, section, standing)) && run.year == year => run.count += 1,
            _ => manifest.runs.push(Run { first: next, count: 1, kind, section, standing, year }),
        }
        before = Some((kind, section, standing));
        numbered.push((next, at));
        next += 1;
    }
    manifest.documents = documents.len() as u32;
    manifest.end = next;
    let weight = |kind: &str| KIND_WEIGHTS.iter().find(|(name, _)| *name == kind).map_or(16, |(_, weight)| *weight);
    manifest.kinds = kinds.into_iter().map(|(kind, label)| (kind.to_owned(), label.to_owned(), weight(kind))).collect();
    manifest.sections =
        sections.into_iter().map(|section| (section.title.to_owned(), section.url.to_owned())).collect();
    numbered
}

/// The postings of some documents, whose numbers ascend.
fn collect_postings(part: &[(u32, usize)], documents: &[Document], everywhere: &FastSet<Vec<u8>>) -> TierParts {
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

fn push_posting<P: Posting>(tier: &mut Tier<P>, word: &[u8], posting: P, merge: impl Fn(&mut P, P) -> bool) {
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
fn join_parts<P: Posting>(parts: Vec<Tier<P>>) -> Tier<P> {
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
fn make_shards<P: Posting>(
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
fn count_documents<P: Posting>(forms: &[(u32, Vec<P>)]) -> u32 {
    if let [(_, list)] = forms {
        return list.chunk_by(|a, b| a.number() == b.number()).count() as u32;
    }
    let mut numbers: Vec<u32> = forms.iter().flat_map(|(_, list)| list.iter().map(|p| p.number())).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers.len() as u32
}

/// Whether a key is in so many documents that it tells little of any.
fn is_common(count: u32, documents: u32) -> bool {
    count > MIN_COMMON && u64::from(count) * 8 > u64::from(documents)
}

/// The bytes of the words that texts do not contain.
fn words_everywhere(words: &[String]) -> FastSet<Vec<u8>> {
    let bytes = |word: Word| {
        let mut bytes = Vec::new();
        word.push_bytes(&mut bytes);
        bytes
    };
    words.iter().flat_map(|text| Word::all_of(text)).map(bytes).collect()
}

const CARDS_BEGIN: &str = "{\"cards\": [\n";
const CARDS_END: &str = "\n]}\n";

fn card_block(cards: Vec<String>) -> String {
    format!("{CARDS_BEGIN}{}{CARDS_END}", cards.join(",\n"))
}

/// The card of a document, on one line. `number` is counted from the first number of its block.
fn card(number: u32, document: &Document) -> String {
    let url = document.url.strip_prefix(document.section.url).filter(|rest| !rest.is_empty() && !rest.starts_with('/'));
    let summary = shorten(document.summary);
    let mut parts = vec![number.to_string(), encode_json(&document.title), encode_json(&url.unwrap_or(document.url))];
    let more: BTreeMap<&str, &str> =
        document.more.iter().map(|(name, text)| (*name, &**text)).filter(|(_, text)| !text.is_empty()).collect();
    let texts = [summary.as_str(), document.label, document.date.as_str()];
    let length =
        if more.is_empty() { texts.iter().rposition(|text| !text.is_empty()).map_or(0, |at| at + 1) } else { 3 };
    parts.extend(texts[..length].iter().map(encode_json));
    if !more.is_empty() {
        parts.push(encode_json(&more));
    }
    format!("[{}]", parts.join(","))
}

/// A text of at most some 100 characters, cut between words.
fn shorten(text: &str) -> String {
    let Some((cut, _)) = text.char_indices().nth(MAX_SUMMARY) else { return text.to_owned() };
    let end = text[..cut].rfind(' ').unwrap_or(cut);
    format!("{}…", text[..end].trim_end_matches(|c: char| !c.is_alphanumeric()))
}

fn facets_json(facets: &[SearchFacet], numbers: &[u32]) -> String {
    let gaps = |documents: &[usize]| {
        let mut own: Vec<u32> = documents.iter().filter_map(|at| numbers.get(*at).copied()).collect();
        own.sort_unstable();
        let mut next = 0;
        own.into_iter().map(|number| number - std::mem::replace(&mut next, number + 1)).collect::<Vec<u32>>()
    };
    let entries = facets.iter().map(|facet| {
        let values: Vec<(&str, &str, Vec<u32>)> =
            facet.values.iter().map(|(label, url, documents)| (*label, *url, gaps(documents))).collect();
        encode_json(&(facet.field, facet.label, values))
    });
    format!("{{\"facets\": [\n{}\n]}}\n", entries.collect::<Vec<_>>().join(",\n"))
}

/// The vocabulary: the keys with their numbers of documents.
fn vocabulary(mut keys: Vec<CountedKey>) -> String {
    keys.sort_unstable_by(|a, b| (&a.0, Reverse(a.1)).cmp(&(&b.0, Reverse(b.1))));
    let line = |(key, documents): CountedKey| format!("{}\t{documents}\n", String::from_utf8_lossy(&key));
    keys.into_iter().map(line).collect()
}

pub(super) fn shard_path(digest: &str) -> String {
    format!("search/{digest}.bin")
}

pub(super) fn json_path(digest: &str) -> String {
    format!("search/{digest}.json")
}

pub(super) fn vocabulary_path(digest: &str) -> String {
    format!("search/{digest}.txt")
}
