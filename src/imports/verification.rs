//! What was verified of a source, so that the next build need not verify it again.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::digest::Digest;
use crate::exchange::format::ExchangeId;
use crate::folder::EntryMetadata as FileFound;

/// What was verified of a source, and what that depends on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerificationRecord {
    /// Of the entry in the lock, with the hashes of all files, and of the code of the root.
    pub digest: Digest,
    /// The files that the lock names, by their paths in the site, with what the disk told of them
    /// before they were verified. One that is not there is not among them.
    pub files: BTreeMap<String, FileFound>,
}

/// Says when the first signature of a source ends, if the source was verified before and none of
/// its files was touched since.
pub type VerificationLookup<'r> = &'r (dyn Fn(&ExchangeId, &VerificationRecord) -> Option<Timestamp> + Sync);
