//! What the files that speak of every page see of one: some of what its card says, as text.

use std::borrow::Cow;

use tera::Value;
use tera::value::Key;

use super::answers::card;
use super::object::text;
use super::world::World;
use crate::model::PageId;

/// A page or a list, in short.
#[derive(Default)]
pub struct Brief<'s> {
    pub url: &'s str,
    pub permalink: Cow<'s, str>,
    pub title: &'s str,
    pub description: &'s str,
    pub lang: &'s str,
    pub kind_label: &'s str,
    /// Empty when there is none, as all that follows.
    pub date: String,
    /// The number or code that it is known by.
    pub number: &'s str,
    pub byline: &'s str,
    /// The names of its terms.
    pub terms: Vec<&'s str>,
}

impl<'s> Brief<'s> {
    /// Of a page that people may find. All of it stands in the page's card, by whose sum it is known.
    pub fn of(world: &'s World, id: PageId) -> Self {
        let site = &world.site;
        let page = site.page(id);
        let text = &page.text;
        let kind = site.kind(page.kind);
        let mut fields = None;
        let mut field = |key: &'static str| {
            // What the kind has not need not be looked for.
            kind.field(key)?;
            let fields = fields.get_or_insert_with(|| member(&card(world, id).value, "fields"));
            fields.and_then(|fields| member(fields, key)).and_then(Value::as_str).filter(|text| !text.is_empty())
        };
        let named = text.front.taxonomies.iter().flat_map(|(at, names)| names.iter().map(move |name| (*at, name)));
        Self {
            url: text.url.as_str(),
            permalink: site.config.absolute(text.url.as_str()).into(),
            title: &text.title,
            description: &text.description,
            lang: site.code(text.lang),
            kind_label: kind.label.get(site.code(text.lang)),
            date: page.date.map_or_else(String::new, |date| date.iso()),
            number: field("number").or_else(|| field("code")).unwrap_or_default(),
            byline: field("byline").unwrap_or_default(),
            terms: named
                .filter(|(at, name)| world.term_name(*at, text.lang, name).is_some())
                .map(|(_, name)| name.as_str())
                .collect(),
        }
    }

    /// Of what a list says of itself.
    pub fn of_list(list: &'s Value) -> Self {
        Self {
            permalink: text(list, "permalink").into(),
            title: text(list, "title"),
            description: text(list, "description"),
            lang: text(list, "lang"),
            kind_label: text(list, "kind_label"),
            ..Self::default()
        }
    }
}

fn member<'v>(value: &'v Value, key: &'static str) -> Option<&'v Value> {
    value.as_map()?.get(&Key::Str(key))
}
