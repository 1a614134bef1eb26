//! The form of the cache file: frames of bytes with their digests, and parts that are read when they are needed first.

use std::fs;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::digest::Digest;
use crate::folder::Folder;

/// The file in the cache folder.
pub(crate) const CACHE_FILE: &str = "index";
/// A digest and a length.
pub(super) const FRAME_HEADER_SIZE: usize = 32 + 8;

/// Where the index was read from or written to.
#[derive(Debug, Default)]
pub(crate) struct CacheFileLayout {
    pub folder: Option<Folder>,
    /// The first tail begins at this byte, and the last change that can be read ends at that one.
    pub facts_start: u64,
    pub end: u64,
}

/// A part of the file that is read by itself.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct LazyBytes {
    digest: Digest,
    pub length: u64,
    #[serde(skip)]
    bytes: OnceLock<Vec<u8>>,
}

impl LazyBytes {
    pub(crate) fn from_bytes(bytes: Vec<u8>) -> Self {
        Self { digest: Digest::of(&bytes), length: bytes.len() as u64, bytes: OnceLock::from(bytes) }
    }

    /// Its bytes, which stand in the file at `start`; nothing when they cannot be read any more.
    pub(crate) fn bytes(&self, place: &CacheFileLayout, start: u64) -> &[u8] {
        let read = || {
            let mut file = place.folder.as_ref()?.open_to_read(CACHE_FILE).ok()?;
            let is_whole = start.checked_add(self.length)? <= file.metadata().ok()?.len();
            is_whole.then_some(())?;
            file.seek(SeekFrom::Start(start)).ok()?;
            // The length may say anything: no more room is made than the file has bytes.
            let mut bytes = Vec::new();
            file.take(self.length).read_to_end(&mut bytes).ok()?;
            (Digest::of(&bytes) == self.digest).then_some(bytes)
        };
        self.bytes.get_or_init(|| read().unwrap_or_default())
    }
}

/// What stands before bytes in the file: their digest and length.
pub(super) fn frame_header(bytes: &[u8]) -> Vec<u8> {
    [Digest::of(bytes).bytes(), &(bytes.len() as u64).to_le_bytes()].concat()
}

/// The bytes that stand after a frame; none when they are not the ones that were written.
pub(super) fn read_frame(frame: &[u8], from: &mut fs::File) -> Option<Vec<u8>> {
    let (sum, length) = frame.split_at_checked(32)?;
    let length = u64::from_le_bytes(length.try_into().ok()?);
    let mut bytes = Vec::new();
    from.take(length).read_to_end(&mut bytes).ok()?;
    (bytes.len() as u64 == length && Digest::of(&bytes).bytes() == sum).then_some(bytes)
}
