//! Files for programs: JSON per section, metadata, the data catalogue, the
//! schedule.

use std::borrow::Cow;

use serde_json::{Map, Value as Json, json};
use tera::Value;

use crate::digest::FastMap;
use crate::render::ask::page_metadata::PageMetadata;
use crate::render::value::json_writer::{JsonMembers, push_json, push_quoted};
use crate::render::value::object::{list_at, text_at};

/// A template value as JSON.
pub(crate) fn to_json(value: &Value) -> Json {
    serde_json::to_value(value).unwrap_or(Json::Null)
}

fn pretty_json(json: &Json) -> String {
    format!("{json:#}\n")
}

/// `api/SECTION.json`: the section and the cards of its pages. Each card is one line, so that the
/// file is readable and a small change makes a small diff.
pub(crate) fn section_json(section: &Value, pages: &[Value]) -> String {
    let mut head = JsonMembers::default();
    for key in ["title", "description", "permalink", "lang", "kind"] {
        head.set(key, text_at(section, key));
    }
    head.set("count", Json::from(pages.len()));
    let mut out = String::with_capacity(pages.len() * 1024 + 512);
    head.write_to(&mut out);
    out.pop();
    out.push_str(",\"items\":[");
    for (at, page) in pages.iter().enumerate() {
        out.push_str(if at == 0 { "\n" } else { ",\n" });
        let mut first = true;
        for (key, value) in page.as_map().into_iter().flatten() {
            let key = key.to_string();
            if value.is_none() || matches!(key.as_str(), "url" | "path" | "section") {
                continue;
            }
            out.push(if first { '{' } else { ',' });
            first = false;
            push_quoted(&mut out, &key);
            out.push(':');
            match value.as_str() {
                Some(text) => push_quoted(&mut out, text),
                None => push_json(&mut out, value),
            }
        }
        out.push('}');
    }
    out.push_str("\n]}\n");
    out
}

/// `api/sections.json`
pub(crate) fn sections_json(sections: &Value) -> String {
    pretty_json(&to_json(sections))
}

/// `metadata.jsonl`: Dublin Core of every page, one JSON object a line (TT 24/2011; Decree
/// 224/2026, art. 11.5).
pub(crate) fn metadata_lines<'s>(
    settings: &Value,
    addresses: &[Value],
    subjects: impl Iterator<Item = PageMetadata<'s>>,
) -> String {
    let by_url: FastMap<Cow<str>, PageMetadata> = subjects.map(|brief| (brief.permalink(), brief)).collect();
    let agency = text_at(settings, "agency.name");
    let mut out = String::with_capacity(addresses.len() * 768);
    for address in addresses {
        let url = text_at(address, "url");
        let subject = by_url.get(url);
        out.push('{');
        let mut line = JsonLineWriter { out: &mut out, first: true };
        line.set("identifier", url);
        line.set("publisher", agency);
        if let Some(subject) = subject {
            line.set("title", subject.title);
            let creators = subject.creators();
            line.set("creator", if creators.is_empty() { agency } else { &creators });
            line.set("description", subject.description);
            line.set("language", subject.lang);
            line.set("type", subject.kind_label);
            let terms = subject.terms().collect::<Vec<_>>().join("; ");
            if !terms.is_empty() {
                line.set("subject", &terms);
            }
        }
        // A page about a future event has a date, but no change yet.
        let announced = subject.map_or("", |subject| subject.date.as_str());
        if let Some(date) = [text_at(address, "updated"), announced].into_iter().find(|d| !d.is_empty()) {
            line.set("date", date);
        }
        out.push_str("}\n");
    }
    out
}

