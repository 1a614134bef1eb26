//! Properties of linked data that belong to a kind and follow from no single field.

use serde_json::{Map, Value as Json, json};

use super::json_ld_agency::agency_json;
use crate::content::{FieldType, FieldValue};
use crate::model::{PageId, Site};
use crate::render::value::json_writer::JsonMembers;
use crate::text::date::Stamp;

/// Adds the properties that the kind of a page has beyond those that its fields name.
pub(crate) fn add_kind_properties<'a>(site: &'a Site, id: PageId, item: &mut JsonMembers<'a>) {
    let page = site.page(id);
    let kind = site.kind(page.kind);
    match kind.name.as_str() {
        "document" => add_document_properties(site, id, item),
        "service" => add_service_properties(site, id, item),
        "consultation" => {
            item.set("creativeWorkStatus", "Draft");
        }
        "question" => add_question_properties(site, id, item),
        "event" => {
            item.set("eventAttendanceMode", "https://schema.org/OfflineEventAttendanceMode");
            item.set("eventStatus", "https://schema.org/EventScheduled");
        }
        "notice" => {
            if !item.has("datePosted") {
                item.set_optional("datePosted", page.date.map(Stamp::iso));
            }
            item.set_optional("text", first_words(site, id));
        }
        "gallery" => add_gallery_properties(site, id, item),
        "video" => {
            item.set_optional("uploadDate", page.date.map(Stamp::iso));
        }
        _ => {}
    }
}

/// The summary of a page's text, or its description when the text has no paragraph, such as a list
/// alone.
fn first_words(site: &Site, id: PageId) -> Option<&str> {
    let text = &site.page(id).info;
    [text.facts.summary.as_str(), text.description.as_str()].into_iter().find(|words| !words.is_empty())
}

/// Adds the legal force of a document and the period in which it is in effect.
fn add_document_properties<'a>(site: &'a Site, id: PageId, item: &mut JsonMembers<'a>) {
    let page = site.page(id);
    let kind = site.kind(page.kind);
    let field = |key: &str| page.info.front.field(kind, key);
    let force = match site.state_of(id).map(|(_, c)| c.value.as_str()) {
        Some("in-force" | "amended") => "InForce",
        Some(_) => "NotInForce",
        None => return,
    };
    item.set("legislationLegalForce", force);
    item.set("legislationJurisdiction", "VN");
    // A period of ISO 8601, from the day on which the document takes effect to the day on which it
    // expires; `..` leaves the end open.
    let day = |key: &str| field(key).and_then(FieldValue::as_stamp).map(Stamp::iso);
    if let Some(from) = day("effective") {
        let to = day("expires").unwrap_or_else(|| "..".to_owned());
        item.set("temporalCoverage", format!("{from}/{to}"));
    }
}

/// Adds the provider of a service and its fees.
fn add_service_properties<'a>(site: &'a Site, id: PageId, item: &mut JsonMembers<'a>) {
    let page = site.page(id);
    let kind = site.kind(page.kind);
    let text = &page.info;
    let field = |key: &str| text.front.field(kind, key);
    if !item.has("provider") {
        item.set("provider", agency_json(site, text.lang));
    }
    if let Some(FieldValue::List(fees)) = field("fees") {
        let offers = fees.iter().filter_map(|fee| match fee {
            FieldValue::Record(inner) => {
                let name = inner.iter().find(|(k, _)| k == "name").and_then(|(_, v)| v.as_text())?;
                let amount = inner.iter().find_map(|(k, v)| match v {
                    FieldValue::Integer(n) if k == "amount" => Some(*n),
                    _ => None,
                })?;
                Some(json!({"@type": "Offer", "name": name, "price": amount, "priceCurrency": "VND"}))
            }
            _ => None,
        });
        item.set("offers", offers.collect::<Json>());
    }
}

/// Adds a question with its answer.
fn add_question_properties<'a>(site: &'a Site, id: PageId, item: &mut JsonMembers<'a>) {
    let page = site.page(id);
    let kind = site.kind(page.kind);
    let text = &page.info;
    let field = |key: &str| text.front.field(kind, key);
    let question = field("question").and_then(FieldValue::as_text).unwrap_or_default();
    let mut entity = Map::new();
    entity.insert("@type".into(), "Question".into());
    entity.insert("name".into(), question.into());
    let answered = field("answered_on").and_then(FieldValue::as_stamp);
    entity.insert("answerCount".into(), i32::from(answered.is_some()).into());
    if let Some(on) = answered {
        let by = field("answer_by").and_then(FieldValue::as_text).unwrap_or_default();
        let answer = json!({
            "@type": "Answer", "text": first_words(site, id).unwrap_or(question), "dateCreated": on.iso(), "url": site.config.absolute_url(text.url.as_str()),
            "author": {"@type": "Organization", "name": by},
        });
        entity.insert("acceptedAnswer".into(), answer);
    }
    item.set("mainEntity", Json::Object(entity));
}

/// Adds the pictures of a gallery.
fn add_gallery_properties<'a>(site: &'a Site, id: PageId, item: &mut JsonMembers<'a>) {
    let page = site.page(id);
    let kind = site.kind(page.kind);
    let text = &page.info;
    let field = |key: &str| text.front.field(kind, key);
    if let (Some(FieldValue::List(items)), Some(FieldType::Record(_))) =
        (field("items"), kind.field("items").map(|f| f.ty.item()))
    {
        let images = items.iter().filter_map(|entry| match entry {
            FieldValue::Record(inner) => inner.iter().find_map(|(key, value)| match value {
                FieldValue::Image(reference) if key == "image" => {
                    let file = site.resolve_file(&text.folder, &reference.to).ok()?;
                    Some(json!({"@type": "ImageObject", "contentUrl": site.config.absolute_url(site.file_url(&file)?.as_str())}))
                }
                _ => None,
            }),
            _ => None,
        });
        item.set("image", images.collect::<Json>());
    }
}
