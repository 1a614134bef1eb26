//! Reads front matter: the common keys, and those of the kind or of a section.

use super::checks;
use super::facet_pair::read_facet_pairs;
use super::front_matter::{Correction, FrontMatter, Image, SectionFrontMatter};
use super::keys::{KEYS_OF_ADDRESSES, SortBy};
use super::kind::Kind;
use super::misplaced_keys::explain_misplaced_keys;
use super::term_reference::{read_term, unknown_taxonomy_diag};
use super::value::{Attachment, FieldValue, Reference, read_attachment, read_field_value};
use super::web_address::is_web_address;
use crate::diag::{Code, Diag, Spot};
use crate::node::{Node, NodeValue, value_of_type};
use crate::table_reader::{NamedChoice, TableReader};
use crate::text::slug::{is_slug, slug as make_slug};

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
        let near = make_slug(slug);
        let diag = match near.is_empty() {
            true => Diag::error(Code::NotASlug),
            false => {
                Diag::error(Code::NotASlugNear).arg("suggestion", node.syntax.entry("slug", &format!("\"{near}\"")))
            }
        };
        reader.report_fault(diag.arg("value", slug), spot);
    }
    let image = read_reference(&mut reader, "image");
    let alt = reader.text("image_alt");
    if image.is_some() && alt.is_none() {
        let spot = reader.spot_of("image");
        reader.report_fault(Diag::error(Code::ImageWithoutAlt), spot);
    }
    if image.is_none() && alt.is_some() && node.get("image").is_none() {
        let spot = reader.spot_of("image_alt");
        reader.report_fault(Diag::warning(Code::ImageAltAlone), spot);
    }
    let path = read_reference(&mut reader, "path");
    // A title of the wrong type, or without words, is reported as such. The empty title keeps it
    // from being reported as missing too.
    let written = reader.take_node("title");
    let has_other_title = kind.title.is_some() || file.strip_prefix("content/").is_some_and(is_home);
    let is_empty = |text: &str| text.trim().is_empty() && !has_other_title;
    let wrong = written.is_some_and(|node| node.as_text().is_none_or(is_empty));
    if let Some(node) = written.filter(|node| wrong && node.as_text().is_some()) {
        reader.report_fault(Diag::error(Code::EmptyValue), node.spot);
    }
    let title = if kind.field("title").is_none() { reader.text("title") } else { None };
    let (own_terms, term_spots) = read_taxonomies(&mut reader, file, taxonomies);
    reader.warn_of_several_items("authors");
    let is_hidden = reader.flag("hidden").unwrap_or(false);
    let term = if is_section { None } else { read_term(&mut reader, taxonomies) };
    let date_key = if node.get("date").is_some() { "date" } else { "issued" };
    let mut front = FrontMatter {
        date_spot: reader.spot_of(date_key),
        title: title.or_else(|| wrong.then(String::new)),
        description: reader.text("description"),
        date: reader.stamp("date"),
        updated: reader.stamp("updated"),
        weight: reader.integer("weight"),
        draft: reader.flag("draft").unwrap_or(false),
        is_left_out_of_search: leaves_out(&mut reader, "search", is_hidden),
        // The lists show the pages of the term, and not its text.
        is_left_out_of_lists: leaves_out(&mut reader, "listed", is_hidden) || term.is_some(),
        is_left_out_of_index: leaves_out(&mut reader, "indexed", is_hidden),
        slug,
        path,
        aliases: read_aliases(&mut reader),
        authors: reader.texts("authors"),
        template: read_reference(&mut reader, "template"),
        taxonomies: own_terms,
        term_spots,
        term,
        extra: reader.table("extra").map_or_else(|| Node::empty_table().to_json(), Node::to_json),
        extra_keys: node.get("extra").map_or_else(Vec::new, key_spots),
        extra_references: node.get("extra").map_or_else(Vec::new, find_references),
        publish_at: reader.stamp("publish_at"),
        expires_at: reader.stamp("expires_at"),
        review_by: reader.stamp("review_by"),
        editor: reader.text("editor"),
        source: reader.text("source"),
        image: image.map(|file| Image { file, alt: alt.unwrap_or_default() }),
        attachments: read_attachments(&mut reader, file),
        license: reader.text("license"),
        related: read_references(&mut reader, "related"),
        fulfils: read_references(&mut reader, "fulfils").unwrap_or_default(),
        corrections: read_corrections(&mut reader, file),
        fields: Vec::new(),
        section: SectionFrontMatter { in_menu: true, ..SectionFrontMatter::default() },
        taken_from: Vec::new(),
        untranslated: Vec::new(),
        origin: None,
        spot: node.spot,
    };
    if is_section {
        front.section = read_section(&mut reader);
        let is_home = file.strip_prefix("content/").is_some_and(is_home);
        if is_home && front.section.hidden {
            let spot = reader.spot_of("render");
            reader.report_fault(Diag::error(Code::HomeHidden), spot);
        }
        refuse_keys(&mut reader, "section", &KEYS_OF_PAGES);
        if is_home {
            check_home_extra(&mut reader, node.get("extra"));
            refuse_keys(&mut reader, "home", &KEYS_OF_INNER_SECTIONS);
        } else if front.section.hidden {
            refuse_keys(&mut reader, "hidden", &KEYS_OF_OWN_PAGES);
        }
    } else {
        if !kind.has_own_pages {
            refuse_keys(&mut reader, "item", &KEYS_OF_ADDRESSES);
        }
        if front.term.is_some() {
            refuse_keys(&mut reader, "term", &KEYS_OF_OWN_ADDRESSES);
        }
        front.fields = read_fields(&mut reader, kind, file);
        front.fields.shrink_to_fit();
        checks::check_dates(&mut reader, kind, &front);
        checks::check_required(&mut reader, kind, node);
        checks::check_number(&mut reader, kind, &front);
        checks::check_end(&mut reader, kind, &front);
        checks::check_effect(&mut reader, kind, &front);
    }
    checks::check_markup(&mut reader, node);
    if let (Some(from), Some(to)) = (front.publish_at, front.expires_at)
        && to.end() < from.start()
    {
        let spot = reader.spot_of("expires_at");
        reader.report_fault(Diag::error(Code::DateOrder).arg("key", "expires_at").arg("other", "publish_at"), spot);
    }
    let mut faults = reader.finish();
    let needs_title = front.title.is_none() && kind.field("title").is_none();
    if explain_misplaced_keys(node, file, kind, taxonomies, &mut faults, needs_title) {
        front.title = front.title.or_else(|| Some(String::new()));
    }
    (front, faults)
}

