//! A folder held by its handle: opening, reading and listing what lies in it.

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

/// A folder that is opened to search it, to list it, and to reach what lies in it.
pub(super) const FOLDER_FLAGS: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);

/// A file that is opened without following a link and without waiting for another end of a pipe.
pub(super) const FILE_FLAGS: OFlags = OFlags::NOFOLLOW.union(OFlags::NONBLOCK).union(OFlags::CLOEXEC);

/// Folders that lie in each other: each level of a walk holds a handle and a frame of the stack.
/// Outputs of a portal are some ten levels deep, and a path of 4,096 bytes, the longest that Linux
/// takes, can have 2,048.
pub(super) const MAX_DEPTH: usize = 128;

/// A folder, held by its handle.
#[derive(Debug)]
pub struct Folder {
    pub(super) handle: OwnedFd,
    /// Where the folder was found, for messages.
    pub(super) path: PathBuf,
}

impl Folder {
    /// Opens the folder at a path that a user named. Links on the way to it are the user's own and
    /// are followed.
    ///
    /// # Errors
    /// When there is no such folder, or the disk refuses.
    pub fn open(path: &Path) -> Result<Self, FolderFault> {
        // An empty path names the folder in which the program runs, as in
        // `Path::new("site").parent()`.
        let named = if path.as_os_str().is_empty() { Path::new(".") } else { path };
        match rustix::fs::open(named, FOLDER_FLAGS, Mode::empty()) {
            Ok(handle) => Ok(Self { handle, path: path.to_path_buf() }),
            Err(error) => Err(FolderFault::disk(path, error)),
        }
    }

    /// Opens the folder at a path that a user named, and creates it and the folders above it when
    /// they are missing.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn create(path: &Path) -> Result<Self, FolderFault> {
        std::fs::create_dir_all(path).map_err(|error| FolderFault::Disk(path.to_path_buf(), error))?;
        Self::open(path)
    }

    /// Where the folder was found. For messages only: another folder may stand there now.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Opens the folder at a relative path below this one; the empty path is this folder.
    ///
    /// # Errors
    /// [`FolderFault::Link`] when a component is a link. When there is no such folder, or the disk
    /// refuses.
    pub fn open_below(&self, rel: &str) -> Result<Self, FolderFault> {
        self.walk_components(rel.split('/').map(OsStr::new), Self::open_child)
    }

    /// As [`Folder::open_below`]. Creates the folders that are missing.
    ///
    /// # Errors
    /// As [`Folder::open_below`].
    pub fn create_below(&self, rel: &str) -> Result<Self, FolderFault> {
        self.walk_components(rel.split('/').map(OsStr::new), Self::open_or_create_child)
    }

    /// Reads a file whole.
    ///
    /// # Errors
    /// [`FolderFault::Link`], [`FolderFault::NotAFile`], or [`FolderFault::TooLarge`] when it has
    /// more than `limit` bytes. When there is none, or the disk refuses.
    pub fn read(&self, rel: &str, limit: u64) -> Result<Vec<u8>, FolderFault> {
        read_bounded(self.open_with_size(rel)?, &self.path.join(rel), limit)
    }

    /// Opens a file to read it.
    ///
    /// # Errors
    /// [`FolderFault::Link`] or [`FolderFault::NotAFile`]. When there is none, or the disk refuses.
    pub fn open_to_read(&self, rel: &str) -> Result<File, FolderFault> {
        self.open_with_size(rel).map(|(file, _)| file)
    }

    pub(super) fn open_with_size(&self, rel: &str) -> Result<(File, u64), FolderFault> {
        self.with_parent(rel, |folder, name| folder.open_file(name, OFlags::RDONLY))
    }

    /// Opens a file to write into it where it stands.
    ///
    /// # Errors
    /// As [`Folder::open_to_read`].
    pub fn open_to_edit(&self, rel: &str) -> Result<File, FolderFault> {
        self.with_parent(rel, |folder, name| folder.open_file(name, OFlags::RDWR)).map(|(file, _)| file)
    }

    /// What stands at a path; none when nothing does.
    ///
    /// # Errors
    /// [`FolderFault::Link`] when a component before the last one is a link. When the disk refuses.
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

    /// What lies in the folder at a path, in the order of the names.
    ///
    /// # Errors
    /// As [`Folder::open_below`].
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
            // Some file systems do not say in the list what an entry is.
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

    /// What stands under a name of this folder itself.
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

    /// Opens a folder under a name of this folder itself.
    pub(super) fn open_child(&self, name: &OsStr) -> Result<Self, FolderFault> {
        match rustix::fs::openat(&self.handle, name, FOLDER_FLAGS | OFlags::NOFOLLOW, Mode::empty()) {
            Ok(handle) => Ok(Self { handle, path: self.path.join(name) }),
            Err(error) => Err(self.open_fault(name, error)),
        }
    }

    /// As `step`. Creates the folder when it is missing.
    pub(super) fn open_or_create_child(&self, name: &OsStr) -> Result<Self, FolderFault> {
        match self.open_child(name) {
            Err(fault) if fault.is_missing() => self.create_and_open_child(name),
            stepped => stepped,
        }
    }

    /// As `step_or_make`, for folders that are missing most of the time: the folder is created
    /// first.
    pub(super) fn create_and_open_child(&self, name: &OsStr) -> Result<Self, FolderFault> {
        match rustix::fs::mkdirat(&self.handle, name, Mode::from_raw_mode(0o777)) {
            // Another thread may have created it just now.
            Ok(()) | Err(Errno::EXIST) => self.open_child(name),
            Err(error) => Err(FolderFault::disk(&self.path.join(name), error)),
        }
    }

    /// Why a name could not be opened. Systems differ in what they answer to a link, so the name is
    /// looked at.
    pub(super) fn open_fault(&self, name: &OsStr, error: Errno) -> FolderFault {
        let path = self.path.join(name);
        let found = if error == Errno::NOENT { None } else { self.stat_entry(name).ok().flatten() };
        match found.map(|found| found.kind) {
            Some(EntryKind::Link) => FolderFault::Link(path),
            // A socket, or a pipe that is opened to write and nobody reads.
            Some(EntryKind::Other) => FolderFault::NotAFile(path),
            _ => FolderFault::disk(&path, error),
        }
    }

    /// Goes from this folder to another one by one step for each component; one empty component
    /// leads to this folder.
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

    /// Does something in the folder that a path lies in, with the last component of the path.
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

    /// A component, when it is a plain name.
    pub(super) fn check_plain_name<'n, N: AsRef<OsStr> + ?Sized>(&self, name: &'n N) -> Result<&'n N, FolderFault> {
        let bytes = name.as_ref().as_bytes();
        let is_plain = !matches!(bytes, b"" | b"." | b"..") && !bytes.contains(&b'/') && !bytes.contains(&0);
        if is_plain { Ok(name) } else { Err(FolderFault::NotPlain(self.path.join(name.as_ref()))) }
    }
}
