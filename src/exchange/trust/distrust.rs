//! Why a channel is not trusted, and why an update of its metadata ended.

use tough::schema::RoleType;

use crate::exchange::fetch::FetchFault;

/// Why a channel, or a file of it, is not trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Distrust {
    /// A signature of the role has expired: the publisher no longer signs, or an attacker withholds
    /// the new state.
    Expired(RoleType),
    /// A version is older than one that was seen before.
    Rollback(RoleType),
    /// Not signed by enough of the keys that the root names.
    TooFewSignatures(RoleType),
    /// The root to begin with is no root.
    InvalidRoot,
    /// No root of the channel has the hash that the user was given.
    WrongFirstRoot,
    /// Parts that do not belong together, or a file that is not the one that was signed.
    Mismatch,
    /// The file cannot be parsed.
    Malformed(RoleType),
    /// The file follows another major version of the specification.
    UnsupportedSpec(RoleType),
    /// A metadata file that another file names is missing.
    MissingMetadata(RoleType),
    /// More consecutive roots than a publisher would plausibly make.
    TooManyRoots,
    /// A file that was signed for is not in the list.
    MissingTarget(String),
}

/// Why an update ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UpdateFault {
    /// A file is not trusted, or a file that the channel must have is missing.
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
