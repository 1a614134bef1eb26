//! The cards of documents, which a result shows, and the facets that narrow results.

use std::collections::BTreeMap;

use super::document::{Document, SearchFacet};
use crate::codec::encode_json;

/// The most characters of a summary on a card.
pub(super) const MAX_SUMMARY: usize = 100;

/// The number of documents in a block of cards, where `end` is the end of their numbers. A reader
/// asks for single cards, but a host may send the whole block; a large portal should not have too
/// many files.
pub(super) fn cards_per_block(end: u32) -> u32 {
    if end <= 4_096 { 32 } else { 192 }
}

/// The cards of some documents, by their numbers from the first one of the block on.
#[derive(Debug, Default)]
pub(super) struct CardBlock(BTreeMap<u32, String>);

impl CardBlock {
    /// Reads the bytes of a block whose records have this length. `None` if they are no such block.
    pub(super) fn read(bytes: &[u8], length: u32) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok()?;
        let lines = text.lines().zip(0..).filter(|(line, _)| !line.trim_end().is_empty());
        (length > 0).then(|| Self(lines.map(|(line, at)| (at, line.trim_end().to_owned())).collect()))
    }

    pub(super) fn insert(&mut self, at: u32, card: String) {
        self.0.insert(at, card);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The length of a record, and the records: each card filled up with spaces to one line of this
    /// length.
    pub(super) fn to_bytes(&self) -> (u32, Vec<u8>) {
        let length = self.0.values().map(|card| card.len() + 1).max().unwrap_or_default();
        let records = self.0.keys().next_back().map_or(0, |last| last + 1);
        let mut bytes = Vec::with_capacity(records as usize * length);
        for at in 0..records {
            bytes.extend_from_slice(self.0.get(&at).map_or(&[], |card| card.as_bytes()));
            bytes.resize((at as usize + 1) * length - 1, b' ');
            bytes.push(b'\n');
        }
        (length as u32, bytes)
    }
}

/// The card of a document, on one line.
pub(super) fn card(document: &Document) -> String {
    let url = document.url.strip_prefix(document.section.url).filter(|rest| !rest.is_empty() && !rest.starts_with('/'));
    let summary = shorten(document.summary);
    let mut parts = vec![encode_json(&document.title), encode_json(&url.unwrap_or(document.url))];
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
pub(super) fn shorten(text: &str) -> String {
    let Some((cut, _)) = text.char_indices().nth(MAX_SUMMARY) else { return text.to_owned() };
    let end = text[..cut].rfind(' ').unwrap_or(cut);
    format!("{}…", text[..end].trim_end_matches(|c: char| !c.is_alphanumeric()))
}

pub(super) fn facets_json(facets: &[SearchFacet], numbers: &[u32]) -> String {
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
