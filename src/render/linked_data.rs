//! JSON-LD: schema.org for every kind, by the `property` that its fields name.

use serde_json::{Map, Value as Json, json};
use tera::Value as Tera;

use super::object::text;

use crate::config::Lang;
use crate::content::{Field, FieldType, Value};
use crate::model::{DocumentEnd, NodeId, PageId, SectionId, Site, Target};
use crate::text::date::Stamp;

/// The data block of a page.
pub fn page(site: &Site, id: PageId) -> String {
    let page = site.page(id);
    let kind = site.kind(page.kind);
    let text = &page.text;
    let lang = site.code(text.lang);
    let front = &text.front;
    let permalink = site.config.absolute(text.url.as_str());
    let mut item = Map::new();
    item.insert("@type".into(), kind.schema.as_str().into());
    item.insert("@id".into(), permalink.as_str().into());
    item.insert("url".into(), permalink.as_str().into());
    item.insert(if kind.schema == "NewsArticle" { "headline" } else { "name" }.into(), text.title.as_str().into());
    item.insert("description".into(), text.description.as_str().into());
    let creative = !matches!(
        kind.schema.as_str(),
        "Person" | "GovernmentOrganization" | "GovernmentService" | "Event" | "Project"
    );
    if creative {
        item.insert("inLanguage".into(), lang.into());
        let published = front.date.or(page.date);
        set(&mut item, "datePublished", published.map(|d| Json::from(d.iso())));
        set(&mut item, "dateModified", front.updated.or(published).map(|d| Json::from(d.iso())));
        item.insert("publisher".into(), publisher(site, text.lang));
        set(&mut item, "license", front.license.as_deref().map(Json::from));
        if !front.authors.is_empty() {
            item.insert("author".into(), front.authors.iter().map(|a| json!({"@type": "Person", "name": a})).collect());
        }
    }
    if let Some(image) = &front.image
        && let Ok(file) = site.follow_file(&text.folder, &image.file.to)
    {
        set(&mut item, "image", site.file_url(&file).map(|u| site.config.absolute(u.as_str()).into()));
    }
    for (at, value) in &front.fields {
        let field = &kind.fields[*at];
        if let Some(property) = &field.property
            && let Some(value) = of_field(site, id, field, value, property)
        {
            item.insert(property.clone(), value);
        }
    }
    by_kind(site, id, &mut item);
    graph(vec![Json::Object(item), breadcrumb(site, NodeId::Page(id))])
}

/// The data block of a section; that of a home page speaks of the agency.
pub fn section(site: &Site, id: SectionId) -> String {
    let section = site.section(id);
    let text = &section.text;
    let permalink = site.config.absolute(text.url.as_str());
    let lang = site.code(text.lang);
    if section.parent.is_none() {
        let language = site.config.language(text.lang);
        let site_item = json!({
            "@type": "WebSite", "@id": permalink, "url": permalink, "name": language.title, "inLanguage": lang,
            "publisher": {"@id": agency_id(site)},
        });
        return graph(vec![agency(site, text.lang), site_item]);
    }
    let item = json!({
        "@type": "CollectionPage", "@id": permalink, "url": permalink, "name": text.title,
        "description": text.description, "inLanguage": lang, "publisher": publisher(site, text.lang),
    });
    graph(vec![item, breadcrumb(site, NodeId::Section(id))])
}

/// The data block of a list that no file stands behind.
pub fn list(settings: &Tera, title: &str, permalink: &str, lang: &str, ancestors: &Tera) -> String {
    let base = text(settings, "config.base_url");
    let publisher = json!({"@type": "GovernmentOrganization", "@id": format!("{base}/#agency"), "name": text(settings, "agency.name")});
    let item = json!({
        "@type": "CollectionPage", "@id": permalink, "url": permalink, "name": title, "inLanguage": lang, "publisher": publisher,
    });
    let up = ancestors
        .as_array()
        .unwrap_or(&[])
        .iter()
        .map(|a| (text(a, "title").to_owned(), format!("{base}{}", text(a, "url"))));
    let steps = up.chain([(title.to_owned(), permalink.to_owned())]).enumerate();
    let steps =
        steps.map(|(at, (name, url))| json!({"@type": "ListItem", "position": at + 1, "name": name, "item": url}));
    graph(vec![item, json!({"@type": "BreadcrumbList", "itemListElement": steps.collect::<Vec<_>>()})])
}

