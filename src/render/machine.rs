//! What programs read: JSON per section, metadata, the data catalogue, the schedule, the search index.

use serde_json::{Map, Value as Json, json};
use tera::Value;

use super::object::{list, text};
use crate::text::fold::fold;

/// A template value as JSON.
pub fn to_json(value: &Value) -> Json {
    serde_json::to_value(value).unwrap_or(Json::Null)
}

fn pretty(json: &Json) -> String {
    format!("{json:#}\n")
}

/// `api/SECTION.json`: the section and the cards of its pages.
pub fn section(section: &Value, pages: &[Value]) -> String {
    let mut items: Vec<Json> = Vec::new();
    for page in pages {
        let Json::Object(mut card) = to_json(page) else { continue };
        for key in ["url", "path", "section"] {
            card.remove(key);
        }
        card.retain(|_, value| !value.is_null());
        items.push(card.into());
    }
    let mut out = Map::new();
    for key in ["title", "description", "permalink", "lang", "kind"] {
        out.insert(key.to_owned(), text(section, key).into());
    }
    out.insert("count".into(), items.len().into());
    out.insert("items".into(), items.into());
    // One item a line: readable, and small changes stay small in a diff.
    let Some(Json::Array(items)) = out.remove("items") else { return String::new() };
    let mut head = Json::Object(out).to_string();
    head.pop();
    let lines: Vec<String> = items.iter().map(Json::to_string).collect();
    format!("{head},\"items\":[\n{}\n]}}\n", lines.join(",\n"))
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
    let mut out = String::new();
    for address in addresses {
        let url = text(address, "url");
        let mut line = Map::new();
        line.insert("identifier".into(), url.into());
        line.insert("publisher".into(), agency.into());
        if let Some(card) = by_url.get(url) {
            let creator = match text(card, "fields.byline") {
                "" => agency,
                byline => byline,
            };
            line.insert("title".into(), text(card, "title").into());
            line.insert("creator".into(), creator.into());
            line.insert("description".into(), text(card, "description").into());
            line.insert("language".into(), text(card, "lang").into());
            line.insert("type".into(), text(card, "kind_label").into());
            let subject: Vec<&str> = list(card, "taxonomies").iter().flat_map(|t| list(t, "terms")).map(|t| text(t, "name")).collect();
            if !subject.is_empty() {
                line.insert("subject".into(), subject.join("; ").into());
            }
        }
        let date = text(address, "updated");
        if !date.is_empty() {
            line.insert("date".into(), date.into());
        }
        out.push_str(&Json::Object(line).to_string());
        out.push('\n');
    }
    out
}

/// `dcat.jsonld`: the catalogue of open data sets (DCAT 3).
pub fn catalogue(settings: &Value, datasets: &[Value]) -> String {
    let base = text(settings, "config.base_url");
    let agency = json!({"@type": "foaf:Agent", "foaf:name": text(settings, "agency.name")});
    let sets: Vec<Json> = datasets.iter().map(|set| {
        let distributions: Vec<Json> = list(set, "fields.distributions").iter().map(|d| {
            let file = text(d, "file.url");
            let url = if file.is_empty() { text(d, "url").to_owned() } else { format!("{base}{file}") };
            let mut entry = Map::new();
            entry.insert("@type".into(), "dcat:Distribution".into());
            entry.insert("dcat:accessURL".into(), json!({"@id": url}));
            if !file.is_empty() {
                entry.insert("dcat:downloadURL".into(), json!({"@id": url}));
                entry.insert("dcat:mediaType".into(), text(d, "file.mime").into());
                entry.insert("dcat:byteSize".into(), d.get_from_path("file.size").and_then(Value::as_u64).into());
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
        entry.insert("dct:publisher".into(), json!({"@type": "foaf:Agent", "foaf:name": text(set, "fields.publisher")}));
        entry.insert("dct:language".into(), text(set, "lang").into());
        entry.insert("dct:license".into(), text(set, "license").into());
        entry.insert("dcat:landingPage".into(), json!({"@id": text(set, "permalink")}));
        for (key, path) in [("dct:issued", "fields.issued"), ("dct:modified", "fields.modified"), ("dcat:theme", "fields.theme"), ("dct:accrualPeriodicity", "fields.update_frequency.value")] {
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
    let entries: Vec<String> = cards.iter().map(|card| {
        let number = ["fields.number", "fields.code"].into_iter().map(|k| text(card, k)).find(|n| !n.is_empty());
        let (title, description) = (text(card, "title"), text(card, "description"));
        let terms = list(card, "taxonomies").iter().flat_map(|t| list(t, "terms")).map(|t| text(t, "name")).collect::<Vec<_>>().join(" ");
        let folded = fold(&format!("{title} {description} {} {terms}", number.unwrap_or_default()));
        let mut entry = Map::new();
        entry.insert("t".into(), title.into());
        entry.insert("u".into(), text(card, "url").into());
        entry.insert("d".into(), description.into());
        entry.insert("k".into(), text(card, "kind_label").into());
        entry.insert("n".into(), number.map_or(Json::Null, Into::into));
        let date = text(card, "date");
        entry.insert("y".into(), if date.is_empty() { Json::Null } else { date.into() });
        entry.insert("f".into(), folded.into());
        Json::Object(entry).to_string()
    })
    .collect();
    format!("[\n{}\n]\n", entries.join(",\n"))
}
