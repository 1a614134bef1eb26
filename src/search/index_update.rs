//! Brings the files of an index up to date when one document changed: only the shards with a
//! changed word are written, and only the changed words in them are decoded and encoded.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::analysis::Word;
use super::cards::{CardBlock, card};
use super::document::Document;
use super::format::{EncodedKey, ShardForm, ShardKey, join_shard, read_directory, shard_of};
use super::frequent_keys::{KeyCounts, Recency, common_level};
use super::index::{LanguageIndex, cards_path, shard_path, vocabulary_path};
use super::postings::{NamePlace, Posting, TextPosting};
use super::shards::{vocabulary, words_everywhere};

impl LanguageIndex {
    /// Replaces a document whose place among the others is unchanged. `None` if the whole index
    /// must be made again.
    pub fn replace(&mut self, old: &Document, new: &Document) -> Option<()> {
        let place =
            |document: &Document| (document.kind.to_owned(), document.section.url.to_owned(), document.standing);
        if place(old) != place(new) || old.date != new.date || old.url != new.url {
            return None;
        }
        let (number, recency) = *self.numbers.get(old.url)?;
        let before: BTreeSet<String> = self.paths().collect();
        let mut changed = self.clone_without_files();
        changed.replace_words(self, (number, recency), old, new)?;
        let new_card = card(new);
        if card(old) != new_card {
            changed.replace_card(self, number, new_card)?;
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

    fn replace_words(
        &mut self,
        from: &Self,
        (number, recency): (u32, Recency),
        old: &Document,
        new: &Document,
    ) -> Option<()> {
        let everywhere = words_everywhere(&self.manifest.everywhere);
        let words = |document: &Document| {
            let mut words = DocumentWords::new();
            document.for_each_name(number, &mut |bytes, place| entry(&mut words, bytes).0.push(place));
            document.for_each_text(number, &mut |bytes, posting| {
                if !everywhere.contains(bytes) {
                    let text = &mut entry(&mut words, bytes).1;
                    *text = (*text).max(Some(posting));
                }
            });
            words
        };
        let (old, new) = (words(old), words(new));
        let mut by_shard: BTreeMap<usize, BTreeSet<&[u8]>> = BTreeMap::new();
        for (word, said) in old.iter().chain(&new) {
            if old.get(word) != Some(said) || new.get(word) != Some(said) {
                by_shard.entry(shard_of(&word.0, self.manifest.words.len())).or_default().insert(&word.0);
            }
        }
        for (shard, changed) in by_shard {
            let bytes = from.files.get(&shard_path(self.manifest.words.get(shard)?))?;
            let mut keys = read_directory(bytes)?;
            for key in changed {
                self.replace_key(&mut keys, key, (number, recency), &old, &new)?;
            }
            keys.retain(|key| key.counts != KeyCounts::default());
            self.manifest.words[shard] = self.add(join_shard(&keys), shard_path);
        }
        self.replace_vocabulary(from, &old, &new)
    }

    /// Changes the numbers of documents that have keys in their names.
    fn replace_vocabulary(&mut self, from: &Self, old: &DocumentWords, new: &DocumentWords) -> Option<()> {
        let in_names = |words: &DocumentWords| {
            let words = words.iter().filter(|(_, (places, _))| !places.is_empty());
            words.map(|((key, _), _)| key.clone()).collect::<BTreeSet<_>>()
        };
        let (old, new) = (in_names(old), in_names(new));
        if old == new {
            return Some(());
        }
        let text = std::str::from_utf8(from.files.get(&vocabulary_path(&self.manifest.vocabulary))?).ok()?;
        let mut counts: BTreeMap<Vec<u8>, u32> = BTreeMap::new();
        for line in text.lines() {
            let (key, count) = line.split_once('\t')?;
            counts.insert(key.as_bytes().to_vec(), count.parse().ok()?);
        }
        for key in old.difference(&new) {
            // The vocabulary has no numbers.
            if let Some(count) = counts.get_mut(key) {
                *count = count.checked_sub(1)?;
            }
        }
        for key in new.difference(&old) {
            *counts.entry(key.clone()).or_default() += 1;
        }
        let counted = counts.into_iter().map(|(key, names)| (key, KeyCounts { names, ..KeyCounts::default() }));
        self.manifest.vocabulary = self.add(vocabulary(counted.collect()).into_bytes(), vocabulary_path);
        Some(())
    }

    /// Replaces what the keys of a shard say of a document. `None` if other postings of a key are
    /// written now: then those of other documents change.
    fn replace_key(
        &mut self,
        keys: &mut Vec<EncodedKey>,
        key: &[u8],
        (number, recency): (u32, Recency),
        old: &DocumentWords,
        new: &DocumentWords,
    ) -> Option<()> {
        let documents = self.manifest.documents;
        let place = keys.binary_search_by(|other| (*other.key).cmp(key));
        let mut entry = match place {
            Ok(at) => keys[at].decode(self.manifest.end),
            Err(_) => ShardKey { key: key.to_vec(), counts: KeyCounts::default(), forms: Vec::new() },
        };
        let before = entry.counts;
        let (old_counts, new_counts) = (counts_of(old, key), counts_of(new, key));
        let count = |before: u32, old: u32, new: u32| (before + new).checked_sub(old);
        entry.counts = KeyCounts {
            names: count(before.names, old_counts.names, new_counts.names)?,
            texts: count(before.texts, old_counts.texts, new_counts.texts)?,
            summaries: count(before.summaries, old_counts.summaries, new_counts.summaries)?,
            attachments: count(before.attachments, old_counts.attachments, new_counts.attachments)?,
        };
        self.manifest.known.note(key, entry.counts != KeyCounts::default());
        let kept = entry.counts.kept(documents);
        if kept != before.kept(documents) {
            return None;
        }
        for form in &mut entry.forms {
            form.names.retain(|place| place.number() != number);
            form.texts.retain(|posting| posting.number() != number);
        }
        for ((_, form), (places, text)) in forms_of(new, key) {
            let at = entry.forms.binary_search_by_key(form, |form| form.form).unwrap_or_else(|at| {
                entry.forms.insert(at, ShardForm { form: *form, ..ShardForm::default() });
                at
            });
            let target = &mut entry.forms[at];
            target.names.extend(places.iter().copied().filter(|place| kept.has_name(*place, recency)));
            target.names.sort_unstable();
            target.texts.extend(text.filter(|posting| kept.has_text(*posting, recency)));
            target.texts.sort_unstable();
        }
        entry.forms.retain(|form| !form.is_empty());
        match place {
            Ok(at) => keys[at] = entry.encode(),
            Err(at) => keys.insert(at, entry.encode()),
        }
        let (old_level, new_level) = (common_level(before, documents), common_level(entry.counts, documents));
        if old_level != new_level {
            let key = String::from_utf8_lossy(key).into_owned();
            if let Some(level) = old_level {
                self.manifest.common[level].retain(|other| *other != key);
            }
            if let Some(level) = new_level {
                self.manifest.common[level].push(key);
                self.manifest.common[level].sort_unstable();
            }
        }
        Some(())
    }

    fn replace_card(&mut self, from: &Self, number: u32, card: String) -> Option<()> {
        let size = self.manifest.cards.size;
        let at = number.checked_div(size)? as usize;
        let (digest, length) = self.manifest.cards.blocks.get(at)?;
        let mut block = CardBlock::read(from.files.get(&cards_path(digest))?, *length)?;
        block.insert(number % size, card);
        self.manifest.cards.blocks[at] = self.add_cards(&block);
        Some(())
    }
}

/// What one document says of a word: the places in its names, and the posting of its texts.
type Said = (Vec<NamePlace>, Option<TextPosting>);

/// The words of one document, by key and form.
type DocumentWords = BTreeMap<(Vec<u8>, u32), Said>;

/// What is said of the word with these bytes.
fn entry<'w>(words: &'w mut DocumentWords, bytes: &[u8]) -> &'w mut Said {
    let (form, key) = Word::split_bytes(bytes);
    words.entry((key.to_vec(), form)).or_default()
}

