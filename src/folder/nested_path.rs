//! Opens folders that lie in another folder according to their paths as text.

use std::ffi::{OsStr, OsString};
use std::path::{Component, Path, PathBuf};

use super::entry::EntryKind;
use super::folder_fault::FolderFault;
use super::handle::{Folder, MAX_DEPTH};

impl Folder {
    /// Opens the folder at `path`. If `path` lies in `top` according to the text of both, no link
    /// is followed below `top`. Otherwise the user named the path, and links are followed as in
    /// [`Folder::open`].
    ///
    /// # Errors
    /// [`FolderFault::Link`] when a component below `top` is a link. Also when the folder does not
    /// exist, or the file system returns an error.
    pub fn open_in(top: &Path, path: &Path) -> Result<Self, FolderFault> {
        match components_below(top, path) {
            Some(parts) => Self::open(top)?.walk_components(parts.iter().map(OsString::as_os_str), Self::open_child),
            None => Self::open(path),
        }
    }

    /// Like [`Folder::open_in`], but creates missing folders. `top` itself is not created.
    ///
    /// # Errors
    /// The errors of [`Folder::open_in`].
    pub fn create_in(top: &Path, path: &Path) -> Result<Self, FolderFault> {
        match components_below(top, path) {
            Some(parts) => {
                Self::open(top)?.walk_components(parts.iter().map(OsString::as_os_str), Self::open_or_create_child)
            }
            None => Self::create(path),
        }
    }

    /// The first link below this folder. Folders for whose paths `is_left_out` returns true are not
    /// searched, and entries that cannot be read are skipped.
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

/// The components from `top` to `path`, if `path` lies in `top` according to the text of both: `..`
/// removes a component, and links are not resolved. `None` if `path` lies elsewhere, or is `top`
/// itself.
pub fn components_below(top: &Path, path: &Path) -> Option<Vec<OsString>> {
    let (top, path) = (normalize(top)?, normalize(path)?);
    let rest = path.strip_prefix(&top).ok()?;
    let parts: Vec<OsString> = rest.components().map(|part| OsStr::to_owned(part.as_os_str())).collect();
    (!parts.is_empty()).then_some(parts)
}

/// The absolute form of a path, without `.` and `..`. `None` if the current folder is unknown.
fn normalize(path: &Path) -> Option<PathBuf> {
    let mut plain = PathBuf::new();
    // An empty path means the current folder of the program.
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
