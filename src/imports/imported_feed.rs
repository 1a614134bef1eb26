//! What is held of a feed: titles and links, as plain text.

use std::path::Path;

use serde::{Deserialize, Serialize};
use url::Url;

use super::{FOLDER, ImportedSource, altered_diag};
use crate::diag::Diag;
use crate::exchange::fault_diags;
use crate::exchange::feed::{Feed, MAX_SUMMARY, MAX_TITLE};
use crate::exchange::format::Sha256Hash;
use crate::exchange::format::hashed_path;
use crate::exchange::public_url::is_public;
use crate::exchange::sync::LockedFeed;
use crate::folder::{Folder, FolderFault};
use crate::text::clean::clean_line;

/// The file in `exchange/SOURCE/`.
pub const FEED_FILE: &str = "feed.json";

/// Bytes of the file: a feed that is read has at most as many, and its words stand in other quotes.
pub const MAX_STORED_FEED_BYTES: u64 = 2 * crate::exchange::feed::MAX_BYTES as u64;

/// A feed as it is kept.
#[derive(Debug, Serialize, Deserialize)]
struct StoredFeed {
    title: Option<String>,
    entries: Vec<ImportedFeedEntry>,
}

/// An entry of a feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportedFeedEntry {
    pub title: String,
    /// http or https.
    pub link: String,
    /// A day, or a time of Viet Nam.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
}

/// What is kept of a feed, as bytes: always the same for the same feed.
pub fn encode_feed(feed: &Feed) -> Vec<u8> {
    let entry = |entry: &crate::exchange::feed::FeedEntry| ImportedFeedEntry {
        title: entry.title.clone(),
        link: entry.link.to_string(),
        date: entry.date.map(|date| date.iso()),
        summary: entry.summary.clone(),
    };
    let kept = StoredFeed { title: feed.title.clone(), entries: feed.entries.iter().map(entry).collect() };
    // Values of these types can always be written.
    let mut bytes = serde_json::to_vec_pretty(&kept).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

/// Reads what is held into `holding`.
///
/// # Errors
/// When the file is not the one that the lock names.
pub fn read(root: &Path, holding: &mut ImportedSource, held: &LockedFeed) -> Result<(), Diag> {
    let file = format!("{FOLDER}/{}/{}", holding.name(), hashed_path(FEED_FILE, &held.sha256.0));
    let bytes = match Folder::open(root).and_then(|site| site.read(&file, MAX_STORED_FEED_BYTES)) {
        Err(fault @ FolderFault::Link(_)) => return Err(fault_diags::folder_diag(&fault, root)),
        bytes => bytes.ok().filter(|bytes| Sha256Hash::of(bytes) == held.sha256),
    };
    let kept: StoredFeed =
        bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()).ok_or_else(|| altered_diag(&file))?;
    holding.publisher = kept.title.map(|title| clean_line(&title, MAX_TITLE)).unwrap_or_default();
    holding.title = match holding.publisher.as_str() {
        "" => holding.name().to_owned(),
        title => title.to_owned(),
    };
    holding.verified = held.fetched.clone();
    // The file is not signed by anybody: what it says is made fit again.
    let is_link = |entry: &ImportedFeedEntry| Url::parse(&entry.link).is_ok_and(|url| is_public(&url));
    holding.entries = kept.entries.into_iter().filter(is_link).collect();
    for entry in &mut holding.entries {
        entry.title = clean_line(&entry.title, MAX_TITLE);
        entry.summary = entry.summary.take().map(|text| clean_line(&text, MAX_SUMMARY));
    }
    Ok(())
}
