//! The files of search that an edit adds to the plan and takes from it.

use crate::digest::FastSet;
use crate::plan::{Output, Recipe, SEARCH_FOLDER};
use crate::site_search::SiteSearch;

/// The files of search that an edit added, and those that it removed.
pub(super) struct SearchChange {
    pub(super) added: Vec<Output>,
    /// By their paths below the output folder.
    pub(super) removed: Vec<String>,
}

impl SearchChange {
    pub(super) fn between(old: &SiteSearch, new: &SiteSearch) -> Self {
        let (before, after) = (old.paths(), new.paths());
        let output = |path: &&str| Output { path: (*path).to_owned(), recipe: Recipe::SearchFile((*path).to_owned()) };
        Self {
            added: after.difference(&before).map(output).collect(),
            removed: before.difference(&after).map(|path| (*path).to_owned()).collect(),
        }
    }

    /// The outputs in the folder of search after the change.
    pub(super) fn planned_files<'o>(&'o self, outputs: &'o [Output]) -> FastSet<&'o str> {
        let first = outputs.partition_point(|output| output.path.as_str() < SEARCH_FOLDER);
        let below = outputs[first..].iter().take_while(|output| output.path.starts_with(SEARCH_FOLDER));
        let kept = below.map(|output| output.path.as_str()).filter(|path| !self.removed.iter().any(|old| old == path));
        kept.chain(self.added.iter().map(|output| output.path.as_str())).collect()
    }

    /// Brings the plan up to date.
    pub(super) fn apply_to(&self, outputs: &mut Vec<Output>) {
        if self.added.is_empty() && self.removed.is_empty() {
            return;
        }
        let removed: FastSet<&str> = self.removed.iter().map(String::as_str).collect();
        outputs.retain(|output| !removed.contains(output.path.as_str()));
        outputs.extend(self.added.iter().cloned());
        outputs.sort_by(|a, b| a.path.cmp(&b.path));
    }
}
