//! The cards of documents, which a result shows, and the facets that narrow results.

use std::collections::BTreeMap;

use super::document::{Document, SearchFacet};
use crate::codec::encode_json;

/// The most characters of a summary on a card.
pub(super) const MAX_SUMMARY: usize = 100;

/// The number of documents in a block of cards, where `end` is the end of their numbers: few enough
/// that ten results from ten blocks are little to load, many enough that a large portal has not too
/// many files.
pub(super) fn cards_per_block(end: u32) -> u32 {
    if end <= 4_096 { 32 } else { 72 }
}

pub(super) const CARDS_BEGIN: &str = "{\"cards\": [\n";

pub(super) const CARDS_END: &str = "\n]}\n";

pub(super) fn card_block(cards: Vec<String>) -> String {
    format!("{CARDS_BEGIN}{}{CARDS_END}", cards.join(",\n"))
}

/// The card of a document, on one line. `number` is counted from the first number of its block.
pub(super) fn card(number: u32, document: &Document) -> String {
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
