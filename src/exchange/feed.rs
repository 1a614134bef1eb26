//! Feeds of portals that know nothing of us: RSS, Atom and JSON Feed, read into plain text.
//!
//! Only title, link, day and summary are taken, and none of it is HTML afterwards. A feed is read to its very end or not at all:
//! half a feed is no feed, and the last good copy is better than a guess at the rest. What an entry is known by is its link.
//!
//! The bytes become text in `decode`, `xml` divides it into elements, `rss` and `atom` pick what
//! they know, `json` does the same for JSON Feed; `html` and [`crate::text::clean`] make plain
//! text, `date` reads days as offices write them.
//!
//! Why no library for feeds: `feed-rs` was tried on the same files. It stops at `</channel>`, so that half a feed reads as a whole
//! one; it knows neither whether a `guid` is a link nor whether a date has an hour; it refuses RSS without a version and a whole
//! feed for one odd address or media type in a field that nobody asked for; it takes undeclared prefixes for RSS, and has no
//! limits. Each of these would be a pass of its own before or after it, which together are a reader of feeds.

mod atom;
mod feed_date;
mod decode;
mod html_text;
mod json_feed;
mod rss;
mod xml;

use std::collections::BTreeSet;

use url::Url;

use super::public_url;
use crate::text::clean::{clean_line, is_visible};
use crate::text::date::Stamp;

/// The longest feed, in bytes: a thousand entries with whole articles are about half of it.
pub const MAX_BYTES: usize = 5 * 1024 * 1024;

/// How deep elements, or lists and objects, may lie in one another: a feed needs five, an article inside of it some more.
pub const MAX_DEPTH: usize = 32;

/// How many entries are taken; a list of news on a page shows a hundredth of that.
pub const MAX_ENTRIES: usize = 1000;

/// The longest title, in characters. Longer ones are cut at a word.
pub const MAX_TITLE: usize = 300;

/// The longest summary, in characters, so that no whole article comes along under that name.
pub const MAX_SUMMARY: usize = 600;

/// The longest link, in bytes. An address cannot be cut, so longer ones are none; it is also what servers commonly accept.
pub const MAX_LINK: usize = 2048;

/// What a feed says.
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
    /// Absolute, http or https, without user name; it is what the entry is known by.
    pub link: Url,
    /// When it was published, in time of Viet Nam; only the day where no hour is said. Never the time of reading.
    pub date: Option<Stamp>,
    /// Plain text in NFC.
    pub summary: Option<String>,
}

/// Why nothing is taken from a feed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FeedFault {
    /// It is longer than [`MAX_BYTES`].
    TooLong,
    /// Its bytes are not text in the encoding it declares, or that encoding is unknown. None is guessed.
    Encoding,
    /// It is not RSS, Atom or JSON Feed: a page, a sitemap, nothing at all.
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

/// Reads a feed. Relative links lead from `base`, the address that the source has in the settings, not from one the feed gives.
///
/// # Errors
/// A [`FeedFault`] when anything but single entries is wrong; nothing of the feed is to be used then. Entries without title or
/// link are passed over.
pub fn read(bytes: &[u8], base: &Url) -> Result<Feed, FeedFault> {
    if bytes.len() > MAX_BYTES {
        return Err(FeedFault::TooLong);
    }
    let text = decode::decode_text(bytes)?;
    // A template that leaves blank lines, or a page glued to another, puts these before the beginning.
    let text = text.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '\u{FEFF}');
    match text.bytes().next() {
        Some(b'<') => read_xml(text, base),
        Some(b'{') => json_feed::read(text, base),
        _ => Err(FeedFault::NotAFeed),
    }
}

fn read_xml(text: &str, base: &Url) -> Result<Feed, FeedFault> {
    let mut xml = xml::XmlReader::new(text);
    let root = xml.next_child()?.ok_or(FeedFault::NotAFeed)?;
    let feed = if root.is_named(atom::ATOM_NAMESPACE, "feed") {
        atom::read_feed(&mut xml, &root, base)?
    } else if root.name() == "rss" || root.is_named(rss::RDF_NAMESPACE, "RDF") {
        rss::read_feed(&mut xml, base)?
    } else {
        return Err(FeedFault::NotAFeed);
    };
    xml.expect_end()?;
    Ok(feed)
}

/// An entry as it is found, before it is known whether it is one.
#[derive(Default)]
struct FeedEntryDraft {
    title: String,
    link: Option<Url>,
    date: String,
    summary: String,
}

/// The entries found so far.
#[derive(Default)]
struct FeedEntryCollector {
    entries: Vec<FeedEntry>,
    links: BTreeSet<Url>,
}

impl FeedEntryCollector {
    /// Takes an entry if it is usable, new, and there is room.
    fn add(&mut self, draft: FeedEntryDraft) {
        let Some(link) = draft.link else { return };
        if self.entries.len() >= MAX_ENTRIES || self.links.contains(&link) {
            return;
        }
        let title = clean_line(&draft.title, MAX_TITLE);
        if !is_visible(&title) {
            return;
        }
        let summary = Some(clean_line(&draft.summary, MAX_SUMMARY)).filter(|text| is_visible(text));
        self.links.insert(link.clone());
        self.entries.push(FeedEntry { title, link, date: feed_date::read(&draft.date), summary });
    }

    fn into_feed(self, form: FeedType, title: &str) -> Feed {
        let title = Some(clean_line(title, MAX_TITLE)).filter(|text| is_visible(text));
        Feed { title, feed_type: form, entries: self.entries }
    }
}

/// Where a link leads, if it is one to a page: absolute, http or https, on a public host
/// ([`address::is_public_ip`]). http is taken here and nowhere else: many offices have feeds whose
/// links still begin so, and nothing but a link is made of them.
fn parse_link(written: &str, base: Option<&Url>) -> Option<Url> {
    let written = written.trim();
    if written.is_empty() || written == "#" || written.len() > MAX_LINK {
        return None;
    }
    let url = Url::options().base_url(base).parse(written).ok()?;
    (matches!(url.scheme(), "http" | "https") && public_url::is_public(&url)).then_some(url)
}