fn graph(items: Vec<Json>) -> String {
    // `</` may not stand in a data block: a browser would end it there.
    let json = json!({"@context": "https://schema.org", "@graph": items}).to_string();
    if json.contains("</") { json.replace("</", "<\\/") } else { json }
}

fn set(item: &mut Map<String, Json>, key: &str, value: Option<Json>) {
    if let Some(value) = value {
        item.insert(key.to_owned(), value);
    }
}

fn agency_id(site: &Site) -> String {
    site.config.absolute("/#agency")
}

/// The agency in short: its home page says the rest, under the same `@id`.
fn publisher(site: &Site, lang: Lang) -> Json {
    let name = site.config.agency.words[lang.index()].name.as_str();
    json!({"@type": "GovernmentOrganization", "@id": agency_id(site), "name": name, "url": site.config.absolute("/")})
}

/// The agency that owns the portal.
pub fn agency(site: &Site, lang: Lang) -> Json {
    let agency = &site.config.agency;
    let words = &agency.words[lang.index()];
    let mut item = Map::new();
    item.insert("@type".into(), "GovernmentOrganization".into());
    item.insert("@id".into(), agency_id(site).into());
    item.insert("name".into(), words.name.as_str().into());
    item.insert("url".into(), site.config.absolute("/").into());
    set(&mut item, "address", words.address.as_deref().map(Json::from));
    set(&mut item, "telephone", agency.phone.as_deref().map(Json::from));
    set(&mut item, "email", agency.email.as_deref().map(Json::from));
    set(&mut item, "identifier", agency.code.as_deref().map(Json::from));
    let logo =
        agency.emblem.as_deref().and_then(|e| site.follow_file("", &format!("/{}", e.trim_start_matches('/'))).ok());
    set(&mut item, "logo", logo.and_then(|f| site.file_url(&f)).map(|u| site.config.absolute(u.as_str()).into()));
    if let Some(phone) = agency.hotline.as_deref().or(agency.phone.as_deref()) {
        item.insert(
            "contactPoint".into(),
            json!({"@type": "ContactPoint", "telephone": phone, "contactType": "customer service"}),
        );
    }
    if let Some(parent) = &words.parent {
        let name = parent.name.as_str();
        item.insert(
            "parentOrganization".into(),
            json!({"@type": "GovernmentOrganization", "name": name, "url": parent.url}),
        );
    }
    Json::Object(item)
}

fn breadcrumb(site: &Site, id: NodeId) -> Json {
    let up =
        site.ancestors(id).into_iter().filter(|id| !site.section(*id).text.front.section.hidden).map(NodeId::Section);
    let items = up.chain([id]).enumerate().map(|(at, id)| {
        let text = site.text(id);
        json!({"@type": "ListItem", "position": at + 1, "name": text.title, "item": site.config.absolute(text.url.as_str())})
    });
    json!({"@type": "BreadcrumbList", "itemListElement": items.collect::<Vec<_>>()})
}

fn of_field(site: &Site, id: PageId, field: &Field, value: &Value, property: &str) -> Option<Json> {
    match value {
        Value::List(items) => {
            let all: Vec<Json> = items.iter().filter_map(|item| of_field(site, id, field, item, property)).collect();
            (!all.is_empty()).then(|| all.into())
        }
        Value::Record(inner) if property == "distribution" => distribution(site, id, inner),
        _ => {
            let plain = plain(site, id, field, value)?;
            Some(typed(property, plain, site, site.page(id).text.lang))
        }
    }
}

