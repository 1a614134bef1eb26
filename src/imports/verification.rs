//! The record of a verification, so that the next build need not verify the same files again.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::digest::Digest;
use crate::exchange::format::ExchangeId;
use crate::folder::EntryMetadata as FileFound;

/// What was verified of a source, and the files on which the result depends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerificationRecord {
    /// The digest of the lock entry, with the hashes of all files, and of the hash of the root.
    pub digest: Digest,
    /// The files that the lock names, by their paths in the site, with their metadata on disk
    /// before they were verified. Missing files are left out.
    pub files: BTreeMap<String, FileFound>,
}

/// Returns when the first signature of a source expires, if the source was verified before and none
/// of its files has changed since.
pub type VerificationLookup<'r> = &'r (dyn Fn(&ExchangeId, &VerificationRecord) -> Option<Timestamp> + Sync);
