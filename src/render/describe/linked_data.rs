//! JSON-LD in the vocabulary of schema.org. Each field of a kind names the `property` that it sets.

use serde_json::{Map, Value as Json, json};

use super::json_ld_agency::{agency_id, agency_json, insert_some};
use super::json_ld_kinds::add_kind_properties;
use crate::config::{Config, Lang};
use crate::content::{Attachment, Field, FieldValue};
use crate::model::{NodeId, PageId, ResolvedDocument, ResolvedLink, SectionId, Site};
use crate::render::value::json_writer::{JsonMembers, MemberValue, push_json};
use crate::text::date::Stamp;

/// The JSON-LD of a page.
pub(crate) fn page_json_ld(site: &Site, id: PageId) -> String {
    let page = site.page(id);
    let kind = site.kind(page.kind);
    let text = &page.info;
    let lang = site.lang_code(text.lang);
    let front = &text.front;
    let permalink = site.config.absolute_url(text.url.as_str());
    let mut item = JsonMembers::with_capacity(24);
    item.set("@type", kind.schema.as_str()).set("@id", permalink.clone()).set("url", permalink);
    item.set(if kind.schema == "NewsArticle" { "headline" } else { "name" }, text.title.as_str());
    item.set("description", text.description.as_str());
    let creative = !matches!(
        kind.schema.as_str(),
        "Person" | "GovernmentOrganization" | "GovernmentService" | "Event" | "Project"
    );
    if creative {
        item.set("inLanguage", lang);
        let published = front.date.or(page.date);
        item.set_optional("datePublished", published.map(Stamp::iso));
        item.set_optional("dateModified", front.updated.or(published).map(Stamp::iso));
        item.set("publisher", MemberValue::Raw(publisher_json(site, text.lang).into()));
        if let Some(origin) = front.origin.as_ref().filter(|origin| !origin.publisher.is_empty()) {
            item.set_optional("isBasedOn", Some(origin.canonical.as_str()).filter(|url| !url.is_empty()));
            let organization =
                json!({"@type": "GovernmentOrganization", "name": origin.publisher, "url": origin.publisher_url});
            item.set("sourceOrganization", organization);
        }
        item.set_optional("license", front.license.as_deref());
    }
    if let Some(image) = &front.image
        && let Ok(file) = site.resolve_file(&text.folder, &image.file.to)
    {
        item.set_optional("image", site.file_url(&file).map(|u| site.config.absolute_url(u.as_str())));
    }
    for (at, value) in &front.fields {
        let field = &kind.fields[*at];
        if let Some(property) = &field.property
            && let Some(value) = field_property(site, id, field, value, property)
        {
            item.set(property.as_str(), value);
        }
    }
    // The field `byline` alone is an author by its property.
    if creative && !front.authors.is_empty() {
        let is_person = |name: &str| front.authors.iter().any(|author| author.trim() == name);
        let author = |name: &str| if is_person(name) { json!({"@type": "Person", "name": name}) } else { name.into() };
        item.set("author", site.creators(id).into_iter().map(author).collect::<Json>());
    }
    add_kind_properties(site, id, &mut item);
    let mut out = begin_graph();
    item.write_to(&mut out);
    out.push(',');
    push_breadcrumb(site, NodeId::Page(id), &mut out);
    end_graph(out)
}

/// The JSON-LD of a section; that of a home section describes the agency.
pub(crate) fn section_json_ld(site: &Site, id: SectionId) -> String {
    let section = site.section(id);
    let text = &section.info;
    let permalink = site.config.absolute_url(text.url.as_str());
    let lang = site.lang_code(text.lang);
    if section.parent.is_none() {
        let language = site.config.language(text.lang);
        let site_item = json!({
            "@type": "WebSite", "@id": permalink, "url": permalink, "name": language.title, "inLanguage": lang,
            "publisher": {"@id": agency_id(site)},
        });
        return write_graph(&[agency_json(site, text.lang), site_item]);
    }
    let mut item = JsonMembers::with_capacity(8);
    item.set("@type", "CollectionPage").set("@id", permalink.clone()).set("url", permalink);
    item.set("name", text.title.as_str()).set("description", text.description.as_str()).set("inLanguage", lang);
    item.set("publisher", MemberValue::Raw(publisher_json(site, text.lang).into()));
    let mut out = begin_graph();
    item.write_to(&mut out);
    out.push(',');
    push_breadcrumb(site, NodeId::Section(id), &mut out);
    end_graph(out)
}

