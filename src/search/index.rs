//! Makes the files of the index of one language from its documents.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::cards::{CardBlock, card, cards_per_block, facets_json};
use super::document::{Document, SearchFacet, SearchSection};
use super::explanations::Explanations;
use super::frequent_keys::{Recency, recency};
use super::manifest::{CardBlocks, Manifest, Run};
use super::shards::{
    Postings, collect_postings, common_keys, join_parts, make_shards, shard_count, vocabulary, words_everywhere,
};
use crate::digest::{Digest, FastMap};

/// Each group of documents of one kind, section and state begins at a multiple of this, so that a
/// new document at the end of a group leaves the numbers of the others as they are.
const NUMBER_STEP: u32 = 32;

/// The kinds that weigh more or less than 16, which is the weight of all others: what citizens look
/// for comes before news of the same words.
const KIND_WEIGHTS: [(&str, u32); 11] = [
    ("service", 24),
    ("person", 21),
    ("unit", 22),
    ("document", 18),
    ("page", 18),
    ("article", 13),
    ("event", 13),
    ("notice", 14),
    ("gallery", 12),
    ("video", 12),
    ("link", 13),
];

/// The index of one language.
#[derive(Debug, Clone, Default)]
pub struct LanguageIndex {
    pub(super) manifest: Manifest,
    /// All files but the manifest, by their paths below the output folder.
    pub(super) files: BTreeMap<String, Arc<[u8]>>,
    /// The numbers of the documents by their addresses, and how late they are.
    pub(super) numbers: Arc<FastMap<Box<str>, (u32, Recency)>>,
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

    pub(super) fn clone_without_files(&self) -> Self {
        Self { manifest: self.manifest.clone(), ..Self::default() }
    }

    /// The paths that the manifest names.
    pub(super) fn paths(&self) -> impl Iterator<Item = String> {
        let Manifest { words, cards, facets, vocabulary, .. } = &self.manifest;
        let shards = words.iter().map(|digest| shard_path(digest));
        let digests = cards.blocks.iter().map(|(digest, _)| digest);
        let cards = digests.filter(|digest| !digest.is_empty()).map(|digest| cards_path(digest));
        shards.chain(cards).chain([json_path(facets), vocabulary_path(vocabulary)])
    }

    /// Adds a file and returns its digest.
    pub(super) fn add(&mut self, bytes: Vec<u8>, path: fn(&str) -> String) -> String {
        let digest = Digest::of(&bytes).short();
        self.files.insert(path(&digest), bytes.into());
        digest
    }

    /// Adds a block of cards. Returns its digest, which is empty if it has no cards, and the length
    /// of its records.
    pub(super) fn add_cards(&mut self, block: &CardBlock) -> (String, u32) {
        if block.is_empty() {
            return (String::new(), 0);
        }
        let (length, bytes) = block.to_bytes();
        (self.add(bytes, cards_path), length)
    }
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
    let recency = recency_by_number(&order, documents, index.manifest.end);
    let number = |(number, at): &(u32, usize)| (documents[*at].url.into(), (*number, recency[*number as usize]));
    index.numbers = Arc::new(order.iter().map(number).collect());
    index.manifest.everywhere.clone_from(&explanations.everywhere);
    index.manifest.same.clone_from(&explanations.same);
    index.manifest.means.clone_from(&explanations.means);
    index.manifest.weak.clone_from(&explanations.weak);

    let everywhere = words_everywhere(&explanations.everywhere);
    let part_length = order.len().div_ceil(rayon::current_num_threads()).max(1);
    let parts = order.par_chunks(part_length).map(|part| collect_postings(part, documents, &everywhere));
    let parts: Vec<Postings> = parts.collect();
    let count = index.manifest.documents;
    let shards = make_shards(join_parts(parts), shard_count(documents.len()), count, &recency);
    let (shards, keys): (Vec<Vec<u8>>, Vec<_>) = shards.into_iter().unzip();
    let keys: Vec<_> = keys.into_iter().flatten().collect();
    index.manifest.words = shards.into_iter().map(|bytes| index.add(bytes, shard_path)).collect();
    index.manifest.common = common_keys(&keys, count);
    keys.iter().for_each(|(key, _)| index.manifest.known.note(key, true));
    index.manifest.vocabulary = index.add(vocabulary(keys).into_bytes(), vocabulary_path);

    let size = cards_per_block(index.manifest.end);
    let mut blocks: Vec<CardBlock> = Vec::new();
    blocks.resize_with(index.manifest.end.div_ceil(size) as usize, CardBlock::default);
    for (number, at) in &order {
        blocks[(number / size) as usize].insert(number % size, card(&documents[*at]));
    }
    let blocks = blocks.iter().map(|block| index.add_cards(block)).collect();
    index.manifest.cards = CardBlocks { size, blocks };
    let mut numbers = vec![0; documents.len()];
    for (number, at) in &order {
        numbers[*at] = *number;
    }
    index.manifest.facets = index.add(facets_json(facets, &numbers).into_bytes(), json_path);
    index
}

/// How late each document is, by its number. Documents without a date do not become old.
fn recency_by_number(order: &[(u32, usize)], documents: &[Document], end: u32) -> Vec<Recency> {
    let dated = order.iter().map(|(number, at)| (documents[*at].date.as_str(), *number));
    let mut dated: Vec<(&str, u32)> = dated.filter(|(date, _)| !date.is_empty()).collect();
    dated.sort_unstable_by_key(|document| Reverse(*document));
    let mut by_number = vec![Recency::MAX; end as usize];
    for (place, (_, number)) in dated.iter().enumerate() {
        by_number[*number as usize] = recency(place, dated.len());
    }
    by_number
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

pub(super) fn shard_path(digest: &str) -> String {
    format!("search/{digest}.bin")
}

pub(super) fn json_path(digest: &str) -> String {
    format!("search/{digest}.json")
}

pub(super) fn cards_path(digest: &str) -> String {
    format!("search/{digest}.txt")
}

pub(super) fn vocabulary_path(digest: &str) -> String {
    format!("search/{digest}.txt")
}
