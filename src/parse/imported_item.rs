//! Parses an item of another portal: the item becomes front matter and a body, as if it were a
//! content file of this site.
//!
//! The text of an item was verified, but this portal did not write it. Unsafe characters were
//! removed when the item was read ([`crate::exchange::format::Item::from_verified_bytes`]), and its
//! body passes [`sanitise`]. No part of an item is read as a template or a shortcode.

use serde_json::Value;

use super::body::{Body, Heading, Hole, HoleKind, count_words};
use super::parsed_file::ParsedFile;
use super::parsed_text::{ContentFacts, ParsedText};
use crate::diag::{Code, Diag, Spot};
use crate::exchange::body::{BodyContext, BodyFault, BodyPicture, SanitisedBody, sanitise};
use crate::exchange::format::Item;
use crate::exchange::public_url::is_unsafe_link;
use crate::imports::{ImportEnvelope, picture_url};
use crate::node::{Node, NodeValue, Syntax, TableEntry};

/// The place of all diagnostics about an item: an item is not a file that an author can edit.
const SPOT: Spot = Spot { line: 1, column: 1, length: 1 };

/// The prefix of all ids in the bodies of items. Ids of the theme and of headings are words joined
/// by hyphens. With the dot in the prefix, no id of an item can be equal to one of them.
const ID_PREFIX: &str = "nguon.";

/// The prefix of the ids of an item that a text includes; `nth` is its position on the page. Names
/// have no dots, so two items, or two places of one item, never share an id.
pub fn include_id_prefix(source: &str, id: &str, nth: usize) -> String {
    format!("{ID_PREFIX}{source}.{id}.{nth}.")
}

/// Fields with which a portal arranges its own pages. They are ignored in items, so that an item
/// cannot put itself first on the home page of another portal.
const ARRANGING_FIELDS: [&str; 1] = ["featured"];

/// Parses an [`ImportEnvelope`]; `file` is the name of the content file that it replaces.
pub fn parse_envelope(file: &str, bytes: &[u8]) -> ParsedFile {
    let altered = || ParsedFile::unreadable(Diag::error(Code::ExchangeAltered).file(file));
    let Some(ImportEnvelope { mut origin, item }) = ImportEnvelope::read(bytes) else { return altered() };
    let Some(item) = item else {
        let front = table(vec![("title", NodeValue::Text(origin.id.clone()))]);
        return ParsedFile { front: Some(front), text: ParsedText::default(), origin: Some(Box::new(origin)) };
    };
    let Ok(mut item) = Item::from_verified_bytes(&item) else { return altered() };
    if origin.hosts.owns_url(&item.canonical) {
        origin.canonical = item.canonical.to_string();
    }
    if origin.is_future_dated {
        item.entry.published = None;
    }
    match import_body(&item, 1, ID_PREFIX, None) {
        Ok((body, clean)) => {
            let headings = clean
                .headings
                .into_iter()
                .filter_map(|heading| Some(Heading { level: heading.level, id: heading.id?, title: heading.text }));
            let headings: Vec<Heading> = headings.collect();
            let facts = ContentFacts {
                provisional: 0,
                word_counts: count_words(&body),
                ids: headings.iter().map(|heading| heading.id.clone()).collect(),
                headings,
                words: u32::try_from(clean.words).unwrap_or(u32::MAX),
                summary: clean.summary,
                mentions: body.mentions(),
            };
            let text = ParsedText { body, facts, faults: Vec::new() };
            ParsedFile { front: Some(item_front(&item)), text, origin: Some(Box::new(origin)) }
        }
        // The pull has already sanitised this body successfully, so the stored item was altered
        // since.
        Err(_) => altered(),
    }
}

/// The body of an item, with holes for its pictures. `below` is the level of the heading above the
/// item, `prefix` is put before its ids, and `block` is the id of the only part to take (`None`:
/// the whole body).
///
/// # Errors
/// The reason why the body cannot be shown.
pub fn import_body(
    item: &Item,
    below: u8,
    prefix: &str,
    block: Option<&str>,
) -> Result<(Body, SanitisedBody), BodyFault> {
    let pictures = |hash: &str| item.asset(hash).map(|asset| BodyPicture { src: picture_url(asset), size: None });
    let frame =
        BodyContext { canonical: item.canonical.as_str(), pictures: &pictures, parent_level: below, prefix, block };
    let clean = sanitise(&item.body, &frame)?;
    Ok((cut_pictures(&add_table_regions(&clean.html, &item.entry.lang)), clean))
}

/// Makes each table a region that can be focused, like the tables of the portal's own pages: a
/// table that is wider than the page can then be reached and scrolled with the keyboard.
fn add_table_regions(html: &str, lang: &str) -> String {
    const BARE: &str = "<div class=\"table-wrap\">";
    let name = if lang == "vi" { "Bảng" } else { "Table" };
    let mut parts = html.split(BARE);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for (at, part) in parts.enumerate() {
        let n = at + 1;
        out.push_str(&format!(
            "<div class=\"table-wrap\" role=\"region\" tabindex=\"0\" aria-label=\"{name} {n}\">{part}"
        ));
    }
    out
}

