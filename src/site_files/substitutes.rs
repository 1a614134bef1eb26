//! Files of a site that a build reads from another place, or leaves out.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::file_stat::FileStat;
use crate::diag::{Diag, Diags};
use crate::path::SitePath;

/// The files that a build does not read from the site's folder, by their paths below the site
/// (`content/tin-tuc/le-hoi.md`). Each has the place on the disk from where it is read instead;
/// `None` means that the build has no such file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Substitutes(BTreeMap<String, Option<PathBuf>>);

impl Substitutes {
    /// Whether the file at a path is not read from the site's folder.
    pub fn contains(&self, path: &str) -> bool {
        self.0.contains_key(path)
    }

    /// From where the file at a path is read instead; `None` if it is not replaced, or left out.
    pub fn place(&self, path: &str) -> Option<&Path> {
        self.0.get(path)?.as_deref()
    }

    /// The files that are read from another place, with that place.
    pub fn places(&self) -> impl Iterator<Item = (&str, &Path)> {
        self.0.iter().filter_map(|(path, place)| Some((path.as_str(), place.as_deref()?)))
    }

    /// Reads a file from another place, or leaves it out if `place` is `None`.
    pub fn insert(&mut self, path: String, place: Option<PathBuf>) {
        self.0.insert(path, place);
    }

    /// The place on the disk of a file of `folder` that is read from elsewhere.
    pub(super) fn disk_path(&self, folder: &str, path: &SitePath) -> Option<PathBuf> {
        // Most builds have no substitutes, and ask this for every file.
        if self.0.is_empty() {
            return None;
        }
        self.place(&format!("{folder}/{path}")).map(Path::to_path_buf)
    }

    /// Replaces the substituted files in the list of the files of a folder, and removes the faults
    /// of the files in the site's folder that they replace.
    pub(super) fn apply(&self, folder: &str, files: &mut Vec<(SitePath, FileStat)>, faults: &mut Diags) {
        if self.0.is_empty() {
            return;
        }
        files.retain(|(path, _)| !self.contains(&format!("{folder}/{path}")));
        let below = |path: &str| SitePath::new(path.strip_prefix(folder)?.strip_prefix('/')?).ok();
        for (path, place) in &self.0 {
            let found = place.as_ref().and_then(|place| fs::symlink_metadata(place).ok());
            if let (Some(path), Some(found)) = (below(path), found.filter(fs::Metadata::is_file)) {
                files.push((path, FileStat::from_metadata(&found)));
            }
        }
        files.sort_by(|a, b| a.0.cmp(&b.0));
        let is_replaced = |fault: &Diag| fault.file.as_ref().is_some_and(|file| self.contains(file));
        *faults = faults.iter().filter(|fault| !is_replaced(fault)).cloned().collect();
    }
}
