//! What programs read: JSON per section, metadata, the data catalogue, the schedule, the search index.

use serde_json::{Map, Value as Json, json};
use tera::Value;

use super::json::{Members, append, quote};
use super::object::{list, text};
use crate::text::fold::fold;

/// A template value as JSON.
pub fn to_json(value: &Value) -> Json {
    serde_json::to_value(value).unwrap_or(Json::Null)
}

fn pretty(json: &Json) -> String {
    format!("{json:#}\n")
}

/// `api/SECTION.json`: the section and the cards of its pages, one a line: readable, and small changes stay small in a diff.
pub fn section(section: &Value, pages: &[Value]) -> String {
    let mut head = Members::default();
    for key in ["title", "description", "permalink", "lang", "kind"] {
        head.set(key, text(section, key));
    }
    head.set("count", Json::from(pages.len()));
    let mut out = String::with_capacity(pages.len() * 1024 + 512);
    head.write(&mut out);
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
            quote(&mut out, &key);
            out.push(':');
            match value.as_str() {
                Some(text) => quote(&mut out, text),
                None => append(&mut out, value),
            }
        }
        out.push('}');
    }
    out.push_str("\n]}\n");
    out
}

/// `api/sections.json`
pub fn sections(sections: &Value) -> String {
    pretty(&to_json(sections))
}

/// `metadata.jsonl`: Dublin Core of every page, one JSON object a line (TT 24/2011; Decree 224/2026, art. 11.5).
pub fn metadata(settings: &Value, addresses: &[Value], cards: &[Value]) -> String {
    let mut by_url: std::collections::HashMap<&str, &Value> = std::collections::HashMap::new();
    for card in cards {
        by_url.insert(text(card, "permalink"), card);
    }
    let agency = text(settings, "agency.name");
    let mut out = String::with_capacity(addresses.len() * 640);
    for address in addresses {
        let url = text(address, "url");
        let mut line = Members::with_capacity(9);
        line.set("identifier", url).set("publisher", agency);
        if let Some(card) = by_url.get(url) {
            let creator = match text(card, "fields.byline") {
                "" => agency,
                byline => byline,
            };
            line.set("title", text(card, "title")).set("creator", creator);
            line.set("description", text(card, "description")).set("language", text(card, "lang"));
            line.set("type", text(card, "kind_label"));
            let subject: Vec<&str> =
                list(card, "taxonomies").iter().flat_map(|t| list(t, "terms")).map(|t| text(t, "name")).collect();
            if !subject.is_empty() {
                line.set("subject", subject.join("; "));
            }
        }
        // What is still to come has a date and no change yet.
        let announced = by_url.get(url).map_or("", |card| text(card, "date"));
        line.maybe("date", [text(address, "updated"), announced].into_iter().find(|d| !d.is_empty()));
        line.write(&mut out);
        out.push('\n');
    }
    out
}

/// `dcat.jsonld`: the catalogue of open data sets (DCAT 3).
pub fn catalogue(settings: &Value, datasets: &[Value]) -> String {
    let base = text(settings, "config.base_url");
    let agency = json!({"@type": "foaf:Agent", "foaf:name": text(settings, "agency.name")});
    let sets: Vec<Json> = datasets
        .iter()
        .map(|set| {
            let distributions: Vec<Json> = list(set, "fields.distributions")
                .iter()
                .map(|d| {
                    let file = text(d, "file.url");
                    let url = if file.is_empty() { text(d, "url").to_owned() } else { format!("{base}{file}") };
                    let mut entry = Map::new();
                    entry.insert("@type".into(), "dcat:Distribution".into());
                    entry.insert("dcat:accessURL".into(), json!({"@id": url}));
                    if !file.is_empty() {
                        entry.insert("dcat:downloadURL".into(), json!({"@id": url}));
                        entry.insert("dcat:mediaType".into(), text(d, "file.mime").into());
                        entry.insert(
                            "dcat:byteSize".into(),
                            d.get_from_path("file.size").and_then(Value::as_u64).into(),
                        );
                    }
                    entry.insert("dct:format".into(), text(d, "format").into());
                    entry.insert("dct:license".into(), text(set, "license").into());
                    Json::Object(entry)
                })
                .collect();
            let mut entry = Map::new();
            entry.insert("@type".into(), "dcat:Dataset".into());
            entry.insert("@id".into(), text(set, "permalink").into());
            entry.insert("dct:title".into(), text(set, "title").into());
            entry.insert("dct:description".into(), text(set, "description").into());
            entry.insert(
                "dct:publisher".into(),
                json!({"@type": "foaf:Agent", "foaf:name": text(set, "fields.publisher")}),
            );
            entry.insert("dct:language".into(), text(set, "lang").into());
            entry.insert("dct:license".into(), text(set, "license").into());
            entry.insert("dcat:landingPage".into(), json!({"@id": text(set, "permalink")}));
            for (key, path) in [
                ("dct:issued", "fields.issued"),
                ("dct:modified", "fields.modified"),
                ("dcat:theme", "fields.theme"),
                ("dct:accrualPeriodicity", "fields.update_frequency.value"),
            ] {
                let value = text(set, path);
                if !value.is_empty() {
                    entry.insert(key.into(), value.into());
                }
            }
            entry.insert("dcat:distribution".into(), distributions.into());
            Json::Object(entry)
        })
        .collect();
    let context = json!({"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/", "foaf": "http://xmlns.com/foaf/0.1/"});
    pretty(&json!({
        "@context": context, "@type": "dcat:Catalog", "@id": format!("{base}/dcat.jsonld"), "dct:title": text(settings, "config.title"),
        "dct:description": text(settings, "config.description"), "dct:publisher": agency, "dcat:dataset": sets,
    }))
}

/// `schedule.json`: when to build again with no edit.
pub fn schedule(moments: &Value) -> String {
    let moments = to_json(moments);
    let next = moments.as_array().and_then(|m| m.first()).and_then(|m| m.get("at")).cloned().unwrap_or(Json::Null);
    pretty(&json!({"next": next, "moments": moments}))
}

/// `search/LANG.json`: title, address, description, kind, number, date, and the text to match, without marks.
pub fn search(cards: &[Value]) -> String {
    let mut out = String::with_capacity(cards.len() * 640);
    out.push('[');
    for (at, card) in cards.iter().enumerate() {
        let number = ["fields.number", "fields.code"].into_iter().map(|k| text(card, k)).find(|n| !n.is_empty());
        let (title, description) = (text(card, "title"), text(card, "description"));
        let terms = list(card, "taxonomies")
            .iter()
            .flat_map(|t| list(t, "terms"))
            .map(|t| text(t, "name"))
            .collect::<Vec<_>>()
            .join(" ");
        let date = Some(text(card, "date")).filter(|d| !d.is_empty());
        let entry = Entry {
            t: title,
            u: text(card, "url"),
            d: description,
            k: text(card, "kind_label"),
            n: number,
            y: date,
            f: fold(&format!("{title} {description} {} {terms}", number.unwrap_or_default())),
        };
        out.push_str(if at == 0 { "\n" } else { ",\n" });
        out.push_str(&serde_json::to_string(&entry).unwrap_or_default());
    }
    out.push_str("\n]\n");
    out
}

/// An entry of the search index; its keys are short because every visitor who searches loads it.
#[derive(serde::Serialize)]
struct Entry<'c> {
    t: &'c str,
    u: &'c str,
    d: &'c str,
    k: &'c str,
    n: Option<&'c str>,
    y: Option<&'c str>,
    f: String,
}