/// Replaces the pictures by holes. The HTML is the output of the sanitiser: in it, `<` only begins
/// tags and attribute values are in double quotes.
fn cut_pictures(html: &str) -> Body {
    let mut body = Body { html: String::with_capacity(html.len()), holes: Vec::new() };
    let mut rest = html;
    while let Some(at) = rest.find("<img ") {
        let (before, tag) = rest.split_at(at);
        body.html.push_str(before);
        let end = tag.find('>').map_or(tag.len(), |end| end + 1);
        let (tag, after) = tag.split_at(end);
        let value = |name: &str| {
            let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
            tag.get(start..)?.split('"').next().map(|text| htmlize::unescape(text).into_owned())
        };
        if let Some(src) = value("src") {
            let what =
                HoleKind::Image { src, alt: value("alt").unwrap_or_default(), title: String::new(), block: false };
            body.holes.push(Hole { at: u32::try_from(body.html.len()).unwrap_or(u32::MAX), spot: SPOT, kind: what });
        }
        rest = after;
    }
    body.html.push_str(rest);
    body
}

/// The front matter of an item. Fields that its kind does not have are kept here, because this
/// module does not know the kinds; `model` drops them.
fn item_front(item: &Item) -> Node {
    let text = |text: &str| NodeValue::Text(text.to_owned());
    let mut keys = vec![("kind", text(&item.entry.kind)), ("title", text(&item.entry.title))];
    let mut add = |key: &'static str, value: Option<&String>| {
        if let Some(value) = value.filter(|value| !value.trim().is_empty()) {
            keys.push((key, NodeValue::Text(value.clone())));
        }
    };
    add("description", Some(&item.entry.summary));
    add("date", item.entry.published.as_ref());
    add("updated", item.modified.as_ref());
    add("license", item.license.as_ref());
    add("expires_at", item.valid_to.as_ref());
    let list = |nodes: Vec<Node>| NodeValue::List(nodes);
    if !item.authors.is_empty() {
        keys.push(("authors", list(item.authors.iter().map(|author| node(text(author))).collect())));
    }
    if !item.corrections.is_empty() {
        let one =
            |c: &crate::exchange::format::ItemCorrection| table(vec![("date", text(&c.date)), ("note", text(&c.note))]);
        keys.push(("corrections", list(item.corrections.iter().map(one).collect())));
    }
    let mut front = table(keys);
    if let NodeValue::Table(entries) = &mut front.value {
        let fields = item.fields.iter().filter_map(|(key, value)| Some((key.clone(), node_from_json(value)?)));
        let own: Vec<TableEntry> = fields.map(|(key, node)| TableEntry { key, spot: SPOT, node }).collect();
        let is_new = |entry: &TableEntry| {
            let key = entry.key.as_str();
            !crate::content::COMMON_KEYS.contains(&key) && !ARRANGING_FIELDS.contains(&key)
        };
        entries.extend(own.into_iter().filter(is_new));
    }
    front
}

fn node(data: NodeValue) -> Node {
    Node { spot: SPOT, value: data, syntax: Syntax::Toml }
}

fn table(keys: Vec<(&str, NodeValue)>) -> Node {
    let entry = |(key, data): (&str, NodeValue)| TableEntry { key: key.to_owned(), spot: SPOT, node: node(data) };
    node(NodeValue::Table(keys.into_iter().map(entry).collect()))
}

/// Converts JSON to a node. The depth of the JSON was limited when the item was read, so recursion
/// is safe.
fn node_from_json(value: &Value) -> Option<Node> {
    let data = match value {
        Value::Null => return None,
        Value::Bool(flag) => NodeValue::Boolean(*flag),
        Value::Number(number) => match number.as_i64() {
            Some(number) => NodeValue::Integer(number),
            None => NodeValue::Float(number.as_f64()?),
        },
        // A link that the sanitiser refuses in a body is refused in a field too.
        Value::String(text) if is_unsafe_link(text) => return None,
        Value::String(text) => NodeValue::Text(text.clone()),
        Value::Array(items) => NodeValue::List(items.iter().filter_map(node_from_json).collect()),
        Value::Object(map) => {
            let entry = |(key, value): (&String, &Value)| {
                Some(TableEntry { key: key.clone(), spot: SPOT, node: node_from_json(value)? })
            };
            NodeValue::Table(map.iter().filter_map(entry).collect())
        }
    };
    Some(node(data))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_become_holes_and_nothing_else_changes() {
        let html = "<p>Đầu &lt;img src=\"x\"&gt;</p><figure><img src=\"/exchange/pictures/ab.jpg\" alt=\"Cầu &amp; &quot;đường&quot;\"></figure><p>cuối</p>";
        let body = cut_pictures(html);
        assert_eq!(body.html, "<p>Đầu &lt;img src=\"x\"&gt;</p><figure></figure><p>cuối</p>");
        let [hole] = body.holes.as_slice() else { panic!("one hole: {:?}", body.holes) };
        assert_eq!(&body.html[hole.at as usize..][..9], "</figure>");
        let HoleKind::Image { src, alt, .. } = &hole.kind else { panic!("a picture") };
        assert_eq!((src.as_str(), alt.as_str()), ("/exchange/pictures/ab.jpg", "Cầu & \"đường\""));
    }
}
