//! The workflow of a TUF client (TUF 1.0, section 5) without delegations, which no channel has.

use std::collections::BTreeMap;

use jiff::Timestamp as Time;
use sha2::Digest as _;
use tough::schema::RoleType;

use super::distrust::{Distrust, UpdateFault};
use super::metadata::{
    FileMeta, MetadataEnvelope, Role, Root, Snapshot, TargetMeta, Targets, Timestamp, VersionedRole,
};
use crate::exchange::fetch::FetchFault;
use crate::exchange::format::limits;

/// A source of the metadata files of a repository.
pub trait MetadataSource {
    /// The bytes of a file by its name in a consistent snapshot, `timestamp.json` or `7.root.json`,
    /// of at most `limit` bytes; `None` when there is no such file.
    ///
    /// # Errors
    /// When it cannot be had for another reason.
    fn get(&mut self, name: &str, limit: u64) -> Result<Option<Vec<u8>>, FetchFault>;
}

/// Verified metadata: every file was signed by enough keys of its role, and each file refers to the
/// next. After a fault the chain contains everything that was verified before. It must be kept,
/// above all a new root: it may have revoked keys, and an attacker with these keys could hide that
/// root the next time.
#[derive(Debug, Clone)]
pub struct TrustChain {
    /// The root that was trusted to begin with, and those that followed it, by version.
    roots: BTreeMap<u64, Vec<u8>>,
    /// The newest of them.
    root: VersionedRole<Root>,
    timestamp: Option<VerifiedFile<Timestamp>>,
    snapshot: Option<VerifiedFile<Snapshot>>,
    targets: Option<VerifiedFile<Targets>>,
}

/// A role with the bytes that it was read from: these are kept, for hashes are of bytes.
#[derive(Debug, Clone)]
struct VerifiedFile<T> {
    metadata: VersionedRole<T>,
    bytes: Vec<u8>,
}

impl<T: Role> VerifiedFile<T> {
    /// The file name with the version, and the bytes.
    fn file_name_and_bytes(&self) -> (String, &[u8]) {
        (format!("{}.{}.json", self.metadata.version, T::TYPE), &self.bytes)
    }
}

/// Bytes of a target that were compared with what its publisher signed. There is no other way to
/// make one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedTarget {
    bytes: Vec<u8>,
    sha256: [u8; 32],
}

impl SignedTarget {
    /// The bytes of the target, which the publisher signed.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The SHA-256 of the bytes, which is a part of the name of the file. It is computed if the
    /// list of targets has no SHA-256.
    pub fn sha256(&self) -> [u8; 32] {
        self.sha256
    }
}

impl TrustChain {
    /// Begins with a root that is trusted by another way.
    ///
    /// # Errors
    /// When the bytes are no root that signs for itself.
    pub fn from_root(root: &[u8]) -> Result<Self, Distrust> {
        let (envelope, metadata) = MetadataEnvelope::read::<Root>(root).map_err(|why| match why {
            Distrust::UnsupportedSpec(_) => why,
            _ => Distrust::InvalidRoot,
        })?;
        metadata.role.verify(RoleType::Root, &envelope)?;
        let roots = BTreeMap::from([(metadata.version, root.to_vec())]);
        Ok(Self { roots, root: metadata, timestamp: None, snapshot: None, targets: None })
    }

    /// Takes the next root: signed by enough keys of the one before it and by enough of its own,
    /// with the next version (sections 5.3.4 and 5.3.5).
    ///
    /// # Errors
    /// When it is not that.
    pub fn add_root(&mut self, bytes: &[u8]) -> Result<(), Distrust> {
        let (envelope, root) = MetadataEnvelope::read::<Root>(bytes)?;
        self.root.role.verify(RoleType::Root, &envelope)?;
        root.role.verify(RoleType::Root, &envelope)?;
        if Some(root.version) != self.root.version.checked_add(1) {
            return Err(Distrust::Rollback(RoleType::Root));
        }
        self.roots.insert(root.version, bytes.to_vec());
        self.root = root;
        // Section 5.3.11: files that were signed by replaced keys are dropped.
        self.timestamp = self.timestamp.take().and_then(|file| self.verify_file(&file.bytes));
        self.snapshot = self.snapshot.take().and_then(|file| self.verify_file(&file.bytes));
        self.targets = self.targets.take().and_then(|file| self.verify_file(&file.bytes));
        Ok(())
    }

    /// Restores a file of an earlier update, to compare new files with it. Returns whether the
    /// newest root accepts its signatures. If not, the file is dropped: an attacker with revoked
    /// keys may have set its version to the maximum (section 5.3.11).
    pub fn restore_role(&mut self, role: RoleType, bytes: &[u8]) -> bool {
        match role {
            RoleType::Timestamp => {
                self.timestamp = self.verify_file(bytes);
                self.timestamp.is_some()
            }
            RoleType::Snapshot => {
                self.snapshot = self.verify_file(bytes);
                self.snapshot.is_some()
            }
            RoleType::Targets => {
                self.targets = self.verify_file(bytes);
                self.targets.is_some()
            }
            RoleType::Root | RoleType::DelegatedTargets => false,
        }
    }

