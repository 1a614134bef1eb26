//! Warns of defaults of a section that no page below takes, because its kind has no such key. It is
//! no error: the last page of that kind may have been removed.

use std::collections::{BTreeMap, BTreeSet};

use super::placed::Placed;
use crate::content::{COMMON_KEYS, Kinds};
use crate::diag::{Code, Diag, Diags};

/// Checks the defaults of all sections.
pub(super) fn check_cascades(files: &[Placed], kinds: &Kinds, faults: &mut Diags) {
    // The kinds of the pages of each folder.
    let mut folders: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for page in files.iter().filter(|file| !file.name.is_section && file.front.origin.is_none()) {
        folders.entry(&page.name.section_folder).or_default().insert(page.kind);
    }
    for section in files.iter().filter(|file| !file.front.section.cascade.is_empty()) {
        let folder = section.name.section_folder.as_str();
        let is_inside = |inner: &str| {
            let rest = inner.strip_prefix(folder);
            folder.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let from_folder = folders.range(folder..).take_while(|(inner, _)| inner.starts_with(folder));
        let inside = from_folder.filter(|(inner, _)| is_inside(inner));
        let mut below: BTreeSet<usize> = inside.flat_map(|(_, kinds)| kinds.iter().copied()).collect();
        if below.is_empty() {
            below.insert(section.kind);
        }
        for entry in &section.front.section.cascade {
            let key = entry.key.as_str();
            let is_of_other_kind = kinds.iter().any(|kind| kind.field(key).is_some());
            let is_taken = COMMON_KEYS.contains(&key) || below.iter().any(|at| kinds.at(*at).field(key).is_some());
            if is_of_other_kind && !is_taken {
                let diag = Diag::warning(Code::CascadeUnused).arg("key", key);
                faults.push(diag.file(format!("content/{}", section.file)).spot(entry.spot));
            }
        }
    }
}
