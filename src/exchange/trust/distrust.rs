//! Why a channel is not trusted, and why an update of its metadata ended.

use tough::schema::RoleType;

use crate::exchange::fetch::FetchFault;

/// Why a channel, or a file of it, is not to be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Distrust {
    /// The time for which a role's signature was given is over: the publisher is silent, or
    /// somebody holds the new state back.
    Expired(RoleType),
    /// Older than what was seen before.
    Rollback(RoleType),
    /// Not signed by enough of the keys that the root names.
    TooFewSignatures(RoleType),
    /// The root to begin with is no root.
    InvalidRoot,
    /// No root of the channel is the one that somebody was given.
    WrongFirstRoot,
    /// Parts that do not belong together, or a file that is not the one that was signed.
    Mismatch,
    /// It cannot be read.
    Malformed(RoleType),
    /// It follows another major version of the specification.
    UnsupportedSpec(RoleType),
    /// A file of metadata to which another one leads is not there.
    MissingMetadata(RoleType),
    /// So many roots after each other that nobody can have made them in earnest.
    TooManyRoots,
    /// A file that was signed for is not in the list.
    MissingTarget(String),
}

/// Why an update ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UpdateFault {
    Distrust(Distrust),
    /// A file could not be had.
    Fetch(FetchFault),
}

impl From<Distrust> for UpdateFault {
    fn from(why: Distrust) -> Self {
        Self::Distrust(why)
    }
}

impl From<FetchFault> for UpdateFault {
    fn from(fault: FetchFault) -> Self {
        Self::Fetch(fault)
    }
}
