//! Atom 1.0, where an attribute says whether a text is HTML, and where addresses have bases of
//! their own.

use url::Url;

use super::entry_collector::{FeedEntryCollector, FeedEntryDraft, parse_link};
use super::feed_content::{Feed, FeedFault, FeedType};
use super::feed_limits::MAX_LINK;
use super::rss::set_if_blank;
use super::xml::{TextMode, XmlReader, XmlTag};
use crate::html_text;

/// The vocabulary of Atom.
pub(super) const ATOM_NAMESPACE: &str = "http://www.w3.org/2005/Atom";

/// The long name of the relation of a link to the page of an entry.
const ALTERNATE_RELATION: &str = "http://www.iana.org/assignments/relation/alternate";

/// Reads a feed whose root was just opened.
pub(super) fn read_feed(xml: &mut XmlReader<'_>, root: &XmlTag<'_>, base: &Url) -> Result<Feed, FeedFault> {
    let base = element_base(root, Some(base));
    let mut found = FeedEntryCollector::default();
    let mut title = String::new();
    while let Some(tag) = xml.next_child()? {
        match tag.name() {
            "entry" if tag.has_same_namespace(root) => found.add(read_entry(xml, &tag, base.as_ref())?),
            "title" if tag.has_same_namespace(root) => set_if_blank(&mut title, read_text(xml, &tag)?),
            _ => xml.skip_element()?,
        }
    }
    Ok(found.into_feed(FeedType::Atom, &title))
}

fn read_entry(xml: &mut XmlReader<'_>, entry: &XmlTag<'_>, base: Option<&Url>) -> Result<FeedEntryDraft, FeedFault> {
    let base = element_base(entry, base);
    let mut draft = FeedEntryDraft::default();
    let mut updated = String::new();
    let mut linked = false;
    while let Some(tag) = xml.next_child()? {
        match tag.name() {
            "title" if tag.has_same_namespace(entry) => set_if_blank(&mut draft.title, read_text(xml, &tag)?),
            "summary" if tag.has_same_namespace(entry) => set_if_blank(&mut draft.summary, read_text(xml, &tag)?),
            "published" if tag.has_same_namespace(entry) => {
                set_if_blank(&mut draft.date, xml.element_text(TextMode::Plain)?)
            }
            "updated" if tag.has_same_namespace(entry) => {
                set_if_blank(&mut updated, xml.element_text(TextMode::Plain)?)
            }
            "link" if tag.has_same_namespace(entry) => {
                xml.skip_element()?;
                let address = tag.attribute("href").unwrap_or_default();
                if !linked && is_alternate(&tag) && !matches!(address.trim(), "" | "#") {
                    linked = true;
                    draft.link = parse_link(&address, element_base(&tag, base.as_ref()).as_ref());
                }
            }
            _ => xml.skip_element()?,
        }
    }
    set_if_blank(&mut draft.date, updated);
    Ok(draft)
}

/// The text of a title or summary, by its type.
fn read_text(xml: &mut XmlReader<'_>, tag: &XmlTag<'_>) -> Result<String, FeedFault> {
    match tag.attribute("type").unwrap_or_default().trim() {
        "html" | "text/html" => Ok(html_text::plain_text(&xml.element_text(TextMode::Html)?).into_owned()),
        "xhtml" | "application/xhtml+xml" => {
            Ok(html_text::plain_text(&xml.element_text(TextMode::Xhtml)?).into_owned())
        }
        _ => xml.element_text(TextMode::Text),
    }
}

/// Whether a link leads to the page of the entry.
fn is_alternate(tag: &XmlTag<'_>) -> bool {
    tag.attribute("rel")
        .is_none_or(|rel| rel.trim().eq_ignore_ascii_case("alternate") || rel.trim() == ALTERNATE_RELATION)
}

/// What relative addresses inside of `tag` lead from; `None` where it is said and is no address, or
/// one too long to lead anywhere.
fn element_base(tag: &XmlTag<'_>, outer: Option<&Url>) -> Option<Url> {
    match tag.attribute("xml:base") {
        None => outer.cloned(),
        Some(written) if written.len() > MAX_LINK => None,
        Some(written) => {
            Url::options().base_url(outer).parse(written.trim()).ok().filter(|url| url.as_str().len() <= MAX_LINK)
        }
    }
}
