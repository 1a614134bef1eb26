//! The addresses that lead nowhere any more, as text and as JSON; and how they are kept.

use std::path::Path;

use super::print::{print_stderr, print_stderr_block};
use crate::diag::Messages;
use crate::engine::{KeepFault, MovedAddress, keep_address, keep_by_rule, keep_slug};
use crate::site_files::find_on_disk;

/// So many addresses are listed; the others are counted.
const MAX_LISTED: usize = 20;

/// The addresses that are worth a message.
fn told(moved: &[MovedAddress]) -> Vec<&MovedAddress> {
    moved.iter().filter(|address| address.is_told).collect()
}

/// Prints the addresses.
pub(super) fn print_moved(moved: &[MovedAddress], messages: &Messages) {
    let told = told(moved);
    if told.is_empty() {
        return;
    }
    let mut text = format!("{}\n", messages.text("moved-summary", &[("addresses", told.len().to_string())]));
    for address in told.iter().take(MAX_LISTED) {
        text.push_str(&format!("  {}\n", moved_line(address, messages)));
    }
    if let Some(rest) = told.len().checked_sub(MAX_LISTED).filter(|rest| *rest > 0) {
        text.push_str(&format!("  {}\n", messages.text("moved-more", &[("addresses", rest.to_string())])));
    }
    if told.iter().any(|address| address.to.is_some()) {
        text.push_str(&format!("{}\n", messages.text("moved-hint", &[])));
    }
    print_stderr_block(&text);
}

fn moved_line(address: &MovedAddress, messages: &Messages) -> String {
    let from = ("from", address.from.clone());
    let file = |file: &Option<String>| ("file", file.clone().unwrap_or_default());
    match (&address.to, &address.taken_by) {
        (Some(now), Some(other)) => {
            let now = [from, ("to", now.address.clone()), file(&now.file), ("other", other.clone())];
            messages.text("moved-taken", &now)
        }
        (Some(now), None) if now.file.is_some() => {
            messages.text("moved-to", &[from, ("to", now.address.clone()), file(&now.file)])
        }
        (Some(now), None) => messages.text("moved-list", &[from, ("to", now.address.clone())]),
        (None, _) if address.file.is_some() => messages.text("moved-gone", &[from, file(&address.file)]),
        (None, _) => messages.text("moved-nowhere", &[from]),
    }
}

/// Keeps every address whose content is elsewhere now: as an alias of a page, by a rule in
/// `data/redirects.csv` for a file or a list, and for an address that another page took, by the
/// slug with which its page has it again. Returns whether a file was changed.
pub(super) fn keep_addresses(moved: &[MovedAddress], site: &Path, messages: &Messages) -> bool {
    let mut is_changed = false;
    for address in moved {
        let Some(now) = &address.to else { continue };
        let page = now.file.as_deref().and_then(|file| file.strip_prefix("content/"));
        let page = page.filter(|_| now.address.ends_with('/'));
        let args = [("from", address.from.clone()), ("to", now.address.clone())];
        // The page of a row of a table has no file in which an alias could stand.
        let is_row = page.is_some_and(|page| !find_on_disk(&site.join("content"), page).exists());
        let page = page.filter(|_| !is_row || address.taken_by.is_some());
        let (kept, key) = match (page, &address.taken_by) {
            (Some(page), None) => (keep_address(site, page, &address.from), "alias"),
            (Some(page), Some(_)) => (keep_slug(site, page, &address.from), "slug"),
            (None, _) => (keep_by_rule(site, &address.from, &now.address), "rule"),
        };
        let key = match kept {
            Ok(()) => format!("{key}-written"),
            Err(KeepFault::Form) => format!("{key}-form"),
            Err(KeepFault::Disk(_)) => format!("{key}-unwritable"),
        };
        is_changed |= key.ends_with("-written");
        let file = page.map_or_else(|| "data/redirects.csv".to_owned(), |page| format!("content/{page}"));
        print_stderr(&messages.text(&key, &[&args[..], &[("file", file)]].concat()));
    }
    is_changed
}

/// The addresses for programs.
pub(super) fn to_json(moved: &[MovedAddress]) -> serde_json::Value {
    let one = |address: &&MovedAddress| {
        serde_json::json!({
            "from": address.from,
            "file": address.file,
            "to": address.to.as_ref().map(|now| &now.address),
            "to_file": address.to.as_ref().and_then(|now| now.file.as_ref()),
            "taken_by": address.taken_by,
        })
    };
    told(moved).iter().map(one).collect()
}
