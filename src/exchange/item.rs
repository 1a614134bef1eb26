//! What a channel holds: items, the list of them, and what was taken back. Formats 1 of `docs/exchange.md`.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use url::Url;

use super::body::{BodyFault, BodyPicture, admit};
use super::clean_fields;
use super::exchange_id::ExchangeId;
use super::limits;
use super::public_url::is_safe_link;
use super::strict_json;
use crate::text::clean::is_visible;

/// The number of the formats in this file. What has another one is not read.
pub const FORMAT: u32 = 1;
/// The list of a channel, as a target.
pub const LISTING_TARGET: &str = "channel.json";
/// What a channel took back, as a target.
pub const WITHDRAWALS_TARGET: &str = "withdrawn.json";

/// Who publishes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publisher {
    pub id: ExchangeId,
    /// As it is shown to people.
    #[serde(deserialize_with = "clean_fields::line")]
    pub name: String,
    /// Its portal.
    pub url: Url,
}

/// `channel.json`: all that is live, so that a consumer can choose without fetching it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Listing {
    pub format: u32,
    pub channel: ExchangeId,
    #[serde(deserialize_with = "clean_fields::line")]
    pub title: String,
    pub publisher: Publisher,
    /// The newest first.
    pub items: Vec<ListingEntry>,
}

/// An item in the list of its channel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ListingEntry {
    pub id: ExchangeId,
    /// Counts up when anything of the item changes; from 1.
    pub rev: u64,
    /// The kind of content: `article`, `document`, `service` …
    pub kind: String,
    /// The code of its language.
    pub lang: String,
    #[serde(deserialize_with = "clean_fields::line")]
    pub title: String,
    #[serde(default, deserialize_with = "clean_fields::line")]
    pub summary: String,
    /// A day, or a time with its zone (ISO 8601); none when it cannot be read.
    #[serde(default, deserialize_with = "clean_fields::moment", skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
}

/// An item, whole: what stands in the front matter of a content file, and its body.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Item {
    pub format: u32,
    #[serde(flatten)]
    pub entry: ListingEntry,
    pub channel: ExchangeId,
    pub publisher: Publisher,
    #[serde(default, deserialize_with = "clean_fields::moment", skip_serializing_if = "Option::is_none")]
    pub modified: Option<String>,
    /// Where the original stands.
    pub canonical: Url,
    #[serde(default, deserialize_with = "clean_fields::line_or_none", skip_serializing_if = "Option::is_none")]
    pub license: Option<String>,
    #[serde(default, deserialize_with = "clean_fields::lines", skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<String>,
    /// The fields of its kind, as front matter writes them.
    #[serde(default, deserialize_with = "clean_fields::fields", skip_serializing_if = "Map::is_empty")]
    pub fields: Map<String, Value>,
    /// HTML of the closed list of `docs/exchange.md`.
    #[serde(default)]
    pub body: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub assets: Vec<Asset>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<ItemCorrection>,
    /// The last day on which it is to be shown.
    #[serde(default, deserialize_with = "clean_fields::moment", skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<String>,
}

/// A picture or file that belongs to an item: the target `assets/SHA256.EXTENSION`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asset {
    /// Small hexadecimal digits.
    pub sha256: String,
    /// `jpg`, `png`, `webp`.
    pub extension: String,
    pub length: u64,
}

/// A published correction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemCorrection {
    #[serde(deserialize_with = "clean_fields::line")]
    pub date: String,
    #[serde(deserialize_with = "clean_fields::line")]
    pub note: String,
}

/// `withdrawn.json`: it stays as long as anybody may hold the items.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawals {
    pub format: u32,
    pub items: Vec<Withdrawal>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawal {
    pub id: ExchangeId,
    /// This revision and all before it.
    pub rev: u64,
    pub state: WithdrawalState,
    /// When: a day, or a time with its zone; empty when it cannot be read.
    #[serde(deserialize_with = "clean_fields::moment_or_nothing")]
    pub at: String,
    /// Where [`WithdrawalState::Redirect`] leads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Url>,
    /// Why, for those who read it.
    #[serde(default, deserialize_with = "clean_fields::note", skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What is to become of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WithdrawalState {
    /// It can be read, with a notice above it.
    Withdrawn,
    /// A notice stands in its place.
    Gone,
    /// Its address leads elsewhere.
    Redirect,
    /// No byte of it may be left anywhere.
    Vanish,
}

