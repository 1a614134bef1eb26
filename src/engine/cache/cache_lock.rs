//! The lock of a cache folder: one process builds a site at a time.

use std::fs;
use std::io;
use std::path::Path;

use rustix::fs::{Timespec, Timestamps, UTIME_NOW, UTIME_OMIT, futimens};

use crate::folder::{Folder, FolderFault};
use crate::site_files::{CACHE_FOLDER, FileStat};

/// The file whose lock a build holds.
pub(crate) const LOCK_FILE: &str = "lock";

/// Holds a cache folder, and with it an output folder, for one process.
pub(crate) struct CacheLock {
    file: fs::File,
}

/// Why it could not be held.
pub(crate) enum CacheLockFault {
    /// Another build is at work.
    Locked,
    /// Nothing can be written there: a site on a read-only disk is built all the same, and nothing
    /// is remembered.
    Unwritable,
    /// A link stands on the way.
    Link(FolderFault),
}

impl CacheLock {
    /// Takes the lock of a cache folder. It ends with the process, whatever becomes of that.
    ///
    /// # Errors
    /// When it cannot be had.
    pub(crate) fn acquire(site: &Path, cache: &Path) -> Result<Self, CacheLockFault> {
        let file = create_cache_folder(site).and_then(|_| Folder::create_in(site, cache)?.lock(LOCK_FILE));
        file.map(|file| Self { file }).map_err(|fault| match fault {
            FolderFault::Locked(_) => CacheLockFault::Locked,
            FolderFault::Link(_) => CacheLockFault::Link(fault),
            _ => CacheLockFault::Unwritable,
        })
    }

    /// The time, by the clock of the file system: it is the one that dates the files. Nothing is
    /// written into the file, which may have another name elsewhere.
    ///
    /// # Errors
    /// When the disk refuses.
    pub(crate) fn file_system_time(&mut self) -> io::Result<i128> {
        let at = |tv_nsec| Timespec { tv_sec: 0, tv_nsec };
        futimens(&self.file, &Timestamps { last_access: at(UTIME_OMIT), last_modification: at(UTIME_NOW) })?;
        Ok(FileStat::from_metadata(&self.file.metadata()?).modified)
    }
}

impl Drop for CacheLock {
    fn drop(&mut self) {
        // Closing is not enough: a program that this process is just starting has the file too.
        let _ = self.file.unlock();
    }
}

/// Makes the cache folder of a site, with the two files that tell back-up programs and git to leave
/// it alone.
///
/// # Errors
/// When a link stands on the way, or the disk refuses.
pub(crate) fn create_cache_folder(site: &Path) -> Result<Folder, FolderFault> {
    let folder = Folder::create_in(site, &site.join(CACHE_FOLDER))?;
    for (name, text) in [("CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55\n"), (".gitignore", "*\n")] {
        // One that was cut off when it was made is as good as none.
        if folder.metadata(name)?.is_none_or(|found| found.size == 0) {
            folder.write_atomic_unsynced(name, text.as_bytes())?;
        }
    }
    Ok(folder)
}