/// `dcat.jsonld`: the catalogue of open data sets (DCAT 3).
pub(crate) fn dcat_catalogue(settings: &Value, datasets: &[Value]) -> String {
    let base = text_at(settings, "config.base_url");
    let agency = json!({"@type": "foaf:Agent", "foaf:name": text_at(settings, "agency.name")});
    let sets: Vec<Json> = datasets
        .iter()
        .map(|set| {
            let distributions: Vec<Json> = list_at(set, "fields.distributions")
                .iter()
                .map(|d| {
                    let file = text_at(d, "file.url");
                    let url = if file.is_empty() { text_at(d, "url").to_owned() } else { format!("{base}{file}") };
                    let mut entry = Map::new();
                    entry.insert("@type".into(), "dcat:Distribution".into());
                    entry.insert("dcat:accessURL".into(), json!({"@id": url}));
                    if !file.is_empty() {
                        entry.insert("dcat:downloadURL".into(), json!({"@id": url}));
                        entry.insert("dcat:mediaType".into(), text_at(d, "file.mime").into());
                        entry.insert(
                            "dcat:byteSize".into(),
                            d.get_from_path("file.size").and_then(Value::as_u64).into(),
                        );
                    }
                    entry.insert("dct:format".into(), text_at(d, "format").into());
                    entry.insert("dct:license".into(), text_at(set, "license").into());
                    Json::Object(entry)
                })
                .collect();
            let mut entry = Map::new();
            entry.insert("@type".into(), "dcat:Dataset".into());
            entry.insert("@id".into(), text_at(set, "permalink").into());
            entry.insert("dct:title".into(), text_at(set, "title").into());
            entry.insert("dct:description".into(), text_at(set, "description").into());
            entry.insert(
                "dct:publisher".into(),
                json!({"@type": "foaf:Agent", "foaf:name": text_at(set, "fields.publisher")}),
            );
            entry.insert("dct:language".into(), text_at(set, "lang").into());
            entry.insert("dct:license".into(), text_at(set, "license").into());
            entry.insert("dcat:landingPage".into(), json!({"@id": text_at(set, "permalink")}));
            for (key, path) in [
                ("dct:issued", "fields.issued"),
                ("dct:modified", "fields.modified"),
                ("dcat:theme", "fields.theme"),
                ("dct:accrualPeriodicity", "fields.update_frequency.value"),
            ] {
                let value = text_at(set, path);
                if !value.is_empty() {
                    entry.insert(key.into(), value.into());
                }
            }
            entry.insert("dcat:distribution".into(), distributions.into());
            Json::Object(entry)
        })
        .collect();
    let context = json!({"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/", "foaf": "http://xmlns.com/foaf/0.1/"});
    pretty_json(&json!({
        "@context": context, "@type": "dcat:Catalog", "@id": format!("{base}/dcat.jsonld"), "dct:title": text_at(settings, "config.title"),
        "dct:description": text_at(settings, "config.description"), "dct:publisher": agency, "dcat:dataset": sets,
    }))
}

/// `exchange/uses.json`: which items of other portals are shown on which pages, for the publishers
/// of the items (`docs/exchange.md`).
pub(crate) fn uses_json(settings: &Value, uses: &Value) -> String {
    let portal = |key: &str| settings.get_from_path(key).map_or(Json::Null, to_json);
    pretty_json(&json!({
        "format": 1,
        "portal": {"url": format!("{}/", text_at(settings, "config.base_url")), "name": text_at(settings, "agency.name"), "parent": portal("agency.parent")},
        "items": to_json(uses),
    }))
}

/// `schedule.json`: the moments at which the portal must be built again without an edit, and the
/// days on which an editor should review a page.
pub(crate) fn schedule_json(moments: &Value, reviews: &Value) -> String {
    let moments = to_json(moments);
    let next = moments.as_array().and_then(|m| m.first()).and_then(|m| m.get("at")).cloned().unwrap_or(Json::Null);
    pretty_json(&json!({"next": next, "moments": moments, "reviews": to_json(reviews)}))
}

/// Writes the members of an object one after the other, without collecting them.
struct JsonLineWriter<'o> {
    out: &'o mut String,
    first: bool,
}

impl JsonLineWriter<'_> {
    fn push_key(&mut self, key: &str) {
        self.out.push_str(if std::mem::take(&mut self.first) { "\"" } else { ",\"" });
        self.out.push_str(key);
        self.out.push_str("\":");
    }

    fn set(&mut self, key: &str, text: &str) {
        self.push_key(key);
        push_quoted(self.out, text);
    }
}
