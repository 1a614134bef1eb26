//! Reads a content file on its own: its kind and front matter.

use super::content_name::ContentName;
use super::import::place_item;
use super::placed::Placed;
use crate::content::{Kinds, read_front_matter};
use crate::diag::{Code, Diag, Severity};
use crate::node::Node;
use crate::parse::ParsedFile;
use crate::path::SitePath;
use crate::table_reader::nearest_word;

/// Reads the front matter of a page or section. `inherited` is the kind of its folder.
pub fn place(
    file: SitePath,
    name: ContentName,
    parsed: ParsedFile,
    kinds: &Kinds,
    inherited: usize,
    taxonomies: &[String],
) -> Placed {
    let ParsedFile { front: node, mut text, origin } = parsed;
    if let Some(origin) = origin {
        return place_item(file, name, &node, text, origin, kinds);
    }
    let shown = format!("content/{file}");
    let mut found = Vec::new();
    let own = node
        .get("kind")
        .and_then(|kind| kind_named(kind, kinds).map_err(|diag| found.push(diag.file(&shown).spot(kind.spot))).ok());
    let kind = own.unwrap_or(inherited);
    let plain = kinds.position("page").unwrap_or(0);
    let of_front = kinds.at(if name.is_section { plain } else { kind });
    let (mut front, more) = read_front_matter(&node, &shown, of_front, name.is_section, taxonomies);
    front.section.has_kind = own.is_some();
    found.extend(more);
    // A file whose front matter could not be read has that one fault. All missing fields would
    // follow from it, so they are not reported. An impossible date without quotes is such a fault
    // too, because then no key could be read.
    let nothing_read = node.entries().is_empty();
    let of_day = |code: Code| matches!(code, Code::DateImpossible | Code::DateDayFirst);
    let tells_all = |code: Code| code.is_front_matter() || (nothing_read && of_day(code));
    let broken = text.faults.iter().any(|d| d.severity == Severity::Error && tells_all(d.code));
    if broken {
        front.title = front.title.or_else(|| Some(name.stem.clone()));
    } else {
        text.faults.extend(found);
    }
    Placed { file, name, kind, front: Box::new(front), facts: text.facts, body: Some(text.body), faults: text.faults }
}

fn kind_named(node: &Node, kinds: &Kinds) -> Result<usize, Diag> {
    let name = node.as_text().unwrap_or_default();
    kinds.position(name).ok_or_else(|| {
        let known = || kinds.iter().map(|k| k.name.as_str());
        let diag = match nearest_word(name, known()) {
            Some(near) => Diag::error(Code::NotAChoiceNear).arg("near", near),
            None => Diag::error(Code::NotAChoice),
        };
        diag.arg("value", name).arg("choices", known().collect::<Vec<_>>().join(", "))
    })
}
