//! A page as templates see it: its card, and the page object, which is the card with the values
//! that only the page itself shows.

use tera::Value;

use super::world::{Answer, World};
use crate::content::FieldType;
use crate::model::{NodeId, NodeInfo, PageId, Site};
use crate::parse::Heading;
use crate::render::describe::feed_links::feed_link_values;
use crate::render::describe::fields::{self, ImageData};
use crate::render::describe::imported_items;
use crate::render::describe::page_data::PageData;
use crate::render::value::fingerprint::Fingerprint;
use crate::render::value::object::{ObjectBuilder, from_json};

/// The path of a content file as templates write it: `@/tin-tuc/_index.md`; empty for a home page
/// without a file.
pub(crate) fn content_path(text: &NodeInfo) -> String {
    let Some(file) = &text.file else { return String::new() };
    let file = file.as_str();
    let (folder, name) = file.rsplit_once('/').map_or(("", file), |(folder, name)| (folder, name));
    let slash = if folder.is_empty() { "" } else { "/" };
    // Templates name a section by its usual file, also when Windows has made `_index.MD` of it.
    let is_index = name.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("_index."));
    let name = if is_index { name.to_ascii_lowercase() } else { name.to_owned() };
    format!("@/{folder}{slash}{name}")
}

/// The values that pages and sections share. `keys` is the number of keys that the finished object
/// will have.
pub(crate) fn text_object(site: &Site, text: &NodeInfo, keys: usize) -> ObjectBuilder {
    let mut object = ObjectBuilder::with_capacity(keys);
    object.set("path", content_path(text));
    object.set("url", text.url.as_str()).set("permalink", site.config.absolute_url(text.url.as_str()));
    object
        .set("lang", site.lang_code(text.lang))
        .set("title", text.title.as_str())
        .set("description", text.description.as_str());
    object.set("extra", from_json(&text.front.extra));
    object
}

/// The files for download of a page or section.
pub(crate) fn attachments(site: &Site, text: &NodeInfo) -> Vec<Value> {
    let attachments = text.front.attachments.iter().filter_map(|attachment| {
        let found = site.resolve_file(&text.folder, &attachment.file.to).ok()?;
        Some(fields::file_value(site, &found, text.lang, attachment.title.as_deref()))
    });
    attachments.collect()
}

/// The card of a page, made once.
pub(crate) fn card(world: &World, id: PageId) -> &Answer {
    world.card(id, || card_object(world, id).build())
}

fn card_object(world: &World, id: PageId) -> ObjectBuilder {
    let site = &world.site;
    let page = site.page(id);
    let text = &page.info;
    let front = &text.front;
    let kind = site.kind(page.kind);
    let code = site.lang_code(text.lang);
    let mut object = text_object(site, text, 21);
    if !kind.has_own_pages {
        // A page of this kind has no output of its own: its address is the one that its field `url`
        // gives.
        let to = front.field(kind, "url").and_then(crate::content::FieldValue::as_text).unwrap_or_default();
        object.set("url", to).set("permalink", to);
    }
    object.set("kind", kind.name.as_str()).set("kind_label", kind.label.get(code));
    object.set("date", page.date.map_or_else(Value::none, |d| d.iso().into()));
    object.set("updated", front.updated.map_or_else(Value::none, |d| d.iso().into()));
    object.set("last_change", site.last_updated(id).map_or_else(Value::none, |d| d.iso().into()));
    object.set("summary", text.facts.summary.as_str());
    let image = ImageData::of_text(site, text);
    object.set("image", image.map_or_else(Value::none, |image| image.to_value()));
    object.set("creators", site.creators(id));
    object.set("section", world.section_name(site.shown_section(page.section)));
    object.set("taxonomies", taxonomies(world, text));
    object.set("fields", field_values(site, id, false));
    object.set("origin", imported_items::origin_value(site, text));
    object
}

