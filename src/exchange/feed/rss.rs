//! RSS: 0.9x and 2.0, where entries stand in the channel, and 1.0, where they stand beside it.

use url::Url;

use super::xml::{TextMode, XmlReader, XmlTag};
use super::{Feed, FeedEntryCollector, FeedEntryDraft, FeedFault, FeedType, html, link};

/// The vocabulary of the root of RSS 1.0.
pub const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

const DUBLIN_CORE: &str = "http://purl.org/dc/elements/1.1/";

/// Reads a feed whose root was just opened. There is one without a channel no more than one without a root.
pub fn feed(xml: &mut XmlReader<'_>, base: &Url) -> Result<Feed, FeedFault> {
    let mut found = FeedEntryCollector::default();
    let mut title = String::new();
    let mut channel = None;
    while let Some(tag) = xml.child()? {
        match tag.name() {
            "channel" if channel.is_none() => {
                // What else is RSS here is what this is: there are half a dozen names for it, and most feeds give none.
                while let Some(inner) = xml.child()? {
                    match inner.name() {
                        "item" if inner.is_like(&tag) => found.add(item(xml, &inner, base)?),
                        "title" if inner.is_like(&tag) => first(&mut title, xml.text(TextMode::Html)?),
                        _ => xml.skip()?,
                    }
                }
                channel = Some(tag);
            }
            "item" if channel.as_ref().is_some_and(|channel| tag.is_like(channel)) => found.add(item(xml, &tag, base)?),
            _ => xml.skip()?,
        }
    }
    if channel.is_none() {
        return Err(FeedFault::NotAFeed);
    }
    Ok(found.feed(FeedType::Rss, &html::text(&title)))
}

/// What is known of an entry; a title or a summary is HTML that is written as text.
fn item(xml: &mut XmlReader<'_>, item: &XmlTag<'_>, base: &Url) -> Result<FeedEntryDraft, FeedFault> {
    let (mut title, mut summary) = (String::new(), String::new());
    let (mut address, mut guid) = (String::new(), String::new());
    let (mut published, mut dated) = (String::new(), String::new());
    while let Some(tag) = xml.child()? {
        match tag.name() {
            "title" if tag.is_like(item) => first(&mut title, xml.text(TextMode::Html)?),
            "description" if tag.is_like(item) => first(&mut summary, xml.text(TextMode::Html)?),
            "link" if tag.is_like(item) => first(&mut address, xml.text(TextMode::Plain)?),
            "guid" if tag.is_like(item) && tag.attribute("isPermaLink").is_none_or(|says| says.trim() != "false") => {
                first(&mut guid, xml.text(TextMode::Plain)?);
            }
            "pubDate" if tag.is_like(item) => first(&mut published, xml.text(TextMode::Plain)?),
            "date" if tag.is(DUBLIN_CORE, "date") => first(&mut dated, xml.text(TextMode::Plain)?),
            _ => xml.skip()?,
        }
    }
    let link = match address.trim() {
        // Many write a bare number as guid and do not say that it is no link: alone it must be a whole address.
        "" | "#" => link(&guid, None),
        address => link(address, Some(base)),
    };
    first(&mut published, dated);
    Ok(FeedEntryDraft {
        title: html::text(&title).into_owned(),
        link,
        date: published,
        summary: html::text(&summary).into_owned(),
    })
}

/// Of what is said twice the first counts, and an empty element says nothing.
pub fn first(so_far: &mut String, next: String) {
    if so_far.trim().is_empty() {
        *so_far = next;
    }
}
