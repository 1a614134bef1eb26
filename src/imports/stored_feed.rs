//! The file in which a feed is stored: titles and links, as plain text.

use serde::{Deserialize, Serialize};

use crate::diag::{Code, Diag};
use crate::exchange::feed::Feed;

/// The name of the file in `exchange/SOURCE/`.
pub const FEED_FILE: &str = "feed.json";
/// Maximum bytes of the file. A feed has at most half as many bytes; escapes can make its texts
/// longer.
pub const MAX_STORED_FEED_BYTES: u64 = 2 * crate::exchange::feed::MAX_BYTES as u64;

/// A feed in its stored form.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct StoredFeed {
    pub(super) title: Option<String>,
    pub(super) entries: Vec<ImportedFeedEntry>,
}

/// An entry of a feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportedFeedEntry {
    /// The title as plain text on one line.
    pub title: String,
    /// The address of the entry, http or https.
    pub link: String,
    /// A day, or a time in the time zone of Viet Nam. `None` if the feed gives no date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// The summary. `None` if the feed gives none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
}

/// Encodes the stored form of a feed. The same feed always gives the same bytes.
///
/// # Errors
/// [`Code::ProgramFault`] when it cannot be written as JSON.
pub fn encode_feed(feed: &Feed) -> Result<Vec<u8>, Diag> {
    let entry = |entry: &crate::exchange::feed::FeedEntry| ImportedFeedEntry {
        title: entry.title.clone(),
        link: entry.link.to_string(),
        date: entry.date.map(|date| date.iso()),
        summary: entry.summary.clone(),
    };
    let kept = StoredFeed { title: feed.title.clone(), entries: feed.entries.iter().map(entry).collect() };
    let mut bytes =
        serde_json::to_vec_pretty(&kept).map_err(|error| Diag::error(Code::ProgramFault).arg("message", error))?;
    bytes.push(b'\n');
    Ok(bytes)
}
