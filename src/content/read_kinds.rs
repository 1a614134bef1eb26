//! Reads the kinds of a site: the built-in ones, and what its own kind files say.

use super::check_kind::check_kind;
use super::kind::Kinds;
use crate::diag::Diag;

impl Kinds {
    /// The built-in kinds, extended by the site's own kind files `(name, file, text)`.
    ///
    /// # Errors
    /// All faults of the files.
    pub fn read<'f>(own: impl IntoIterator<Item = (&'f str, &'f str, &'f str)>) -> Result<Self, Vec<Diag>> {
        let mut faults = Vec::new();
        let mut kinds = Kinds::built_in(&mut faults);
        let mut files = Vec::new();
        for (name, file, text) in own {
            files.extend(kinds.add_file(name, file, text, &mut faults).map(|root| (name, file, root)));
        }
        // What is wrong with a field by itself may be the reason why its name is unknown.
        if faults.is_empty() {
            for (name, file, root) in files {
                let kind = kinds.get(name);
                faults.extend(kind.map(|kind| check_kind(&kinds, kind, &root, file)).unwrap_or_default());
            }
        }
        if faults.is_empty() { Ok(kinds) } else { Err(faults) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::kind::BUILT_IN;

    #[test]
    fn the_built_in_kinds_pass_the_checks_of_those_of_a_site() {
        let again =
            BUILT_IN.iter().filter(|(name, _)| !matches!(*name, "document" | "consultation" | "question" | "notice"));
        let faults = Kinds::read(again.map(|(name, text)| (*name, *name, *text))).err().unwrap_or_default();
        assert!(faults.is_empty(), "{faults:?}");
    }
}
