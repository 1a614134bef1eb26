//! A folder as an open handle: opening, reading and listing its entries.

use std::ffi::OsStr;
use std::fs::File;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, Dir, FileType, Mode, OFlags};
use rustix::io::Errno;

use super::entry::{EntryKind, EntryMetadata, FolderEntry};
use super::folder_fault::FolderFault;
use super::named_file::{read_bounded, require_regular};

/// How a folder is opened: to search it, to list it, and to reach its entries.
pub(super) const FOLDER_FLAGS: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);

/// How a file is opened: no link is followed, and a pipe without another end does not block.
pub(super) const FILE_FLAGS: OFlags = OFlags::NOFOLLOW.union(OFlags::NONBLOCK).union(OFlags::CLOEXEC);

/// The maximum depth of nested folders: each level of a walk needs a handle and a stack frame. The
/// outputs of a portal are some ten levels deep. A path of 4,096 bytes, the longest that Linux
/// accepts, can have 2,048 levels.
pub(super) const MAX_DEPTH: usize = 128;

/// A folder as an open handle.
#[derive(Debug)]
pub struct Folder {
    pub(super) handle: OwnedFd,
    /// The path at which the folder was opened, for messages.
    pub(super) path: PathBuf,
}

impl Folder {
    /// Opens the folder at a path that a user named. The links in the path are the user's own and
    /// are followed.
    ///
    /// # Errors
    /// When the folder does not exist, or the file system returns an error.
    pub fn open(path: &Path) -> Result<Self, FolderFault> {
        // An empty path means the current folder of the program: `Path::new("site").parent()`
        // returns an empty path.
        let named = if path.as_os_str().is_empty() { Path::new(".") } else { path };
        match rustix::fs::open(named, FOLDER_FLAGS, Mode::empty()) {
            Ok(handle) => Ok(Self { handle, path: path.to_path_buf() }),
            Err(error) => Err(FolderFault::disk(path, error)),
        }
    }

    /// Opens the folder at a path that a user named. Creates the folder and its parents if they are
    /// missing.
    ///
    /// # Errors
    /// When the file system returns an error.
    pub fn create(path: &Path) -> Result<Self, FolderFault> {
        std::fs::create_dir_all(path).map_err(|error| FolderFault::Disk(path.to_path_buf(), error))?;
        Self::open(path)
    }

    /// The path at which the folder was opened. For messages only: the path may lead to another
    /// folder by now.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Opens the folder at a relative path below this one. The empty path is this folder itself.
    ///
    /// # Errors
    /// [`FolderFault::Link`] when a component is a link. Also when the folder does not exist, or
    /// the file system returns an error.
    pub fn open_below(&self, rel: &str) -> Result<Self, FolderFault> {
        self.walk_components(rel.split('/').map(OsStr::new), Self::open_child)
    }

    /// Like [`Folder::open_below`], but creates missing folders.
    ///
    /// # Errors
    /// The errors of [`Folder::open_below`].
    pub fn create_below(&self, rel: &str) -> Result<Self, FolderFault> {
        self.walk_components(rel.split('/').map(OsStr::new), Self::open_or_create_child)
    }

    /// Reads a whole file.
    ///
    /// # Errors
    /// [`FolderFault::Link`], [`FolderFault::NotAFile`], or [`FolderFault::TooLarge`] when the file
    /// has more than `limit` bytes. Also when the file does not exist, or the file system returns
    /// an error.
    pub fn read(&self, rel: &str, limit: u64) -> Result<Vec<u8>, FolderFault> {
        read_bounded(self.open_with_size(rel)?, &self.path.join(rel), limit)
    }

    /// Opens a file for reading.
    ///
    /// # Errors
    /// [`FolderFault::Link`] or [`FolderFault::NotAFile`]. Also when the file does not exist, or
    /// the file system returns an error.
    pub fn open_to_read(&self, rel: &str) -> Result<File, FolderFault> {
        self.open_with_size(rel).map(|(file, _)| file)
    }

    pub(super) fn open_with_size(&self, rel: &str) -> Result<(File, u64), FolderFault> {
        self.with_parent(rel, |folder, name| folder.open_file(name, OFlags::RDONLY))
    }

    /// Opens an existing file for changes in place.
    ///
    /// # Errors
    /// The errors of [`Folder::open_to_read`].
    pub fn open_to_edit(&self, rel: &str) -> Result<File, FolderFault> {
        self.with_parent(rel, |folder, name| folder.open_file(name, OFlags::RDWR)).map(|(file, _)| file)
    }

    /// The metadata of the entry at a path, without following a link. `None` if there is no entry.
    ///
    /// # Errors
    /// [`FolderFault::Link`] when a component before the last one is a link. Also when the file
    /// system returns an error.
    pub fn metadata(&self, rel: &str) -> Result<Option<EntryMetadata>, FolderFault> {
        let found = match rel {
            "" => rustix::fs::fstat(&self.handle).map(|found| Some(EntryMetadata::from_stat(&found))),
            rel => match self.with_parent(rel, |folder, name| Ok(folder.stat_entry(name.as_ref()))) {
                Ok(looked) => looked,
                Err(fault) if fault.is_missing() => Ok(None),
                Err(fault) => return Err(fault),
            },
        };
        found.map_err(|error| FolderFault::disk(&self.path.join(rel), error))
    }

    /// The entries of the folder at a path, sorted by name.
    ///
    /// # Errors
    /// The errors of [`Folder::open_below`].
    pub fn entries(&self, rel: &str) -> Result<Vec<FolderEntry>, FolderFault> {
        match rel {
            "" => self.list(),
            rel => self.open_below(rel)?.list(),
        }
    }