/// The forms of a key in one document.
fn forms_of<'w>(words: &'w DocumentWords, key: &'w [u8]) -> impl Iterator<Item = (&'w (Vec<u8>, u32), &'w Said)> {
    words.range((key.to_vec(), 0)..).take_while(move |(word, _)| word.0 == key)
}

/// What one document counts for a key: 1 or 0 each.
fn counts_of(words: &DocumentWords, key: &[u8]) -> KeyCounts {
    let has = |is: &dyn Fn(&Said) -> bool| u32::from(forms_of(words, key).any(|(_, said)| is(said)));
    KeyCounts {
        names: has(&|(places, _)| !places.is_empty()),
        texts: has(&|(_, text)| text.is_some_and(|text| !text.is_attachment())),
        summaries: has(&|(_, text)| text.is_some_and(TextPosting::is_summary)),
        attachments: has(&|(_, text)| text.is_some())
            - has(&|(_, text)| text.is_some_and(|text| !text.is_attachment())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::{Explanations, SearchSection, Standing, WordCounts, build_index};

    /// So many documents that the most frequent words are not written of all.
    const DOCUMENTS: usize = 9_000;

    struct Article {
        url: String,
        title: String,
        date: String,
        counts: WordCounts,
    }

    fn article(at: usize, title: &str, body: &str) -> Article {
        let date =
            if at.is_multiple_of(10) { String::new() } else { format!("20{:02}-01-{:02}", at / 500, at % 28 + 1) };
        Article { url: format!("/tin/{at}/"), title: title.to_owned(), date, counts: WordCounts::of_html([body]) }
    }

    fn document(article: &Article) -> Document<'_> {
        Document {
            kind: "article",
            kind_label: "Tin",
            section: SearchSection { url: "/tin/", title: "Tin" },
            standing: Standing::Own,
            date: article.date.clone(),
            url: &article.url,
            title: &article.title,
            label: "",
            subjects: Vec::new(),
            summary: "",
            fields: Vec::new(),
            counts: &article.counts,
            attachments: Vec::new(),
            more: Vec::new(),
        }
    }

    fn index(articles: &[Article]) -> LanguageIndex {
        let documents: Vec<Document> = articles.iter().map(document).collect();
        build_index("vi", &documents, &[], &Explanations::default())
    }

    #[test]
    fn a_replaced_document_gives_the_index_of_a_clean_build() {
        let words = ["khai sinh", "kết hôn", "đất đai", "hộ tịch", "bầu cử"];
        let title = |at: usize| format!("Xã {} {at}", words[at % words.len()]);
        let body = |at: usize| format!("<p>Thôn {} có số {}</p>", words[at % 3], at % 700);
        let mut articles: Vec<Article> = (0..DOCUMENTS).map(|at| article(at, &title(at), &body(at))).collect();
        let mut replaced = index(&articles);
        let edits = [
            // An old document, a late one and one without a date.
            (1, "Thôn khai sinh", "<p>Thôn mới</p>"),
            (8_999, "Xã xã bầu cử", "<h2>Xã số 5</h2>"),
            (4_000, "Hộ tịch", "<p>Số số số 12</p>"),
            (1, "Xã khai sinh 1", "<p>Thôn khai sinh có số 1</p>"),
        ];
        for (at, title, body) in edits {
            let new = article(at, title, body);
            let old = std::mem::replace(&mut articles[at], new);
            replaced.replace(&document(&old), &document(&articles[at])).expect("a small change");
            let clean = index(&articles);
            assert_eq!(replaced.manifest, clean.manifest, "{at} {title}");
            assert_eq!(replaced.files, clean.files, "{at} {title}");
        }
        assert!(replaced.manifest.common.iter().flatten().any(|key| key == "xa"));
    }

    #[test]
    fn a_query_of_a_large_portal_reads_the_words_that_say_most() {
        let articles: Vec<Article> = (0..DOCUMENTS)
            .map(|at| {
                article(at, &format!("Xã phường thôn ấp {} số {at}", if at == 77 { "hồ Sen" } else { "chợ" }), "")
            })
            .collect();
        let index = index(&articles);
        let (_, manifest) = index.manifest_file();
        let read = std::cell::RefCell::new(BTreeSet::new());
        let files = |path: &str| {
            read.borrow_mut().insert(path.to_owned());
            index.file(path).map(|bytes| bytes.to_vec())
        };
        let answer = crate::search::search(manifest.as_bytes(), &files, "xã phường thôn ấp chợ hồ sen 77", 3);
        assert_eq!(answer.expect("an index").results[0].url, "/tin/77/");
        let shards = read.into_inner().into_iter().filter(|path| path.ends_with(".bin")).count();
        assert!(shards <= 6, "{shards}");
    }
}
