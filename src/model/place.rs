//! Reads a content file on its own: its kind and front matter.

use super::content_name::ContentName;
use super::import::place_item;
use super::placed::Placed;
use crate::content::{Kinds, read_front_matter};
use crate::diag::{Code, Diag};
use crate::node::Node;
use crate::parse::ParsedFile;
use crate::path::SitePath;
use crate::table_reader::{ChoiceName, not_a_choice_diag};

/// Reads the front matter of a page or section. `inherited` is the kind of its folder.
pub fn place(
    file: SitePath,
    name: ContentName,
    parsed: ParsedFile,
    kinds: &Kinds,
    inherited: usize,
    taxonomies: &[String],
) -> Placed {
    let ParsedFile { front, mut text, origin } = parsed;
    let was_read = front.is_some();
    let node = front.unwrap_or_else(Node::empty_table);
    if let Some(origin) = origin {
        return place_item(file, name, &node, text, origin, kinds);
    }
    let shown = format!("content/{file}");
    let mut found = Vec::new();
    let own = node.get("kind").and_then(|kind| {
        kind_named(kind.as_text().unwrap_or_default(), kinds)
            .map_err(|diag| found.push(diag.file(&shown).spot(kind.spot)))
            .ok()
    });
    let kind = own.unwrap_or(inherited);
    let plain = kinds.position("page").unwrap_or(0);
    let of_front = kinds.at(if name.is_section { plain } else { kind });
    let (mut front, more) = read_front_matter(&node, &shown, of_front, name.is_section, taxonomies);
    front.section.has_kind = own.is_some();
    // The keys of an unknown kind are unknown too.
    let is_kind_unknown = !found.is_empty();
    front.section.is_kind_unknown = name.is_section && (is_kind_unknown || !was_read);
    found.extend(more.into_iter().filter(|fault| !(is_kind_unknown && is_of_kind(fault))));
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
    Placed { file, name, kind, front: Box::new(front), facts: text.facts, body: Some(text.body), faults: text.faults }
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
