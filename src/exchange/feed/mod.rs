//! Feeds of portals that know nothing of us: RSS, Atom and JSON Feed, read into plain text.
//!
//! Only title, link, day and summary are taken, and none of it is HTML afterwards. A feed is read
//! to its very end or not at all: half a feed is no feed, and the last good copy is better than a
//! guess at the rest. What an entry is known by is its link.
//!
//! The bytes become text in `decode`, `xml` divides it into elements, `rss` and `atom` pick what
//! they know, `json` does the same for JSON Feed; `html` and [`crate::text::clean`] make plain
//! text, `date` reads days as offices write them.
//!
//! Why no library for feeds: `feed-rs` was tried on the same files. It stops at `</channel>`, so
//! that half a feed reads as a whole one; it knows neither whether a `guid` is a link nor whether a
//! date has an hour; it refuses RSS without a version and a whole feed for one odd address or media
//! type in a field that nobody asked for; it takes undeclared prefixes for RSS, and has no limits.
//! Each of these would be a pass of its own before or after it, which together are a reader of
//! feeds.

mod feed_limits;
mod feed_content;
mod feed_date;
mod decode;
mod html_text;
mod entry_collector;
mod xml;
mod rss;
mod atom;
mod json_feed;
mod read_feed;

pub use feed_content::{Feed, FeedEntry, FeedFault, FeedType};
pub use feed_limits::{MAX_BYTES, MAX_DEPTH, MAX_ENTRIES, MAX_LINK, MAX_SUMMARY, MAX_TITLE};
pub use read_feed::read;
