//! How many documents have a key, and what the index leaves out of the keys that very many have
//! (`docs/search.md`, section "Shards").

use super::postings::{NameField, NamePlace, TextPosting};
use super::word_counts::TextWeight;

/// A key in more documents than this, and in more than an eighth of all, tells little of any.
const MIN_FREQUENT: u32 = 1_024;

/// So many documents that have a key in their names, and so many that have it in their texts, are
/// written at most: as much of it as a query should load.
const MAX_NAMES: u32 = 3_072;
const MAX_TEXTS: u32 = 2_048;

/// The number of levels of common keys: a key at the last one is in a part of all documents that no
/// index is large enough to make common.
pub(super) const COMMON_LEVELS: usize = 8;

/// How late a document is: the latest half of all that have a date has at least 1, the latest
/// quarter at least 2, and so on.
pub(super) type Recency = u8;

/// The recency of the document at this place of so many, the latest one first.
pub(super) fn recency(place: usize, documents: usize) -> Recency {
    (documents / (place + 1)).max(1).ilog2() as Recency
}

/// The recency of the oldest documents whose names are written, of a key that so many have.
fn oldest_name(count: u32) -> Recency {
    oldest_written(count, MAX_NAMES)
}

/// The same of texts.
fn oldest_text(count: u32) -> Recency {
    oldest_written(count, MAX_TEXTS)
}

fn oldest_written(count: u32, most: u32) -> Recency {
    count.div_ceil(most).max(1).next_power_of_two().ilog2() as Recency
}

/// Whether a key is in so many documents that it tells little of any.
fn is_frequent(count: u32, documents: u32) -> bool {
    count > MIN_FREQUENT && u64::from(count) * 8 > u64::from(documents)
}

/// How rare a word is that so many of all documents have: the logarithm of their part.
pub(super) fn rarity_level(count: u32, documents: u32) -> u32 {
    ((documents + 1) / (count + 1)).max(1).ilog2()
}

/// The level of a key among the common ones. `None` if it is not common.
pub(super) fn common_level(counts: KeyCounts, documents: u32) -> Option<usize> {
    let level = rarity_level(counts.documents(), documents) as usize;
    is_common(counts, documents).then_some(level.min(COMMON_LEVELS - 1))
}

/// Whether a key is in so many documents that not all are written.
pub(super) fn is_common(counts: KeyCounts, documents: u32) -> bool {
    let is_long = counts.names > MAX_NAMES || counts.texts > MAX_TEXTS || counts.attachments > MAX_TEXTS;
    is_long || is_frequent(counts.documents(), documents)
}

/// How many documents have a key, whether their postings are written or not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct KeyCounts {
    /// Those that have it in their names.
    pub(crate) names: u32,
    /// Those that have it in their texts.
    pub(crate) texts: u32,
    /// Those that have it in a heading, the summary or a field.
    pub(crate) summaries: u32,
    /// Those whose attachments have it, and nothing else of their texts.
    pub(crate) attachments: u32,
}

impl KeyCounts {
    /// The number that the rarity of the key follows from. What is handed out beside pages makes no
    /// word of theirs frequent.
    pub(crate) fn documents(self) -> u32 {
        self.names.max(self.texts).max(self.attachments.min(1))
    }

    /// Which postings are written in an index of so many documents.
    pub(crate) fn kept(self, documents: u32) -> KeptPostings {
        let is_frequent_name = is_frequent(self.names, documents);
        let oldest = |count: u32| {
            let is_written = !is_frequent_name && !is_frequent(count, documents);
            is_written.then(|| oldest_text(count))
        };
        KeptPostings {
            names: oldest_name(self.names),
            has_subjects: !is_frequent_name,
            bodies: oldest(self.texts),
            summaries: oldest(self.summaries),
            attachments: oldest(self.attachments),
        }
    }
}

/// Which postings of a key are written: those of the documents whose recency is at least this.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct KeptPostings {
    names: Recency,
    has_subjects: bool,
    bodies: Option<Recency>,
    summaries: Option<Recency>,
    attachments: Option<Recency>,
}

impl KeptPostings {
    pub(crate) fn has_name(self, place: NamePlace, recency: Recency) -> bool {
        recency >= self.names && (self.has_subjects || place.field() != NameField::Subject)
    }

    pub(crate) fn has_text(self, posting: TextPosting, recency: Recency) -> bool {
        let oldest = match posting.weight() {
            TextWeight::Attachment => self.attachments,
            TextWeight::Body => self.bodies,
            TextWeight::Summary => self.summaries,
        };
        oldest.is_some_and(|oldest| recency >= oldest)
    }
}