/// The fields of a page. With `whole` they include the long fields and the inverse relations.
fn field_values(site: &Site, id: PageId, whole: bool) -> Value {
    let page = site.page(id);
    let front = &page.info.front;
    let kind = site.kind(page.kind);
    let mut values = ObjectBuilder::with_capacity(front.fields.len() + 2);
    for (at, value) in &front.fields {
        let field = &kind.fields[*at];
        if whole || field.in_lists || !field.ty.is_long() {
            values.set_owned(field.key.clone(), fields::field_value(site, id, field, value));
        }
    }
    if let Some((key, choice)) = site.state_of(id) {
        let url = site.facet_url(id, key, &choice.value).map(|u| u.as_str());
        let label = choice.label.get(site.lang_code(page.info.lang));
        values.set_owned(key.to_owned(), fields::labelled_value(&choice.value, label, url));
    }
    if whole {
        add_inverse_relations(site, id, &mut values);
    }
    values.build()
}

/// Whether the page has fields or inverse relations that its card leaves out.
fn has_more_fields(site: &Site, id: PageId) -> bool {
    let page = site.page(id);
    let kind = site.kind(page.kind);
    let is_long = |at: &usize| !kind.fields[*at].in_lists && kind.fields[*at].ty.is_long();
    page.info.front.fields.iter().any(|(at, _)| is_long(at))
        || site.derived.inverse_relations.for_page(id).next().is_some()
}

/// Adds the inverse relations of a page: the pages that name it in a field. A page that this page
/// itself names in the same field is not added again.
fn add_inverse_relations(site: &Site, id: PageId, values: &mut ObjectBuilder) {
    let page = site.page(id);
    let kind = site.kind(page.kind);
    for (key, pages) in site.derived.inverse_relations.for_page(id) {
        let own = kind.field(key).and_then(|f| page.info.front.field(kind, key).map(|v| (f, v)));
        let is_document = |p: &PageId| site.kind(site.page(*p).kind).name == "document";
        let mut all: Vec<Value> = own.map_or_else(Vec::new, |(f, v)| {
            v.items().iter().map(|item| fields::field_value(site, id, f, item)).collect()
        });
        let named: Vec<PageId> = own
            .into_iter()
            .flat_map(|(_, v)| v.items())
            .filter_map(|v| site.referenced_page(id, v))
            .map(|(p, _)| p)
            .collect();
        for other in pages.iter().filter(|p| !named.contains(p)) {
            all.push(if is_document(other) {
                fields::document_value(site, &crate::model::ResolvedDocument::Here(*other), page.info.lang)
            } else {
                fields::reference_to(site, NodeId::Page(*other))
            });
        }
        values.set_owned(key.to_owned(), all);
    }
}

fn taxonomies(world: &World, text: &NodeInfo) -> Value {
    let site = &world.site;
    let code = site.lang_code(text.lang);
    let entry = |(at, names): &(usize, Vec<String>)| {
        let taxonomy = &site.config.taxonomies[*at];
        let mut object = ObjectBuilder::with_capacity(4);
        object.set("name", taxonomy.name.as_str()).set("label", taxonomy.label.get(code));
        object.set("url", site.taxonomy_url(*at, text.lang).as_str());
        let terms = names.iter().filter_map(|name| world.term_name(*at, text.lang, name)).cloned();
        object.set("terms", terms.collect::<Vec<_>>()).build()
    };
    text.front.taxonomies.iter().map(entry).collect::<Vec<_>>().into()
}

/// A page without its body as templates see it: its card, and the values that only the page itself
/// shows.
pub(crate) fn page_object(world: &World, id: PageId, data: &PageData) -> (ObjectBuilder, Fingerprint) {
    let site = &world.site;
    let page = site.page(id);
    let text = &page.info;
    let front = &text.front;
    let card = card(world, id);
    let mut object = ObjectBuilder::with_capacity(20);
    if has_more_fields(site, id) {
        object.set("fields", field_values(site, id, true));
    }
    let optional = |text: Option<&str>| text.map_or_else(Value::none, Into::into);
    object.set("weight", front.weight.map_or_else(Value::none, Into::into));
    object
        .set("authors", front.authors.clone())
        .set("editor", optional(front.editor.as_deref()))
        .set("source", optional(data.source));
    object.set("license", optional(data.license)).set("gone", page.gone);
    object.set("indexed", data.is_indexed);
    object.set("review_by", front.review_by.map_or_else(Value::none, |d| d.iso().into()));
    let corrections = front.corrections.iter().map(|c| {
        let mut object = ObjectBuilder::new();
        object.set("date", c.date.iso()).set("note", c.note.as_str()).build()
    });
    object.set("corrections", corrections.collect::<Vec<_>>());
    object.set("attachments", attachments(site, text)).set("facts", field_facts(site, id));
    let fallback = format!("{}: {}", site.kind(page.kind).label.get(site.lang_code(text.lang)), text.title);
    object.set("lead", lead(text, &fallback));
    set_contents(&mut object, &text.facts.headings);
    // Readers manage some two hundred words a minute. The divisor is larger, because the counter
    // takes each syllable for a word.
    object.set("word_count", text.facts.words).set("reading_time", text.facts.words.div_ceil(250).max(1));
    object.set("feeds", world.feed_links(page.section, || feed_link_values(&data.feeds)));
    object.set("json_ld", data.json_ld.as_str());
    let fingerprint = Fingerprint::of_fingerprints([card.fingerprint, object.fingerprint()].into_iter());
    (object.appended_to(&card.value), fingerprint)
}

