//! Why an operation in a folder failed.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use rustix::io::Errno;

/// Why an operation in a folder failed. Each fault names the path at which the operation failed.
#[derive(Debug)]
pub enum FolderFault {
    /// A component of the path or the file itself is a link.
    Link(PathBuf),
    /// The entry is a folder, a pipe, a device or a socket, and not a file.
    NotAFile(PathBuf),
    /// The file has more bytes than the limit of the caller.
    TooLarge {
        /// The path of the file.
        path: PathBuf,
        /// The largest size that the caller accepts, in bytes.
        limit: u64,
    },
    /// Folders are nested more deeply than the program ever creates them.
    TooDeep(PathBuf),
    /// The path is not a relative path of plain names.
    NotPlain(PathBuf),
    /// Another process holds the lock.
    Locked(PathBuf),
    /// The file system returned an error.
    Disk(PathBuf, io::Error),
}

impl FolderFault {
    pub(super) fn disk(path: &Path, error: Errno) -> Self {
        Self::Disk(path.to_path_buf(), error.into())
    }

    /// Whether no entry exists at the path.
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::Disk(_, error) if error.kind() == io::ErrorKind::NotFound)
    }

    /// The path at which the operation failed.
    pub fn path(&self) -> &Path {
        match self {
            Self::Link(path)
            | Self::NotAFile(path)
            | Self::TooDeep(path)
            | Self::NotPlain(path)
            | Self::Locked(path) => path,
            Self::TooLarge { path, .. } | Self::Disk(path, _) => path,
        }
    }

    /// The corresponding kind of an error of the file system.
    pub fn kind(&self) -> io::ErrorKind {
        match self {
            Self::Link(_) => io::ErrorKind::NotADirectory,
            Self::NotAFile(_) | Self::NotPlain(_) => io::ErrorKind::InvalidInput,
            Self::TooLarge { .. } => io::ErrorKind::FileTooLarge,
            Self::TooDeep(_) => io::ErrorKind::InvalidFilename,
            Self::Locked(_) => io::ErrorKind::WouldBlock,
            Self::Disk(_, error) => error.kind(),
        }
    }
}

impl fmt::Display for FolderFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path().display();
        match self {
            Self::Link(_) => write!(f, "{path}: a link"),
            Self::NotAFile(_) => write!(f, "{path}: not a regular file"),
            Self::TooLarge { limit, .. } => write!(f, "{path}: more than {limit} bytes"),
            Self::TooDeep(_) => write!(f, "{path}: too many folders in each other"),
            Self::NotPlain(_) => write!(f, "{path}: not a relative path of plain names"),
            Self::Locked(_) => write!(f, "{path}: locked by somebody else"),
            Self::Disk(_, error) => write!(f, "{path}: {error}"),
        }
    }
}

impl std::error::Error for FolderFault {}

impl From<FolderFault> for io::Error {
    fn from(fault: FolderFault) -> Self {
        match fault {
            FolderFault::Disk(_, error) => error,
            fault => Self::new(fault.kind(), fault),
        }
    }
}
