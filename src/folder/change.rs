//! What changes the disk: writing, renaming, removing, locking.

use std::ffi::OsStr;
use std::fs::{File, TryLockError};
use std::io::Write as _;
use std::os::unix::fs::MetadataExt as _;

use rustix::fs::{AtFlags, Mode, OFlags};
use rustix::io::Errno;

use super::entry::{EntryKind, EntryMetadata, FolderEntry};
use super::folder_fault::FolderFault;
use super::handle::{FILE_FLAGS, Folder, MAX_DEPTH};
use super::named_file::require_regular;

/// What the name of a file ends in until its bytes are whole.
const NEW_SUFFIX: &str = ".new";
/// The rights of a file, of which the user's mask takes some away.
const FILE_MODE: u32 = 0o666;
/// So often a lock is tried whose file was removed just then. Once is enough unless programs come
/// and go all the time.
const LOCK_TRIES: usize = 8;

impl Folder {
    /// Writes a file whole or not at all, and creates the folders that are missing. The bytes go to
    /// a new name first, `REL.new`, which is removed before when an earlier run left it.
    ///
    /// # Errors
    /// [`FolderFault::Link`] when a link is on the way or stands in the place of the file. When the
    /// disk refuses.
    pub fn write_atomic(&self, rel: &str, bytes: &[u8]) -> Result<(), FolderFault> {
        self.with_created_parent(rel, |folder, name| folder.write_atomic_here(name, bytes, true))
    }

    /// As [`Folder::write_atomic`], but does not wait until the disk has the bytes: for what can be made
    /// again. After a power cut such a file may be empty or cut off, and whoever reads it has to
    /// see that.
    ///
    /// # Errors
    /// As [`Folder::write_atomic`].
    pub fn write_atomic_unsynced(&self, rel: &str, bytes: &[u8]) -> Result<(), FolderFault> {
        self.with_created_parent(rel, |folder, name| folder.write_atomic_here(name, bytes, false))
    }

    /// As [`Folder::write_atomic`], unless the file has these bytes already: what did not change is not
    /// touched.
    ///
    /// # Errors
    /// As [`Folder::write_atomic`].
    pub fn write_if_changed(&self, rel: &str, bytes: &[u8]) -> Result<(), FolderFault> {
        self.with_created_parent(rel, |folder, name| match folder.read(name, bytes.len() as u64) {
            Ok(found) if found == bytes => Ok(()),
            Err(FolderFault::Link(path)) => Err(FolderFault::Link(path)),
            _ => folder.write_atomic_here(name, bytes, true),
        })
    }

    fn write_atomic_here(&self, name: &str, bytes: &[u8], sync: bool) -> Result<(), FolderFault> {
        // Renaming would replace the link and not follow it. A user who put it there is told all
        // the same.
        if let Ok(Some(EntryMetadata { kind: EntryKind::Link, .. })) = self.stat_entry(name.as_ref()) {
            return Err(FolderFault::Link(self.path.join(name)));
        }
        let new = format!("{name}{NEW_SUFFIX}");
        self.remove_name(new.as_ref())?;
        let mut file = self.create_here(&new)?;
        let written = file.write_all(bytes).and_then(|()| if sync { file.sync_all() } else { Ok(()) });
        let done = written
            .map_err(|error| FolderFault::Disk(self.path.join(&new), error))
            .and_then(|()| self.rename(&new, self, name));
        if done.is_err() {
            // The first fault is the one that tells. Half a file takes room and the next run
            // removes it.
            let _ = self.remove_name(new.as_ref());
        }
        done
    }

    /// Creates a file that is not there yet, with these rights of Unix, less those of the user's
    /// mask.
    ///
    /// # Errors
    /// When anything, a link too, stands under the name. [`FolderFault::Link`] when a link is on
    /// the way. When the disk refuses.
    pub fn create_file(&self, rel: &str) -> Result<File, FolderFault> {
        self.with_parent(rel, |folder, name| folder.create_here(name))
    }

