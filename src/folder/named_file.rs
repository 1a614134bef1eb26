//! Reads files at paths that a user named, and limits the size of what is read.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;

use super::folder_fault::FolderFault;

/// Reads a file at a path that a user named, or that was found by a walk with its own rules for
/// links: links are followed. Pipes and devices are refused at once.
///
/// # Errors
/// [`FolderFault::NotAFile`], or [`FolderFault::TooLarge`] when the file has more than `limit`
/// bytes. Also when the file system returns an error.
pub fn read_named(path: &Path, limit: u64) -> Result<Vec<u8>, FolderFault> {
    read_bounded(open_regular(path)?, path, limit)
}

/// Opens a file as [`read_named`] does, for reading in pieces. It is for files that are too large
/// for memory.
///
/// # Errors
/// The errors of [`read_named`].
pub fn open_named(path: &Path, limit: u64) -> Result<std::io::Take<File>, FolderFault> {
    let (file, size) = open_regular(path)?;
    if size > limit { Err(FolderFault::TooLarge { path: path.to_path_buf(), limit }) } else { Ok(file.take(limit)) }
}

pub(super) fn open_regular(path: &Path) -> Result<(File, u64), FolderFault> {
    let access = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let handle = rustix::fs::open(path, access, Mode::empty()).map_err(|error| match error {
        // Systems return one of these errors when a socket is opened.
        Errno::NXIO | Errno::OPNOTSUPP => FolderFault::NotAFile(path.to_path_buf()),
        error => FolderFault::disk(path, error),
    })?;
    require_regular(File::from(handle), || path.to_path_buf())
}

/// Returns a regular file with its size. Other entries are refused: reading a pipe would wait for
/// ever, and a device may have no end.
pub(super) fn require_regular(file: File, path: impl Fn() -> PathBuf) -> Result<(File, u64), FolderFault> {
    match file.metadata() {
        Ok(found) if found.is_file() => Ok((file, found.len())),
        Ok(_) => Err(FolderFault::NotAFile(path())),
        Err(error) => Err(FolderFault::Disk(path(), error)),
    }
}

/// Reads the bytes of a file with a known size, at most `limit`. The size is checked before the
/// first byte is read and again at the end, because the file may grow.
pub(super) fn read_bounded((file, size): (File, u64), path: &Path, limit: u64) -> Result<Vec<u8>, FolderFault> {
    let too_large = || FolderFault::TooLarge { path: path.to_path_buf(), limit };
    if size > limit {
        return Err(too_large());
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size).map_err(|_| too_large())?.saturating_add(1));
    let read = file.take(limit.saturating_add(1)).read_to_end(&mut bytes);
    read.map_err(|error| FolderFault::Disk(path.to_path_buf(), error))?;
    if bytes.len() as u64 > limit { Err(too_large()) } else { Ok(bytes) }
}
