//! JSON Feed 1.0 and 1.1.
//!
//! Values of a wrong type count as absent if the feed can be read without them.

use std::fmt;

use serde::de::{IgnoredAny, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::error::Category;
use url::Url;

use super::entry_collector::{FeedEntryCollector, FeedEntryDraft, parse_link};
use super::feed_content::{Feed, FeedFault, FeedType};
use super::feed_limits::MAX_DEPTH;
use crate::html_text;

/// The beginning of every JSON Feed version, after the scheme.
const VERSION_URL: &str = "://jsonfeed.org/version/1";

/// Reads a JSON Feed.
pub(super) fn read(text: &str, base: &Url) -> Result<Feed, FeedFault> {
    check_depth(text)?;
    let document: JsonFeed = serde_json::from_str(text).map_err(|error| match error.classify() {
        Category::Data => FeedFault::NotAFeed,
        Category::Io | Category::Syntax | Category::Eof => FeedFault::Malformed { at: error_offset(text, &error) },
    })?;
    let version = document.version.0.unwrap_or_default();
    if !["https", "http"].iter().any(|scheme| version.strip_prefix(scheme).is_some_and(|v| v.starts_with(VERSION_URL)))
    {
        return Err(FeedFault::NotAFeed);
    }
    let mut found = FeedEntryCollector::default();
    for item in document.items.0 {
        found.add(entry_draft(item, base));
    }
    Ok(found.into_feed(FeedType::Json, &document.title.0.unwrap_or_default()))
}

fn entry_draft(item: JsonFeedItem, base: &Url) -> FeedEntryDraft {
    let said = |text: LenientText| text.0.filter(|text| !text.trim().is_empty());
    let summary = said(item.summary).or_else(|| Some(html_text::plain_text(&said(item.content_html)?).into_owned()));
    FeedEntryDraft {
        title: item.title.0.unwrap_or_default(),
        link: parse_link(&item.url.0.unwrap_or_default(), Some(base)),
        date: item.date_published.0.unwrap_or_default(),
        summary: summary.or(item.content_text.0).unwrap_or_default(),
    }
}

/// Refuses a document that is nested too deeply before it is parsed. Brackets in strings do not
/// count.
fn check_depth(text: &str) -> Result<(), FeedFault> {
    let mut depth = 0_usize;
    let mut quoted = false;
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => quoted = !quoted,
            b'\\' if quoted => _ = bytes.next(),
            b'[' | b'{' if !quoted => depth += 1,
            b']' | b'}' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_DEPTH {
            return Err(FeedFault::TooDeep);
        }
    }
    Ok(())
}

/// The byte offset of a JSON error.
fn error_offset(text: &str, error: &serde_json::Error) -> u64 {
    let before: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    (before + error.column()).min(text.len()) as u64
}

#[derive(Deserialize)]
struct JsonFeed {
    version: LenientText,
    #[serde(default)]
    title: LenientText,
    items: JsonFeedItems,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct JsonFeedItem {
    url: LenientText,
    title: LenientText,
    summary: LenientText,
    content_html: LenientText,
    content_text: LenientText,
    date_published: LenientText,
}

/// A value of the right type, or a value of another type that is ignored.
#[derive(Deserialize)]
#[serde(untagged)]
enum LenientValue<T> {
    Valid(T),
    Other(IgnoredAny),
}

/// A string. `None` for a value of another type.
#[derive(Deserialize, Default)]
#[serde(from = "LenientValue<String>")]
struct LenientText(Option<String>);

impl From<LenientValue<String>> for LenientText {
    fn from(found: LenientValue<String>) -> Self {
        match found {
            LenientValue::Valid(text) => Self(Some(text)),
            LenientValue::Other(IgnoredAny) => Self(None),
        }
    }
}

/// The entries that have a title and an address. A list of a million numbers is read like any
/// other, but not kept.
struct JsonFeedItems(Vec<JsonFeedItem>);

impl<'de> Deserialize<'de> for JsonFeedItems {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_seq(JsonFeedItemsVisitor)
    }
}

struct JsonFeedItemsVisitor;

impl<'de> Visitor<'de> for JsonFeedItemsVisitor {
    type Value = JsonFeedItems;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of entries")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<JsonFeedItems, A::Error> {
        let mut kept = Vec::new();
        while let Some(found) = list.next_element::<LenientValue<JsonFeedItem>>()? {
            if let LenientValue::Valid(item) = found
                && item.title.0.is_some()
                && item.url.0.is_some()
            {
                kept.push(item);
            }
        }
        Ok(JsonFeedItems(kept))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feed(text: &str) -> Result<Feed, FeedFault> {
        read(text, &Url::parse("https://cong.example/").map_err(|_| FeedFault::NotAFeed)?)
    }

    const HEAD: &str = r#"{"version":"https://jsonfeed.org/version/1.1","items":"#;

    #[test]
    fn brackets_in_strings_are_not_deep() {
        let title = "[{".repeat(MAX_DEPTH);
        let text = format!(r#"{HEAD}[{{"url":"/a","title":"a \\\" {title}"}}]}}"#);
        assert_eq!(feed(&text).map(|feed| feed.entries.len()), Ok(1));
    }

    #[test]
    fn what_serves_as_summary() {
        let summary = |more: &str| {
            let text = format!(r#"{HEAD}[{{"url":"/a","title":"a",{more}}}]}}"#);
            feed(&text).ok().and_then(|feed| feed.entries.into_iter().next()?.summary)
        };
        assert_eq!(summary(r#""summary":"<b>","content_html":"c""#).as_deref(), Some("<b>"));
        assert_eq!(summary(r#""summary":" ","content_html":"<b>c</b>","content_text":"d""#).as_deref(), Some("c"));
        assert_eq!(summary(r#""summary":1,"content_text":"<d>e""#).as_deref(), Some("<d>e"));
    }

    #[test]
    fn no_feed_and_a_broken_one_are_told_apart() {
        for text in ["{}", r#"{"version":"1","items":[]}"#, r#"{"version":"https://jsonfeed.org/version/1"}"#] {
            assert_eq!(feed(text), Err(FeedFault::NotAFeed), "{text}");
        }
        assert_eq!(feed(&format!("{HEAD}\n[1,")), Err(FeedFault::Malformed { at: HEAD.len() as u64 + 4 }));
        assert!(feed(&format!("{HEAD}[]}} x")).is_err());
    }
}
