//! What is taken from a feed, and why nothing is taken.

use url::Url;

use crate::text::date::Stamp;

/// The content of a feed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Feed {
    /// Its own title, as plain text.
    pub title: Option<String>,
    /// The format it is written in.
    pub feed_type: FeedType,
    /// Its entries in its own order, each link once, at most [`MAX_ENTRIES`].
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

/// One piece of news.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FeedEntry {
    /// Plain text in NFC with at least one letter or digit.
    pub title: String,
    /// The link, absolute, http or https, without user name. It identifies the entry.
    pub link: Url,
    /// When it was published, in time of Viet Nam; only the day where no hour is said. Never the
    /// time of reading.
    pub date: Option<Stamp>,
    /// Plain text in NFC.
    pub summary: Option<String>,
}

/// Why nothing is taken from a feed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FeedFault {
    /// It is longer than [`MAX_BYTES`].
    TooLong,
    /// Its bytes are not text in the encoding it declares, or that encoding is unknown. None is
    /// guessed.
    Encoding,
    /// The text is not RSS, Atom or JSON Feed; it may be a page, a sitemap or empty.
    NotAFeed,
    /// It declares entities, or may do so, in its document type.
    Entities,
    /// It is nested deeper than [`MAX_DEPTH`].
    TooDeep,
    /// It is cut off or not well-formed.
    Malformed {
        /// The byte, after decoding, near which that was noticed.
        at: u64,
    },
}
