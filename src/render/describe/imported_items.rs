//! Values about other portals: the origin of a page, the sources, and the items that a text
//! includes.

use tera::Value;

use crate::config::Lang;
use crate::content::{ItemState, Origin};
use crate::exchange::format::{ExchangeId, Withdrawal, WithdrawalState};
use crate::imports::{ImportedFeedEntry, ImportedItem, ImportedSource, ItemFilter, ItemLookup, day_of_moment};
use crate::model::{NodeInfo, Site};
use crate::render::value::object::ObjectBuilder;
use crate::text::date::Stamp;

/// The origin of an item of another portal.
pub(crate) struct OriginData<'s> {
    /// The name of the source in `portal.toml`.
    source: &'s str,
    /// The name of the publisher, as this portal knows it.
    pub publisher: &'s str,
    /// The address of the publisher's portal.
    publisher_url: &'s str,
    /// The name that the publisher claims, if this portal does not repeat it. Empty otherwise.
    claimed: &'s str,
    /// The address of the original. Empty if it is not known to be a page of the publisher.
    pub canonical: &'s str,
    /// Whether search engines may index the item here.
    pub is_indexed: bool,
    state: &'s ItemState,
}

impl<'s> OriginData<'s> {
    /// The origin of a page of another portal.
    pub(crate) fn of_page(site: &'s Site, origin: &'s Origin) -> Self {
        let holding = site.imports.sources.get(&origin.source);
        Self {
            source: &origin.source,
            publisher: &origin.publisher,
            publisher_url: &origin.publisher_url,
            claimed: &origin.claimed_name,
            canonical: &origin.canonical,
            is_indexed: holding.is_some_and(|holding| holding.index),
            state: &origin.state,
        }
    }

    /// The origin of an item that a text includes.
    fn of_item(holding: &'s ImportedSource, canonical: &'s str, state: &'s ItemState) -> Self {
        Self {
            source: holding.name(),
            publisher: &holding.publisher,
            publisher_url: &holding.publisher_url,
            claimed: &holding.claimed_name,
            canonical,
            is_indexed: holding.index,
            state,
        }
    }

    /// The address of the original, or else of the publisher's portal.
    pub(crate) fn url(&self) -> &'s str {
        if self.canonical.is_empty() { self.publisher_url } else { self.canonical }
    }

    /// `{source, publisher, publisher_url, claimed, url, canonical, index, withdrawn: {date,
    /// note}?}`.
    pub(crate) fn to_object(&self) -> ObjectBuilder {
        let mut object = ObjectBuilder::with_capacity(10);
        object.set("source", self.source).set("publisher", self.publisher).set("publisher_url", self.publisher_url);
        object.set("claimed", self.claimed).set("canonical", self.canonical);
        object.set("url", self.url()).set("index", self.is_indexed);
        let withdrawn = match self.state {
            ItemState::Withdrawn { at, note } => {
                let mut object = ObjectBuilder::with_capacity(2);
                object
                    .set("date", Some(at.as_str()).filter(|at| !at.is_empty()).map_or_else(Value::none, Into::into))
                    .set("note", note.as_deref().map_or_else(Value::none, Into::into))
                    .build()
            }
            _ => Value::none(),
        };
        object.set("withdrawn", withdrawn);
        object
    }
}

/// The origin of a text as templates see it: see [`OriginData::to_object`]. `none` for a text of
/// this portal.
pub(crate) fn origin_value(site: &Site, text: &NodeInfo) -> Value {
    let origin = text.front.origin.as_ref();
    origin.map_or_else(Value::none, |origin| OriginData::of_page(site, origin).to_object().build())
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
/// updated, lang, url, external, origin, digest}`. For an item that cannot be shown, only `found`,
/// `ended`, and `withdrawn` ([`ended_item`]) if the publisher says why.
pub(crate) fn imported_item(site: &Site, source: &str, id: &str, lang: Lang) -> Value {
    let Some(holding) = site.imports.sources.get(source) else { return Value::none() };
    match holding.find(id) {
        ItemLookup::Item(held) => imported_item_card(site, holding, held, lang),
        ItemLookup::Ended(word) => {
            let mut object = ObjectBuilder::with_capacity(3);
            object.set("found", false).set("ended", true);
            object.set("withdrawn", word.map_or_else(Value::none, |word| ended_item(holding, word))).build()
        }
        ItemLookup::Omitted | ItemLookup::Waiting | ItemLookup::Listed | ItemLookup::Unknown => {
            ObjectBuilder::with_capacity(2).set("found", false).set("ended", false).build()
        }
    }
}

/// `{title, date, note, to, lang, publisher, publisher_url}` of an item that its publisher withdrew
/// and that is not shown any more. `to` is its new address, if that is one of the publisher.
fn ended_item(holding: &ImportedSource, word: &Withdrawal) -> Value {
    let mut object = ended_notice(word.title.as_deref(), &word.day(), word.note.as_deref());
    let to = word.to.as_ref().filter(|to| word.state == WithdrawalState::Redirect && holding.hosts.owns_url(to));
    object.set("to", to.map_or_else(Value::none, |to| to.as_str().into()));
    object.set("lang", holding.place_lang(&word.id).map_or_else(Value::none, Into::into));
    object.set("publisher", holding.publisher.as_str()).set("publisher_url", holding.publisher_url.as_str()).build()
}

/// What the notice in place of a page says: as [`ended_item`], without `to` and `lang`. `none` for
/// a page that is gone for another reason.
pub(crate) fn gone_notice(origin: Option<&Origin>) -> Value {
    let Some(Origin { state: ItemState::Gone { title, at, note }, publisher, publisher_url, .. }) = origin else {
        return Value::none();
    };
    let mut object = ended_notice(title.as_deref(), at, note.as_deref());
    object.set("publisher", publisher.as_str()).set("publisher_url", publisher_url.as_str()).build()
}

fn ended_notice(title: Option<&str>, at: &str, note: Option<&str>) -> ObjectBuilder {
    let mut object = ObjectBuilder::with_capacity(7);
    object.set("title", title.map_or_else(Value::none, Into::into));
    object.set("date", Some(at).filter(|at| !at.is_empty()).map_or_else(Value::none, Into::into));
    object.set("note", note.map_or_else(Value::none, Into::into));
    object
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
    let here = page.filter(|page| site.is_published(*page));
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
    let state = held.origin_state();
    object.set("origin", OriginData::of_item(holding, canonical, &state).to_object().build());
    // An output that shows the body depends on every byte of the item.
    object.set("digest", held.sha256.to_string()).build()
}

fn feed_entry_card(holding: &ImportedSource, entry: &ImportedFeedEntry) -> Value {
    let mut object = ObjectBuilder::with_capacity(8);
    object.set("found", true).set("title", entry.title.as_str()).set("url", entry.link.as_str()).set("external", true);
    object.set("description", entry.summary.as_deref().unwrap_or_default());
    object.set("date", entry.date.as_deref().map_or_else(Value::none, Into::into));
    object.set("feed", true);
    object.set("origin", OriginData::of_item(holding, &entry.link, &ItemState::Live).to_object().build()).build()
}