/// Properties whose value is a thing, not a text.
fn typed(property: &str, value: Json, site: &Site, lang: Lang) -> Json {
    match property {
        "author" | "legislationPassedBy" | "publisher" | "organizer" | "funder" | "provider" => {
            json!({"@type": "Organization", "name": value})
        }
        "location" | "contentLocation" => json!({"@type": "Place", "name": value, "address": value}),
        "audience" => json!({"@type": "Audience", "audienceType": value}),
        "availableChannel" => {
            json!({"@type": "ServiceChannel", "serviceUrl": value, "availableLanguage": site.code(lang)})
        }
        "encoding" => json!({"@type": "MediaObject", "contentUrl": value}),
        _ => value,
    }
}

fn plain(site: &Site, id: PageId, field: &Field, value: &Value) -> Option<Json> {
    let text = &site.page(id).text;
    let absolute =
        |file: &crate::model::FileRef| site.file_url(file).map(|u| Json::from(site.config.absolute(u.as_str())));
    match value {
        Value::Text(text) | Value::Long(text) => Some(text.as_str().into()),
        Value::Stamp(stamp) => Some(stamp.iso().into()),
        Value::Integer(n) => Some((*n).into()),
        Value::Number(n) => Some((*n).into()),
        Value::Boolean(b) => Some((*b).into()),
        Value::Choice(at) => field.ty.choices()?.get(*at).map(|c| c.label.get(site.code(text.lang)).into()),
        Value::File(reference) | Value::Image(reference) => {
            absolute(&site.follow_file(&text.folder, &reference.to).ok()?)
        }
        Value::Page(reference) => match site.follow(&text.folder, text.lang, &reference.to) {
            Ok(Target::Node { id, .. }) => {
                let other = site.text(id);
                let url = site.config.absolute(other.url.as_str());
                Some(json!({"@type": "GovernmentOrganization", "@id": url, "name": other.title, "url": url}))
            }
            _ => None,
        },
        Value::Document(name, _) => Some(document(site, &site.document_end(name, text.lang))),
        Value::List(_) | Value::Record(_) => None,
    }
}

fn document(site: &Site, end: &DocumentEnd) -> Json {
    match end {
        DocumentEnd::Here(id) => {
            let page = site.page(*id);
            let url = site.config.absolute(page.text.url.as_str());
            let number =
                page.text.front.field(site.kind(page.kind), "number").and_then(Value::as_text).unwrap_or_default();
            json!({"@type": "Legislation", "@id": url, "name": page.text.title, "legislationIdentifier": number})
        }
        DocumentEnd::Elsewhere { number, title, url } => {
            let mut item = Map::new();
            item.insert("@type".into(), "Legislation".into());
            item.insert("legislationIdentifier".into(), number.as_str().into());
            set(&mut item, "name", title.as_deref().map(Json::from));
            set(&mut item, "url", url.as_deref().map(Json::from));
            Json::Object(item)
        }
    }
}

/// DCAT's distribution in schema.org's terms.
fn distribution(site: &Site, id: PageId, inner: &[(String, Value)]) -> Option<Json> {
    let text = &site.page(id).text;
    let of = |key: &str| inner.iter().find(|(k, _)| k == key).map(|(_, v)| v);
    let url = match (of("file"), of("url")) {
        (Some(Value::File(reference)), _) => {
            site.config.absolute(site.file_url(&site.follow_file(&text.folder, &reference.to).ok()?)?.as_str())
        }
        (_, Some(Value::Text(url))) => url.clone(),
        _ => return None,
    };
    let format = of("format").and_then(Value::as_text).unwrap_or_default();
    Some(json!({"@type": "DataDownload", "contentUrl": url, "encodingFormat": format}))
}

