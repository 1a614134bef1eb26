//! What the files that speak of every page see of one: some of what its card says, as text.

use std::borrow::Cow;

use tera::Value;
use tera::value::Key;

use super::card::card;
use super::world::World;
use crate::model::PageId;
use crate::render::value::object::text_at;

/// A page or a list, in short. A text is empty when there is none.
pub struct PageMetadata<'s> {
    pub title: &'s str,
    pub description: &'s str,
    pub lang: &'s str,
    pub kind_label: &'s str,
    pub date: String,
    subject: MetadataSubject<'s>,
}

enum MetadataSubject<'s> {
    Page(&'s World, PageId),
    List(&'s Value),
}

impl<'s> PageMetadata<'s> {
    /// Of a page that people may find. All of it stands in the page's card, by whose sum it is known.
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

    /// Of what a list says of itself.
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

    pub fn url(&self) -> &'s str {
        match self.subject {
            MetadataSubject::Page(world, id) => world.site.page(id).info.url.as_str(),
            MetadataSubject::List(list) => text_at(list, "url"),
        }
    }

    pub fn permalink(&self) -> Cow<'s, str> {
        match self.subject {
            MetadataSubject::Page(world, _) => world.site.config.absolute_url(self.url()).into(),
            MetadataSubject::List(list) => text_at(list, "permalink").into(),
        }
    }

    /// The names of its terms.
    pub fn terms(&self) -> impl Iterator<Item = &'s str> + use<'s> {
        let taxonomies = match self.subject {
            // What people may find has all the terms that it names.
            MetadataSubject::Page(world, id) => world.site.page(id).info.front.taxonomies.as_slice(),
            MetadataSubject::List(_) => &[],
        };
        taxonomies.iter().flat_map(|(_, names)| names).map(String::as_str)
    }

    /// The number or code that it is known by.
    pub fn number(&self) -> &'s str {
        match self.field("number") {
            "" => self.field("code"),
            number => number,
        }
    }

    pub fn byline(&self) -> &'s str {
        self.field("byline")
    }

    fn field(&self, key: &'static str) -> &'s str {
        let MetadataSubject::Page(world, id) = self.subject else { return "" };
        let site = &world.site;
        // What the kind has not need not be looked for.
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
