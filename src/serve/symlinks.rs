//! Finds the symbolic links in the sources, whose targets lie elsewhere and are watched there.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

/// The targets of the symbolic links of a site.
#[derive(Default)]
pub(super) struct SymlinkTargets {
    /// Target folders, with everything in them.
    pub folders: BTreeSet<PathBuf>,
    /// The folders that contain a target file.
    pub file_folders: BTreeSet<PathBuf>,
}

impl SymlinkTargets {
    pub(super) fn is_empty(&self) -> bool {
        self.folders.is_empty() && self.file_folders.is_empty()
    }

    /// Whether an event at `path` concerns the target of a link.
    pub(super) fn concerns(&self, path: &Path) -> bool {
        self.folders.iter().any(|folder| path.starts_with(folder))
            || path.parent().is_some_and(|parent| self.file_folders.contains(parent))
    }

    /// Adds the targets of the links at or below `path`. Targets outside of the site, which no
    /// build follows, and targets in `not` are left out.
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
