//! No two outputs at one address, and none where another needs a folder.

use std::collections::HashMap;

use super::list::{PageList, pages_of};
use super::recipe::{Output, Recipe};
use super::source_file::output_source_file;
use crate::diag::{Code, Diag, Diags};
use crate::model::{NodeId, PageId, Site, item_diag_file};
use crate::path::{PathFault, UrlPath};

/// The one collision check. Addresses that differ only by case are the same on many disks. An
/// output that is there because of pages of another portal gives way, with a warning in `found`: no
/// list of items may end the build.
///
/// # Errors
/// When two outputs of this portal have the same address.
pub(super) fn check_outputs(site: &Site, outputs: Vec<Output>, found: &mut Diags) -> Result<Vec<Output>, Diags> {
    let mut faults = Diags::default();
    // The portal's own outputs come first, so that those of others find their places taken.
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
        let mut diag = Diag::error(Code::PathLong).arg("value", shown).arg("limit", MAX_NAME_BYTES).file(file);
        diag.spot = spot;
        faults.push(diag);
    }
    let mut folders: HashMap<String, usize> = HashMap::new();
    // A file where another output needs a folder.
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
    for id in site.nodes() {
        check_aliases(site, id, &mut faults);
    }
    kept.sort_by(|a, b| a.path.cmp(&b.path));
    if faults.has_errors() { Err(faults) } else { Ok(kept) }
}

/// The page of another portal without which an output would not be, or might not be.
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

/// Bytes of a part of an address. File systems keep names of 255; a host may add an ending to the
/// name, as `.br`.
const MAX_NAME_BYTES: usize = 240;

/// Whether a file system could not keep the path of an output.
fn has_long_name(path: &str) -> bool {
    path.split('/').any(|part| part.len() > MAX_NAME_BYTES)
}

/// The beginning of an address, for messages.
fn shorten_address(address: &str) -> String {
    address.chars().take(80).chain(std::iter::once('…')).collect()
}

/// The folders that a file lies in, the nearest first.
fn parent_folders(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(path.rsplit_once('/'), |(up, _)| up.rsplit_once('/')).map(|(up, _)| up)
}

/// That `output` stands at a path that `other` needs.
fn collision(site: &Site, output: &Output, other: &Output, path: &str) -> Diag {
    let (file, spot) = output_source_file(site, output);
    let mut diag =
        Diag::error(Code::DuplicateUrl).arg("url", shown_address(path)).arg("other", output_source_file(site, other).0);
    diag.file = Some(file);
    diag.spot = spot;
    diag
}

fn check_aliases(site: &Site, id: NodeId, faults: &mut Diags) {
    let text = site.info(id);
    for alias in &text.front.aliases {
        if let Err(fault) = UrlPath::parse(&alias.to) {
            let file = text.file.as_ref().map_or_else(String::new, |f| format!("content/{f}"));
            let code = if fault == PathFault::Escapes { Code::PathEscapes } else { Code::PathCharacter };
            faults.push(Diag::error(code).file(file).spot(alias.spot).arg("value", &alias.to));
        }
    }
}

/// The address of an output, for messages.
fn shown_address(path: &str) -> String {
    format!("/{}", path.strip_suffix("index.html").unwrap_or(path))
}
