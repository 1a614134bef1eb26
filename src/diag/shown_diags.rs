//! Limits the number of diagnostics that are shown: a file with thousands of faults usually has a
//! single mistake that is repeated.

use std::collections::{BTreeMap, BTreeSet};

use super::codes::Code;
use super::diagnostic::{Diag, Severity};

/// The maximum number of errors shown for a file, and of warnings.
pub const MAX_SHOWN_PER_FILE: usize = 50;

/// The maximum number of errors shown in all, and of warnings: more than anybody reads in one go.
const MAX_SHOWN: usize = 500;

/// The diagnostics that are shown, and the numbers of those that are not.
pub struct ShownDiags<'d> {
    /// At most [`MAX_SHOWN_PER_FILE`] errors and as many warnings of each file, and at most
    /// [`MAX_SHOWN`] errors and as many warnings in all, but the first of each code in any case,
    /// because only a message says how to correct what has the code. All errors come first,
    /// so that warnings do not hide among them, and otherwise the order is that in which the caller
    /// gave them.
    pub shown: Vec<ShownDiag<'d>>,
    /// The files with diagnostics that are not shown, sorted by name, the diagnostics without a
    /// file first. Empty if all diagnostics are shown.
    pub omitted: Vec<OmittedDiags<'d>>,
}

/// A diagnostic that is shown, for itself and for its equals on the same line.
#[derive(Debug)]
pub struct ShownDiag<'d> {
    /// The first of them.
    pub diag: &'d Diag,
    /// How many places of the line have the same fault.
    pub places: usize,
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

/// What two diagnostics have in common if they are shown as one.
type SameLine<'d> = (Option<&'d str>, u32, Severity, Code, &'d [(&'static str, String)]);

/// Selects the first diagnostics of each file, errors before warnings.
pub fn select_shown<'d>(all: impl IntoIterator<Item = &'d Diag>) -> ShownDiags<'d> {
    let mut counts: BTreeMap<Option<&str>, [usize; 2]> = BTreeMap::new();
    let mut omitted: BTreeMap<Option<&str>, OmittedDiags> = BTreeMap::new();
    let mut by_line: BTreeMap<SameLine, usize> = BTreeMap::new();
    let mut shown: [Vec<ShownDiag>; 2] = [Vec::new(), Vec::new()];
    let mut codes: BTreeSet<(Severity, Code)> = BTreeSet::new();
    for diag in all {
        let file = diag.file.as_deref();
        let at = usize::from(diag.severity == Severity::Warning);
        let same = diag.spot.map(|spot| (file, spot.line, diag.severity, diag.code, diag.args.as_slice()));
        if let Some(first) = same.and_then(|same| by_line.get(&same)) {
            shown[at][*first].places += 1;
            continue;
        }
        let count = &mut counts.entry(file).or_default()[at];
        *count += 1;
        let is_first = codes.insert((diag.severity, diag.code));
        if !is_first && (*count > MAX_SHOWN_PER_FILE || shown[at].len() >= MAX_SHOWN) {
            let of_file = omitted.entry(file).or_insert(OmittedDiags { file, errors: 0, warnings: 0 });
            if at == 0 {
                of_file.errors += 1
            } else {
                of_file.warnings += 1
            }
            continue;
        }
        by_line.extend(same.map(|same| (same, shown[at].len())));
        shown[at].push(ShownDiag { diag, places: 1 });
    }
    let [errors, warnings] = shown;
    ShownDiags { shown: errors.into_iter().chain(warnings).collect(), omitted: omitted.into_values().collect() }
}

#[cfg(test)]
mod tests {
    use super::super::Spot;
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

    #[test]
    fn five_hundred_are_shown_in_all() {
        let all: Vec<Diag> = (0..600).map(|at| Diag::error(Code::Css).file(format!("f{at:03}"))).collect();
        let found = select_shown(&all);
        assert_eq!((found.shown.len(), found.omitted.len()), (MAX_SHOWN, 100));
        assert_eq!(found.omitted[0], OmittedDiags { file: Some("f500"), errors: 1, warnings: 0 });
    }

    #[test]
    fn the_first_of_each_code_is_shown() {
        let mut all: Vec<Diag> = (0..600).map(|at| Diag::error(Code::Css).file(format!("f{at:03}"))).collect();
        all.extend([Diag::error(Code::NoSlug).file("g"), Diag::error(Code::NoSlug).file("g")]);
        let found = select_shown(&all);
        assert_eq!(found.shown.len(), MAX_SHOWN + 1);
        assert_eq!(found.omitted.last(), Some(&OmittedDiags { file: Some("g"), errors: 1, warnings: 0 }));
    }

    #[test]
    fn errors_stand_before_warnings_and_equal_faults_of_a_line_are_one() {
        let at = |line, column| Spot { line, column, length: 1 };
        let invisible = |spot| Diag::warning(Code::InvisibleCharacter).arg("value", "U+200B").file("a").spot(spot);
        let mut all: Vec<Diag> = (1..=11).map(|column| invisible(at(3, column))).collect();
        all.push(invisible(at(4, 1)));
        all.push(Diag::error(Code::Css).file("b").spot(at(1, 1)));
        let shown: Vec<(Code, u32, usize)> = select_shown(&all)
            .shown
            .iter()
            .map(|one| (one.diag.code, one.diag.spot.unwrap().line, one.places))
            .collect();
        assert_eq!(shown, [(Code::Css, 1, 1), (Code::InvisibleCharacter, 3, 11), (Code::InvisibleCharacter, 4, 1)]);
    }
}
