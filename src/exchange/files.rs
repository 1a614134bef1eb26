//! Files of a channel on this disk: named as TUF names them, written whole, and taken away when nothing names them.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use super::FOLDER;
use super::name::Name;
use crate::folder::{Folder, FolderFault};

/// The path of a target's file in a consistent snapshot: FOLDER/HASH.NAME (TUF 1.0, section 6.2).
pub fn hashed(name: &str, sha256: &[u8]) -> String {
    let hash = hex::encode(sha256);
    match name.rsplit_once('/') {
        Some((folder, name)) => format!("{folder}/{hash}.{name}"),
        None => format!("{hash}.{name}"),
    }
}

/// Writes a file whole or not at all.
pub fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut new = path.as_os_str().to_owned();
    new.push(".new");
    let mut file = fs::File::create(&new)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(new, path)
}

/// Removes the files below a folder that are not wanted, by their paths in it.
///
/// # Errors
/// When the disk refuses.
pub fn sweep(folder: &Path, is_wanted: impl Fn(&str) -> bool) -> io::Result<()> {
    let mut open = vec![(folder.to_path_buf(), String::new())];
    while let Some((at, prefix)) = open.pop() {
        let entries = match fs::read_dir(&at) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name().to_str().map(|name| format!("{prefix}{name}"));
            match name {
                Some(name) if entry.file_type()?.is_dir() => open.push((entry.path(), format!("{name}/"))),
                Some(name) if is_wanted(&name) => {}
                _ => fs::remove_file(entry.path())?,
            }
        }
    }
    Ok(())
}

/// `exchange/SOURCE/` of a site. It may not be there yet: the first file that is written creates it.
#[derive(Debug)]
pub struct SourceFolder {
    site: Folder,
    /// `exchange/SOURCE`.
    path: String,
}

impl SourceFolder {
    /// The folder of a source in the site's folder, which a user named.
    ///
    /// # Errors
    /// When the site's folder cannot be opened.
    pub fn of(site: &Path, source: &Name) -> Result<Self, FolderFault> {
        Ok(Self { site: Folder::open(site)?, path: format!("{FOLDER}/{source}") })
    }

    /// The bytes of a file of at most `limit` bytes.
    ///
    /// # Errors
    /// When it is not there, is too large or no file, or a link is on the way.
    pub fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, FolderFault> {
        self.site.read(&self.below(path), limit)
    }

    /// Whether something is at a path.
    ///
    /// # Errors
    /// When a link is on the way, or the disk refuses.
    pub fn has(&self, path: &str) -> Result<bool, FolderFault> {
        match self.site.metadata(&self.below(path)) {
            Ok(found) => Ok(found.is_some()),
            Err(fault) if fault.is_missing() => Ok(false),
            Err(fault) => Err(fault),
        }
    }

    /// Writes a file whole or not at all, unless it has these bytes already.
    ///
    /// # Errors
    /// When a link is on the way, or the disk refuses.
    pub fn keep(&self, path: &str, bytes: &[u8]) -> Result<(), FolderFault> {
        self.site.keep(&self.below(path), bytes)
    }

    /// Removes every file that is not wanted, by its path in the folder.
    ///
    /// # Errors
    /// When a link is on the way, or the disk refuses.
    pub fn sweep(&self, is_wanted: impl Fn(&str) -> bool) -> Result<(), FolderFault> {
        match self.site.open_below(&self.path) {
            Ok(folder) => folder.sweep(is_wanted),
            Err(fault) if fault.is_missing() => Ok(()),
            Err(fault) => Err(fault),
        }
    }

    fn below(&self, path: &str) -> String {
        format!("{}/{path}", self.path)
    }
}