    fn create_here(&self, name: &str) -> Result<File, FolderFault> {
        let access = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | FILE_FLAGS;
        match rustix::fs::openat(&self.handle, name, access, Mode::from_raw_mode(FILE_MODE)) {
            Ok(handle) => Ok(File::from(handle)),
            Err(error) => Err(FolderFault::disk(&self.path.join(name), error)),
        }
    }

    /// Writes a file where it stands, and creates it when it is missing: for a place that nobody
    /// looks at before all is there.
    ///
    /// # Errors
    /// [`FolderFault::Link`] when a link is on the way or stands in the place of the file. When the
    /// disk refuses.
    pub fn write_in_place(&self, rel: &str, bytes: &[u8]) -> Result<(), FolderFault> {
        self.with_parent(rel, |folder, name| {
            let access = OFlags::WRONLY | OFlags::CREATE | OFlags::TRUNC | FILE_FLAGS;
            let handle = rustix::fs::openat(&folder.handle, name, access, Mode::from_raw_mode(FILE_MODE))
                .map_err(|error| folder.open_fault(name.as_ref(), error))?;
            let written = File::from(handle).write_all(bytes);
            written.map_err(|error| FolderFault::Disk(folder.path.join(name), error))
        })
    }

    /// Gives what stands at a path another place; what stood there is replaced. A link is moved as
    /// a link.
    ///
    /// # Errors
    /// [`FolderFault::Link`] when a component before the last one is a link. When the disk refuses.
    pub fn rename(&self, from: &str, folder: &Self, to: &str) -> Result<(), FolderFault> {
        self.with_parent(from, |here, from| {
            folder.with_parent(to, |there, to| {
                rustix::fs::renameat(&here.handle, from, &there.handle, to)
                    .map_err(|error| FolderFault::disk(&there.path.join(to), error))
            })
        })
    }

    /// Removes a file or a link, if there is one.
    ///
    /// # Errors
    /// When a folder stands there. [`FolderFault::Link`] when a component before the last one is a
    /// link. When the disk refuses.
    pub fn remove_file(&self, rel: &str) -> Result<(), FolderFault> {
        ignore_missing(self.with_parent(rel, |folder, name| folder.remove_name(name.as_ref())))
    }

    /// Removes a folder in which nothing is, if there is one.
    ///
    /// # Errors
    /// When something is in it, or it is none. [`FolderFault::Link`] when a component before the
    /// last one is a link.
    pub fn remove_folder(&self, rel: &str) -> Result<(), FolderFault> {
        ignore_missing(self.with_parent(rel, |folder, name| folder.remove_empty(name.as_ref())))
    }

    /// Removes what stands at a path, and a folder with all that is in it. A link is removed as a
    /// link.
    ///
    /// # Errors
    /// [`FolderFault::Link`] when a component before the last one is a link. When the disk refuses.
    pub fn remove_tree(&self, rel: &str) -> Result<(), FolderFault> {
        ignore_missing(self.with_parent(rel, |folder, name| folder.remove_all(name.as_ref(), 0)))
    }

