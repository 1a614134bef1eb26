//! Folders that lie in another one as their paths are written.

use std::ffi::{OsStr, OsString};
use std::path::{Component, Path, PathBuf};

use super::entry::EntryKind;
use super::folder_fault::FolderFault;
use super::handle::{Folder, MAX_DEPTH};

impl Folder {
    /// Opens the folder at `path`. When the path lies in `top` as the two are written, no link is
    /// followed below `top`; else the path is one that a user named, as in [`Folder::open`].
    ///
    /// # Errors
    /// [`FolderFault::Link`] when a component below `top` is a link. When there is no such folder,
    /// or the disk refuses.
    pub fn open_in(top: &Path, path: &Path) -> Result<Self, FolderFault> {
        match components_below(top, path) {
            Some(parts) => Self::open(top)?.walk_components(parts.iter().map(OsString::as_os_str), Self::open_child),
            None => Self::open(path),
        }
    }

    /// As [`Folder::open_in`]. Creates the folders that are missing; `top` is not created.
    ///
    /// # Errors
    /// As [`Folder::open_in`].
    pub fn create_in(top: &Path, path: &Path) -> Result<Self, FolderFault> {
        match components_below(top, path) {
            Some(parts) => {
                Self::open(top)?.walk_components(parts.iter().map(OsString::as_os_str), Self::open_or_create_child)
            }
            None => Self::create(path),
        }
    }

    /// The first link below this folder that has nothing to do there, and none in the folders that
    /// `is_left_out` names by their paths. What cannot be looked at is passed over.
    pub fn first_link(&self, is_left_out: &dyn Fn(&str) -> bool) -> Option<PathBuf> {
        self.first_link_in("", is_left_out, 0)
    }

    fn first_link_in(&self, prefix: &str, is_left_out: &dyn Fn(&str) -> bool, depth: usize) -> Option<PathBuf> {
        if depth > MAX_DEPTH {
            return None;
        }
        for entry in self.list().unwrap_or_default() {
            let path = format!("{prefix}{}", entry.name.to_string_lossy());
            match entry.kind {
                EntryKind::Link => return Some(self.path.join(&entry.name)),
                EntryKind::Folder if !is_left_out(&path) => {
                    let folder = match self.open_child(&entry.name) {
                        Ok(folder) => folder,
                        Err(FolderFault::Link(path)) => return Some(path),
                        Err(_) => continue,
                    };
                    let found = folder.first_link_in(&format!("{path}/"), is_left_out, depth + 1);
                    if found.is_some() {
                        return found;
                    }
                }
                _ => {}
            }
        }
        None
    }
}

/// The components from `top` to `path`, when it lies in it as the two are written: `..` takes a
/// component away and links are not asked about. None when it lies elsewhere, or is `top` itself.
pub fn components_below(top: &Path, path: &Path) -> Option<Vec<OsString>> {
    let (top, path) = (normalize(top)?, normalize(path)?);
    let rest = path.strip_prefix(&top).ok()?;
    let parts: Vec<OsString> = rest.components().map(|part| OsStr::to_owned(part.as_os_str())).collect();
    (!parts.is_empty()).then_some(parts)
}

/// An absolute path without `.` and `..`.
fn normalize(path: &Path) -> Option<PathBuf> {
    let mut plain = PathBuf::new();
    // An empty path names the folder in which the program runs.
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    for part in std::path::absolute(path).ok()?.components() {
        match part {
            Component::ParentDir => drop(plain.pop()),
            Component::CurDir => {}
            part => plain.push(part),
        }
    }
    Some(plain)
}
