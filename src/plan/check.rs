//! Checks that no two outputs have the same address, and that no output is a file where another
//! needs a folder.

use std::collections::HashMap;

use super::list::{PageList, pages_of};
use super::recipe::{Output, Recipe};
use super::source_file::output_source_file;
use crate::diag::{Code, Diag, Diags};
use crate::model::{PageId, Site, item_diag_file};

/// The only check for collisions. Addresses that differ only by case are equal on many disks. An
/// output that exists because of imported pages is dropped with a warning in `found`, because no
/// list of items may end the build.
///
/// # Errors
/// When two outputs of this portal collide, or when a path is too long.
pub(super) fn check_outputs(site: &Site, outputs: Vec<Output>, found: &mut Diags) -> Result<Vec<Output>, Diags> {
    let mut faults = Diags::default();
    // The outputs of this portal come first, so that imported ones find their places taken.
    let (own, others): (Vec<Output>, Vec<Output>) =
        outputs.into_iter().partition(|one| imported_page_of(site, one).is_none());
    let mut seen: HashMap<String, usize> = HashMap::new();
    for (at, output) in own.iter().enumerate() {
        if let Some(other) = seen.insert(output.path.to_lowercase(), at) {
            faults.push(collision(site, output, &own[other], &output.path));
        }
    }
    for output in own.iter().filter(|output| has_long_name(&output.path)) {
        let (file, spot) = output_source_file(site, output);
        let shown = shorten_address(&shown_address(&output.path));
        let sort = match output.recipe {
            Recipe::Copy(_) | Recipe::Asset(_) => "file",
            Recipe::Term { .. } | Recipe::Facet { .. } => "list",
            _ => "page",
        };
        let diag = Diag::error(Code::PathLong).arg("value", shown).arg("limit", MAX_NAME_BYTES).arg("sort", sort);
        let mut diag = diag.file(file);
        diag.spot = spot;
        faults.push(diag);
    }
    // The feeds and data of a section have the name of its address.
    let is_named = |output: &&Output| {
        matches!(output.recipe, Recipe::Page(_) | Recipe::Section { pager: 0, .. } | Recipe::Copy(_))
    };
    for output in own.iter().filter(is_named).filter(|output| has_name_of_device(&output.path)) {
        let (file, spot) = output_source_file(site, output);
        let mut diag = Diag::warning(Code::NameOfDevice).arg("value", shown_address(&output.path)).file(file);
        diag.spot = spot;
        found.push(diag);
    }
    let mut folders: HashMap<String, usize> = HashMap::new();
    // Reports a file where another output needs a folder.
    for (at, output) in own.iter().enumerate() {
        for folder in parent_folders(&output.path) {
            let folded = folder.to_lowercase();
            if let Some(other) = seen.get(&folded).filter(|other| **other != at) {
                faults.push(collision(site, &own[*other], output, folder));
            }
            folders.insert(folded, at);
        }
    }
    let mut kept = own;
    for output in others {
        let folded = output.path.to_lowercase();
        let is_below = parent_folders(&folded).any(|folder| seen.contains_key(folder));
        if has_long_name(&folded) || is_below || seen.contains_key(&folded) || folders.contains_key(&folded) {
            let origin = imported_page_of(site, &output).and_then(|id| site.origin(id));
            found.extend(origin.map(|origin| Diag::warning(Code::MountTaken).file(item_diag_file(origin))));
            continue;
        }
        folders.extend(parent_folders(&folded).map(|folder| (folder.to_owned(), kept.len())));
        seen.insert(folded, kept.len());
        kept.push(output);
    }
    kept.sort_by(|a, b| a.path.cmp(&b.path));
    if faults.has_errors() { Err(faults) } else { Ok(kept) }
}

/// The imported page without which an output would not exist, or might not exist. `None` for an
/// output of this portal.
fn imported_page_of(site: &Site, output: &Output) -> Option<PageId> {
    let is_others = |id: &PageId| site.origin(*id).is_some();
    let first = |list: PageList| pages_of(site, list).iter().copied().find(is_others);
    match &output.recipe {
        Recipe::Page(id) => Some(*id).filter(is_others),
        Recipe::Section { id, pager } if *pager > 0 => first(PageList::Section(*id)),
        Recipe::Facet { group, value, pager } => {
            let list = PageList::Facet { group: *group, value: *value };
            let has_own = pages_of(site, list).iter().any(|id| !is_others(id));
            first(list).filter(|_| *pager > 0 || !has_own)
        }
        _ => None,
    }
}

/// The most bytes of one part of an address. File systems allow 255 bytes for a name, and a host
/// may append a suffix such as `.br`.
const MAX_NAME_BYTES: usize = 240;

/// Whether a part of a path is the name of a device of Windows (Win32, "Naming Files"): a portal
/// that is copied to its host from Windows would lack the file.
fn has_name_of_device(path: &str) -> bool {
    let is_device = |part: &str| {
        let stem = part.split('.').next().unwrap_or(part).to_ascii_lowercase();
        let is_port = |name: &str| stem.strip_prefix(name).is_some_and(|rest| matches!(rest.as_bytes(), [b'1'..=b'9']));
        matches!(stem.as_str(), "con" | "prn" | "aux" | "nul") || is_port("com") || is_port("lpt")
    };
    path.split('/').any(is_device)
}

/// Whether a part of the path of an output is too long for file systems.
fn has_long_name(path: &str) -> bool {
    path.split('/').any(|part| part.len() > MAX_NAME_BYTES)
}

/// The beginning of a long address, for messages.
fn shorten_address(address: &str) -> String {
    address.chars().take(80).chain(std::iter::once('…')).collect()
}

/// The folders above a file, the nearest first.
fn parent_folders(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(path.rsplit_once('/'), |(up, _)| up.rsplit_once('/')).map(|(up, _)| up)
}

/// The diagnostic for an `output` at a path that `other` needs.
fn collision(site: &Site, output: &Output, other: &Output, path: &str) -> Diag {
    let (file, spot) = output_source_file(site, output);
    let mut diag = match is_made_by_program(other) {
        true => Diag::error(Code::NameOfProgram).arg("url", shown_address(path)),
        false => Diag::error(Code::DuplicateUrl)
            .arg("url", shown_address(path))
            .arg("other", output_source_file(site, other).0),
    };
    diag.file = Some(file);
    diag.spot = spot;
    diag
}

/// Whether an output has neither a source file nor a line of `portal.toml`.
fn is_made_by_program(output: &Output) -> bool {
    output.recipe.source().is_none()
        && !matches!(output.recipe, Recipe::Taxonomy { .. } | Recipe::Term { .. } | Recipe::Redirect { .. })
}

/// The address of an output, for messages.
fn shown_address(path: &str) -> String {
    format!("/{}", path.strip_suffix("index.html").unwrap_or(path))
}