/// The keys of `[extra]` of the home page that name sections for the theme of the program.
const SECTIONS_OF_HOME: [&str; 14] = [
    "albums",
    "consultations",
    "documents",
    "events",
    "fields",
    "links",
    "news",
    "people",
    "plans",
    "portals",
    "projects",
    "questions",
    "services",
    "units",
];

/// Warns of a key of `[extra]` that names a page and differs in one letter from a key that the
/// theme of the program knows.
fn check_home_extra(reader: &mut TableReader, extra: Option<&Node>) {
    for entry in extra.into_iter().flat_map(Node::entries) {
        let is_known = SECTIONS_OF_HOME.contains(&entry.key.as_str());
        if is_known || !entry.node.as_text().is_some_and(|text| text.starts_with("@/")) {
            continue;
        }
        let is_near = |key: &&&str| strsim::damerau_levenshtein(&entry.key.to_lowercase(), key) <= 1;
        if let Some(near) = SECTIONS_OF_HOME.iter().find(is_near) {
            let diag = Diag::warning(Code::ExtraKeyNear).arg("key", &entry.key).arg("near", near);
            reader.report_fault(diag, entry.spot);
        }
    }
}

/// Whether a file in `content/` is the home page of a language.
fn is_home(name: &str) -> bool {
    name.starts_with("_index.") && !name.contains('/')
}

/// The keys that only pages have: what they say is about one text.
pub(super) const KEYS_OF_PAGES: [&str; 10] =
    ["authors", "corrections", "editor", "hidden", "license", "listed", "related", "source", "taxonomies", "term"];

/// The keys that have no effect on the home page, which is always at the root and in no section.
const KEYS_OF_INNER_SECTIONS: [&str; 6] = ["expires_at", "in_menu", "path", "slug", "transparent", "weight"];