    /// Removes an entry of this folder, whatever its name; a folder with all that is in it.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn remove_entry(&self, entry: &FolderEntry) -> Result<(), FolderFault> {
        ignore_missing(self.remove_all(&entry.name, 0))
    }

    fn remove_all(&self, name: &OsStr, depth: usize) -> Result<(), FolderFault> {
        let found = self.stat_entry(name).map_err(|error| FolderFault::disk(&self.path.join(name), error))?;
        if found.is_none_or(|found| found.kind != EntryKind::Folder) {
            return self.remove_name(name);
        }
        if depth > MAX_DEPTH {
            return Err(FolderFault::TooDeep(self.path.join(name)));
        }
        let folder = self.open_child(name)?;
        for entry in folder.list()? {
            match entry.kind {
                EntryKind::Folder => folder.remove_all(&entry.name, depth + 1)?,
                _ => folder.remove_name(&entry.name)?,
            }
        }
        self.remove_empty(name)
    }

    fn remove_empty(&self, name: &OsStr) -> Result<(), FolderFault> {
        self.unlink(name, AtFlags::REMOVEDIR)
    }

    fn remove_name(&self, name: &OsStr) -> Result<(), FolderFault> {
        self.unlink(name, AtFlags::empty())
    }

    fn unlink(&self, name: &OsStr, flags: AtFlags) -> Result<(), FolderFault> {
        match rustix::fs::unlinkat(&self.handle, name, flags) {
            Ok(()) | Err(Errno::NOENT) => Ok(()),
            Err(error) => Err(FolderFault::disk(&self.path.join(name), error)),
        }
    }

    /// Removes the files below this folder that are not wanted, by their paths in it. Folders stay,
    /// though nothing is left in them. A link of a name that is not wanted is removed as a link.
    ///
    /// # Errors
    /// [`FolderFault::Link`] when what is wanted is a link. When the disk refuses.
    pub fn remove_unwanted(&self, is_wanted: impl Fn(&str) -> bool) -> Result<(), FolderFault> {
        self.remove_unwanted_in("", &is_wanted, 0)
    }

    fn remove_unwanted_in(
        &self,
        prefix: &str,
        is_wanted: &dyn Fn(&str) -> bool,
        depth: usize,
    ) -> Result<(), FolderFault> {
        if depth > MAX_DEPTH {
            return Err(FolderFault::TooDeep(self.path.clone()));
        }
        for FolderEntry { name, kind } in self.list()? {
            let path = name.to_str().map(|name| format!("{prefix}{name}"));
            match (path, kind) {
                (Some(path), EntryKind::Folder) => {
                    self.open_child(&name)?.remove_unwanted_in(&format!("{path}/"), is_wanted, depth + 1)?;
                }
                (Some(path), kind) if is_wanted(&path) => {
                    if kind == EntryKind::Link {
                        return Err(FolderFault::Link(self.path.join(&name)));
                    }
                }
                _ => self.remove_all(&name, depth)?,
            }
        }
        Ok(())
    }

    /// Takes the advisory lock of a file, which is created when it is missing. The lock ends with
    /// the file that is returned, or with the process.
    ///
    /// # Errors
    /// [`FolderFault::Locked`] when somebody else holds the lock. [`FolderFault::Link`] or
    /// [`FolderFault::NotAFile`]. When the disk refuses.
    pub fn lock(&self, rel: &str) -> Result<File, FolderFault> {
        self.with_created_parent(rel, |folder, name| {
            for _ in 0..LOCK_TRIES {
                let file = folder.lock_here(name)?;
                // Whoever held the lock may have removed the file: its lock excludes nobody who
                // comes later.
                let is_there = file.metadata().map_err(|error| FolderFault::Disk(folder.path.join(name), error))?;
                if is_there.nlink() > 0 {
                    return Ok(file);
                }
            }
            Err(FolderFault::Locked(folder.path.join(name)))
        })
    }

    fn lock_here(&self, name: &str) -> Result<File, FolderFault> {
        let path = || self.path.join(name);
        let access = OFlags::RDWR | OFlags::CREATE | FILE_FLAGS;
        let handle = rustix::fs::openat(&self.handle, name, access, Mode::from_raw_mode(FILE_MODE))
            .map_err(|error| self.open_fault(name.as_ref(), error))?;
        let (file, _) = require_regular(File::from(handle), path)?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => Err(FolderFault::Locked(path())),
            Err(TryLockError::Error(error)) => Err(FolderFault::Disk(path(), error)),
        }
    }

    /// As `within`. Creates the folders that are missing.
    fn with_created_parent<T>(
        &self,
        rel: &str,
        act: impl FnOnce(&Self, &str) -> Result<T, FolderFault>,
    ) -> Result<T, FolderFault> {
        match rel.rsplit_once('/') {
            Some((folder, name)) if !folder.is_empty() => {
                act(&self.create_below(folder)?, self.check_plain_name(name)?)
            }
            _ => act(self, self.check_plain_name(rel)?),
        }
    }
}

/// What is to be removed and is not there is removed.
fn ignore_missing(done: Result<(), FolderFault>) -> Result<(), FolderFault> {
    match done {
        Err(fault) if fault.is_missing() => Ok(()),
        done => done,
    }
}