    fn verify_file<T: Role>(&self, bytes: &[u8]) -> Option<VerifiedFile<T>> {
        self.verify(bytes).ok().map(|metadata| VerifiedFile { metadata, bytes: bytes.to_vec() })
    }

    /// Reads a file, and verifies that the newest root accepts its signatures.
    fn verify<T: Role>(&self, bytes: &[u8]) -> Result<VersionedRole<T>, Distrust> {
        let (envelope, metadata) = MetadataEnvelope::read::<T>(bytes)?;
        self.root.role.verify(T::TYPE, &envelope)?;
        Ok(metadata)
    }

    /// Fetches new files and verifies them (sections 5.3 to 5.6). `now` is the time for all expiry
    /// checks of the update (section 5.1).
    ///
    /// # Errors
    /// When a file cannot be fetched or is invalid. Files that were verified before stay in the
    /// chain.
    pub fn update(&mut self, files: &mut dyn MetadataSource, now: Time) -> Result<(), UpdateFault> {
        self.update_root(files, now)?;
        self.update_timestamp(files, now)?;
        self.update_snapshot(files, now)?;
        self.update_targets(files, now)
    }

    fn update_root(&mut self, files: &mut dyn MetadataSource, now: Time) -> Result<(), UpdateFault> {
        for count in 0..=limits::ROOTS {
            let Some(version) = self.root.version.checked_add(1) else { break };
            let Some(bytes) = files.get(&format!("{version}.root.json"), limits::METADATA)? else { break };
            if count == limits::ROOTS {
                return Err(Distrust::TooManyRoots.into());
            }
            self.add_root(&bytes)?;
        }
        Ok(check_expiry(&self.root, now)?)
    }

    fn update_timestamp(&mut self, files: &mut dyn MetadataSource, now: Time) -> Result<(), UpdateFault> {
        let bytes = files.get("timestamp.json", limits::METADATA)?;
        let bytes = bytes.ok_or(Distrust::MissingMetadata(RoleType::Timestamp))?;
        let new: VersionedRole<Timestamp> = self.verify(&bytes)?;
        if let Some(VerifiedFile { metadata: old, .. }) = &self.timestamp {
            if new.version < old.version {
                return Err(Distrust::Rollback(RoleType::Timestamp).into());
            }
            // Section 5.4.3.1: one version is one file, and the one that came first is kept.
            if new.version == old.version {
                return Ok(check_expiry(old, now)?);
            }
            if new.role.snapshot.version() < old.role.snapshot.version() {
                return Err(Distrust::Rollback(RoleType::Snapshot).into());
            }
        }
        check_expiry(&new, now)?;
        self.timestamp = Some(VerifiedFile { metadata: new, bytes });
        Ok(())
    }

    fn update_snapshot(&mut self, files: &mut dyn MetadataSource, now: Time) -> Result<(), UpdateFault> {
        let meta = self.timestamp.as_ref().map(|timestamp| &timestamp.metadata.role.snapshot);
        let meta = meta.ok_or(Distrust::MissingMetadata(RoleType::Timestamp))?;
        if let Some(old) = self.snapshot.as_ref().filter(|old| matches_meta(old, meta)) {
            return Ok(check_expiry(&old.metadata, now)?);
        }
        let bytes = files.get(&format!("{}.snapshot.json", meta.version()), limits::METADATA)?;
        let bytes = bytes.ok_or(Distrust::MissingMetadata(RoleType::Snapshot))?;
        let new: VersionedRole<Snapshot> = self.verify_named(&bytes, meta)?;
        if let Some(VerifiedFile { metadata: old, .. }) = &self.snapshot {
            // Section 5.5.5: no list of targets gets lost or older.
            let is_kept = |(name, old): (&String, &FileMeta)| {
                new.role.meta.get(name).is_some_and(|new| new.version() >= old.version())
            };
            if !old.role.meta.iter().all(is_kept) {
                return Err(Distrust::Rollback(RoleType::Targets).into());
            }
        }
        check_expiry(&new, now)?;
        self.snapshot = Some(VerifiedFile { metadata: new, bytes });
        Ok(())
    }

