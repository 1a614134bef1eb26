//! The metadata of a page for outputs over the whole site, such as the search index: a part of its
//! card, as text.

use std::borrow::Cow;

use tera::Value;
use tera::value::Key;

use super::card::card;
use super::world::World;
use crate::model::PageId;
use crate::render::value::object::text_at;

/// The metadata of a page or a list. A text is empty if the page or list has no such value.
pub struct PageMetadata<'s> {
    pub title: &'s str,
    pub description: &'s str,
    /// The code of the language.
    pub lang: &'s str,
    /// The name of the kind in that language.
    pub kind_label: &'s str,
    /// The date of the page in ISO 8601; empty for a list.
    pub date: String,
    subject: MetadataSubject<'s>,
}

enum MetadataSubject<'s> {
    Page(&'s World, PageId),
    List(&'s Value),
}

impl<'s> PageMetadata<'s> {
    /// The metadata of a listed page. The page's card has all of it, so the fingerprint of the card
    /// covers it.
    pub fn from_page(world: &'s World, id: PageId) -> Self {
        let site = &world.site;
        let page = site.page(id);
        let text = &page.info;
        let code = site.lang_code(text.lang);
        Self {
            title: &text.title,
            description: &text.description,
            lang: code,
            kind_label: site.kind(page.kind).label.get(code),
            date: page.date.map_or_else(String::new, |date| date.iso()),
            subject: MetadataSubject::Page(world, id),
        }
    }

    /// The metadata of a list, from an entry of `SiteReport::Lists`.
    pub fn from_list(list: &'s Value) -> Self {
        Self {
            title: text_at(list, "title"),
            description: text_at(list, "description"),
            lang: text_at(list, "lang"),
            kind_label: text_at(list, "kind_label"),
            date: String::new(),
            subject: MetadataSubject::List(list),
        }
    }

    /// The address from the root of the portal.
    pub fn url(&self) -> &'s str {
        match self.subject {
            MetadataSubject::Page(world, id) => world.site.page(id).info.url.as_str(),
            MetadataSubject::List(list) => text_at(list, "url"),
        }
    }

    /// The absolute address.
    pub fn permalink(&self) -> Cow<'s, str> {
        match self.subject {
            MetadataSubject::Page(world, _) => world.site.config.absolute_url(self.url()).into(),
            MetadataSubject::List(list) => text_at(list, "permalink").into(),
        }
    }

    /// The names of the terms of the page; a list has no terms.
    pub fn terms(&self) -> impl Iterator<Item = &'s str> + use<'s> {
        let taxonomies = match self.subject {
            // Every term that a listed page names exists, so the names need no look-up.
            MetadataSubject::Page(world, id) => world.site.page(id).info.front.taxonomies.as_slice(),
            MetadataSubject::List(_) => &[],
        };
        taxonomies.iter().flat_map(|(_, names)| names).map(String::as_str)
    }

    /// The field `number` of the page, or else its field `code`.
    pub fn number(&self) -> &'s str {
        match self.field("number") {
            "" => self.field("code"),
            number => number,
        }
    }

    /// Everybody who is named as an author, separated by "; ". Empty if nobody is.
    pub fn creators(&self) -> String {
        match self.subject {
            MetadataSubject::Page(world, id) => world.site.creators(id).join("; "),
            MetadataSubject::List(_) => String::new(),
        }
    }

    fn field(&self, key: &'static str) -> &'s str {
        let MetadataSubject::Page(world, id) = self.subject else { return "" };
        let site = &world.site;
        // Without this test the card would be searched for a field that its kind does not define.
        if site.kind(site.page(id).kind).field(key).is_none() {
            return "";
        }
        let fields = member(&card(world, id).value, "fields");
        fields.and_then(|fields| member(fields, key)).and_then(Value::as_str).unwrap_or_default()
    }
}

fn member<'v>(value: &'v Value, key: &'static str) -> Option<&'v Value> {
    value.as_map()?.get(&Key::Str(key))
}