/// What a kind says beyond its fields.
fn by_kind(site: &Site, id: PageId, item: &mut Map<String, Json>) {
    let page = site.page(id);
    let kind = site.kind(page.kind);
    let text = &page.text;
    let front = &text.front;
    let field = |key: &str| front.field(kind, key);
    match kind.name.as_str() {
        "document" => {
            let force = match site.state_of(id).map(|(_, c)| c.value.as_str()) {
                Some("in-force" | "amended") => "InForce",
                Some(_) => "NotInForce",
                None => return,
            };
            item.insert("legislationLegalForce".into(), force.into());
            item.insert("legislationJurisdiction".into(), "VN".into());
            // Ranges of ISO 8601: from the day of effect to the day it ends, open when none is set.
            let day = |key: &str| field(key).and_then(Value::as_stamp).map(Stamp::iso);
            if let Some(from) = day("effective") {
                let to = day("expires").unwrap_or_else(|| "..".to_owned());
                item.insert("temporalCoverage".into(), format!("{from}/{to}").into());
            }
        }
        "service" => {
            item.entry("provider").or_insert_with(|| agency(site, text.lang));
            if let Some(Value::List(fees)) = field("fees") {
                let offers = fees.iter().filter_map(|fee| match fee {
                    Value::Record(inner) => {
                        let name = inner.iter().find(|(k, _)| k == "name").and_then(|(_, v)| v.as_text())?;
                        let amount = inner.iter().find_map(|(k, v)| match v {
                            Value::Integer(n) if k == "amount" => Some(*n),
                            _ => None,
                        })?;
                        Some(json!({"@type": "Offer", "name": name, "price": amount, "priceCurrency": "VND"}))
                    }
                    _ => None,
                });
                item.insert("offers".into(), offers.collect());
            }
        }
        "consultation" => {
            item.insert("creativeWorkStatus".into(), "Draft".into());
        }
        "question" => {
            let question = field("question").and_then(Value::as_text).unwrap_or_default();
            let mut entity = Map::new();
            entity.insert("@type".into(), "Question".into());
            entity.insert("name".into(), question.into());
            let answered = field("answered_on").and_then(Value::as_stamp);
            entity.insert("answerCount".into(), i32::from(answered.is_some()).into());
            if let Some(on) = answered {
                let by = field("answer_by").and_then(Value::as_text).unwrap_or_default();
                let answer = json!({
                    "@type": "Answer", "text": text.summary, "dateCreated": on.iso(), "url": site.config.absolute(text.url.as_str()),
                    "author": {"@type": "Organization", "name": by},
                });
                entity.insert("acceptedAnswer".into(), answer);
            }
            item.insert("mainEntity".into(), Json::Object(entity));
        }
        "event" => {
            item.insert("eventAttendanceMode".into(), "https://schema.org/OfflineEventAttendanceMode".into());
            item.insert("eventStatus".into(), "https://schema.org/EventScheduled".into());
        }
        "notice" => {
            if let Some(date) = page.date {
                item.entry("datePosted").or_insert_with(|| date.iso().into());
            }
            item.insert("text".into(), text.summary.as_str().into());
        }
        "gallery" => {
            if let (Some(Value::List(items)), Some(FieldType::Record(_))) =
                (field("items"), kind.field("items").map(|f| f.ty.item()))
            {
                let images = items.iter().filter_map(|entry| match entry {
                    Value::Record(inner) => inner.iter().find_map(|(key, value)| match value {
                        Value::Image(reference) if key == "image" => {
                            let file = site.follow_file(&text.folder, &reference.to).ok()?;
                            Some(json!({"@type": "ImageObject", "contentUrl": site.config.absolute(site.file_url(&file)?.as_str())}))
                        }
                        _ => None,
                    }),
                    _ => None,
                });
                item.insert("image".into(), images.collect());
            }
        }
        "video" => {
            if let Some(date) = page.date {
                item.insert("uploadDate".into(), date.iso().into());
            }
        }
        _ => {}
    }
}
