//! Counts diagnostics by their code: of thousands of messages, the counts are the plan of the work.

use std::collections::{BTreeMap, BTreeSet};

use super::codes::Code;
use super::diagnostic::{Diag, Severity};

/// How often a code occurs.
#[derive(Debug, PartialEq, Eq)]
pub struct CodeCount {
    /// The code.
    pub code: Code,
    /// The severity. A code with errors and warnings has two counts.
    pub severity: Severity,
    /// The number of diagnostics.
    pub number: usize,
    /// The number of files that they are about.
    pub files: usize,
}

/// Counts diagnostics by code: errors first, then the most frequent.
pub fn count_by_code<'d>(all: impl IntoIterator<Item = &'d Diag>) -> Vec<CodeCount> {
    let mut found: BTreeMap<(Severity, Code), (usize, BTreeSet<&str>)> = BTreeMap::new();
    for diag in all {
        let (number, files) = found.entry((diag.severity, diag.code)).or_default();
        *number += 1;
        files.extend(diag.file.as_deref());
    }
    let mut counts: Vec<CodeCount> = found
        .into_iter()
        .map(|((severity, code), (number, files))| CodeCount { code, severity, number, files: files.len() })
        .collect();
    counts.sort_by_key(|count| (count.severity, std::cmp::Reverse(count.number)));
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_come_first_and_then_what_is_frequent() {
        let mut all = vec![Diag::warning(Code::NotNfc).file("a"); 9];
        all.extend([Diag::error(Code::Css).file("a"), Diag::error(Code::NoSlug).file("a")]);
        all.extend([Diag::error(Code::NoSlug).file("b"), Diag::error(Code::NoSlug)]);
        let count = |code, severity, number, files| CodeCount { code, severity, number, files };
        assert_eq!(
            count_by_code(&all),
            [
                count(Code::NoSlug, Severity::Error, 3, 2),
                count(Code::Css, Severity::Error, 1, 1),
                count(Code::NotNfc, Severity::Warning, 9, 1),
            ]
        );
    }
}
