//! The data of a page that the program itself reads, to write the head and the linked data of
//! lists. Templates get the same data as a value.

use std::borrow::Cow;

use serde::Serialize;
use tera::Value;

use super::feed_links::{FeedLink, corrections_feed_links, section_feed_links};
use super::fields::ImageData;
use super::imported_items::OriginData;
use super::linked_data;
use crate::config::Lang;
use crate::content::FieldValue;
use crate::model::{NodeId, PageId, SectionId, Site};
use crate::render::value::object::ObjectBuilder;
use crate::text::date::Stamp;

/// The data of a page, of a section, or of a list without a content file.
pub(crate) struct PageData<'s> {
    /// The BCP 47 code of the language.
    pub lang: &'s str,
    pub title: Cow<'s, str>,
    /// The description for search engines.
    pub description: Cow<'s, str>,
    /// The label of the kind. `None` for a list without a content file.
    pub kind_label: Option<&'s str>,
    /// The date of a page. `None` for a section and a list.
    pub date: Option<Stamp>,
    /// The last change: of a page as its author says, of a section and a list that of its pages.
    pub updated: Option<Stamp>,
    /// Everybody who is named as an author.
    pub creators: Vec<&'s str>,
    /// The source that the author names.
    pub source: Option<&'s str>,
    pub license: Option<&'s str>,
    /// The field `number`.
    pub number: Option<&'s str>,
    /// The terms of all taxonomies.
    pub terms: Vec<&'s str>,
    pub image: Option<ImageData<'s>>,
    /// Whether search engines should index the page.
    pub is_indexed: bool,
    /// The origin of an item of another portal. `None` for a page of this portal.
    pub origin: Option<OriginData<'s>>,
    pub feeds: Vec<FeedLink>,
    /// The JSON-LD. Empty if the page has none.
    pub json_ld: String,
}

impl<'s> PageData<'s> {
    pub(crate) fn of_page(site: &'s Site, id: PageId) -> Self {
        let page = site.page(id);
        let text = &page.info;
        let front = &text.front;
        let lang = site.lang_code(text.lang);
        let terms = front.taxonomies.iter().flat_map(|(_, names)| names).map(String::as_str);
        Self {
            kind_label: Some(site.kind(page.kind).label.get(lang)),
            date: page.date,
            updated: front.updated,
            creators: site.creators(id),
            source: front.source.as_deref(),
            license: front.license.as_deref(),
            number: text_field(site, id, "number"),
            terms: terms.collect(),
            image: ImageData::of_text(site, text),
            is_indexed: site.is_indexed(NodeId::Page(id)),
            origin: front.origin.as_deref().map(|origin| OriginData::of_page(site, origin)),
            feeds: section_feed_links(site, page.section),
            json_ld: linked_data::page_json_ld(site, id),
            ..Self::of_list(lang, text.title.as_str(), text.description.as_str())
        }
    }

    pub(crate) fn of_section(site: &'s Site, id: SectionId) -> Self {
        let section = site.section(id);
        let lang = site.lang_code(section.info.lang);
        let mut feeds = section_feed_links(site, id);
        // The feeds of the corrections lie beside those of the home page, which names them.
        if section.parent.is_none() {
            feeds.extend(corrections_feed_links(site, section.info.lang));
        }
        Self {
            kind_label: Some(site.kind(section.kind).label.get(lang)),
            updated: site.contents(id).updated,
            is_indexed: site.is_indexed(NodeId::Section(id)),
            image: ImageData::of_text(site, &section.info),
            feeds,
            json_ld: linked_data::section_json_ld(site, id),
            ..Self::of_list(lang, section.info.title.as_str(), section.info.description.as_str())
        }
    }

    /// The data of a list without a content file, or of an error page.
    pub(crate) fn of_list(lang: &'s str, title: impl Into<Cow<'s, str>>, description: impl Into<Cow<'s, str>>) -> Self {
        Self {
            lang,
            title: title.into(),
            description: description.into(),
            kind_label: None,
            date: None,
            updated: None,
            creators: Vec::new(),
            source: None,
            license: None,
            number: None,
            terms: Vec::new(),
            image: None,
            is_indexed: true,
            origin: None,
            feeds: Vec::new(),
            json_ld: String::new(),
        }
    }
}

/// A text field of a page. `None` if the page has no such field.
pub(crate) fn text_field<'s>(site: &'s Site, id: PageId, key: &str) -> Option<&'s str> {
    let page = site.page(id);
    page.info.front.field(site.kind(page.kind), key).and_then(FieldValue::as_text)
}

/// A page on the way from the home page to another page.
#[derive(Clone, Serialize)]
pub(crate) struct Crumb<'s> {
    pub title: Cow<'s, str>,
    pub url: Cow<'s, str>,
    pub description: &'s str,
}

impl<'s> Crumb<'s> {
    pub(crate) fn of_section(site: &'s Site, id: SectionId) -> Self {
        let text = &site.section(id).info;
        Self { title: (&text.title).into(), url: text.url.as_str().into(), description: &text.description }
    }

    /// `{title, url, description}`.
    pub(crate) fn to_value(&self) -> Value {
        let mut object = ObjectBuilder::with_capacity(3);
        object.set("title", &*self.title).set("url", &*self.url).set("description", self.description).build()
    }
}

/// The counterpart of a page in another language.
#[derive(Serialize)]
pub(crate) struct Translation<'s> {
    /// The BCP 47 code of the language.
    pub code: &'s str,
    /// The name of the language, in the language itself.
    name: &'s str,
    /// The address from the root of the portal.
    pub url: Cow<'s, str>,
    /// Whether the address is that of the very same page. Otherwise it is that of the nearest page
    /// above which exists in the language.
    pub exists: bool,
}

impl<'s> Translation<'s> {
    /// The counterparts of a node in all other languages.
    pub(crate) fn all(site: &'s Site, id: NodeId) -> Vec<Self> {
        let text = site.info(id);
        let others = site.config.langs().filter(|lang| *lang != text.lang);
        others.map(|lang| Self::of_node(site, id, lang)).collect()
    }

    fn of_node(site: &'s Site, id: NodeId, lang: Lang) -> Self {
        let found = |key: &str| {
            site.find(key, lang).filter(|id| match id {
                NodeId::Page(page) => site.is_published(*page) && site.origin(*page).is_none(),
                NodeId::Section(section) => site.is_shown(*section),
            })
        };
        let key = site.info(id).key.as_str();
        let exact = found(key);
        let mut up = key;
        let mut nearest = exact;
        while nearest.is_none() && !up.is_empty() {
            up = up.rsplit_once('/').map_or("", |(up, _)| up);
            nearest = found(up);
        }
        let node = nearest.unwrap_or(NodeId::Section(site.home(lang)));
        let language = site.config.language(lang);
        Self {
            code: &language.code,
            name: &language.name,
            url: site.info(node).url.as_str().into(),
            exists: exact.is_some(),
        }
    }

    /// The same address, for a page that has no counterpart in the other language.
    pub(crate) fn without_page(self) -> Self {
        Self { exists: false, ..self }
    }

    /// The address `url` of the very same page, in the same language.
    pub(crate) fn with_page(self, url: &str) -> Self {
        Self { url: url.to_owned().into(), exists: true, ..self }
    }

    /// `{code, name, url, exists}`.
    pub(crate) fn to_value(&self) -> Value {
        let mut object = ObjectBuilder::with_capacity(4);
        object.set("code", self.code).set("name", self.name);
        object.set("url", &*self.url).set("exists", self.exists).build()
    }
}
