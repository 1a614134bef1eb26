//! What a build held, as text and as JSON.

use std::path::Path;

use super::print::{print_stderr, print_stderr_block, print_warnings};
use crate::diag::{Diag, Messages, diag_json};
use crate::engine::{HeldFile, HeldVersion};

/// Prints the errors because of which files are held, and then the files.
pub(super) fn print_held(held: &[HeldFile], site: &Path, messages: &Messages) {
    if held.is_empty() {
        return;
    }
    print_warnings(held.iter().flat_map(|file| file.causes.iter().cloned()).collect(), site, messages);
    print_stderr(&messages.text("held-summary", &[("files", held.len().to_string())]));
    for file in held {
        print_stderr_block(&held_line(file, messages));
    }
    let is_all_new = held.iter().all(|file| file.version == HeldVersion::LeftOut);
    if is_all_new {
        print_stderr(&messages.text("held-nothing-kept", &[]));
    }
}

/// One line about a file; more lines if other files are the reason.
fn held_line(file: &HeldFile, messages: &Messages) -> String {
    let (key, since) = match &file.version {
        HeldVersion::Earlier { since } => ("held-earlier", *since),
        HeldVersion::Restored { since } => ("held-restored", *since),
        HeldVersion::LeftOut => ("held-left-out", None),
        HeldVersion::WithoutReferences => ("held-without-references", None),
        HeldVersion::StandIn => ("held-stand-in", None),
    };
    let mut args = vec![("file", file.path.clone())];
    let key = match since {
        Some(day) => {
            args.push(("date", messages.long_date(day)));
            format!("{key}-since")
        }
        None => key.to_owned(),
    };
    let mut text = format!("  {}\n", messages.text(&key, &args));
    for cause in file.causes.iter().filter(|cause| cause.file.as_deref() != Some(file.path.as_str())) {
        text.push_str(&format!("    {}\n", messages.text("held-because", &cause_args(cause, messages))));
    }
    text
}

fn cause_args(cause: &Diag, messages: &Messages) -> [(&'static str, String); 2] {
    let file = cause.file.as_deref().unwrap_or_default();
    let place = cause.spot.map_or_else(|| file.to_owned(), |spot| format!("{file}:{}:{}", spot.line, spot.column));
    [("place", place), ("error", messages.message(cause))]
}

/// The held files for programs.
pub(super) fn to_json(held: &[HeldFile], messages: &Messages) -> serde_json::Value {
    let one = |file: &HeldFile| {
        let (version, since) = match &file.version {
            HeldVersion::Earlier { since } => ("earlier", *since),
            HeldVersion::Restored { since } => ("restored", *since),
            HeldVersion::LeftOut => ("left-out", None),
            HeldVersion::WithoutReferences => ("without-references", None),
            HeldVersion::StandIn => ("stand-in", None),
        };
        let causes: Vec<_> = file.causes.iter().map(|cause| diag_json(cause, messages)).collect();
        serde_json::json!({
            "file": file.path,
            "version": version,
            "since": since.map(|day| day.to_string()),
            "causes": causes,
        })
    };
    held.iter().map(one).collect()
}
