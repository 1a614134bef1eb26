//! Takes from pages the errors of a kind that nobody told them: their section has an error itself
//! or names another kind, or their folder has no section. One slip would otherwise be an error for
//! each key of each page.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::place::is_of_kind;
use super::placed::{FolderKinds, Placed};
use crate::content::{Kind, Kinds, is_usual_elsewhere};
use crate::diag::{Code, Diag, Diags};

/// Removes such errors. Reports each folder whose pages have the fields of a kind and which has no
/// section, or one of another kind.
pub(super) fn report_missing_kinds(files: &mut [Placed], kinds: &Kinds, faults: &mut Diags) {
    let plain = kinds.position("page").unwrap_or(0);
    let folders = FolderKinds::from_sections(files.iter().filter(|file| file.name.is_section), plain);
    let mut missing: BTreeMap<String, BTreeMap<&str, usize>> = BTreeMap::new();
    let is_judged =
        |page: &Placed| !page.name.is_section && !page.front.section.has_kind && page.front.origin.is_none();
    let of_other_kind = folders_of_other_kind(files.iter().filter(|page| is_judged(page)), kinds);
    for page in files.iter_mut().filter(|page| is_judged(page) && !page.faults.is_empty()) {
        let folder = page.name.section_folder.clone();
        let is_named = !folder.is_empty()
            && !folders.is_unknown(&folder)
            && (!folders.has_section(&folder) || of_other_kind.contains(&folder));
        let named = if is_named { kinds_named(page, kinds) } else { Vec::new() };
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
        let code = if folders.has_section(&folder) { Code::SectionOfOtherKind } else { Code::SectionMissing };
        let diag = Diag::error(code).file(format!("content/{folder}/_index.md"));
        faults.push(diag.arg("value", &folder).arg("kind", kind));
    }
}

/// The folders most of whose pages have the fields of another kind than that of their section. A
/// single page of a folder may have been put there by mistake.
fn folders_of_other_kind<'p>(pages: impl Iterator<Item = &'p Placed>, kinds: &Kinds) -> BTreeSet<String> {
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for page in pages {
        let (all, other) = counts.entry(page.name.section_folder.as_str()).or_default();
        *all += 1;
        *other += usize::from(!page.faults.is_empty() && !kinds_named(page, kinds).is_empty());
    }
    let most = counts.into_iter().filter(|(_, (all, other))| 2 * other > *all);
    most.map(|(folder, _)| folder.to_owned()).collect()
}

/// The kinds that have a field for a key of a page that its own kind does not know, once for each
/// such key. Empty for a single key that no kind requires, or that other generators have: it may be
/// a slip.
fn kinds_named<'k>(page: &Placed, kinds: &'k Kinds) -> Vec<&'k str> {
    let has = |kind: &Kind, key: &str| kind.fields.iter().any(|field| field.key == key);
    let unknown = page.faults.iter().filter(|fault| matches!(fault.code, Code::UnknownKey | Code::UnknownKeyFar));
    let keys: Vec<&str> = unknown
        .filter_map(|fault| Some(fault.args.iter().find(|(name, _)| *name == "key")?.1.as_str()))
        .filter(|key| kinds.iter().any(|kind| has(kind, key)))
        .collect();
    // `url` of Hugo is an address, as `path` is here.
    let is_required = |key: &str| {
        !is_usual_elsewhere(key) && kinds.iter().any(|kind| kind.fields.iter().any(|f| f.key == key && f.required))
    };
    if keys.len() < 2 && !keys.iter().any(|key| is_required(key)) {
        return Vec::new();
    }
    keys.iter().flat_map(|key| kinds.iter().filter(|kind| has(kind, key)).map(|kind| kind.name.as_str())).collect()
}
