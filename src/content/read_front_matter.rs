//! Reads front matter: the common keys, and those of the kind or of a section.

use super::checks;
use super::front_matter::{Attachment, Correction, FrontMatter, Image, SectionFrontMatter};
use super::keys::SortBy;
use super::kind::Kind;
use super::value::{FieldValue, Reference, read_value};
use crate::diag::{Code, Diag};
use crate::node::{Node, NodeValue};
use crate::table_reader::{TableReader, unknown_key_diag};
use crate::text::slug::is_slug;

/// Reads front matter. `kind` is the kind of the page; a section itself is read as a page of the
/// kind `page`.
///
/// Returns all values that could be read, and all faults. If one of the faults is an error, the
/// site is not built.
pub fn read_front_matter(
    node: &Node,
    file: &str,
    kind: &Kind,
    is_section: bool,
    taxonomies: &[String],
) -> (FrontMatter, Vec<Diag>) {
    let mut reader = TableReader::new(node, file);
    // The caller has already read the kind. Taking the key here marks it as known.
    let _ = reader.take_node("kind");
    let slug = reader.text("slug");
    if let Some(slug) = slug.as_deref().filter(|s| !is_slug(s)) {
        let spot = reader.spot_of("slug");
        reader.report_fault(Diag::error(Code::NotASlug).arg("value", slug), spot);
    }
    let image = read_reference(&mut reader, "image");
    let alt = reader.text("image_alt");
    if image.is_some() && alt.is_none() {
        let spot = reader.spot_of("image");
        reader.report_fault(Diag::error(Code::ImageWithoutAlt), spot);
    }
    let path = read_reference(&mut reader, "path");
    // A title of the wrong type is reported as such. The empty title keeps it from being reported
    // as missing too.
    let wrong = reader.take_node("title").is_some_and(|node| node.as_text().is_none());
    let title = if kind.field("title").is_none() { reader.text("title") } else { None };
    let mut front = FrontMatter {
        title: title.or_else(|| wrong.then(String::new)),
        description: reader.text("description"),
        date: reader.stamp("date"),
        updated: reader.stamp("updated"),
        weight: reader.integer("weight"),
        draft: reader.flag("draft").unwrap_or(false),
        slug,
        path,
        aliases: read_aliases(&mut reader),
        authors: reader.texts("authors"),
        template: read_reference(&mut reader, "template"),
        taxonomies: read_taxonomies(&mut reader, file, taxonomies),
        taxonomies_spot: reader.spot_of("taxonomies"),
        extra: reader.table("extra").map_or_else(|| Node::empty_table().to_json(), Node::to_json),
        publish_at: reader.stamp("publish_at"),
        expires_at: reader.stamp("expires_at"),
        review_by: reader.stamp("review_by"),
        editor: reader.text("editor"),
        source: reader.text("source"),
        image: image.map(|file| Image { file, alt: alt.unwrap_or_default() }),
        attachments: read_attachments(&mut reader, file),
        license: reader.text("license"),
        corrections: read_corrections(&mut reader, file),
        fields: Vec::new(),
        section: SectionFrontMatter { in_menu: true, ..SectionFrontMatter::default() },
        origin: None,
        spot: node.spot,
    };
    if is_section {
        let is_home = file.strip_prefix("content/").is_some_and(|name| !name.contains('/'));
        front.section = read_section(&mut reader);
        if is_home && front.section.hidden {
            let spot = reader.spot_of("render");
            reader.report_fault(Diag::error(Code::HomeHidden), spot);
        }
    } else {
        front.fields = read_fields(&mut reader, kind, file);
        front.fields.shrink_to_fit();
        checks::check_dates(&mut reader, kind, &front);
        checks::check_required(&mut reader, kind, node.spot);
        checks::check_number(&mut reader, kind, &front);
    }
    if let (Some(from), Some(to)) = (front.publish_at, front.expires_at)
        && to.end() < from.start()
    {
        let spot = reader.spot_of("expires_at");
        reader.report_fault(Diag::error(Code::DateOrder).arg("key", "expires_at").arg("other", "publish_at"), spot);
    }
    (front, reader.finish())
}

