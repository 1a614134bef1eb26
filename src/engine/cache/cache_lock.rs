//! The lock of a cache folder, which lets only one process build a site at a time.

use std::fs;
use std::io;
use std::path::Path;

use rustix::fs::{Timespec, Timestamps, UTIME_NOW, UTIME_OMIT, futimens};

use crate::folder::{Folder, FolderFault};
use crate::site_files::{CACHE_FOLDER, FileStat};

/// The file that a build locks.
pub(crate) const LOCK_FILE: &str = "lock";

/// The exclusive right of this process to use a cache folder, and with it an output folder.
pub(crate) struct CacheLock {
    file: fs::File,
}

/// Why the lock could not be acquired.
pub(crate) enum CacheLockFault {
    /// Another process is building the site.
    Locked,
    /// The folder cannot be written. A site on a read-only disk is built all the same, and no cache
    /// is saved.
    Unwritable,
    /// The path contains a symbolic link.
    Link(FolderFault),
}

impl CacheLock {
    /// Acquires the lock of a cache folder. The lock ends with the process, however the process
    /// ends.
    ///
    /// # Errors
    /// If the lock cannot be acquired.
    pub(crate) fn acquire(site: &Path, cache: &Path) -> Result<Self, CacheLockFault> {
        let file = create_cache_folder(site).and_then(|_| Folder::create_in(site, cache)?.lock(LOCK_FILE));
        file.map(|file| Self { file }).map_err(|fault| match fault {
            FolderFault::Locked(_) => CacheLockFault::Locked,
            FolderFault::Link(_) => CacheLockFault::Link(fault),
            _ => CacheLockFault::Unwritable,
        })
    }

    /// The time by the clock of the file system, because that clock sets the times of the files.
    /// The method only touches the lock file and writes nothing into it, because the file may have
    /// another name elsewhere as a hard link.
    ///
    /// # Errors
    /// If the file system refuses.
    pub(crate) fn file_system_time(&mut self) -> io::Result<i128> {
        let at = |tv_nsec| Timespec { tv_sec: 0, tv_nsec };
        futimens(&self.file, &Timestamps { last_access: at(UTIME_OMIT), last_modification: at(UTIME_NOW) })?;
        Ok(FileStat::from_metadata(&self.file.metadata()?).modified)
    }
}

impl Drop for CacheLock {
    fn drop(&mut self) {
        // Closing the file is not enough: a child process that is just being started has inherited
        // it.
        let _ = self.file.unlock();
    }
}

/// Creates the cache folder of a site, with the two files that make back-up programs and git ignore
/// it.
///
/// # Errors
/// If the path contains a symbolic link, or the file system refuses.
pub(crate) fn create_cache_folder(site: &Path) -> Result<Folder, FolderFault> {
    let folder = Folder::create_in(site, &site.join(CACHE_FOLDER))?;
    for (name, text) in [("CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55\n"), (".gitignore", "*\n")] {
        // A file whose writing was interrupted counts as missing.
        if folder.metadata(name)?.is_none_or(|found| found.size == 0) {
            folder.write_atomic_unsynced(name, text.as_bytes())?;
        }
    }
    Ok(folder)
}
