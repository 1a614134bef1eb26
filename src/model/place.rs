//! Reads a content file on its own: its kind and front matter.

use std::sync::Arc;

use super::content_name::ContentName;
use super::import::place_item;
use super::placed::Placed;
use crate::content::{Defaults, Inheritance, Kinds, Taken, check_cascade, read_front_matter};
use crate::diag::{Code, Diag};
use crate::node::Node;
use crate::parse::{ParsedFile, ParsedText};
use crate::path::SitePath;
use crate::table_reader::{ChoiceName, not_a_choice_diag};

/// Reads the front matter of a page or section, with the values of `defaults` that it does not
/// write.
pub fn place(
    file: SitePath,
    name: ContentName,
    parsed: ParsedFile,
    kinds: &Kinds,
    defaults: &Defaults,
    taxonomies: &[String],
) -> Placed {
    let ParsedFile { front, mut text, origin } = parsed;
    let was_read = front.is_some();
    let mut node = front.unwrap_or_else(Node::empty_table);
    if let Some(origin) = origin {
        return place_item(file, name, &node, text, origin, kinds);
    }
    let shown = format!("content/{file}");
    let mut found = Vec::new();
    let own = node.get("kind").or_else(|| defaults.kind_node()).and_then(|kind| {
        let spot = if node.get("kind").is_some() { kind.spot } else { node.spot };
        kind_named(kind.as_text().unwrap_or_default(), kinds)
            .map_err(|diag| found.push(diag.file(&shown).spot(spot)))
            .ok()
    });
    let kind = own.unwrap_or(defaults.folder_kind);
    let of_kind = (kind, kinds.at(kind));
    let taken = if was_read { defaults.fill(&mut node, &file, of_kind, name.is_section) } else { Taken::default() };
    let inheritance = defaults
        .is_translated
        .then(|| Arc::new(Inheritance::of(Some(&node).filter(|_| was_read), of_kind, name.is_section)));
    let plain = kinds.position("page").unwrap_or(0);
    let of_front = kinds.at(if name.is_section { plain } else { kind });
    let (mut front, more) = read_front_matter(&node, &shown, of_front, name.is_section, taxonomies);
    front.section.has_kind = own.is_some();
    // The keys of an unknown kind are unknown too.
    let is_kind_unknown = !found.is_empty();
    front.section.is_kind_unknown = name.is_section && (is_kind_unknown || !was_read);
    found.extend(more.into_iter().filter(|fault| !((is_kind_unknown || defaults.is_unknown()) && is_of_kind(fault))));
    if name.is_section {
        found.extend(check_cascade(node.get("cascade"), &shown, own, kinds, taxonomies));
    }
    if !taken.lacking.is_empty() {
        let original = defaults.original.as_ref().map_or_else(String::new, |(path, _)| format!("content/{path}"));
        let diag = Diag::warning(Code::TranslationLacks).arg("keys", taken.lacking.join(", ")).arg("other", original);
        found.push(diag.file(&shown).spot(node.spot));
    }
    front.taken_from = taken.from;
    let untranslated =
        taken.untranslated.iter().filter_map(|key| of_front.fields.iter().position(|field| field.key == *key));
    front.untranslated = untranslated.collect();
    // A file whose front matter could not be read has that one fault. All missing fields would
    // follow from it, so they are not reported.
    let kind_of_page = kinds.at(kind);
    if was_read
        && !is_kind_unknown
        && !name.is_section
        && kind_of_page.name == "link"
        && !text.body.html.trim().is_empty()
    {
        let label = &kind_of_page.label;
        let diag = Diag::warning(Code::BodyUnshown).arg_by_language("kind", label.get("vi"), label.get("en"));
        found.push(diag.file(&shown).spot(node.spot));
    }
    if was_read {
        text.faults.extend(found);
    } else {
        front.title = front.title.or_else(|| Some(name.stem.clone()));
    }
    let ParsedText { facts, body, faults, .. } = text;
    Placed { file, name, kind, front: Box::new(front), facts, body: Some(body), faults, inheritance }
}

/// Whether an error follows from the kind of a page.
pub(super) fn is_of_kind(fault: &Diag) -> bool {
    let codes = [
        Code::UnknownKey,
        Code::UnknownKeyFar,
        Code::MissingField,
        Code::MissingFieldIf,
        Code::OneOf,
        Code::MissingTitle,
    ];
    codes.contains(&fault.code)
}

/// The position of the kind with this name.
///
/// # Errors
/// A diagnostic without a place, when there is no such kind.
pub fn kind_named(name: &str, kinds: &Kinds) -> Result<usize, Diag> {
    kinds.position(name).ok_or_else(|| {
        let names = kinds.iter().map(|kind| ChoiceName {
            word: &kind.name,
            code: None,
            vi: kind.label.get("vi"),
            en: kind.label.get("en"),
        });
        not_a_choice_diag(name, &names.collect::<Vec<_>>())
    })
}
