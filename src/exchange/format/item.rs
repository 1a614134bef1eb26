//! An item of a channel with its pictures and corrections (format 1 of `docs/exchange.md`).

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use url::Url;

use super::document::{FormatDocument, read_document};
use super::exchange_id::ExchangeId;
use super::item_fault::ItemFault;
use super::listing::{Listing, ListingEntry, Publisher};
use super::{clean_fields, limits};
use crate::exchange::body::{BodyFault, BodyPicture, admit};
use crate::exchange::public_url::is_safe_link;

/// A complete item: the fields of the front matter of a content file, and the body.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// The number of the format, which is [`super::FORMAT`]: other documents are not read.
    pub format: u32,
    /// The keys that the list of the channel repeats. Both must be equal, or the item is refused.
    #[serde(flatten)]
    pub entry: ListingEntry,
    /// The name of the channel, as in the list.
    pub channel: ExchangeId,
    /// The publisher, as in the list.
    pub publisher: Publisher,
    /// When the publisher last changed the text: a day, or a time with its zone (ISO 8601). `None`
    /// if it is not given or cannot be read.
    #[serde(default, deserialize_with = "clean_fields::moment", skip_serializing_if = "Option::is_none")]
    pub modified: Option<String>,
    /// The address of the original.
    pub canonical: Url,
    /// The terms for reuse, as a text on one line. `None` if the publisher gives none.
    #[serde(default, deserialize_with = "clean_fields::line_or_none", skip_serializing_if = "Option::is_none")]
    pub license: Option<String>,
    /// The names of the authors, each on one line. Empty if the publisher names none.
    #[serde(default, deserialize_with = "clean_fields::lines", skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<String>,
    /// The fields of its kind, as front matter writes them.
    #[serde(default, deserialize_with = "clean_fields::fields", skip_serializing_if = "Map::is_empty")]
    pub fields: Map<String, Value>,
    /// HTML of the closed list of `docs/exchange.md`.
    #[serde(default)]
    pub body: String,
    /// The pictures that the body may show. Only these are fetched.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub assets: Vec<Asset>,
    /// The corrections of the text that its publisher made public (Law 01/2026, art. 22).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<ItemCorrection>,
    /// The last day on which it is to be shown.
    #[serde(default, deserialize_with = "clean_fields::moment", skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<String>,
}

/// A picture of an item. Its target is `assets/SHA256.EXTENSION`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asset {
    /// Small hexadecimal digits.
    pub sha256: String,
    /// `jpg`, `png`, `webp`.
    pub extension: String,
    /// The size of the file in bytes, at most [`limits::ASSET`].
    pub length: u64,
}

/// A published correction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemCorrection {
    /// The day or time of the correction (ISO 8601), as the publisher wrote it.
    #[serde(deserialize_with = "clean_fields::line")]
    pub date: String,
    /// What was corrected, in the words of the publisher on one line.
    #[serde(deserialize_with = "clean_fields::line")]
    pub note: String,
}

impl Item {
    /// Reads the item that `entry` lists.
    ///
    /// # Errors
    /// When the bytes are not that item.
    pub fn read(bytes: &[u8], entry: &ListingEntry, listing: &Listing) -> Result<Self, ItemFault> {
        let item: Self = read_document(bytes)?;
        if item.channel != listing.channel || item.entry.id != entry.id || item.publisher != listing.publisher {
            return Err(ItemFault::Mismatch(item.entry.id.to_string()));
        }
        if item.entry != *entry {
            return Err(ItemFault::Mismatch(format!("{} {}", item.entry.id, item.entry.rev)));
        }
        if !is_safe_link(&item.canonical) {
            return Err(ItemFault::InvalidValue("canonical"));
        }
        item.entry.check_words()?;
        item.assets.iter().try_for_each(Asset::check)?;
        Ok(item)
    }
}

impl Item {
    /// Reads an item that was verified before.
    ///
    /// # Errors
    /// When the bytes are not an item.
    pub fn from_verified_bytes(bytes: &[u8]) -> Result<Self, ItemFault> {
        serde_json::from_slice(bytes).map_err(|error| ItemFault::Malformed(error.to_string()))
    }

    /// The picture with this hash, when the item declares it.
    pub fn asset(&self, sha256: &str) -> Option<&Asset> {
        self.assets.iter().find(|asset| asset.sha256 == sha256)
    }

    /// Whether its body can be shown.
    ///
    /// # Errors
    /// Why not.
    pub fn check_body(&self) -> Result<(), BodyFault> {
        let pictures = |hash: &str| self.asset(hash).map(|_| BodyPicture::from_hash(hash));
        admit(&self.body, self.canonical.as_str(), &pictures).map(|_| ())
    }
}

impl Asset {
    /// The target that it is.
    pub fn target(&self) -> String {
        format!("assets/{}.{}", self.sha256, self.extension)
    }

    fn check(&self) -> Result<(), ItemFault> {
        let is_hex = self.sha256.len() == 64 && self.sha256.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        let is_picture = ["jpg", "png", "webp"].contains(&self.extension.as_str());
        let is_valid = is_hex && is_picture && self.length <= limits::ASSET;
        if is_valid { Ok(()) } else { Err(ItemFault::InvalidValue("assets")) }
    }
}

impl FormatDocument for Item {}
