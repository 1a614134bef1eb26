//! What lies in a folder, as the disk tells without opening it.

use std::ffi::OsString;

use rustix::fs::FileType;

/// What stands at a path, as the disk tells without opening it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EntryKind {
    File,
    Folder,
    Link,
    /// A pipe, a device, a socket.
    Other,
}

/// What the disk tells of a path; of a link it tells of the link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntryMetadata {
    pub kind: EntryKind,
    /// In bytes.
    pub size: u64,
    /// When the bytes were written, and when the entry last changed: nanoseconds since 1970.
    pub modified: i128,
    pub changed: i128,
    pub inode: u64,
}

/// A name in a folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FolderEntry {
    pub name: OsString,
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
