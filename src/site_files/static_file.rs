//! Static files of the theme and of the site.

use std::path::PathBuf;

use super::file_stat::FileStat;
use super::limits::MAX_FILE;
use super::read_file::digest_file;
use crate::digest::Digest;
use crate::exchange::format::Sha256Hash;
use crate::folder::read_named;

/// A file of `static/`, or a picture of another portal.
#[derive(Debug, Clone)]
pub enum StaticFile {
    /// A file of the embedded theme.
    Embedded(&'static [u8]),
    /// A file of the site or of a theme in the site.
    OnDisk {
        /// Where the file lies on disk.
        path: PathBuf,
        /// The metadata of the file from the scan.
        file: FileStat,
    },
    /// A picture of another portal.
    Imported {
        /// Where the file lies on disk.
        path: PathBuf,
        /// The metadata of the file from the scan.
        file: FileStat,
        /// The hash that the file's name promises. `bytes` checks it.
        sha256: Sha256Hash,
    },
}

impl StaticFile {
    /// The size in bytes, as of the scan.
    pub fn size(&self) -> u64 {
        match self {
            StaticFile::Embedded(bytes) => bytes.len() as u64,
            StaticFile::OnDisk { file, .. } | StaticFile::Imported { file, .. } => file.size,
        }
    }

    /// Reads the bytes of the file.
    ///
    /// # Errors
    /// The file cannot be read any more, or the bytes of a picture do not have its SHA-256.
    pub fn bytes(&self) -> std::io::Result<Vec<u8>> {
        match self {
            StaticFile::Embedded(bytes) => Ok(bytes.to_vec()),
            StaticFile::OnDisk { path, .. } => Ok(read_named(path, MAX_FILE)?),
            StaticFile::Imported { path, sha256, .. } => match read_named(path, MAX_FILE)? {
                bytes if Sha256Hash::of(&bytes) == *sha256 => Ok(bytes),
                _ => Err(std::io::ErrorKind::InvalidData.into()),
            },
        }
    }

    /// Whether the file is published at its own path. A picture of another portal is not: it is
    /// published only for the pages that show it.
    pub fn is_published(&self) -> bool {
        !matches!(self, StaticFile::Imported { .. })
    }

    /// The digest of the bytes of the file.
    ///
    /// # Errors
    /// The file cannot be read any more.
    pub fn digest(&self) -> std::io::Result<Digest> {
        match self {
            StaticFile::Embedded(bytes) => Ok(Digest::of(bytes)),
            StaticFile::OnDisk { path, .. } | StaticFile::Imported { path, .. } => digest_file(path),
        }
    }
}