pub(super) fn read_reference<'a>(reader: &mut TableReader<'a>, key: &'a str) -> Option<Reference> {
    let to = reader.text(key)?;
    Some(Reference { to, spot: reader.spot_of(key) })
}

pub(super) fn read_aliases(reader: &mut TableReader) -> Vec<Reference> {
    let nodes = reader.list("aliases");
    let mut aliases = Vec::new();
    for node in nodes {
        match node.as_text() {
            Some(text) => aliases.push(Reference { to: text.trim().to_owned(), spot: node.spot }),
            None => {
                let diag = Diag::error(Code::WrongType).arg("wanted", "text").arg("found", node.type_name());
                reader.report_fault(diag, node.spot);
            }
        }
    }
    aliases
}

pub(super) fn read_taxonomies(reader: &mut TableReader, file: &str, names: &[String]) -> Vec<(usize, Vec<String>)> {
    let Some(table) = reader.table("taxonomies") else { return Vec::new() };
    let mut found = Vec::new();
    let mut inner = TableReader::new(table, file);
    for (at, name) in names.iter().enumerate() {
        let key = table.entries().iter().find(|e| e.key == *name).map(|e| e.key.as_str());
        let Some(key) = key else { continue };
        let mut terms = inner.texts(key);
        terms.retain(|t| !t.is_empty());
        if !terms.is_empty() {
            found.push((at, terms));
        }
    }
    for entry in table.entries().iter().filter(|e| !names.contains(&e.key)) {
        reader.report_fault(unknown_key_diag(&entry.key, names.iter().map(String::as_str)), entry.spot);
    }
    reader.faults.append(&mut inner.faults);
    found
}

pub(super) fn read_attachments(reader: &mut TableReader, file: &str) -> Vec<Attachment> {
    let mut found = Vec::new();
    for node in reader.list("attachments") {
        match &node.value {
            NodeValue::Text(to) => {
                found.push(Attachment { file: Reference { to: to.clone(), spot: node.spot }, title: None })
            }
            _ => {
                let mut inner = TableReader::new(node, file);
                let to = inner.required_text("file");
                let spot = inner.spot_of("file");
                let title = inner.text("title");
                reader.faults.extend(inner.finish());
                found.push(Attachment { file: Reference { to, spot }, title });
            }
        }
    }
    found
}

pub(super) fn read_corrections(reader: &mut TableReader, file: &str) -> Vec<Correction> {
    let mut found = Vec::new();
    for node in reader.list("corrections") {
        let mut inner = TableReader::new(node, file);
        let date = inner.stamp("date");
        if date.is_none() && inner.faults.is_empty() {
            inner.report_fault(Diag::error(Code::MissingKey).arg("key", "date"), node.spot);
        }
        let note = inner.required_text("note");
        reader.faults.extend(inner.finish());
        found.extend(date.map(|date| Correction { date, note }));
    }
    found
}

pub(super) fn read_section(reader: &mut TableReader) -> SectionFrontMatter {
    SectionFrontMatter {
        has_kind: false,
        sort_by: reader.choice("sort_by", &SortBy::NAMES),
        paginate_by: reader.count("paginate_by", 0..=1000),
        page_template: read_reference(reader, "page_template"),
        transparent: reader.flag("transparent").unwrap_or(false),
        anchors: reader.choice("insert_anchor_links", &[("none", false), ("right", true)]).unwrap_or(false),
        feed: reader.flag("feed"),
        hidden: !reader.flag("render").unwrap_or(true),
        in_menu: reader.flag("in_menu").unwrap_or(true),
        menu_title: reader.text("menu_title"),
    }
}

pub(super) fn read_fields<'a>(reader: &mut TableReader<'a>, kind: &'a Kind, file: &str) -> Vec<(usize, FieldValue)> {
    let mut values = Vec::new();
    for (at, field) in kind.fields.iter().enumerate() {
        let Some(node) = reader.take_node(&field.key) else { continue };
        match read_value(node, &field.ty, file) {
            Ok(FieldValue::List(items)) if items.is_empty() && !field.required => {}
            Ok(FieldValue::List(items)) if items.is_empty() => {
                reader.report_fault(Diag::error(Code::EmptyValue), node.spot);
            }
            Ok(value) => values.push((at, value)),
            Err(faults) => reader.faults.extend(faults),
        }
    }
    values
}
