//! What is taken from a feed, and why nothing is taken.

use url::Url;

use crate::text::date::Stamp;

/// The content of a feed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Feed {
    /// The title of the feed as plain text.
    pub title: Option<String>,
    /// The format it is written in.
    pub feed_type: FeedType,
    /// The entries in the order of the feed, each link once, at most [`super::MAX_ENTRIES`].
    pub entries: Vec<FeedEntry>,
}

/// The format of a feed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum FeedType {
    /// RSS, of whatever version.
    Rss,
    /// Atom 1.0.
    Atom,
    /// JSON Feed.
    Json,
}

/// An entry of a feed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FeedEntry {
    /// Plain text in NFC with at least one letter or digit.
    pub title: String,
    /// The link, absolute, http or https, without user name. It identifies the entry.
    pub link: Url,
    /// The publication time in Vietnamese time, or the day if no time is given. The time of reading
    /// is never used.
    pub date: Option<Stamp>,
    /// Plain text in NFC.
    pub summary: Option<String>,
}

/// Why nothing is taken from a feed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FeedFault {
    /// The feed has more than [`super::MAX_BYTES`] bytes.
    TooLong,
    /// The bytes are not valid in the declared encoding, or that encoding is unknown. Encodings are
    /// not guessed.
    Encoding,
    /// The text is not RSS, Atom or JSON Feed; it may be a page, a sitemap or empty.
    NotAFeed,
    /// The document type declares entities, or could do so.
    Entities,
    /// The document is nested deeper than [`super::feed_limits::MAX_DEPTH`].
    TooDeep,
    /// The document is truncated or not well-formed.
    Malformed {
        /// The byte, after decoding, near which that was noticed.
        at: u64,
    },
}
