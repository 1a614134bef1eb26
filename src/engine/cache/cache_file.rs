//! The format of the cache file: frames of bytes with their digests, and parts that are read when
//! they are first needed.

use std::fs;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::digest::Digest;
use crate::folder::Folder;

/// The name of the file in the cache folder.
pub(crate) const CACHE_FILE: &str = "index";
/// A digest and a length, in bytes.
pub(super) const FRAME_HEADER_SIZE: usize = 32 + 8;

/// Where the cache was read from or written to.
#[derive(Debug, Default)]
pub(crate) struct CacheFileLayout {
    /// The cache folder; `None` if the cache was neither read nor written.
    pub folder: Option<Folder>,
    /// The facts begin at byte `facts_start`, and the last readable update ends at byte `end`.
    pub facts_start: u64,
    pub end: u64,
}

/// A part of the file that is read separately, when it is first needed.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct LazyBytes {
    digest: Digest,
    /// In bytes.
    pub length: u64,
    #[serde(skip)]
    bytes: OnceLock<Vec<u8>>,
}

impl LazyBytes {
    pub(crate) fn from_bytes(bytes: Vec<u8>) -> Self {
        Self { digest: Digest::of(&bytes), length: bytes.len() as u64, bytes: OnceLock::from(bytes) }
    }

    /// The bytes, which begin at `start` in the file; empty if they cannot be read any more.
    pub(crate) fn bytes(&self, place: &CacheFileLayout, start: u64) -> &[u8] {
        let read = || {
            let mut file = place.folder.as_ref()?.open_to_read(CACHE_FILE).ok()?;
            let is_whole = start.checked_add(self.length)? <= file.metadata().ok()?.len();
            is_whole.then_some(())?;
            file.seek(SeekFrom::Start(start)).ok()?;
            // A damaged file may contain any length: reading up to it allocates no more than the
            // file has bytes.
            let mut bytes = Vec::new();
            file.take(self.length).read_to_end(&mut bytes).ok()?;
            (Digest::of(&bytes) == self.digest).then_some(bytes)
        };
        self.bytes.get_or_init(|| read().unwrap_or_default())
    }
}

/// The digest and the length that precede `bytes` in the file.
pub(super) fn frame_header(bytes: &[u8]) -> Vec<u8> {
    [Digest::of(bytes).bytes(), &(bytes.len() as u64).to_le_bytes()].concat()
}

/// Reads the bytes that follow a frame header. Returns `None` if they are not the bytes that were
/// written.
pub(super) fn read_frame(frame: &[u8], from: &mut fs::File) -> Option<Vec<u8>> {
    let (sum, length) = frame.split_at_checked(32)?;
    let length = u64::from_le_bytes(length.try_into().ok()?);
    let mut bytes = Vec::new();
    from.take(length).read_to_end(&mut bytes).ok()?;
    (bytes.len() as u64 == length && Digest::of(&bytes).bytes() == sum).then_some(bytes)
}