    pub(super) fn list(&self) -> Result<Vec<FolderEntry>, FolderFault> {
        let fault = |error| FolderFault::disk(&self.path, error);
        let mut entries = Vec::new();
        for entry in Dir::read_from(&self.handle).map_err(fault)? {
            let entry = entry.map_err(fault)?;
            let name = OsStr::from_bytes(entry.file_name().to_bytes());
            if name == "." || name == ".." {
                continue;
            }
            // Some file systems do not report the kind of an entry in the listing.
            let kind = match entry.file_type() {
                FileType::Unknown => match self.stat_entry(name).map_err(fault)? {
                    Some(found) => found.kind,
                    None => continue,
                },
                known => EntryKind::from_file_type(known),
            };
            entries.push(FolderEntry { name: name.to_owned(), kind });
        }
        entries.sort();
        Ok(entries)
    }

    /// The metadata of an entry of this folder. `None` if there is no entry of that name.
    pub(super) fn stat_entry(&self, name: &OsStr) -> Result<Option<EntryMetadata>, Errno> {
        match rustix::fs::statat(&self.handle, name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(found) => Ok(Some(EntryMetadata::from_stat(&found))),
            Err(Errno::NOENT) => Ok(None),
            Err(error) => Err(error),
        }
    }

    pub(super) fn open_file(&self, name: &str, access: OFlags) -> Result<(File, u64), FolderFault> {
        let handle = rustix::fs::openat(&self.handle, name, access | FILE_FLAGS, Mode::empty())
            .map_err(|error| self.open_fault(name.as_ref(), error))?;
        require_regular(File::from(handle), || self.path.join(name))
    }

    /// Opens a direct subfolder of this folder.
    pub(super) fn open_child(&self, name: &OsStr) -> Result<Self, FolderFault> {
        match rustix::fs::openat(&self.handle, name, FOLDER_FLAGS | OFlags::NOFOLLOW, Mode::empty()) {
            Ok(handle) => Ok(Self { handle, path: self.path.join(name) }),
            Err(error) => Err(self.open_fault(name, error)),
        }
    }

    /// Like `Folder::open_child`, but creates the folder if it is missing.
    pub(super) fn open_or_create_child(&self, name: &OsStr) -> Result<Self, FolderFault> {
        match self.open_child(name) {
            Err(fault) if fault.is_missing() => self.create_and_open_child(name),
            stepped => stepped,
        }
    }

    /// Like `Folder::open_or_create_child`, for folders that are usually missing: the folder is
    /// created before it is opened.
    pub(super) fn create_and_open_child(&self, name: &OsStr) -> Result<Self, FolderFault> {
        match rustix::fs::mkdirat(&self.handle, name, Mode::from_raw_mode(0o777)) {
            // Another thread may have created it just now.
            Ok(()) | Err(Errno::EXIST) => self.open_child(name),
            Err(error) => Err(FolderFault::disk(&self.path.join(name), error)),
        }
    }

    /// The fault of a name that could not be opened. Systems return different errors for a link, so
    /// the kind of the entry decides.
    pub(super) fn open_fault(&self, name: &OsStr, error: Errno) -> FolderFault {
        let path = self.path.join(name);
        let found = if error == Errno::NOENT { None } else { self.stat_entry(name).ok().flatten() };
        match found.map(|found| found.kind) {
            Some(EntryKind::Link) => FolderFault::Link(path),
            // The entry is a socket, or a pipe that was opened for writing and has no reader.
            Some(EntryKind::Other) => FolderFault::NotAFile(path),
            _ => FolderFault::disk(&path, error),
        }
    }

    /// Walks from this folder to another one, one step for each component. A single empty component
    /// leads to this folder itself.
    pub(super) fn walk_components<'n>(
        &self,
        parts: impl Iterator<Item = &'n OsStr>,
        step: impl Fn(&Self, &OsStr) -> Result<Self, FolderFault>,
    ) -> Result<Self, FolderFault> {
        let mut parts = parts.peekable();
        if parts.peek().is_some_and(|name| name.is_empty()) {
            if parts.nth(1).is_some() {
                return Err(FolderFault::NotPlain(self.path.clone()));
            }
            let handle = self.handle.try_clone().map_err(|error| FolderFault::Disk(self.path.clone(), error))?;
            return Ok(Self { handle, path: self.path.clone() });
        }
        let mut at: Option<Self> = None;
        for name in parts {
            let from = at.as_ref().unwrap_or(self);
            at = Some(step(from, from.check_plain_name(name)?)?);
        }
        at.ok_or_else(|| FolderFault::NotPlain(self.path.clone()))
    }

    /// Calls `act` with the parent folder of a path and the last component of the path.
    pub(super) fn with_parent<T>(
        &self,
        rel: &str,
        act: impl FnOnce(&Self, &str) -> Result<T, FolderFault>,
    ) -> Result<T, FolderFault> {
        match rel.rsplit_once('/') {
            Some((folder, name)) if !folder.is_empty() => act(&self.open_below(folder)?, self.check_plain_name(name)?),
            _ => act(self, self.check_plain_name(rel)?),
        }
    }

    /// Checks that a component is a plain name: not empty, `.` or `..`, and without `/` and NUL.
    pub(super) fn check_plain_name<'n, N: AsRef<OsStr> + ?Sized>(&self, name: &'n N) -> Result<&'n N, FolderFault> {
        let bytes = name.as_ref().as_bytes();
        let is_plain = !matches!(bytes, b"" | b"." | b"..") && !bytes.contains(&b'/') && !bytes.contains(&0);
        if is_plain { Ok(name) } else { Err(FolderFault::NotPlain(self.path.join(name.as_ref()))) }
    }
}
