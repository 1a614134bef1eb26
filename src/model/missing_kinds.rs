//! Takes from pages the errors of a kind that nobody told them: their section has an error itself,
//! or their folder has no section. One slip would otherwise be an error for each key of each page.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::place::is_of_kind;
use super::placed::{FolderKinds, Placed};
use crate::content::{Kind, Kinds};
use crate::diag::{Code, Diag, Diags};

/// Removes such errors, and reports each folder without a section whose pages have the fields of a
/// kind.
pub(super) fn report_missing_kinds(files: &mut [Placed], kinds: &Kinds, faults: &mut Diags) {
    let plain = kinds.position("page").unwrap_or(0);
    let folders = FolderKinds::from_sections(files.iter().filter(|file| file.name.is_section), plain);
    let mut missing: BTreeMap<String, BTreeMap<&str, usize>> = BTreeMap::new();
    let is_judged = |page: &&mut Placed| {
        !page.name.is_section && !page.front.section.has_kind && page.front.origin.is_none() && !page.faults.is_empty()
    };
    for page in files.iter_mut().filter(is_judged) {
        let folder = page.name.section_folder.clone();
        let named =
            if folder.is_empty() || folders.has_section(&folder) { Vec::new() } else { kinds_named(page, kinds) };
        if folders.is_unknown(&folder) || !named.is_empty() {
            page.faults.retain(|fault| !is_of_kind(fault));
            // Some kinds have their title in another field.
            page.front.title.get_or_insert_with(|| page.name.stem.clone());
        }
        for kind in named {
            *missing.entry(folder.clone()).or_default().entry(kind).or_default() += 1;
        }
    }
    for (folder, kinds) in missing {
        // The kind with most of the keys; the first one by name of several.
        let kind = kinds.iter().max_by_key(|(name, count)| (**count, Reverse(**name))).map_or("", |(kind, _)| *kind);
        let diag = Diag::error(Code::SectionMissing).file(format!("content/{folder}/_index.md"));
        faults.push(diag.arg("value", &folder).arg("kind", kind));
    }
}

/// The kinds that have a field for a key of a page that its own kind does not know, once for each
/// such key. Empty if there are fewer than two such keys: one may be a slip.
fn kinds_named<'k>(page: &Placed, kinds: &'k Kinds) -> Vec<&'k str> {
    let has = |kind: &Kind, key: &str| kind.fields.iter().any(|field| field.key == key);
    let unknown = page.faults.iter().filter(|fault| matches!(fault.code, Code::UnknownKey | Code::UnknownKeyFar));
    let keys: Vec<&str> = unknown
        .filter_map(|fault| Some(fault.args.iter().find(|(name, _)| *name == "key")?.1.as_str()))
        .filter(|key| kinds.iter().any(|kind| has(kind, key)))
        .collect();
    if keys.len() < 2 {
        return Vec::new();
    }
    keys.iter().flat_map(|key| kinds.iter().filter(|kind| has(kind, key)).map(|kind| kind.name.as_str())).collect()
}
