//! The addresses that lead nowhere any more, as text and as JSON; and the writing of aliases.

use std::path::Path;

use super::print::{print_stderr, print_stderr_block};
use crate::diag::Messages;
use crate::engine::{AliasFault, MovedAddress, keep_address, keep_slug};

/// So many addresses are listed; the others are counted.
const MAX_LISTED: usize = 20;

/// The addresses that are worth a message: those that lead nowhere while their content is
/// elsewhere, and those that vanished, or came to lead to another page, in this build.
fn told(moved: &[MovedAddress]) -> Vec<&MovedAddress> {
    let is_told = |address: &&MovedAddress| address.is_new || (address.to.is_some() && address.taken_by.is_none());
    moved.iter().filter(is_told).collect()
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
    if let (Some(other), Some((to, file))) = (&address.taken_by, &address.to) {
        let (to, other) = (("to", to.clone()), ("other", format!("content/{other}")));
        return messages.text("moved-taken", &[from, to, ("file", format!("content/{file}")), other]);
    }
    match &address.to {
        Some((to, file)) => messages.text("moved-to", &[from, ("to", to.clone()), ("file", format!("content/{file}"))]),
        None => messages.text("moved-gone", &[from, ("file", format!("content/{}", address.file))]),
    }
}

/// Writes an alias for every address whose content is elsewhere now, and for an address that
/// another page took, the slug with which its page has it again. Returns whether a file was
/// changed.
pub(super) fn write_aliases(moved: &[MovedAddress], site: &Path, messages: &Messages) -> bool {
    let mut is_changed = false;
    for address in moved {
        let Some((_, file)) = &address.to else { continue };
        let args = [("from", address.from.clone()), ("file", format!("content/{file}"))];
        let kept = match address.taken_by {
            None => keep_address(site, file, &address.from),
            Some(_) => keep_slug(site, file, &address.from),
        };
        let key = match kept {
            Ok(()) => {
                is_changed = true;
                if address.taken_by.is_none() { "alias-written" } else { "slug-written" }
            }
            Err(AliasFault::Form) => "alias-form",
            Err(AliasFault::Disk(_)) => "alias-unwritable",
        };
        print_stderr(&messages.text(key, &args));
    }
    is_changed
}

/// The addresses for programs.
pub(super) fn to_json(moved: &[MovedAddress]) -> serde_json::Value {
    let one = |address: &&MovedAddress| {
        serde_json::json!({
            "from": address.from,
            "file": address.file,
            "to": address.to.as_ref().map(|(to, _)| to),
            "to_file": address.to.as_ref().map(|(_, file)| file),
            "taken_by": address.taken_by,
        })
    };
    told(moved).iter().map(one).collect()
}
