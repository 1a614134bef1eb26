//! Atom 1.0, where an attribute says whether a text is HTML, and where addresses have bases of their own.

use url::Url;

use super::rss::first;
use super::xml::{TextMode, XmlReader, XmlTag};
use super::{Feed, FeedEntryCollector, FeedEntryDraft, FeedFault, FeedType, MAX_LINK, html, link};

/// The vocabulary of Atom.
pub const ATOM: &str = "http://www.w3.org/2005/Atom";

/// The long name of the relation of a link to the page of an entry.
const ALTERNATE: &str = "http://www.iana.org/assignments/relation/alternate";

/// Reads a feed whose root was just opened.
pub fn feed(xml: &mut XmlReader<'_>, root: &XmlTag<'_>, base: &Url) -> Result<Feed, FeedFault> {
    let base = base_of(root, Some(base));
    let mut found = FeedEntryCollector::default();
    let mut title = String::new();
    while let Some(tag) = xml.child()? {
        match tag.name() {
            "entry" if tag.is_like(root) => found.add(entry(xml, &tag, base.as_ref())?),
            "title" if tag.is_like(root) => first(&mut title, text(xml, &tag)?),
            _ => xml.skip()?,
        }
    }
    Ok(found.feed(FeedType::Atom, &title))
}

fn entry(xml: &mut XmlReader<'_>, entry: &XmlTag<'_>, base: Option<&Url>) -> Result<FeedEntryDraft, FeedFault> {
    let base = base_of(entry, base);
    let mut draft = FeedEntryDraft::default();
    let mut updated = String::new();
    let mut linked = false;
    while let Some(tag) = xml.child()? {
        match tag.name() {
            "title" if tag.is_like(entry) => first(&mut draft.title, text(xml, &tag)?),
            "summary" if tag.is_like(entry) => first(&mut draft.summary, text(xml, &tag)?),
            "published" if tag.is_like(entry) => first(&mut draft.date, xml.text(TextMode::Plain)?),
            "updated" if tag.is_like(entry) => first(&mut updated, xml.text(TextMode::Plain)?),
            "link" if tag.is_like(entry) => {
                xml.skip()?;
                let address = tag.attribute("href").unwrap_or_default();
                if !linked && is_alternate(&tag) && !matches!(address.trim(), "" | "#") {
                    linked = true;
                    draft.link = link(&address, base_of(&tag, base.as_ref()).as_ref());
                }
            }
            _ => xml.skip()?,
        }
    }
    first(&mut draft.date, updated);
    Ok(draft)
}

/// The text of a title or summary, by its type.
fn text(xml: &mut XmlReader<'_>, tag: &XmlTag<'_>) -> Result<String, FeedFault> {
    match tag.attribute("type").unwrap_or_default().trim() {
        "html" | "text/html" => Ok(html::text(&xml.text(TextMode::Html)?).into_owned()),
        "xhtml" | "application/xhtml+xml" => Ok(html::text(&xml.text(TextMode::Xhtml)?).into_owned()),
        _ => xml.text(TextMode::Text),
    }
}

/// Whether a link leads to the page of the entry.
fn is_alternate(tag: &XmlTag<'_>) -> bool {
    tag.attribute("rel").is_none_or(|rel| rel.trim().eq_ignore_ascii_case("alternate") || rel.trim() == ALTERNATE)
}

/// What relative addresses inside of `tag` lead from; `None` where it is said and is no address, or one too long to lead anywhere.
fn base_of(tag: &XmlTag<'_>, outer: Option<&Url>) -> Option<Url> {
    match tag.attribute("xml:base") {
        None => outer.cloned(),
        Some(written) if written.len() > MAX_LINK => None,
        Some(written) => {
            Url::options().base_url(outer).parse(written.trim()).ok().filter(|url| url.as_str().len() <= MAX_LINK)
        }
    }
}