/// What is wrong with a document that was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ItemFault {
    /// No JSON of this form.
    Malformed(String),
    /// Of another format than this program reads.
    UnknownFormat(u32),
    /// It says that it is another item, or of another channel.
    Mismatch(String),
    /// A value that cannot be.
    InvalidValue(&'static str),
    /// The channel lists more than [`limits::ITEMS`].
    TooManyItems(usize),
    /// Its body cannot be shown.
    Body(BodyFault),
    /// The picture of this hash is none that can be shown.
    InvalidPicture(String),
}

/// Characters of the title of an item: the longest titles of laws have some 300.
pub const MAX_TITLE_CHARS: usize = 500;
/// Characters of a summary: a paragraph on a card.
pub const MAX_SUMMARY_CHARS: usize = 2_000;
/// Characters of the name of a publisher or author, and of the title of a channel: they stand in
/// lines of lists.
const MAX_NAME_CHARS: usize = 300;
/// Characters of a note: why something was taken back, what was corrected. A notice is a paragraph
/// or two.
pub const MAX_NOTE_CHARS: usize = 1_000;

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
    /// When it is none.
    pub fn from_verified_bytes(bytes: &[u8]) -> Result<Self, ItemFault> {
        serde_json::from_slice(bytes).map_err(|error| ItemFault::Malformed(error.to_string()))
    }
}

impl ListingEntry {
    /// The target that the item is.
    pub fn target(&self) -> String {
        item_target(&self.id)
    }

    fn check(&self) -> Result<(), ItemFault> {
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

    /// Whether its words can be shown. The item alone is refused when they cannot: the rest of the
    /// channel is shown.
    fn check_words(&self) -> Result<(), ItemFault> {
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

impl Item {
    /// Reads the item that `entry` lists.
    ///
    /// # Errors
    /// When it is not that one.
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
    /// When it is none.
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
        match is_hex && is_picture && self.length <= limits::ASSET {
            true => Ok(()),
            false => Err(ItemFault::InvalidValue("assets")),
        }
    }
}

impl Publisher {
    fn check(&self) -> Result<(), ItemFault> {
        match is_visible_text(&self.name, MAX_NAME_CHARS) && is_safe_link(&self.url) {
            true => Ok(()),
            false => Err(ItemFault::InvalidValue("publisher")),
        }
    }
}

impl Withdrawals {
    /// Nothing was taken back.
    pub fn empty() -> Self {
        Self { format: FORMAT, items: Vec::new() }
    }

    /// # Errors
    /// When it cannot be read.
    pub fn read(bytes: &[u8]) -> Result<Self, ItemFault> {
        let all: Self = read_document(bytes)?;
        let leads_nowhere = |one: &Withdrawal| one.state == WithdrawalState::Redirect && one.to.is_none();
        let leads_astray = |one: &Withdrawal| one.to.as_ref().is_some_and(|to| !is_safe_link(to));
        if all.items.iter().any(|one| leads_nowhere(one) || leads_astray(one)) {
            return Err(ItemFault::InvalidValue("to"));
        }
        Ok(all)
    }

    /// What was said of a revision of an item; the newest word counts.
    pub fn find(&self, id: &ExchangeId, rev: u64) -> Option<&Withdrawal> {
        self.items.iter().rev().find(|one| one.id == *id && one.rev >= rev)
    }
}

fn read_document<T: serde::de::DeserializeOwned + FormatDocument>(bytes: &[u8]) -> Result<T, ItemFault> {
    let value: Value = strict_json::read(bytes).map_err(|error| ItemFault::Malformed(error.to_string()))?;
    // Another format may have another form: its number comes first.
    match value.get("format").and_then(Value::as_u64) {
        Some(format) if format == u64::from(FORMAT) => {}
        Some(format) => return Err(ItemFault::UnknownFormat(u32::try_from(format).unwrap_or(u32::MAX))),
        None => return Err(ItemFault::Malformed("format".to_owned())),
    }
    serde_json::from_value(value).map_err(|error| ItemFault::Malformed(error.to_string()))
}

/// A document that begins with the number of its format.
trait FormatDocument {}
impl FormatDocument for Listing {}
impl FormatDocument for Item {}
impl FormatDocument for Withdrawals {}

/// Whether a text has something to read, and at most so many characters.
fn is_visible_text(text: &str, most: usize) -> bool {
    is_visible(text) && is_at_most(text, most)
}

fn is_at_most(text: &str, most: usize) -> bool {
    text.chars().nth(most).is_none()
}