/// The keys that have an effect only on the page of a section.
const KEYS_OF_OWN_PAGES: [&str; 7] = ["aliases", "attachments", "feed", "image", "image_alt", "indexed", "template"];

/// The keys that have no effect on the text of a term, whose address is that of the term.
const KEYS_OF_OWN_ADDRESSES: [&str; 2] = ["path", "slug"];

/// Reports keys that would have no effect in this file. `place` is the kind of file, for the
/// message.
fn refuse_keys<'a>(reader: &mut TableReader<'a>, place: &str, keys: &[&'a str]) {
    for key in keys {
        if reader.take_node(key).is_some() {
            let spot = reader.spot_of(key);
            reader.report_fault(Diag::error(Code::KeyWithoutEffect).arg("key", key).arg("place", place), spot);
        }
    }
}

/// Whether a page is left out of search, of lists or of search engines: by the key, or because it
/// is hidden from all of them.
fn leaves_out<'a>(reader: &mut TableReader<'a>, key: &'a str, is_hidden: bool) -> bool {
    let flag = reader.flag(key);
    if is_hidden && flag == Some(true) {
        let spot = reader.spot_of(key);
        let diag = Diag::error(Code::KeyWithoutEffect).arg("key", key).arg("place", "beside-hidden");
        reader.report_fault(diag, spot);
    }
    is_hidden || flag == Some(false)
}

pub(super) fn read_reference<'a>(reader: &mut TableReader<'a>, key: &'a str) -> Option<Reference> {
    let to = reader.text(key)?;
    Some(Reference { to, spot: reader.spot_of(key) })
}

/// The texts anywhere in a value that name a content file.
fn key_spots(table: &Node) -> Vec<(String, Spot)> {
    table.entries().iter().map(|entry| (entry.key.clone(), entry.node.spot)).collect()
}

fn find_references(node: &Node) -> Vec<Reference> {
    match &node.value {
        NodeValue::Text(text) if text.starts_with("@/") && text.ends_with(".md") => {
            vec![Reference { to: text.clone(), spot: node.spot }]
        }
        NodeValue::List(items) => items.iter().flat_map(find_references).collect(),
        NodeValue::Table(entries) => entries.iter().flat_map(|entry| find_references(&entry.node)).collect(),
        _ => Vec::new(),
    }
}

pub(super) fn read_aliases(reader: &mut TableReader) -> Vec<Reference> {
    let nodes = reader.list("aliases");
    let mut aliases = Vec::new();
    for node in nodes {
        match node.as_text() {
            Some(text) if text.trim().is_empty() => reader.report_fault(Diag::error(Code::EmptyValue), node.spot),
            Some(text) => aliases.push(Reference { to: text.trim().to_owned(), spot: node.spot }),
            None => {
                reader.report_wrong_type(None, node, "text");
            }
        }
    }
    aliases
}

/// The names in a list, or one name. `None` if the key is absent.
fn read_references<'n>(reader: &mut TableReader<'n>, key: &'n str) -> Option<Vec<Reference>> {
    let node = reader.take_node(key)?;
    reader.texts(key);
    let nodes = match &node.value {
        NodeValue::List(items) => items.as_slice(),
        _ => std::slice::from_ref(node),
    };
    let mut found = Vec::new();
    for node in nodes {
        match node.as_text().map(str::trim) {
            Some("") => reader.report_fault(Diag::error(Code::EmptyValue), node.spot),
            Some(to) => found.push(Reference { to: to.to_owned(), spot: node.spot }),
            // The wrong type was reported.
            None => {}
        }
    }
    Some(found)
}

/// The terms of a page by taxonomy, and the places of all of them in the same order.
type PageTerms = (Vec<(usize, Vec<String>)>, Vec<Spot>);

