//! The folder of a source on disk, `exchange/SOURCE/`.

use std::path::Path;

use crate::exchange::format::ExchangeId;
use crate::folder::{EntryMetadata, Folder, FolderFault, OpenFolders};

/// The folder of a site in which verified files are stored.
pub const FOLDER: &str = "exchange";

/// `exchange/SOURCE/` of a site. The first file that is written creates the folder.
#[derive(Debug)]
pub struct SourceFolder {
    site: OpenFolders,
    /// `exchange/SOURCE`.
    path: String,
}

impl SourceFolder {
    /// The folder of a source in the site's folder, which a user named.
    ///
    /// # Errors
    /// When the site's folder cannot be opened.
    pub fn for_source(site: &Path, source: &ExchangeId) -> Result<Self, FolderFault> {
        Ok(Self { site: OpenFolders::new(Folder::open(site)?), path: format!("{FOLDER}/{source}") })
    }

    /// The bytes of a file of at most `limit` bytes.
    ///
    /// # Errors
    /// When it is not there, is too large or no file, or a link is on the way.
    pub fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, FolderFault> {
        self.with_parent_folder(path, |folder, name| folder.read(name, limit))
    }

    /// The metadata of a path on disk. `None` if nothing exists at the path.
    ///
    /// # Errors
    /// When a link is on the way, or the disk refuses.
    pub fn metadata(&self, path: &str) -> Result<Option<EntryMetadata>, FolderFault> {
        match self.with_parent_folder(path, Folder::metadata) {
            Err(fault) if fault.is_missing() => Ok(None),
            looked => looked,
        }
    }

    /// Writes a file whole or not at all, unless it has these bytes already.
    ///
    /// # Errors
    /// When a link is on the way, or the disk refuses.
    pub fn write_if_changed(&self, path: &str, bytes: &[u8]) -> Result<(), FolderFault> {
        let kept = self.site.top().write_if_changed(&self.path_in_site(path), bytes);
        // A sync waits for the network between two writes, so an open folder may have been replaced
        // by another one.
        self.site.close_idle();
        kept
    }

    /// Removes every file that is not wanted, by its path in the folder.
    ///
    /// # Errors
    /// When a link is on the way, or the disk refuses.
    pub fn sweep(&self, is_wanted: impl Fn(&str) -> bool) -> Result<(), FolderFault> {
        match self.site.top().open_below(&self.path) {
            Ok(folder) => folder.remove_unwanted(is_wanted),
            Err(fault) if fault.is_missing() => Ok(()),
            Err(fault) => Err(fault),
        }
    }

    /// Does something in the folder that a path lies in, with the last component of the path.
    fn with_parent_folder<T>(
        &self,
        path: &str,
        act: impl FnOnce(&Folder, &str) -> Result<T, FolderFault>,
    ) -> Result<T, FolderFault> {
        let path = self.path_in_site(path);
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", &path));
        self.site.with_folder(folder, false, |folder| act(folder, name))
    }

    /// The path in the site of a file of the source.
    pub fn path_in_site(&self, path: &str) -> String {
        format!("{}/{path}", self.path)
    }
}
