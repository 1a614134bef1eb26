//! Prints to standard output and standard error.

use std::io::{IsTerminal as _, Write as _};
use std::path::Path;

use crate::diag::{Diags, Messages, Severity, show_diags};
use crate::site_files::ExcerptFinder;

// Writing to a closed pipe is no reason to fail.
pub(super) fn print_stdout(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}

pub(super) fn print_stderr(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

pub(super) fn print_stderr_block(text: &str) {
    let _ = write!(std::io::stderr(), "{text}");
}

/// Prints diagnostics without a summary.
pub(super) fn print_warnings(warnings: Diags, site: &Path, messages: &Messages) {
    let shown = warnings.sorted();
    let mut excerpts = ExcerptFinder::new(site);
    print_stderr_block(&show_diags(&shown, messages, std::io::stderr().is_terminal(), |file, spot| {
        excerpts.find(file, spot)
    }));
}

pub(super) fn print_failure(faults: Diags, site: &Path, messages: &Messages) {
    let counts = [
        ("errors", faults.count(Severity::Error).to_string()),
        ("warnings", faults.count(Severity::Warning).to_string()),
    ];
    let shown = faults.sorted();
    let mut excerpts = ExcerptFinder::new(site);
    print_stderr_block(&show_diags(&shown, messages, std::io::stderr().is_terminal(), |file, spot| {
        excerpts.find(file, spot)
    }));
    print_stderr(&messages.text("summary-failed", &counts));
}
