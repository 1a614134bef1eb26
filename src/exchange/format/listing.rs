//! `channel.json`, the list of a channel: its publisher and an entry for each item.

use serde::{Deserialize, Serialize};
use url::Url;

use super::document::{
    FormatDocument, MAX_NAME_CHARS, MAX_SUMMARY_CHARS, MAX_TITLE_CHARS, is_at_most, is_visible_text, read_document,
};
use super::exchange_id::ExchangeId;
use super::item_fault::ItemFault;
use super::{clean_fields, limits};
use crate::exchange::public_url::is_safe_link;

/// The list of a channel, as a target.
pub const LISTING_TARGET: &str = "channel.json";

/// Who publishes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publisher {
    /// The short name that the publisher gives itself, for example `lam-giang`.
    pub id: ExchangeId,
    /// The name for people.
    #[serde(deserialize_with = "clean_fields::line")]
    pub name: String,
    /// The address of its portal.
    pub url: Url,
}

/// `channel.json`: all that is live, so that a consumer can choose without fetching it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Listing {
    /// The number of the format, which is [`super::FORMAT`]: other documents are not read.
    pub format: u32,
    /// The name of the channel: the last part of its address.
    pub channel: ExchangeId,
    /// The title of the channel for readers, on one line of at most 300 characters.
    #[serde(deserialize_with = "clean_fields::line")]
    pub title: String,
    /// The agency that signs the channel, in its own words. Pages name it by
    /// [`crate::exchange::attribution`].
    pub publisher: Publisher,
    /// The newest first.
    pub items: Vec<ListingEntry>,
}

/// An item in the list of its channel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ListingEntry {
    /// The name of the item, unique in its channel. It never changes while the item exists.
    pub id: ExchangeId,
    /// The revision. It starts at 1 and increases when any part of the item changes.
    pub rev: u64,
    /// The kind of content: `article`, `document`, `service` …
    pub kind: String,
    /// The code of its language.
    pub lang: String,
    /// The title on one line. An item whose title has more than 500 characters, or shows nothing,
    /// is refused.
    #[serde(deserialize_with = "clean_fields::line")]
    pub title: String,
    /// The summary on one line. Empty if the publisher gives none. An item whose summary has more
    /// than 2,000 characters is refused.
    #[serde(default, deserialize_with = "clean_fields::line")]
    pub summary: String,
    /// A day, or a time with its zone (ISO 8601). `None` if it cannot be read.
    #[serde(default, deserialize_with = "clean_fields::moment", skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
}

impl Listing {
    /// # Errors
    /// When it is not the list of `channel`.
    pub fn read(bytes: &[u8], channel: &ExchangeId) -> Result<Self, ItemFault> {
        let listing: Self = read_document(bytes)?;
        if listing.channel != *channel {
            return Err(ItemFault::Mismatch(listing.channel.to_string()));
        }
        if listing.items.len() > limits::ITEMS {
            return Err(ItemFault::TooManyItems(listing.items.len()));
        }
        listing.publisher.check()?;
        if !is_visible_text(&listing.title, MAX_NAME_CHARS) {
            return Err(ItemFault::InvalidValue("title"));
        }
        let mut seen = std::collections::HashSet::new();
        for entry in &listing.items {
            entry.check()?;
            if !seen.insert(&entry.id) {
                return Err(ItemFault::Mismatch(entry.id.to_string()));
            }
        }
        Ok(listing)
    }
}

impl Listing {
    /// Reads a list that was verified before.
    ///
    /// # Errors
    /// When the bytes are not a list.
    pub fn from_verified_bytes(bytes: &[u8]) -> Result<Self, ItemFault> {
        serde_json::from_slice(bytes).map_err(|error| ItemFault::Malformed(error.to_string()))
    }
}

impl ListingEntry {
    /// The target that the item is.
    pub fn target(&self) -> String {
        item_target(&self.id)
    }

    pub(super) fn check(&self) -> Result<(), ItemFault> {
        if self.rev == 0 {
            return Err(ItemFault::InvalidValue("rev"));
        }
        if ExchangeId::new(&self.kind).is_err() {
            return Err(ItemFault::InvalidValue("kind"));
        }
        if !(2..=3).contains(&self.lang.len()) || !self.lang.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return Err(ItemFault::InvalidValue("lang"));
        }
        Ok(())
    }

    /// Checks the title and the summary. Only this item is refused if they are invalid; the other
    /// items of the channel are shown.
    pub(super) fn check_words(&self) -> Result<(), ItemFault> {
        if !is_visible_text(&self.title, MAX_TITLE_CHARS) {
            return Err(ItemFault::InvalidValue("title"));
        }
        if !is_at_most(&self.summary, MAX_SUMMARY_CHARS) {
            return Err(ItemFault::InvalidValue("summary"));
        }
        Ok(())
    }
}

/// The target that an item is.
pub fn item_target(id: &ExchangeId) -> String {
    format!("items/{id}.json")
}

impl Publisher {
    pub(super) fn check(&self) -> Result<(), ItemFault> {
        let is_valid = is_visible_text(&self.name, MAX_NAME_CHARS) && is_safe_link(&self.url);
        if is_valid { Ok(()) } else { Err(ItemFault::InvalidValue("publisher")) }
    }
}

impl FormatDocument for Listing {}