    fn update_targets(&mut self, files: &mut dyn MetadataSource, now: Time) -> Result<(), UpdateFault> {
        let meta = self.snapshot.as_ref().and_then(|snapshot| snapshot.metadata.role.targets());
        let meta = meta.ok_or(Distrust::MissingMetadata(RoleType::Snapshot))?;
        if let Some(old) = self.targets.as_ref().filter(|old| matches_meta(old, meta)) {
            return Ok(check_expiry(&old.metadata, now)?);
        }
        let bytes = files.get(&format!("{}.targets.json", meta.version()), limits::TARGETS)?;
        let bytes = bytes.ok_or(Distrust::MissingMetadata(RoleType::Targets))?;
        let new: VersionedRole<Targets> = self.verify_named(&bytes, meta)?;
        check_expiry(&new, now)?;
        self.targets = Some(VerifiedFile { metadata: new, bytes });
        Ok(())
    }

    /// Verifies a file of which other metadata gives the version, and perhaps length and hashes.
    fn verify_named<T: Role>(&self, bytes: &[u8], meta: &FileMeta) -> Result<VersionedRole<T>, Distrust> {
        if !meta.matches_bytes(bytes) {
            return Err(Distrust::Mismatch);
        }
        let metadata = self.verify(bytes)?;
        if metadata.version == meta.version() { Ok(metadata) } else { Err(Distrust::Mismatch) }
    }

    /// Whether timestamp, snapshot and list of targets are present and refer to each other. Expiry
    /// is not checked. This holds after an update, and must hold for stored files.
    pub fn is_complete(&self) -> bool {
        let (Some(timestamp), Some(snapshot), Some(targets)) = (&self.timestamp, &self.snapshot, &self.targets) else {
            return false;
        };
        matches_meta(snapshot, &timestamp.metadata.role.snapshot)
            && snapshot.metadata.role.targets().is_some_and(|meta| matches_meta(targets, meta))
    }

    /// Verifies a list of targets against all roots of the chain. Returns the list if one of them
    /// accepts its signatures. For an older list this is all that can be proved, because timestamp
    /// and snapshot refer to the newest list.
    pub fn verify_older_targets(&self, bytes: &[u8]) -> Option<Targets> {
        let (envelope, list) = MetadataEnvelope::read::<Targets>(bytes).ok()?;
        let mut roots = self.roots.values().rev().filter_map(|root| MetadataEnvelope::read::<Root>(root).ok());
        roots.any(|(_, root)| root.role.verify(RoleType::Targets, &envelope).is_ok()).then_some(list.role)
    }

    /// The list of targets, under its file name and with its bytes.
    pub fn targets(&self) -> Option<(String, &Targets, &[u8])> {
        let file = self.targets.as_ref()?;
        let (name, bytes) = file.file_name_and_bytes();
        Some((name, &file.metadata.role, bytes))
    }

    /// Every file of the chain, under the name that it has in a consistent snapshot; the timestamp
    /// with its version before its name too, so that no two states have a file of the same name.
    pub fn files(&self) -> BTreeMap<String, &[u8]> {
        let roots = self.roots.iter().map(|(version, bytes)| (format!("{version}.root.json"), bytes.as_slice()));
        let mut files: BTreeMap<String, &[u8]> = roots.collect();
        files.extend(self.timestamp.as_ref().map(VerifiedFile::file_name_and_bytes));
        files.extend(self.snapshot.as_ref().map(VerifiedFile::file_name_and_bytes));
        files.extend(self.targets.as_ref().map(VerifiedFile::file_name_and_bytes));
        files
    }

    /// When the first signature expires.
    pub fn expires(&self) -> Time {
        let of = [
            self.timestamp.as_ref().map(|file| file.metadata.expires),
            self.snapshot.as_ref().map(|file| file.metadata.expires),
            self.targets.as_ref().map(|file| file.metadata.expires),
        ];
        of.into_iter().flatten().fold(self.root.expires, Time::min)
    }

    /// A target as it was signed.
    pub fn target(&self, name: &str) -> Option<&TargetMeta> {
        self.targets.as_ref()?.metadata.role.targets.get(name)
    }

    /// Takes bytes for a target when they are the ones that were signed.
    ///
    /// # Errors
    /// When there is no such target, or the bytes are others.
    pub fn verify_target(&self, name: &str, bytes: Vec<u8>) -> Result<SignedTarget, Distrust> {
        let target = self.target(name).ok_or_else(|| Distrust::MissingTarget(name.to_owned()))?;
        if !target.matches_bytes(&bytes) {
            return Err(Distrust::Mismatch);
        }
        let sha256 = target.sha256().unwrap_or_else(|| sha2::Sha256::digest(&bytes).into());
        Ok(SignedTarget { bytes, sha256 })
    }
}

/// Whether a file is the one that other metadata names.
fn matches_meta<T: Role>(file: &VerifiedFile<T>, meta: &FileMeta) -> bool {
    file.metadata.version == meta.version() && meta.matches_bytes(&file.bytes)
}

/// Whether the signatures of a role hold at a time.
fn check_expiry<T: Role>(metadata: &VersionedRole<T>, now: Time) -> Result<(), Distrust> {
    if metadata.expires > now { Ok(()) } else { Err(Distrust::Expired(T::TYPE)) }
}
