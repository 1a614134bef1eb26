//! Brings the files of an index up to date when one document changed: only the shards with a
//! changed word are decoded, changed and encoded.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::analysis::Word;
use super::cards::{CARDS_BEGIN, CARDS_END, card, card_block};
use super::document::Document;
use super::format::{NamePlace, Posting, ShardKey, TextPosting, decode_shard, encode_shard, read_directory, shard_of};
use super::index::{LanguageIndex, json_path, shard_path, vocabulary_path};
use super::shards::{CountedKey, is_common, vocabulary, words_everywhere};

impl LanguageIndex {
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
                    let keys = read_directory(bytes)?;
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
