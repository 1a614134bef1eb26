//! Adds a rule to `data/redirects.csv`, and leaves every other byte as it is.

use std::path::Path;

use super::alias_edit::KeepFault;
use crate::folder::{Folder, read_named};
use crate::model::OldAddress;
use crate::site_files::MAX_DATA;

/// The file of the rules, below the folder of the site.
const REDIRECTS_FILE: &str = "data/redirects.csv";

/// Writes the rule that the address `from` leads to the address `to`. A missing file is made.
///
/// # Errors
/// See [`KeepFault`]. The file is then as it was.
pub fn keep_by_rule(site: &Path, from: &str, to: &str) -> Result<(), KeepFault> {
    if OldAddress::parse(from).is_none_or(|old| old.to_string() != from || old.is_prefix) {
        return Err(KeepFault::Form);
    }
    let place = site.join(REDIRECTS_FILE);
    let text = match read_named(&place, MAX_DATA) {
        Ok(bytes) => String::from_utf8(bytes).map_err(|_| KeepFault::Form)?,
        Err(fault) if fault.is_missing() => "from,to\n".to_owned(),
        Err(fault) => return Err(KeepFault::Disk(fault)),
    };
    let new = with_rule(&text, from, to);
    Folder::open(site).and_then(|folder| folder.write_atomic(REDIRECTS_FILE, new.as_bytes())).map_err(KeepFault::Disk)
}

/// The text with one more row, in the form of the rows above.
fn with_rule(text: &str, from: &str, to: &str) -> String {
    let first_row = text.lines().find(|line| line.contains([',', ';', '\t'])).unwrap_or_default();
    let separator = ['\t', ';'].into_iter().find(|sign| first_row.contains(*sign)).unwrap_or(',');
    let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let cell = |address: &str| if address.contains(separator) { format!("\"{address}\"") } else { address.to_owned() };
    let gap = if text.is_empty() || text.ends_with('\n') { "" } else { line_end };
    format!("{text}{gap}{}{separator}{}{line_end}", cell(from), cell(to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_written_like_the_rows_above() {
        let cases = [
            ("from,to\n", "/a.pdf", "from,to\n/a.pdf,/b.pdf\n"),
            ("from;to\r\n/x.aspx;/\r\n", "/a.pdf", "from;to\r\n/x.aspx;/\r\n/a.pdf;/b.pdf\r\n"),
            ("\u{feff}from\tto\n/x\t/", "/a.pdf", "\u{feff}from\tto\n/x\t/\n/a.pdf\t/b.pdf\n"),
            ("sep=;\nfrom;to\n", "/a.pdf", "sep=;\nfrom;to\n/a.pdf;/b.pdf\n"),
            ("", "/kế hoạch, 2.pdf", "\"/kế hoạch, 2.pdf\",/b.pdf\n"),
        ];
        for (text, from, wanted) in cases {
            assert_eq!(with_rule(text, from, "/b.pdf"), wanted);
        }
    }
}
