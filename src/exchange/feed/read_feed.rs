//! Reads a feed. The first character and the root element decide which format it has.

use url::Url;

use super::feed_content::{Feed, FeedFault};
use super::feed_limits::MAX_BYTES;
use super::{atom, decode, json_feed, rss, xml};

/// Reads a feed. Relative links lead from `base`, the address that the source has in the settings,
/// not from one the feed gives.
///
/// # Errors
/// A [`FeedFault`] when anything but single entries is wrong; nothing of the feed is to be used
/// then. Entries without title or link are passed over.
pub fn read(bytes: &[u8], base: &Url) -> Result<Feed, FeedFault> {
    if bytes.len() > MAX_BYTES {
        return Err(FeedFault::TooLong);
    }
    let text = decode::decode_text(bytes)?;
    // A template that leaves blank lines, or a page glued to another, puts these before the
    // beginning.
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