/// The JSON-LD of a list without a content file. `above` are the names and absolute addresses of
/// the pages on the way to the list.
pub(crate) fn list_json_ld(
    config: &Config,
    lang: Lang,
    title: &str,
    permalink: &str,
    above: impl Iterator<Item = (String, String)>,
) -> String {
    let agency = config.agency.localized[lang.index()].name.as_str();
    let publisher = json!({"@type": "GovernmentOrganization", "@id": config.absolute_url("/#agency"), "name": agency});
    let item = json!({
        "@type": "CollectionPage", "@id": permalink, "url": permalink, "name": title,
        "inLanguage": config.lang_code(lang), "publisher": publisher,
    });
    let steps = above.chain([(title.to_owned(), permalink.to_owned())]).enumerate();
    let steps =
        steps.map(|(at, (name, url))| json!({"@type": "ListItem", "position": at + 1, "name": name, "item": url}));
    write_graph(&[item, json!({"@type": "BreadcrumbList", "itemListElement": steps.collect::<Vec<_>>()})])
}

fn write_graph(items: &[Json]) -> String {
    let mut out = begin_graph();
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        push_json(&mut out, item);
    }
    end_graph(out)
}

fn begin_graph() -> String {
    let mut out = String::with_capacity(2048);
    out.push_str("{\"@context\":\"https://schema.org\",\"@graph\":[");
    out
}

fn end_graph(mut out: String) -> String {
    out.push_str("]}");
    // Inside `<script>` a browser looks for the end tag and for `<!--`. Both begin with `<`, which
    // occurs only inside strings, where the escape means the same.
    if out.contains('<') { out.replace('<', "\\u003c") } else { out }
}

/// The agency in short. The home page has the full description under the same `@id`.
fn publisher_json(site: &Site, lang: Lang) -> String {
    let mut item = JsonMembers::with_capacity(4);
    item.set("@type", "GovernmentOrganization").set("@id", agency_id(site));
    item.set("name", site.config.agency.localized[lang.index()].name.as_str())
        .set("url", site.config.absolute_url("/"));
    let mut out = String::with_capacity(256);
    item.write_to(&mut out);
    out
}

fn push_breadcrumb(site: &Site, id: NodeId, out: &mut String) {
    let up = site.ancestors(id).into_iter().filter(|id| site.is_shown(*id)).map(NodeId::Section);
    out.push_str("{\"@type\":\"BreadcrumbList\",\"itemListElement\":[");
    for (at, id) in up.chain([id]).enumerate() {
        let text = site.info(id);
        if at > 0 {
            out.push(',');
        }
        let mut step = JsonMembers::with_capacity(4);
        step.set("@type", "ListItem").set("position", MemberValue::Raw((at + 1).to_string().into()));
        step.set("name", text.title.as_str()).set("item", site.config.absolute_url(text.url.as_str())).write_to(out);
    }
    out.push_str("]}");
}

fn field_property(site: &Site, id: PageId, field: &Field, value: &FieldValue, property: &str) -> Option<Json> {
    match value {
        FieldValue::List(items) => {
            let all: Vec<Json> =
                items.iter().filter_map(|item| field_property(site, id, field, item, property)).collect();
            (!all.is_empty()).then(|| all.into())
        }
        FieldValue::Record(inner) if property == "distribution" => distribution_json(site, id, inner),
        _ => {
            let plain = plain_value(site, id, field, value)?;
            Some(wrap_property(property, plain, site, site.page(id).info.lang))
        }
    }
}

