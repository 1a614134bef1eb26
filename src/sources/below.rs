//! Asking the disk about many files of one folder.

use std::os::fd::OwnedFd;
use std::path::Path;

use super::File;

/// A folder held open: the way to it is not looked for again for each of the files in it.
pub struct Below(OwnedFd);

impl Below {
    /// None when there is no such folder.
    pub fn open(folder: &Path) -> Option<Self> {
        use rustix::fs::{Mode, OFlags, open};
        open(folder, OFlags::DIRECTORY | OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty()).ok().map(Self)
    }

    /// What the disk says of a path in it, and whether that is a folder; none when nothing is there. The empty path is the
    /// folder itself. A link is what it is.
    pub fn look(&self, path: &str) -> Option<(File, bool)> {
        use rustix::fs::{AtFlags, FileType, fstat, statat};
        let found = match path {
            "" => fstat(&self.0),
            path => statat(&self.0, path, AtFlags::SYMLINK_NOFOLLOW),
        };
        let found = found.ok()?;
        let nanoseconds = |seconds: i64, rest: u64| i128::from(seconds) * 1_000_000_000 + i128::from(rest);
        let file = File {
            size: u64::try_from(found.st_size).ok()?,
            modified: nanoseconds(found.st_mtime, found.st_mtime_nsec),
            changed: nanoseconds(found.st_ctime, found.st_ctime_nsec),
            inode: found.st_ino,
        };
        Some((file, FileType::from_raw_mode(found.st_mode).is_dir()))
    }
}
