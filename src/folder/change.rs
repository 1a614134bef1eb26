//! The operations that change the disk: writing, renaming, removing and locking.

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

/// The suffix of a file name until all bytes of the file are written.
const NEW_SUFFIX: &str = ".new";
/// The permissions of a new file, before the umask of the user removes some of them.
const FILE_MODE: u32 = 0o666;
/// How often a lock is tried if its file was removed in the meantime. One repetition is enough
/// unless programs start and end all the time.
const LOCK_TRIES: usize = 8;

impl Folder {
    /// Writes a file completely or not at all, and creates missing folders. The bytes are first
    /// written to a new name, `REL.new`. A `REL.new` that an earlier run left is removed before.
    ///
    /// # Errors
    /// [`FolderFault::Link`] when a component of the path or the file itself is a link. Also when
    /// the file system returns an error.
    pub fn write_atomic(&self, rel: &str, bytes: &[u8]) -> Result<(), FolderFault> {
        self.with_created_parent(rel, |folder, name| folder.write_atomic_here(name, bytes, true))
    }

    /// Like [`Folder::write_atomic`], but does not wait until the bytes are on the disk. It is for
    /// files that can be made again: after a power cut such a file may be empty or cut off, and its
    /// reader must detect that.
    ///
    /// # Errors
    /// The errors of [`Folder::write_atomic`].
    pub fn write_atomic_unsynced(&self, rel: &str, bytes: &[u8]) -> Result<(), FolderFault> {
        self.with_created_parent(rel, |folder, name| folder.write_atomic_here(name, bytes, false))
    }

    /// Like [`Folder::write_atomic`], but does not touch a file that has these bytes already.
    ///
    /// # Errors
    /// The errors of [`Folder::write_atomic`].
    pub fn write_if_changed(&self, rel: &str, bytes: &[u8]) -> Result<(), FolderFault> {
        self.with_created_parent(rel, |folder, name| match folder.read(name, bytes.len() as u64) {
            Ok(found) if found == bytes => Ok(()),
            Err(FolderFault::Link(path)) => Err(FolderFault::Link(path)),
            _ => folder.write_atomic_here(name, bytes, true),
        })
    }

    fn write_atomic_here(&self, name: &str, bytes: &[u8], sync: bool) -> Result<(), FolderFault> {
        // A rename would replace the link without following it. The link is an error all the same,
        // so that the user who made it learns why it has no effect.
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
            // The first fault is the one to report. If the removal fails too, the partial file only
            // takes space, and the next run removes it.
            let _ = self.remove_name(new.as_ref());
        }
        done
    }

    /// Creates a new file for writing. The umask of the user limits its permissions.
    ///
    /// # Errors
    /// When an entry of that name exists, also if it is a link. [`FolderFault::Link`] when a
    /// component before the last one is a link. Also when the file system returns an error.
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

    /// Writes a file directly under its name, and creates it if it is missing. It is for folders
    /// that no program reads before they are complete.
    ///
    /// # Errors
    /// [`FolderFault::Link`] when a component of the path or the file itself is a link. Also when
    /// the file system returns an error.
    pub fn write_in_place(&self, rel: &str, bytes: &[u8]) -> Result<(), FolderFault> {
        self.with_parent(rel, |folder, name| {
            let access = OFlags::WRONLY | OFlags::CREATE | OFlags::TRUNC | FILE_FLAGS;
            let handle = rustix::fs::openat(&folder.handle, name, access, Mode::from_raw_mode(FILE_MODE))
                .map_err(|error| folder.open_fault(name.as_ref(), error))?;
            let written = File::from(handle).write_all(bytes);
            written.map_err(|error| FolderFault::Disk(folder.path.join(name), error))
        })
    }

    /// Moves an entry to another path, and replaces the entry there. A link is moved as a link.
    ///
    /// # Errors
    /// [`FolderFault::Link`] when a component before the last one is a link. Also when the file
    /// system returns an error.
    pub fn rename(&self, from: &str, folder: &Self, to: &str) -> Result<(), FolderFault> {
        self.with_parent(from, |here, from| {
            folder.with_parent(to, |there, to| {
                rustix::fs::renameat(&here.handle, from, &there.handle, to)
                    .map_err(|error| FolderFault::disk(&there.path.join(to), error))
            })
        })
    }

    /// Removes a file or a link, if it exists.
    ///
    /// # Errors
    /// When the entry is a folder. [`FolderFault::Link`] when a component before the last one is a
    /// link. Also when the file system returns an error.
    pub fn remove_file(&self, rel: &str) -> Result<(), FolderFault> {
        ignore_missing(self.with_parent(rel, |folder, name| folder.remove_name(name.as_ref())))
    }

    /// Removes an empty folder, if it exists.
    ///
    /// # Errors
    /// When the folder is not empty, or the entry is not a folder. [`FolderFault::Link`] when a
    /// component before the last one is a link.
    pub fn remove_folder(&self, rel: &str) -> Result<(), FolderFault> {
        ignore_missing(self.with_parent(rel, |folder, name| folder.remove_empty(name.as_ref())))
    }

    /// Removes the entry at a path, and a folder with its whole content. A link is removed as a
    /// link.
    ///
    /// # Errors
    /// [`FolderFault::Link`] when a component before the last one is a link. Also when the file
    /// system returns an error.
    pub fn remove_tree(&self, rel: &str) -> Result<(), FolderFault> {
        ignore_missing(self.with_parent(rel, |folder, name| folder.remove_all(name.as_ref(), 0)))
    }

    /// Removes an entry of this folder, and a folder with its whole content. The name of the entry
    /// need not be UTF-8.
    ///
    /// # Errors
    /// When the file system returns an error.
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

    /// Removes the files below this folder whose relative paths are not wanted. Folders stay, even
    /// if they are empty afterwards. A link whose path is not wanted is removed as a link.
    ///
    /// # Errors
    /// [`FolderFault::Link`] when a wanted path is a link. Also when the file system returns an
    /// error.
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

    /// Takes the advisory lock of a file, and creates the file if it is missing. The lock ends when
    /// the returned file is dropped, or with the process.
    ///
    /// # Errors
    /// [`FolderFault::Locked`] when another process holds the lock. [`FolderFault::Link`] or
    /// [`FolderFault::NotAFile`]. Also when the file system returns an error.
    pub fn lock(&self, rel: &str) -> Result<File, FolderFault> {
        self.with_created_parent(rel, |folder, name| {
            for _ in 0..LOCK_TRIES {
                let file = folder.lock_here(name)?;
                // The previous holder may have removed the file. A lock of a removed file excludes
                // no other process, because the next one creates a new file.
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

    /// Like `Folder::with_parent`, but creates missing folders.
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

/// Ignores that an entry to remove does not exist.
fn ignore_missing(done: Result<(), FolderFault>) -> Result<(), FolderFault> {
    match done {
        Err(fault) if fault.is_missing() => Ok(()),
        done => done,
    }
}
