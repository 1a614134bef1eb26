//! Asks the file system about many files of one folder.

use std::os::fd::OwnedFd;
use std::path::Path;

use super::file_stat::FileStat;
use crate::folder::{EntryKind, EntryMetadata};

/// An open folder. The system resolves the path of the folder once, and not again for each file in
/// it.
pub struct FolderHandle(OwnedFd);

impl FolderHandle {
    /// Opens a folder. Returns `None` if there is no such folder.
    pub fn open(folder: &Path) -> Option<Self> {
        use rustix::fs::{Mode, OFlags, open};
        open(folder, OFlags::DIRECTORY | OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty()).ok().map(Self)
    }

    /// The metadata of a path in the folder, and whether that path is a folder. Returns `None` if
    /// nothing is there. The empty path means the folder itself. A link is not followed.
    pub fn stat(&self, path: &str) -> Option<(FileStat, bool)> {
        use rustix::fs::{AtFlags, fstat, statat};
        let found = match path {
            "" => fstat(&self.0),
            path => statat(&self.0, path, AtFlags::SYMLINK_NOFOLLOW),
        };
        let found = EntryMetadata::from_stat(&found.ok()?);
        Some((FileStat::from_entry(&found), found.kind == EntryKind::Folder))
    }
}
