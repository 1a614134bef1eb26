//! `exchange.lock`: what of other portals was verified, to the byte. It is committed with the site: builds are the same without a
//! network, and a machine that remembers nothing still takes nothing older than what was shown.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::{Deserialize, Serialize};
use tough::schema::RoleType;

use super::revision::Revision;
use crate::exchange::format::{ExchangeId, Sha256Hash, Withdrawal, limits};
use crate::folder::{Folder, FolderFault};

/// The file, in the site's folder.
pub const LOCK_FILE: &str = "exchange.lock";
/// The form of the file that this program reads and writes.
pub const LOCK_VERSION: u32 = 2;

const FILE_HEADER: &str =
    "# What was verified of other portals. Written by `tamquan source sync`; to be committed, not to be edited.\n\n";

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

/// Metadata that was verified in a sync which then failed. It is newer than what is held, and
/// builds do not read it. The next sync begins from it: a root may have revoked the keys of whoever
/// hides it then (TUF 1.0, sections 5.3.8, 5.4.5 and 5.5.7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewerMetadata {
    /// Where it was fetched from.
    pub url: String,
    /// By their names in `metadata/`.
    pub metadata: BTreeMap<String, Sha256Hash>,
}

impl Default for ExchangeLock {
    fn default() -> Self {
        Self { version: LOCK_VERSION, sources: BTreeMap::new(), feeds: BTreeMap::new(), ahead: BTreeMap::new() }
    }
}

/// What is held of a source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LockedSource {
    /// Where it was fetched from.
    pub url: String,
    /// The files of metadata, by their names in `metadata/`: every root from the one whose code
    /// stands in `portal.toml` on, the newest of each other role, and older lists of targets that
    /// vouch for revisions which the newest does not have any more.
    pub metadata: BTreeMap<String, Sha256Hash>,
    /// When anything of it was new the last time; RFC 3339. Until when its signatures hold is read
    /// from the metadata, which nobody can change.
    pub verified: String,
    /// `channel.json` and `withdrawn.json`.
    pub listing: Sha256Hash,
    pub withdrawals: Sha256Hash,
    /// What of the list concerns what is held: [`crate::exchange::sync::listing_excerpt`].
    pub excerpt: Sha256Hash,
    /// Items that are shown.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub items: BTreeMap<ExchangeId, Revision>,
    /// Revisions that wait until somebody approves them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub waiting: BTreeMap<ExchangeId, Revision>,
    /// What was taken back of what was held.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub withdrawn: Vec<Withdrawal>,
    /// Of what was taken back: where its notice is to stand.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub places: BTreeMap<ExchangeId, ItemPlace>,
    /// What was held and is not listed any more, without a word about it.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub unlisted: BTreeSet<ExchangeId>,
}

/// What is held of a feed: `exchange/SOURCE/feed.json`, which is ours and not the one that was fetched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LockedFeed {
    /// Where it was fetched from.
    pub url: String,
    pub sha256: Sha256Hash,
    /// When it was another one the last time; RFC 3339.
    pub fetched: String,
    /// To ask whether it has changed since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
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

/// The newest version of a role among files of metadata; 0 when there is none.
pub fn newest_version<'n>(names: impl Iterator<Item = &'n String>, role: RoleType) -> u64 {
    let end = format!(".{role}.json");
    names.filter_map(|name| name.strip_suffix(&end)?.parse().ok()).max().unwrap_or(0)
}

/// What an item was, as far as it says where it stood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ItemPlace {
    pub kind: String,
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
    Folder(FolderFault),
    /// It was edited, or merged badly.
    Malformed(String),
    /// A newer program wrote it.
    Version(u32),
}

impl ExchangeLock {
    /// Reads the lock of a site; an empty one when there is none.
    ///
    /// # Errors
    /// When there is one that cannot be read: to go on without it would forget what was shown.
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
