//! Reads feeds of portals that have no channel: RSS, Atom and JSON Feed, as plain text.
//!
//! Only title, link, date and summary are taken, and none of them contains HTML. A feed is read
//! completely or not at all: the last good copy is better than half of a new feed. The link
//! identifies an entry.
//!
//! `decode` makes text of the bytes, `xml` splits it into elements, `rss` and `atom` read the
//! elements that they know, and `json_feed` does the same for JSON Feed. [`crate::html_text`]
//! and [`crate::text::clean`] make plain text, and `feed_date` reads dates.
//!
//! The library `feed-rs` was tried on the same files and rejected. It stops at `</channel>`, so
//! half a feed reads as a whole one. It records neither whether a `guid` is a link nor whether a
//! date has a time. It refuses RSS without a version, and a whole feed for one invalid address or
//! media type in an unused field. It reads undeclared prefixes as RSS, and has no limits. Each of
//! these would need an additional pass, and the passes together are a feed reader.

mod feed_limits;
mod feed_content;
mod feed_date;
mod decode;
mod entry_collector;
mod xml;
mod rss;
mod atom;
mod json_feed;
mod read_feed;

pub use feed_content::{Feed, FeedEntry, FeedFault, FeedType};
pub use feed_limits::{MAX_BYTES, MAX_DEPTH, MAX_ENTRIES, MAX_LINK, MAX_SUMMARY, MAX_TITLE};
pub use read_feed::read;