/// Wraps the value of a property that schema.org defines as a thing and not as a text.
fn wrap_property(property: &str, value: Json, site: &Site, lang: Lang) -> Json {
    match property {
        "author" | "legislationPassedBy" | "publisher" | "organizer" | "funder" | "provider" => {
            json!({"@type": "Organization", "name": value})
        }
        "location" | "contentLocation" => json!({"@type": "Place", "name": value, "address": value}),
        "audience" => json!({"@type": "Audience", "audienceType": value}),
        "availableChannel" => {
            json!({"@type": "ServiceChannel", "serviceUrl": value, "availableLanguage": site.lang_code(lang)})
        }
        "encoding" => json!({"@type": "MediaObject", "contentUrl": value}),
        _ => value,
    }
}

fn plain_value(site: &Site, id: PageId, field: &Field, value: &FieldValue) -> Option<Json> {
    let text = &site.page(id).info;
    let absolute =
        |file: &crate::model::FileRef| site.file_url(file).map(|u| Json::from(site.config.absolute_url(u.as_str())));
    match value {
        FieldValue::Text(text) | FieldValue::LongText(text) => Some(text.as_str().into()),
        FieldValue::Stamp(stamp) => Some(stamp.iso().into()),
        FieldValue::Integer(n) => Some((*n).into()),
        FieldValue::Number(n) => Some((*n).into()),
        FieldValue::Boolean(b) => Some((*b).into()),
        FieldValue::Choice(at) => field.ty.choices()?.get(*at).map(|c| c.label.get(site.lang_code(text.lang)).into()),
        FieldValue::File(Attachment { file: reference, .. }) | FieldValue::Image(reference) => {
            absolute(&site.resolve_file(&text.folder, &reference.to).ok()?)
        }
        FieldValue::Page(reference) => match site.resolve_link(&text.folder, text.lang, &reference.to) {
            Ok(ResolvedLink::Node { id, .. }) => {
                let other = site.info(id);
                let url = site.config.absolute_url(other.url.as_str());
                Some(json!({"@type": "GovernmentOrganization", "@id": url, "name": other.title, "url": url}))
            }
            _ => None,
        },
        FieldValue::Document(name, _) => Some(legislation_json(site, &site.resolve_document(id, name))),
        FieldValue::List(_) | FieldValue::Record(_) => None,
    }
}

fn legislation_json(site: &Site, end: &ResolvedDocument) -> Json {
    match end {
        ResolvedDocument::Here(id) => {
            let page = site.page(*id);
            let url = site.config.absolute_url(page.info.url.as_str());
            let number =
                page.info.front.field(site.kind(page.kind), "number").and_then(FieldValue::as_text).unwrap_or_default();
            json!({"@type": "Legislation", "@id": url, "name": page.info.title, "legislationIdentifier": number})
        }
        ResolvedDocument::Elsewhere { number, title, url } => {
            let mut item = Map::new();
            item.insert("@type".into(), "Legislation".into());
            item.insert("legislationIdentifier".into(), number.as_str().into());
            insert_some(&mut item, "name", title.as_deref().map(Json::from));
            insert_some(&mut item, "url", url.as_deref().map(Json::from));
            Json::Object(item)
        }
    }
}

/// A distribution of DCAT in the terms of schema.org. `None` if it has no file and no address.
fn distribution_json(site: &Site, id: PageId, inner: &[(String, FieldValue)]) -> Option<Json> {
    let text = &site.page(id).info;
    let of = |key: &str| inner.iter().find(|(k, _)| k == key).map(|(_, v)| v);
    let url = match (of("file"), of("url")) {
        (Some(FieldValue::File(attachment)), _) => {
            let file = site.resolve_file(&text.folder, &attachment.file.to).ok()?;
            site.config.absolute_url(site.file_url(&file)?.as_str())
        }
        (_, Some(FieldValue::Text(url))) => url.clone(),
        _ => return None,
    };
    let format = of("format").and_then(FieldValue::as_text).unwrap_or_default();
    Some(json!({"@type": "DataDownload", "contentUrl": url, "encodingFormat": format}))
}
