//! The part of a channel's list that concerns the stored items. A channel may list thousands of
//! items of which a portal shows thirty, so a build reads this file and not the list.
//!
//! A sync derives the excerpt from verified documents. The lock names it by its hash.

use serde::{Deserialize, Serialize};

use super::revision::Revision;
use crate::exchange::format::{
    ExchangeId, ItemFault, Listing, ListingEntry, Publisher, Sha256Hash, clean_fields, hashed_path,
};

/// The file in `exchange/SOURCE/`, behind its hash.
const FILE: &str = "excerpt.json";

/// What a build needs of the list of a channel: its head, and the entries of stored items.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ListingExcerpt {
    /// The title of the channel, as in the list.
    #[serde(deserialize_with = "clean_fields::line")]
    pub title: String,
    /// The publisher, as in the list.
    pub publisher: Publisher,
    /// The entries of all revisions that are shown or wait.
    pub items: Vec<ListingEntry>,
}

impl ListingExcerpt {
    /// Makes the excerpt of `listing` for the stored revisions. `other` returns the entries of
    /// revisions that are no longer listed.
    pub fn from_listing<'r>(
        listing: &Listing,
        held: impl Iterator<Item = (&'r ExchangeId, &'r Revision)>,
        other: impl Fn(&ExchangeId, &Revision) -> Option<ListingEntry>,
    ) -> Self {
        let entry = |(id, revision): (&ExchangeId, &Revision)| {
            let listed = listing.items.iter().find(|entry| entry.id == *id && entry.rev == revision.rev);
            listed.cloned().or_else(|| other(id, revision))
        };
        Self {
            title: listing.title.clone(),
            publisher: listing.publisher.clone(),
            items: held.filter_map(entry).collect(),
        }
    }

    /// Whether the excerpt agrees with `signed` about the channel and each revision of `signed`.
    /// Additional entries are ignored, for example of a revision that was replaced.
    pub fn agrees_with(&self, signed: &Self) -> bool {
        let is_same = |entry: &ListingEntry| {
            let mut of = self.items.iter().filter(|own| own.id == entry.id && own.rev == entry.rev).peekable();
            of.peek().is_some() && of.all(|own| own == entry)
        };
        self.title == signed.title && self.publisher == signed.publisher && signed.items.iter().all(is_same)
    }

    /// The bytes of the file: always the same for the same excerpt.
    ///
    /// # Errors
    /// When the values cannot be written as JSON.
    pub fn to_bytes(&self) -> Result<Vec<u8>, serde_json::Error> {
        let mut bytes = serde_json::to_vec_pretty(self)?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// # Errors
    /// When the bytes are not an excerpt.
    pub fn read(bytes: &[u8]) -> Result<Self, ItemFault> {
        serde_json::from_slice(bytes).map_err(|error| ItemFault::Malformed(error.to_string()))
    }
}

/// The path of an excerpt in `exchange/SOURCE/`.
pub fn excerpt_path(sha256: &Sha256Hash) -> String {
    hashed_path(FILE, &sha256.0)
}