pub(super) fn read_taxonomies(reader: &mut TableReader, file: &str, names: &[String]) -> PageTerms {
    let Some(table) = reader.table("taxonomies") else { return PageTerms::default() };
    let mut found = Vec::new();
    let mut spots = Vec::new();
    let mut inner = TableReader::new(table, file);
    for (at, name) in names.iter().enumerate() {
        let Some(entry) = table.entries().iter().find(|e| e.key == *name) else { continue };
        inner.warn_of_several_items(&entry.key);
        let mut terms = inner.texts(&entry.key);
        terms.retain(|t| !t.is_empty());
        let nodes = match &entry.node.value {
            NodeValue::List(items) => items.as_slice(),
            _ => std::slice::from_ref(&entry.node),
        };
        let is_term = |node: &&Node| node.as_text().is_some_and(|text| !text.trim().is_empty());
        spots.extend(nodes.iter().filter(is_term).map(|node| node.spot));
        if !terms.is_empty() {
            found.push((at, terms));
        }
    }
    for entry in table.entries().iter().filter(|e| !names.contains(&e.key)) {
        reader.report_fault(unknown_taxonomy_diag(&entry.key, names), entry.spot);
    }
    reader.faults.append(&mut inner.faults);
    (found, spots)
}

pub(super) fn read_attachments(reader: &mut TableReader, file: &str) -> Vec<Attachment> {
    let mut found = Vec::new();
    for node in reader.list("attachments") {
        let attachment = match &node.value {
            NodeValue::Text(to) => Attachment { file: Reference { to: to.clone(), spot: node.spot }, title: None },
            _ => {
                let (attachment, faults) = read_attachment(node, file);
                reader.faults.extend(faults);
                attachment
            }
        };
        match attachment.file.to.trim() {
            // A table without a file was reported with its keys.
            "" if node.as_text().is_none() => {}
            "" => reader.report_fault(Diag::error(Code::EmptyValue), node.spot),
            address if is_web_address(address) => {
                let diag = Diag::error(Code::AttachmentElsewhere).arg("value", address);
                reader.report_fault(diag, attachment.file.spot);
            }
            _ => found.push(attachment),
        }
    }
    found
}

pub(super) fn read_corrections(reader: &mut TableReader, file: &str) -> Vec<Correction> {
    let mut found = Vec::new();
    for node in reader.list("corrections") {
        let note = node.as_text().map_or_else(|| "\"…\"".to_owned(), |_| value_of_type(node, "text"));
        let [date, note] = [node.syntax.entry("date", "…"), node.syntax.entry("note", &note)];
        let mut inner = TableReader::with_example(node, file, &format!("{{ {date}, {note} }}"));
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

/// Whether headings have links to themselves.
pub(super) const ANCHOR_CHOICES: [NamedChoice<bool>; 2] =
    [NamedChoice::new("none", "không có", "none", false), NamedChoice::new("right", "bên phải", "right", true)];

pub(super) fn read_section(reader: &mut TableReader) -> SectionFrontMatter {
    SectionFrontMatter {
        has_kind: false,
        is_kind_unknown: false,
        sort_by: reader.choice("sort_by", &SortBy::CHOICES),
        paginate_by: reader.count("paginate_by", 0..=1000),
        page_template: read_reference(reader, "page_template"),
        transparent: reader.flag("transparent").unwrap_or(false),
        anchors: reader.choice("insert_anchor_links", &ANCHOR_CHOICES).unwrap_or(false),
        feed: reader.flag("feed"),
        hidden: !reader.flag("render").unwrap_or(true),
        in_menu: reader.flag("in_menu").unwrap_or(true),
        menu_title: reader.text("menu_title"),
        facet_pairs: read_facet_pairs(reader),
        cascade: reader.table("cascade").map_or_else(Vec::new, |table| table.entries().to_vec()),
    }
}

pub(super) fn read_fields<'a>(reader: &mut TableReader<'a>, kind: &'a Kind, file: &str) -> Vec<(usize, FieldValue)> {
    let mut values = Vec::new();
    for (at, field) in kind.fields.iter().enumerate() {
        let Some(node) = reader.take_node(&field.key) else { continue };
        match read_field_value(node, field, file) {
            Ok(FieldValue::List(items)) if items.is_empty() && !field.required => {}
            Ok(FieldValue::List(items)) if items.is_empty() => {
                reader.report_fault(Diag::error(Code::EmptyValue), node.spot);
            }
            Ok(value) => values.push((at, value)),
            Err(faults) => reader.report_faults_of(&field.key, faults),
        }
    }
    values
}
