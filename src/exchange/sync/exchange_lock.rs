//! `exchange.lock` records the exact bytes of other portals that were verified. The lock is
//! committed with the site, so that builds without a network give the same result, and a new
//! machine does not accept anything older than what was shown.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::{Deserialize, Serialize};
use tough::schema::RoleType;

use super::revision::Revision;
use crate::exchange::format::{ExchangeId, Publisher, Sha256Hash, Withdrawal, limits};
use crate::folder::{Folder, FolderFault};

/// The file, in the site's folder.
pub const LOCK_FILE: &str = "exchange.lock";
/// The form of the file that this program reads and writes.
pub const LOCK_VERSION: u32 = 2;

const FILE_HEADER: &str =
    "# What was verified of other portals. Written by `tamquan source sync`; to be committed, not to be edited.\n\n";

/// The content of [`LOCK_FILE`]: what this portal holds of each of its sources.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExchangeLock {
    version: u32,
    /// By the name of the source.
    #[serde(default)]
    pub sources: BTreeMap<ExchangeId, LockedSource>,
    /// By the name of the source.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub feeds: BTreeMap<ExchangeId, LockedFeed>,
    /// By the name of the source.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub ahead: BTreeMap<ExchangeId, NewerMetadata>,
}

/// Metadata that was verified in a sync which then failed. It is newer than the stored metadata,
/// and builds do not read it. The next sync starts from it: a root in it may have revoked keys, and
/// an attacker who has these keys could otherwise hide that root (TUF 1.0, sections 5.3.8, 5.4.5
/// and 5.5.7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewerMetadata {
    /// The address that it was fetched from.
    pub url: String,
    /// The hashes of the files, by their names in `metadata/`.
    pub metadata: BTreeMap<String, Sha256Hash>,
}

impl Default for ExchangeLock {
    fn default() -> Self {
        Self { version: LOCK_VERSION, sources: BTreeMap::new(), feeds: BTreeMap::new(), ahead: BTreeMap::new() }
    }
}

/// The locked state of a channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LockedSource {
    /// The address that it was fetched from.
    pub url: String,
    /// The metadata files by their names in `metadata/`: every root since the one whose hash is in
    /// `portal.toml`, the newest file of each other role, and older lists of targets that contain
    /// revisions which the newest list no longer contains.
    pub metadata: BTreeMap<String, Sha256Hash>,
    /// The time of the last sync that found new metadata (RFC 3339). The expiry of the signatures
    /// is not recorded here: it is read from the signed metadata.
    pub verified: String,
    /// The SHA-256 of `channel.json`.
    pub listing: Sha256Hash,
    /// The SHA-256 of `withdrawn.json`.
    pub withdrawals: Sha256Hash,
    /// The hash of the excerpt of the list ([`super::listing_excerpt`]).
    pub excerpt: Sha256Hash,
    /// The publisher that the list names. It is compared with a new list when the stored list is
    /// gone. `None` in a lock of an earlier program.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<Publisher>,
    /// Items that are shown.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub items: BTreeMap<ExchangeId, Revision>,
    /// Revisions that wait for approval.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub waiting: BTreeMap<ExchangeId, Revision>,
    /// The withdrawals of items that were stored.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub withdrawn: Vec<Withdrawal>,
    /// The kind and language of withdrawn items, so that the notice gets the right address.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub places: BTreeMap<ExchangeId, ItemPlace>,
    /// Items that were stored and are no longer listed, without a withdrawal.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub unlisted: BTreeSet<ExchangeId>,
}

/// The locked state of a feed: `exchange/SOURCE/feed.json`, which this program wrote from the feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LockedFeed {
    /// The address that it was fetched from.
    pub url: String,
    /// The SHA-256 of `feed.json`, by which the stored file is found.
    pub sha256: Sha256Hash,
    /// The time when the feed last changed (RFC 3339).
    pub fetched: String,
    /// The `ETag` of the feed for the next request. `None` if the host sent none that is
    /// well-formed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// The `Last-Modified` of the feed for the next request, as the host wrote it. `None` if the
    /// host sent none that is well-formed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modified: Option<String>,
}

