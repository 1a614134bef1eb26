//! Which files a failed build holds next.

use std::collections::BTreeSet;

use crate::diag::{Diag, Diags, Severity};

/// The errors of a failed build, as far as files can be held because of them.
pub(super) struct HoldableErrors {
    /// The errors with the files that they are about, by path below the site.
    pub errors: Vec<(String, Diag)>,
}

impl HoldableErrors {
    /// Returns `None` if an error is not about a file of `content/` or `data/`: what is wrong with
    /// a template or the configuration concerns every page. An item that is not what its publisher
    /// signed is for a person to look at.
    pub(super) fn from_faults(faults: &Diags) -> Option<Self> {
        let errors = faults.iter().filter(|fault| fault.severity == Severity::Error);
        let holdable = |fault: &Diag| {
            let path = fault.file.as_ref().filter(|_| !fault.code.is_distrust())?;
            let is_content = path.starts_with("content/") || path.starts_with("data/");
            is_content.then(|| (path.clone(), fault.clone()))
        };
        let errors = errors.map(holdable).collect::<Option<Vec<_>>>()?;
        (!errors.is_empty()).then_some(Self { errors })
    }

    /// The files with errors.
    pub(super) fn files(&self) -> BTreeSet<&str> {
        self.errors.iter().map(|(path, _)| path.as_str()).collect()
    }

    /// The errors of one file.
    pub(super) fn of_file(&self, path: &str) -> Vec<Diag> {
        let own = self.errors.iter().filter(|(file, _)| file == path);
        own.map(|(_, diag)| diag.clone()).collect()
    }
}

/// Finds the change that breaks a file that has not changed itself, such as the removal of a page
/// that it links to. `is_broken` tells whether the fault is still there when the first changes of
/// the list are taken back. Returns the position of the change in a list of `count` changes; `None`
/// if the fault stays when all of them are taken back.
///
/// The search halves the list each time, because each question assembles the site.
pub(super) fn find_cause(count: usize, mut is_broken: impl FnMut(usize) -> bool) -> Option<usize> {
    if count == 0 || is_broken(count) {
        return None;
    }
    // With `broken` changes taken back the fault is there, with `mended` it is not.
    let (mut broken, mut mended) = (0, count);
    while mended - broken > 1 {
        let middle = broken.midpoint(mended);
        if is_broken(middle) { broken = middle } else { mended = middle }
    }
    Some(mended - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Code;

    #[test]
    fn the_change_that_breaks_is_found_in_few_steps() {
        for count in 1..40 {
            for guilty in 0..count {
                let mut steps = 0;
                let found = find_cause(count, |taken_back| {
                    steps += 1;
                    taken_back <= guilty
                });
                assert_eq!(found, Some(guilty));
                assert!(steps <= 7, "{steps} of {count}");
            }
            assert_eq!(find_cause(count, |_| true), None);
        }
        assert_eq!(find_cause(0, |_| false), None);
    }

    #[test]
    fn templates_and_signatures_are_not_held() {
        let of = |code, file: &str| Diag::error(code).file(file);
        let held = |faults: Vec<Diag>| HoldableErrors::from_faults(&faults.into_iter().collect()).is_some();
        assert!(held(vec![of(Code::LinkFile, "content/a.md"), of(Code::CsvRow, "data/a.csv")]));
        assert!(!held(vec![of(Code::LinkFile, "content/a.md"), of(Code::Template, "templates/a.html")]));
        assert!(!held(vec![of(Code::ExchangeAltered, "content/a.md")]));
        assert!(!held(vec![Diag::error(Code::OutputUnwritable)]));
        assert!(!held(vec![Diag::warning(Code::NotNfc).file("content/a.md")]));
    }
}
