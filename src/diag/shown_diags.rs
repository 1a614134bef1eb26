//! Limits the number of diagnostics that are shown: a file with thousands of faults usually has a
//! single mistake that is repeated.

use std::collections::BTreeMap;

use super::diagnostic::{Diag, Severity};

/// The maximum number of errors shown for a file, and of warnings.
pub const MAX_SHOWN_PER_FILE: usize = 50;

/// The diagnostics that are shown, and the numbers of those that are not.
pub struct ShownDiags<'d> {
    /// At most [`MAX_SHOWN_PER_FILE`] errors and as many warnings of each file, in the order in
    /// which the caller gave them.
    pub shown: Vec<&'d Diag>,
    /// The files with diagnostics that are not shown, sorted by name, the diagnostics without a
    /// file first. Empty if all diagnostics are shown.
    pub omitted: Vec<OmittedDiags<'d>>,
}

/// The numbers of diagnostics of a file that are not shown.
#[derive(Debug, PartialEq, Eq)]
pub struct OmittedDiags<'d> {
    /// The file. `None` for diagnostics without a file.
    pub file: Option<&'d str>,
    /// The number of errors that are not shown.
    pub errors: usize,
    /// The number of warnings that are not shown.
    pub warnings: usize,
}

/// Selects the first diagnostics of each file, in the given order.
pub fn select_shown<'d>(all: impl IntoIterator<Item = &'d Diag>) -> ShownDiags<'d> {
    let mut counts: BTreeMap<Option<&str>, [usize; 2]> = BTreeMap::new();
    let mut shown = Vec::new();
    for diag in all {
        let of_file = counts.entry(diag.file.as_deref()).or_default();
        let count = &mut of_file[usize::from(diag.severity == Severity::Warning)];
        *count += 1;
        if *count <= MAX_SHOWN_PER_FILE {
            shown.push(diag);
        }
    }
    let rest = |count: usize| count.saturating_sub(MAX_SHOWN_PER_FILE);
    let others = counts.into_iter().map(|(file, [errors, warnings])| OmittedDiags {
        file,
        errors: rest(errors),
        warnings: rest(warnings),
    });
    ShownDiags { shown, omitted: others.filter(|others| others.errors + others.warnings > 0).collect() }
}

#[cfg(test)]
mod tests {
    use super::super::Code;
    use super::*;

    #[test]
    fn fifty_of_a_file_are_shown_and_the_others_counted() {
        let mut all: Vec<Diag> = (0..60).map(|_| Diag::error(Code::Css).file("a")).collect();
        all.extend((0..51).map(|_| Diag::warning(Code::NotNfc).file("a")));
        all.extend((0..50).map(|_| Diag::error(Code::Css).file("b")));
        let found = select_shown(&all);
        assert_eq!(found.shown.len(), 150);
        assert_eq!(found.omitted, [OmittedDiags { file: Some("a"), errors: 10, warnings: 1 }]);
    }
}
