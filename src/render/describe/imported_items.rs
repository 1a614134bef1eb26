//! Values about other portals: the origin of a page, the sources, and the items that a text
//! includes.

use tera::Value;

use crate::config::Lang;
use crate::content::{ItemState, Origin};
use crate::exchange::format::ExchangeId;
use crate::imports::{ImportedFeedEntry, ImportedItem, ImportedSource, ItemFilter, ItemLookup, day_of_moment};
use crate::model::Site;
use crate::render::value::object::ObjectBuilder;
use crate::text::date::Stamp;

/// `{source, publisher, publisher_url, claimed, url, canonical, index, withdrawn: {date, note}?}`
/// of a page of another portal. `url` is the address of the original, or else of the publisher's
/// portal; `canonical` is the address of the original, or empty.
pub(crate) fn origin_value(site: &Site, origin: &Origin) -> Value {
    let holding = site.imports.sources.get(&origin.source);
    let publisher = (origin.publisher.as_str(), origin.publisher_url.as_str(), origin.claimed_name.as_str());
    build_origin(holding, &origin.source, publisher, &origin.canonical, &origin.state)
}

fn build_origin(
    holding: Option<&ImportedSource>,
    source: &str,
    publisher: (&str, &str, &str),
    canonical: &str,
    state: &ItemState,
) -> Value {
    let mut object = ObjectBuilder::with_capacity(8);
    object.set("source", source).set("publisher", publisher.0).set("publisher_url", publisher.1);
    object.set("claimed", publisher.2).set("canonical", canonical);
    object.set("url", if canonical.is_empty() { publisher.1 } else { canonical });
    object.set("index", holding.is_some_and(|holding| holding.index));
    let withdrawn = match state {
        ItemState::Withdrawn { at, note } => {
            let mut object = ObjectBuilder::with_capacity(2);
            object
                .set("date", Some(at.as_str()).filter(|at| !at.is_empty()).map_or_else(Value::none, Into::into))
                .set("note", note.as_deref().map_or_else(Value::none, Into::into))
                .build()
        }
        _ => Value::none(),
    };
    object.set("withdrawn", withdrawn).build()
}

/// `{name, title, publisher, publisher_url, feed, stale, verified}` of a source. `verified` has a
/// value only if the source is stale: otherwise every pull would change the value although nothing
/// is new.
pub(crate) fn source_value(site: &Site, name: &str) -> Value {
    site.imports.sources.get(name).map_or_else(Value::none, |holding| build_source(holding, holding.is_stale))
}

/// Like [`source_value`], but always with the day of the last verification.
pub(crate) fn verified_source(site: &Site, name: &str) -> Value {
    site.imports
        .sources
        .get(name)
        .map_or_else(Value::none, |holding| build_source(holding, !holding.verified.is_empty()))
}

fn build_source(holding: &ImportedSource, is_dated: bool) -> Value {
    let mut object = ObjectBuilder::with_capacity(7);
    object.set("name", holding.name()).set("title", holding.title.as_str());
    object.set("publisher", holding.publisher.as_str()).set("publisher_url", holding.publisher_url.as_str());
    object.set("feed", holding.is_feed).set("stale", holding.is_stale);
    let verified = Some(day_of_moment(&holding.verified)).filter(|_| is_dated);
    object.set("verified", verified.map_or_else(Value::none, Into::into)).build()
}

/// An item of a source, without its body: `{found, ended, id, title, description, kind, date,
/// updated, lang, url, external, origin, digest}`. For an item that cannot be shown, only `found`
/// and `ended`.
pub(crate) fn imported_item(site: &Site, source: &str, id: &str, lang: Lang) -> Value {
    let Some(holding) = site.imports.sources.get(source) else { return Value::none() };
    match holding.find(id) {
        ItemLookup::Item(held) => imported_item_card(site, holding, held, lang),
        ItemLookup::Ended => ObjectBuilder::with_capacity(2).set("found", false).set("ended", true).build(),
        ItemLookup::Omitted | ItemLookup::Waiting | ItemLookup::Listed | ItemLookup::Unknown => {
            ObjectBuilder::with_capacity(2).set("found", false).set("ended", false).build()
        }
    }
}