impl LockedSource {
    /// A revision that was waiting is shown from now on.
    pub fn accept_waiting(&mut self, id: &ExchangeId) {
        if let Some(revision) = self.waiting.remove(id) {
            self.items.insert(id.clone(), revision);
            self.withdrawn.retain(|word| word.id != *id);
        }
    }

    /// Whether this names a newer revision of an item than `items` do.
    pub fn has_newer_item(&self, items: &BTreeMap<ExchangeId, Revision>) -> bool {
        self.items.iter().any(|(id, revision)| items.get(id).is_some_and(|now| now.rev < revision.rev))
    }
}

/// The first role of which `known` names a newer version than `found` does: metadata, by the names
/// of its files.
pub fn newer_role<'n>(
    known: impl Iterator<Item = &'n String> + Clone,
    found: impl Iterator<Item = &'n String> + Clone,
) -> Option<RoleType> {
    let roles = [RoleType::Root, RoleType::Timestamp, RoleType::Snapshot, RoleType::Targets];
    roles.into_iter().find(|role| newest_version(known.clone(), *role) > newest_version(found.clone(), *role))
}

/// The newest version of a role among names of metadata files. 0 if there is no file of the role.
pub fn newest_version<'n>(names: impl Iterator<Item = &'n String>, role: RoleType) -> u64 {
    let end = format!(".{role}.json");
    names.filter_map(|name| name.strip_suffix(&end)?.parse().ok()).max().unwrap_or(0)
}

/// The kind and language of an item, which determine the address of its page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ItemPlace {
    /// The name of the kind, as the publisher gave it.
    pub kind: String,
    /// The code of the language, two or three lower-case letters.
    pub lang: String,
}

/// What every version of the lock has.
#[derive(Deserialize)]
struct LockHeader {
    version: u32,
}

/// Why the lock cannot be used.
#[derive(Debug)]
pub enum LockFault {
    /// The lock cannot be read or written: the file system returned an error, or a link is in the
    /// way.
    Folder(FolderFault),
    /// The file was edited, or merged incorrectly.
    Malformed(String),
    /// A program wrote it that knows another form of the file: an older or a newer one. The number
    /// is that of the form.
    Version(u32),
}

impl ExchangeLock {
    /// Reads the lock of a site. A site without a lock has an empty one.
    ///
    /// # Errors
    /// When the lock cannot be read: continuing without it would forget what was shown.
    pub fn read(site: &Path) -> Result<Self, LockFault> {
        let bytes = match Folder::open(site).and_then(|site| site.read(LOCK_FILE, limits::LOCK)) {
            Ok(bytes) => bytes,
            Err(fault) if fault.is_missing() => return Ok(Self::default()),
            Err(fault) => return Err(LockFault::Folder(fault)),
        };
        let text = String::from_utf8(bytes).map_err(|error| LockFault::Malformed(error.to_string()))?;
        match toml::from_str::<Self>(&text) {
            Ok(lock) if lock.version == LOCK_VERSION => Ok(lock),
            Ok(lock) => Err(LockFault::Version(lock.version)),
            Err(error) => Err(match toml::from_str(&text) {
                // Another version may have another form.
                Ok(LockHeader { version }) if version != LOCK_VERSION => LockFault::Version(version),
                _ => LockFault::Malformed(error.message().to_owned()),
            }),
        }
    }

    /// Writes it, whole or not at all.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn write(&self, site: &Path) -> Result<(), LockFault> {
        let text = toml::to_string(self).map_err(|error| LockFault::Malformed(error.to_string()))?;
        let put = |site: Folder| site.write_atomic(LOCK_FILE, format!("{FILE_HEADER}{text}").as_bytes());
        Folder::open(site).and_then(put).map_err(LockFault::Folder)
    }
}
