//! Entries of a folder, and their metadata as the file system reports it without opening them.

use std::ffi::OsString;

use rustix::fs::FileType;

/// The kind of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EntryKind {
    /// A regular file.
    File,
    /// A folder, which can have entries of its own.
    Folder,
    /// A symbolic link, whatever its target is and whether the target exists.
    Link,
    /// A pipe, a device or a socket.
    Other,
}

/// The metadata of an entry. The metadata of a link describes the link, not its target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntryMetadata {
    /// The kind of the entry itself: a link is a `Link` even if its target is a folder.
    pub kind: EntryKind,
    /// The size in bytes.
    pub size: u64,
    /// When the bytes were last written, in nanoseconds since 1970.
    pub modified: i128,
    /// When the entry or its metadata last changed, in nanoseconds since 1970.
    pub changed: i128,
    /// The number of the inode. An entry that was replaced by another one of the same name has
    /// another number.
    pub inode: u64,
}

/// An entry in the listing of a folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FolderEntry {
    /// The last component of the path, in the bytes of the file system, which may be no UTF-8.
    /// Never `.` or `..`.
    pub name: OsString,
    /// The kind at the time of the listing; a link is not followed.
    pub kind: EntryKind,
}

impl EntryKind {
    pub(super) fn from_file_type(found: FileType) -> Self {
        match found {
            FileType::RegularFile => EntryKind::File,
            FileType::Directory => EntryKind::Folder,
            FileType::Symlink => EntryKind::Link,
            _ => EntryKind::Other,
        }
    }
}

impl EntryMetadata {
    pub(crate) fn from_stat(found: &rustix::fs::Stat) -> Self {
        // The types of these fields differ between systems.
        let nanoseconds = |seconds: i64, rest: i128| i128::from(seconds) * 1_000_000_000 + rest;
        Self {
            kind: EntryKind::from_file_type(FileType::from_raw_mode(found.st_mode)),
            size: u64::try_from(found.st_size).unwrap_or_default(),
            modified: nanoseconds(found.st_mtime, i128::from(found.st_mtime_nsec)),
            changed: nanoseconds(found.st_ctime, i128::from(found.st_ctime_nsec)),
            inode: found.st_ino,
        }
    }
}
