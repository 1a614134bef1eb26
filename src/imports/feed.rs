//! What is held of a feed: titles and links, as plain text.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{FOLDER, Holding, altered};
use crate::diag::Diag;
use crate::exchange::feed::Feed;
use crate::exchange::files::hashed;
use crate::exchange::lock::{Hash, HeldFeed};
use crate::exchange::told;
use crate::folder::{Folder, FolderFault};

/// The file in `exchange/SOURCE/`.
pub const FEED: &str = "feed.json";

/// Bytes of the file: a feed that is read has at most as many, and its words stand in other quotes.
pub const KEPT: u64 = 2 * crate::exchange::feed::MAX_BYTES as u64;

/// A feed as it is kept.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    title: Option<String>,
    entries: Vec<HeldEntry>,
}

/// An entry of a feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldEntry {
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
pub fn kept(feed: &Feed) -> Vec<u8> {
    let entry = |entry: &crate::exchange::feed::Entry| HeldEntry {
        title: entry.title.clone(),
        link: entry.link.to_string(),
        date: entry.date.map(|date| date.iso()),
        summary: entry.summary.clone(),
    };
    let kept = Kept { title: feed.title.clone(), entries: feed.entries.iter().map(entry).collect() };
    // Values of these types can always be written.
    let mut bytes = serde_json::to_vec_pretty(&kept).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

/// Reads what is held into `holding`.
///
/// # Errors
/// When the file is not the one that the lock names.
pub fn read(root: &Path, holding: &mut Holding, held: &HeldFeed) -> Result<(), Diag> {
    let file = format!("{FOLDER}/{}/{}", holding.name(), hashed(FEED, &held.sha256.0));
    let bytes = match Folder::open(root).and_then(|site| site.read(&file, KEPT)) {
        Err(fault @ FolderFault::Link(_)) => return Err(told::folder(&fault, root)),
        bytes => bytes.ok().filter(|bytes| Hash::of(bytes) == held.sha256),
    };
    let kept: Kept = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()).ok_or_else(|| altered(&file))?;
    holding.title = kept.title.unwrap_or_else(|| holding.name().to_owned());
    holding.publisher = holding.title.clone();
    holding.verified = held.fetched.clone();
    holding.entries = kept.entries;
    Ok(())
}