/// The short fields that have a value, in the order of the kind, for templates that are not written
/// for this kind.
fn field_facts(site: &Site, id: PageId) -> Value {
    let page = site.page(id);
    let kind = site.kind(page.kind);
    let code = site.lang_code(page.info.lang);
    let mut facts = Vec::new();
    let mut add = |key: &str, label: &str, ty: &FieldType, value: Value, lang: Option<&str>| {
        let mut object = ObjectBuilder::with_capacity(6);
        let of = if matches!(ty, FieldType::List(_)) { ty.item().name() } else { "" };
        object.set("key", key).set("label", label).set("type", ty.name()).set("of", of).set("value", value);
        if let Some(lang) = lang {
            object.set("lang", lang);
        }
        facts.push(object.build());
    };
    for (at, field) in kind.fields.iter().enumerate() {
        if let Some(value) = page.info.front.field(kind, &field.key)
            && !field.ty.is_long()
        {
            // Words of the original stand in a page of another language.
            let lang = page.info.front.untranslated.contains(&at).then(|| site.config.default_lang_code());
            add(&field.key, field.label.get(code), &field.ty, fields::field_value(site, id, field, value), lang);
        }
    }
    if let (Some((key, choice)), Some(computed)) = (site.state_of(id), kind.computed.first()) {
        let url = site.facet_url(id, key, &choice.value).map(|u| u.as_str());
        let value = fields::labelled_value(&choice.value, choice.label.get(code), url);
        add(key, computed.label.get(code), &FieldType::Enum(Vec::new()), value, None);
    }
    facts.into()
}

/// The headings of a body as a tree.
fn toc(headings: &[Heading]) -> Value {
    let mut at = 0;
    toc_level(headings, &mut at, 2).into()
}

/// The most headings of a table of contents. With more, it leaves out the lowest levels, as far as
/// it has others.
const MAX_CONTENTS: usize = 250;

/// Sets `toc`, the headings of a text without the levels that are too many, and `toc_count`, their
/// number.
pub(crate) fn set_contents(object: &mut ObjectBuilder, headings: &[Heading]) {
    let count = |lowest: u8| headings.iter().filter(|heading| heading.level <= lowest).count();
    let first = headings.iter().map(|heading| heading.level).min().unwrap_or(2);
    let lowest = (first..=6).rev().find(|level| count(*level) <= MAX_CONTENTS).unwrap_or(first);
    let shown: Vec<Heading> = headings.iter().filter(|heading| heading.level <= lowest).cloned().collect();
    object.set("toc", toc(&shown)).set("toc_count", shown.len());
}

/// The words under the title of a page: its description, unless that repeats the beginning of the
/// text, or is `fallback`, which is made of the title.
pub(crate) fn lead<'t>(text: &'t NodeInfo, fallback: &str) -> &'t str {
    let is_own = text.description != text.facts.summary && text.description != fallback;
    if is_own { &text.description } else { "" }
}

fn toc_level(headings: &[Heading], at: &mut usize, level: u8) -> Vec<Value> {
    let mut entries = Vec::new();
    while let Some(heading) = headings.get(*at).filter(|h| h.level >= level) {
        *at += 1;
        let children = toc_level(headings, at, heading.level + 1);
        let mut object = ObjectBuilder::with_capacity(4);
        object
            .set("id", heading.id.as_str())
            .set("title", heading.title.as_str())
            .set("level", u32::from(heading.level));
        entries.push(object.set("children", children).build());
    }
    entries
}
