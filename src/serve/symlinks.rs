//! Symbolic links in the sources: what they lead to lies elsewhere, and is watched there.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

/// Places that links of a site lead to.
#[derive(Default)]
pub(super) struct SymlinkTargets {
    /// Folders, with all in them, and folders of single files.
    pub folders: BTreeSet<PathBuf>,
    pub file_folders: BTreeSet<PathBuf>,
}

impl SymlinkTargets {
    pub(super) fn is_empty(&self) -> bool {
        self.folders.is_empty() && self.file_folders.is_empty()
    }

    /// Whether an event at this place concerns a link.
    pub(super) fn concerns(&self, path: &Path) -> bool {
        self.folders.iter().any(|folder| path.starts_with(folder))
            || path.parent().is_some_and(|parent| self.file_folders.contains(parent))
    }

    /// Notes the links at or below `path`. Those that leave the site, which no build follows, and those into `not` are left out.
    pub(super) fn add_links_below(&mut self, site: &Path, path: &Path, not: &[PathBuf]) {
        for entry in WalkDir::new(path).follow_root_links(false).into_iter().flatten() {
            if !entry.path_is_symlink() {
                continue;
            }
            let Ok(target) = fs::canonicalize(entry.path()) else { continue };
            if !target.starts_with(site) || target == site || not.iter().any(|folder| target.starts_with(folder)) {
                continue;
            }
            if !target.is_dir() {
                self.file_folders.extend(target.parent().map(Path::to_path_buf));
            } else if self.folders.insert(target.clone()) {
                self.add_links_below(site, &target, not);
            }
        }
    }
}
