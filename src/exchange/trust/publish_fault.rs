//! Why a publication failed.

use std::io;
use std::path::PathBuf;

use tough::schema::RoleType;

use crate::folder::FolderFault;

/// Why a publication failed.
#[derive(Debug)]
pub enum PublishFault {
    /// The file system returned an error for the file or folder at this path of the repository.
    Disk(PathBuf, io::Error),
    /// The keys at hand are too few, or others than the root names, for this role.
    TooFewKeys(RoleType),
    /// There is a repository already.
    Exists,
    /// There is no repository, or its metadata cannot be read.
    Broken(PathBuf),
    /// No target can have this name.
    InvalidTargetName(String),
    /// A version or date beyond all numbers.
    OutOfRange,
}

impl From<FolderFault> for PublishFault {
    fn from(fault: FolderFault) -> Self {
        Self::Disk(fault.path().to_path_buf(), fault.into())
    }
}
