//! The keys that very many documents have, of which not every document is written
//! (`docs/search.md`, section "Shards").

/// A key in more documents than this, and in more than an eighth of all, tells little of any.
const MIN_FREQUENT: u32 = 1_024;

/// So many documents that have a key in their names, and so many that have it in their texts, are
/// written at most: as much of it as a query should load.
pub(super) const MAX_NAMES: u32 = 3_072;
pub(super) const MAX_TEXTS: u32 = 2_048;

/// How late a document is: the latest half of all that have a date has at least 1, the latest
/// quarter at least 2, and so on.
pub(super) type Recency = u8;

/// The recency of the document at this place of so many, the latest one first.
pub(super) fn recency(place: usize, documents: usize) -> Recency {
    (documents / (place + 1)).max(1).ilog2() as Recency
}

/// The recency of the oldest documents whose names are written, of a key that so many have.
pub(super) fn oldest_name(count: u32) -> Recency {
    oldest_written(count, MAX_NAMES)
}

/// The same of texts.
pub(super) fn oldest_text(count: u32) -> Recency {
    oldest_written(count, MAX_TEXTS)
}

fn oldest_written(count: u32, most: u32) -> Recency {
    count.div_ceil(most).max(1).next_power_of_two().ilog2() as Recency
}

/// Whether a key is in so many documents that it tells little of any.
pub(super) fn is_frequent(count: u32, documents: u32) -> bool {
    count > MIN_FREQUENT && u64::from(count) * 8 > u64::from(documents)
}
