//! Asking the disk about many files of one folder.

use std::os::fd::OwnedFd;
use std::path::Path;

use super::FileStat;
use crate::folder::{EntryKind, EntryMetadata};

/// A folder held open: the way to it is not looked for again for each of the files in it.
pub struct FolderHandle(OwnedFd);

impl FolderHandle {
    /// None when there is no such folder.
    pub fn open(folder: &Path) -> Option<Self> {
        use rustix::fs::{Mode, OFlags, open};
        open(folder, OFlags::DIRECTORY | OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty()).ok().map(Self)
    }

    /// What the disk says of a path in it, and whether that is a folder; none when nothing is there. The empty path is the
    /// folder itself. A link is what it is.
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