/// The newest items of a source as [`imported_item`] describes them, or the newest entries of a
/// feed.
pub(crate) fn latest_items(site: &Site, source: &str, kind: Option<&str>, latest: usize, lang: Lang) -> Value {
    let Some(holding) = site.imports.sources.get(source) else { return Value::none() };
    if holding.is_feed {
        return holding
            .entries
            .iter()
            .take(latest)
            .map(|entry| feed_entry_card(holding, entry))
            .collect::<Vec<_>>()
            .into();
    }
    let chosen = ItemFilter { kind: kind.map(str::to_owned), latest: Some(latest) };
    let ids: Vec<&ExchangeId> = chosen.select(holding.items().map(|held| &held.entry)).map(|entry| &entry.id).collect();
    let cards = ids.into_iter().filter_map(|id| match holding.find(id.as_str()) {
        ItemLookup::Item(held) => Some(imported_item_card(site, holding, held, lang)),
        _ => None,
    });
    cards.collect::<Vec<_>>().into()
}

/// `[{channel, id, rev, sha256, pages: [permalink]}]`
pub(crate) fn item_uses(site: &Site) -> Value {
    let one = |used: crate::model::ItemUse| {
        let mut object = ObjectBuilder::with_capacity(6);
        let name = used.source.as_str();
        let source = site.config.exchange.sources.iter().find(|source| source.name.as_str() == name);
        let url = source.map_or("", |source| source.kind.url().as_str());
        let pages: Vec<Value> = used.pages.iter().map(|page| site.config.absolute_url(page).into()).collect();
        object.set("channel", url).set("id", used.id.as_str()).set("rev", used.rev).set("sha256", used.sha256.as_str());
        object.set("pages", pages).build()
    };
    crate::model::item_uses(site).into_iter().map(one).collect::<Vec<_>>().into()
}

fn imported_item_card(site: &Site, holding: &ImportedSource, held: &ImportedItem, lang: Lang) -> Value {
    let item = site.imports.read_item(holding, &held.entry.id, &held.sha256).ok();
    let canonical = item.as_ref().map(|item| &item.canonical).filter(|url| holding.hosts.owns_url(url));
    let canonical = canonical.map_or("", |url| url.as_str());
    let original = if canonical.is_empty() { holding.publisher_url.as_str() } else { canonical };
    // The item's place may be taken by another page, so the page must be that of this item.
    let page =
        held.page.as_ref().and_then(|page| site.page_of_item(page, holding.name(), held.entry.id.as_str(), lang));
    let here = page.filter(|page| site.is_listed(*page));
    let mut object = ObjectBuilder::with_capacity(13);
    object.set("found", true).set("ended", false).set("id", held.entry.id.as_str());
    object.set("title", held.entry.title.as_str()).set("description", held.entry.summary.as_str());
    object.set("kind", held.entry.kind.as_str()).set("lang", held.entry.lang.as_str());
    let date = held.entry.published.as_deref().and_then(|date| Stamp::parse(date).ok());
    object.set("date", date.map_or_else(Value::none, |date| date.iso().into()));
    let updated = item.as_ref().and_then(|item| Stamp::parse(item.modified.as_deref()?).ok());
    object.set("updated", updated.map_or_else(Value::none, |date| date.iso().into()));
    let url = here.map_or(original, |page| site.page(page).info.url.as_str());
    object.set("url", url).set("external", here.is_none());
    let publisher = publisher_of(holding);
    object.set("origin", build_origin(Some(holding), holding.name(), publisher, canonical, &held.origin_state()));
    // An output that shows the body depends on every byte of the item.
    object.set("digest", held.sha256.to_string()).build()
}

fn publisher_of(holding: &ImportedSource) -> (&str, &str, &str) {
    (&holding.publisher, &holding.publisher_url, &holding.claimed_name)
}

fn feed_entry_card(holding: &ImportedSource, entry: &ImportedFeedEntry) -> Value {
    let mut object = ObjectBuilder::with_capacity(8);
    object.set("found", true).set("title", entry.title.as_str()).set("url", entry.link.as_str()).set("external", true);
    object.set("description", entry.summary.as_deref().unwrap_or_default());
    object.set("date", entry.date.as_deref().map_or_else(Value::none, Into::into));
    object.set("feed", true);
    object
        .set(
            "origin",
            build_origin(Some(holding), holding.name(), publisher_of(holding), &entry.link, &ItemState::Live),
        )
        .build()
}
