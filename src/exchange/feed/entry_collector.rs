//! Entries while they are read: each link once, titles and summaries as plain text.

use std::collections::BTreeSet;

use url::Url;

use super::feed_content::{Feed, FeedEntry, FeedType};
use super::feed_date;
use super::feed_limits::{MAX_ENTRIES, MAX_LINK, MAX_SUMMARY, MAX_TITLE};
use crate::exchange::public_url;
use crate::text::clean::{clean_line, is_visible};

/// An entry as it is found, before it is known whether it is one.
#[derive(Default)]
pub(super) struct FeedEntryDraft {
    pub(super) title: String,
    pub(super) link: Option<Url>,
    pub(super) date: String,
    pub(super) summary: String,
}

/// The entries found so far.
#[derive(Default)]
pub(super) struct FeedEntryCollector {
    entries: Vec<FeedEntry>,
    links: BTreeSet<Url>,
}

impl FeedEntryCollector {
    /// Takes an entry if it is usable, new, and there is room.
    pub(super) fn add(&mut self, draft: FeedEntryDraft) {
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

    pub(super) fn into_feed(self, form: FeedType, title: &str) -> Feed {
        let title = Some(clean_line(title, MAX_TITLE)).filter(|text| is_visible(text));
        Feed { title, feed_type: form, entries: self.entries }
    }
}

/// Parses a link to a page: absolute, http or https, on a public host ([`public_url::is_public`]).
/// Only feeds may have http links: many agencies still publish them, and the links are only shown.
pub(super) fn parse_link(written: &str, base: Option<&Url>) -> Option<Url> {
    let written = written.trim();
    if written.is_empty() || written == "#" || written.len() > MAX_LINK {
        return None;
    }
    let url = Url::options().base_url(base).parse(written).ok()?;
    (matches!(url.scheme(), "http" | "https") && public_url::is_public(&url)).then_some(url)
}
