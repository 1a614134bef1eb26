//! The metadata of a file.

use std::fs;
use std::os::unix::fs::MetadataExt;

use serde::{Deserialize, Serialize};

use crate::digest::Digest;
use crate::folder::EntryMetadata;

/// The metadata of a file, read without its bytes. Two equal values mean equal bytes if they are
/// old enough: a file that was just written can change again within the resolution of the
/// timestamps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FileStat {
    /// Bytes.
    pub size: u64,
    /// When the file was last written, in nanoseconds since 1970.
    pub modified: i128,
    /// When the entry of the file last changed, in nanoseconds since 1970. A copy can keep
    /// `modified`, but it cannot keep this time.
    changed: i128,
    inode: u64,
}

impl FileStat {
    /// The metadata that the standard library returns.
    pub fn from_metadata(found: &fs::Metadata) -> Self {
        let nanoseconds = |seconds: i64, rest: i64| i128::from(seconds) * 1_000_000_000 + i128::from(rest);
        Self {
            size: found.len(),
            modified: nanoseconds(found.mtime(), found.mtime_nsec()),
            changed: nanoseconds(found.ctime(), found.ctime_nsec()),
            inode: found.ino(),
        }
    }

    /// The metadata of an entry that was found without following a link.
    pub fn from_entry(found: &EntryMetadata) -> Self {
        let EntryMetadata { kind: _, size, modified, changed, inode } = *found;
        Self { size, modified, changed, inode }
    }

    /// Adds the digest of other data to this value, for content that depends on more than the bytes
    /// of its file. A change of that data then looks like a change of the file.
    pub(super) fn mix_digest(self, more: Digest) -> Self {
        let word = more.bytes().first_chunk::<8>().map_or(0, |bytes| u64::from_le_bytes(*bytes));
        Self { inode: self.inode ^ word, ..self }
    }

    /// The metadata of content that no file has by itself, by its bytes.
    pub(super) fn of_bytes(bytes: &[u8]) -> Self {
        Self { size: bytes.len() as u64, ..Self::default() }.mix_digest(Digest::of(bytes))
    }

    /// The later one of the two times: no write to the file is newer.
    pub fn last_touched(&self) -> i128 {
        self.modified.max(self.changed)
    }
}
