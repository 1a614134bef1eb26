//! Why something could not be done in a folder.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use rustix::io::Errno;

/// Why something could not be done in a folder. Each names the path at which it went wrong.
#[derive(Debug)]
pub enum FolderFault {
    /// A link stands on the way, or in the place of the file.
    Link(PathBuf),
    /// A folder, a pipe, a device or a socket stands in the place of a file.
    NotAFile(PathBuf),
    /// The file has more bytes than the caller reads.
    TooLarge { path: PathBuf, limit: u64 },
    /// Folders lie in each other deeper than the program makes them.
    TooDeep(PathBuf),
    /// The path is no relative path of plain names.
    NotPlain(PathBuf),
    /// Somebody else holds the lock.
    Locked(PathBuf),
    /// The disk refuses.
    Disk(PathBuf, io::Error),
}

impl FolderFault {
    pub(super) fn disk(path: &Path, error: Errno) -> Self {
        Self::Disk(path.to_path_buf(), error.into())
    }

    /// Whether there is nothing at the path.
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::Disk(_, error) if error.kind() == io::ErrorKind::NotFound)
    }

    /// The path at which it went wrong.
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

    /// What the disk would have said.
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
