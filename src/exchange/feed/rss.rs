//! RSS 0.9x and 2.0, with entries inside of the channel, and RSS 1.0, with entries beside it.

use url::Url;

use super::entry_collector::{FeedEntryCollector, FeedEntryDraft, parse_link};
use super::feed_content::{Feed, FeedFault, FeedType};
use super::xml::{TextMode, XmlReader, XmlTag};
use crate::html_text;

/// The vocabulary of the root of RSS 1.0.
pub(super) const RDF_NAMESPACE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

const DUBLIN_CORE_NAMESPACE: &str = "http://purl.org/dc/elements/1.1/";

/// Reads a feed whose root was just opened. There is one without a channel no more than one without
/// a root.
pub(super) fn read_feed(xml: &mut XmlReader<'_>, base: &Url) -> Result<Feed, FeedFault> {
    let mut found = FeedEntryCollector::default();
    let mut title = String::new();
    let mut channel = None;
    while let Some(tag) = xml.next_child()? {
        match tag.name() {
            "channel" if channel.is_none() => {
                // The link may be in one of several elements, and most feeds have only one of them.
                while let Some(inner) = xml.next_child()? {
                    match inner.name() {
                        "item" if inner.has_same_namespace(&tag) => found.add(read_item(xml, &inner, base)?),
                        "title" if inner.has_same_namespace(&tag) => {
                            set_if_blank(&mut title, xml.element_text(TextMode::Html)?)
                        }
                        _ => xml.skip_element()?,
                    }
                }
                channel = Some(tag);
            }
            "item" if channel.as_ref().is_some_and(|channel| tag.has_same_namespace(channel)) => {
                found.add(read_item(xml, &tag, base)?)
            }
            _ => xml.skip_element()?,
        }
    }
    if channel.is_none() {
        return Err(FeedFault::NotAFeed);
    }
    Ok(found.into_feed(FeedType::Rss, &html_text::plain_text(&title)))
}

/// Reads an entry. Titles and summaries are HTML that is escaped as text.
fn read_item(xml: &mut XmlReader<'_>, item: &XmlTag<'_>, base: &Url) -> Result<FeedEntryDraft, FeedFault> {
    let (mut title, mut summary) = (String::new(), String::new());
    let (mut address, mut guid) = (String::new(), String::new());
    let (mut published, mut dated) = (String::new(), String::new());
    while let Some(tag) = xml.next_child()? {
        match tag.name() {
            "title" if tag.has_same_namespace(item) => set_if_blank(&mut title, xml.element_text(TextMode::Html)?),
            "description" if tag.has_same_namespace(item) => {
                set_if_blank(&mut summary, xml.element_text(TextMode::Html)?)
            }
            "link" if tag.has_same_namespace(item) => set_if_blank(&mut address, xml.element_text(TextMode::Plain)?),
            "guid"
                if tag.has_same_namespace(item)
                    && tag.attribute("isPermaLink").is_none_or(|says| says.trim() != "false") =>
            {
                set_if_blank(&mut guid, xml.element_text(TextMode::Plain)?);
            }
            "pubDate" if tag.has_same_namespace(item) => {
                set_if_blank(&mut published, xml.element_text(TextMode::Plain)?)
            }
            "date" if tag.is_named(DUBLIN_CORE_NAMESPACE, "date") => {
                set_if_blank(&mut dated, xml.element_text(TextMode::Plain)?)
            }
            _ => xml.skip_element()?,
        }
    }
    let link = match address.trim() {
        // Many write a bare number as guid and do not say that it is no link: alone it must be a
        // whole address.
        "" | "#" => parse_link(&guid, None),
        address => parse_link(address, Some(base)),
    };
    set_if_blank(&mut published, dated);
    Ok(FeedEntryDraft {
        title: html_text::plain_text(&title).into_owned(),
        link,
        date: published,
        summary: html_text::plain_text(&summary).into_owned(),
    })
}

/// The first non-empty value counts.
pub(super) fn set_if_blank(so_far: &mut String, next: String) {
    if so_far.trim().is_empty() {
        *so_far = next;
    }
}
