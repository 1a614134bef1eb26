//! The TUF repository of a publisher: a folder with `metadata/` and `targets/` that any static host
//! can serve.
//!
//! Snapshots are consistent (TUF 1.0, section 6.2): every file except `timestamp.json` has a unique
//! name and never changes, and `timestamp.json` is written last. A client that reads while files
//! are written or copied, in any order, therefore sees the old state, the new state, or a missing
//! file, in which case it keeps its copy.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::num::NonZeroU64;

use jiff02::Timestamp as Time;
use sha2::{Digest as _, Sha256};
use tough::TargetName;
use tough::schema::{Metafile, Role, RoleType, Root, Signed, Snapshot, Target, Targets, Timestamp};

use super::metadata_file::{
    MAX_FILE, METADATA, SPEC, TARGETS, TIMESTAMP, build_root, describe_target, expiry_after, metadata_bytes, metafile,
    next_version, read_metadata, target_name, version_after,
};
use super::publish_fault::PublishFault;
use super::signing_key::{Keyring, SigningKey, sign_role};
use super::signing_terms::{SigningTerms, is_half_over};
use crate::exchange::format::hashed_path;
use crate::folder::Folder;

/// The changes of a publication.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct RepositoryChange {
    /// Targets that are new or others than before.
    pub written: usize,
    /// Targets that are there no more.
    pub removed: usize,
    /// The version of the targets metadata.
    pub version: u64,
}

/// A repository and where it lies.
#[derive(Debug)]
pub struct Repository {
    folder: Folder,
    root: Signed<Root>,
    /// The state that `timestamp.json` refers to. `None` before the first publication.
    state: Option<RepositoryState>,
}

#[derive(Debug)]
struct RepositoryState {
    timestamp: Signed<Timestamp>,
    snapshot: Signed<Snapshot>,
    targets: Signed<Targets>,
}

impl Repository {
    /// Makes the first root and an empty list of targets.
    ///
    /// # Errors
    /// When there is one already, a key is missing, or the disk refuses.
    pub fn create(folder: Folder, keys: &Keyring, terms: SigningTerms, now: Time) -> Result<Self, PublishFault> {
        if folder.metadata(METADATA)?.is_some() {
            return Err(PublishFault::Exists);
        }
        let root = build_root(keys, terms, NonZeroU64::MIN, now)?;
        let signers: Vec<&SigningKey> = keys.root.iter().collect();
        let root = sign_role(root, &signers).map_err(|_| PublishFault::OutOfRange)?;
        let mut repository = Self { folder, root, state: None };
        repository.write_role(&repository.root, 1)?;
        repository.publish(&BTreeMap::new(), keys, terms, now)?;
        Ok(repository)
    }

    /// Reads the repository in a folder. The files are trusted because they are the publisher's
    /// own.
    ///
    /// # Errors
    /// When the folder contains no repository.
    pub fn open(folder: Folder) -> Result<Self, PublishFault> {
        let is_there = |name: &str| folder.metadata(&format!("{METADATA}/{name}")).is_ok_and(|found| found.is_some());
        let newest = (1..).take_while(|n| is_there(&format!("{n}.root.json"))).last();
        let newest = newest.ok_or_else(|| PublishFault::Broken(folder.path().join(METADATA)))?;
        let root = read_metadata(&folder, &format!("{newest}.root.json"))?;
        let state = if is_there(TIMESTAMP) { Some(RepositoryState::read(&folder)?) } else { None };
        Ok(Self { folder, root, state })
    }

    /// The newest root, as it is given to others.
    pub fn root(&self) -> &Signed<Root> {
        &self.root
    }

    /// The bytes of every root file, from the first to the newest. Consumers may begin with any.
    ///
    /// # Errors
    /// When one cannot be read.
    pub fn root_files(&self) -> Result<Vec<Vec<u8>>, PublishFault> {
        let read = |version| Ok(self.folder.read(&format!("{METADATA}/{version}.root.json"), MAX_FILE)?);
        (1..=self.root.signed.version.get()).map(read).collect()
    }

    /// Whether one of these keys had the role before the keys were changed.
    pub fn had_role_before(&self, role: RoleType, keys: &[SigningKey]) -> bool {
        (1..self.root.signed.version.get()).any(|version| {
            let root = read_metadata::<Signed<Root>>(&self.folder, &format!("{version}.root.json"));
            let named = root.ok().and_then(|root| root.signed.roles.get(&role).map(|named| named.keyids.clone()));
            named.is_some_and(|ids| keys.iter().any(|key| ids.contains(key.id())))
        })
    }

    /// The bytes of a target that is published now.
    ///
    /// # Errors
    /// When its file cannot be read.
    pub fn target(&self, name: &str) -> Result<Option<Vec<u8>>, PublishFault> {
        let Some(state) = &self.state else { return Ok(None) };
        let Some(target) = state.targets.signed.targets.get(&target_name(name)?) else { return Ok(None) };
        let path = format!("{TARGETS}/{}", hashed_path(name, &target.hashes.sha256));
        Ok(Some(self.folder.read(&path, MAX_FILE)?))
    }

    /// The version of the list of targets. Every publication that changes a target increases it.
    pub fn version(&self) -> u64 {
        self.state.as_ref().map_or(0, |state| state.targets.signed.version.get())
    }

    /// When the first signature expires.
    pub fn expires(&self) -> Time {
        let of_state = self.state.iter().flat_map(|state| {
            [state.timestamp.signed.expires, state.snapshot.signed.expires, state.targets.signed.expires]
        });
        of_state.fold(self.root.signed.expires, Time::min)
    }

    /// Publishes exactly these targets. After an error, the old state is still published.
    ///
    /// # Errors
    /// When a key is missing, or the disk refuses.
    pub fn publish(
        &mut self,
        files: &BTreeMap<String, Vec<u8>>,
        keys: &Keyring,
        terms: SigningTerms,
        now: Time,
    ) -> Result<RepositoryChange, PublishFault> {
        let mut targets = HashMap::with_capacity(files.len());
        for (name, bytes) in files {
            targets.insert(target_name(name)?, describe_target(bytes));
        }
        let before = self.state.as_ref().map(|state| &state.targets.signed.targets);
        let is_new = |name: &String| match (before, target_name(name)) {
            (Some(before), Ok(key)) => before.get(&key) != targets.get(&key),
            _ => true,
        };
        let written: Vec<&String> = files.keys().filter(|name| is_new(name)).collect();
        let removed = before.map_or(0, |before| before.keys().filter(|name| !targets.contains_key(name)).count());
        let mut published = RepositoryChange { written: written.len(), removed, version: 0 };
        for name in written {
            let bytes = &files[name];
            self.write_file(TARGETS, &hashed_path(name, &Sha256::digest(bytes)), bytes)?;
        }
        let same = published == RepositoryChange::default() && before.is_some();
        self.advance((!same).then_some(targets), keys, terms, now)?;
        published.version = self.version();
        Ok(published)
    }

    /// Renews the signatures of the published state. Timers call this.
    ///
    /// # Errors
    /// When a key is missing, or the disk refuses.
    pub fn resign(&mut self, keys: &Keyring, terms: SigningTerms, now: Time) -> Result<(), PublishFault> {
        self.advance(None, keys, terms, now)
    }

    /// Gives the repository other keys: `keys` are the new ones, `old` holds root keys that sign
    /// for the change. Everything is signed again, so `keys` must be whole.
    ///
    /// # Errors
    /// When the old root keys are too few, a new key is missing, or the disk refuses.
    pub fn rotate(
        &mut self,
        old: &Keyring,
        keys: &Keyring,
        terms: SigningTerms,
        now: Time,
    ) -> Result<(), PublishFault> {
        let version = next_version(self.root.signed.version)?;
        let mut signers = self.signers(RoleType::Root, &old.root)?;
        signers.extend(keys.root.iter().filter(|key| !old.root.iter().any(|other| other.id() == key.id())));
        let new = sign_role(build_root(keys, terms, version, now)?, &signers).map_err(|_| PublishFault::OutOfRange)?;
        self.write_role(&new, version.get())?;
        self.root = new;
        // Signatures of the old keys are not valid under the new root.
        let targets = self.state.as_ref().map(|state| state.targets.signed.targets.clone());
        self.advance(Some(targets.unwrap_or_default()), keys, terms, now)
    }

    /// The next state: with other targets when they are given, or when what signed them ends before
    /// long.
    fn advance(
        &mut self,
        targets: Option<HashMap<TargetName, Target>>,
        keys: &Keyring,
        terms: SigningTerms,
        now: Time,
    ) -> Result<(), PublishFault> {
        let old = self.state.take();
        let result = self.next_state(old.as_ref(), targets, keys, terms, now);
        match result {
            Ok(state) => {
                self.state = Some(state);
                self.sweep()
            }
            Err(fault) => {
                self.state = old;
                Err(fault)
            }
        }
    }

    fn next_state(
        &self,
        old: Option<&RepositoryState>,
        targets: Option<HashMap<TargetName, Target>>,
        keys: &Keyring,
        terms: SigningTerms,
        now: Time,
    ) -> Result<RepositoryState, PublishFault> {
        let targets = match (targets, old) {
            (None, Some(old)) if !is_half_over(old.targets.signed.expires, terms.targets_days, now) => {
                old.targets.clone()
            }
            (targets, old) => {
                let list = targets.or_else(|| old.map(|old| old.targets.signed.targets.clone())).unwrap_or_default();
                let version = version_after(old.map(|old| old.targets.signed.version))?;
                let mut role = Targets::new(SPEC.to_owned(), version, expiry_after(now, terms.targets_days)?);
                role.targets = list;
                role.delegations = None;
                let signers = self.signers(RoleType::Targets, &keys.targets)?;
                let role = sign_role(role, &signers).map_err(|_| PublishFault::OutOfRange)?;
                self.write_role(&role, version.get())?;
                role
            }
        };
        let version = version_after(old.map(|old| old.snapshot.signed.version))?;
        let mut snapshot = Snapshot::new(SPEC.to_owned(), version, expiry_after(now, terms.online_days)?);
        snapshot.meta.insert("targets.json".to_owned(), metafile(&targets, targets.signed.version)?);
        let signers = self.signers(RoleType::Snapshot, &keys.online)?;
        let snapshot = sign_role(snapshot, &signers).map_err(|_| PublishFault::OutOfRange)?;
        self.write_role(&snapshot, version.get())?;
        let version = version_after(old.map(|old| old.timestamp.signed.version))?;
        let mut timestamp = Timestamp::new(SPEC.to_owned(), version, expiry_after(now, terms.online_days)?);
        timestamp.meta.insert("snapshot.json".to_owned(), metafile(&snapshot, snapshot.signed.version)?);
        let signers = self.signers(RoleType::Timestamp, &keys.online)?;
        let timestamp = sign_role(timestamp, &signers).map_err(|_| PublishFault::OutOfRange)?;
        self.write_file(METADATA, TIMESTAMP, &metadata_bytes(&timestamp)?)?;
        Ok(RepositoryState { timestamp, snapshot, targets })
    }

    /// The keys among `keys` that the root names for a role, if there are enough of them.
    fn signers<'k>(&self, role: RoleType, keys: &'k [SigningKey]) -> Result<Vec<&'k SigningKey>, PublishFault> {
        let named = self.root.signed.roles.get(&role).ok_or(PublishFault::TooFewKeys(role))?;
        let signers: Vec<&SigningKey> = keys.iter().filter(|key| named.keyids.contains(key.id())).collect();
        if (signers.len() as u64) < named.threshold.get() {
            return Err(PublishFault::TooFewKeys(role));
        }
        Ok(signers)
    }

    fn write_role<T: Role>(&self, role: &Signed<T>, version: u64) -> Result<(), PublishFault> {
        let name = match T::TYPE {
            RoleType::Timestamp => TIMESTAMP.to_owned(),
            role => format!("{version}.{role}.json"),
        };
        self.write_file(METADATA, &name, &metadata_bytes(role)?)
    }

    fn write_file(&self, folder: &str, name: &str, bytes: &[u8]) -> Result<(), PublishFault> {
        Ok(self.folder.write_atomic(&format!("{folder}/{name}"), bytes)?)
    }

    /// Deletes files that are part of neither the current nor the previous state, which clients may
    /// still be reading. Roots are kept, because consumers verify each root with the one before.
    fn sweep(&self) -> Result<(), PublishFault> {
        let Some(state) = &self.state else { return Ok(()) };
        let live = |name: &TargetName, target: &Target| hashed_path(name.raw(), &target.hashes.sha256);
        let targets: BTreeSet<String> =
            state.targets.signed.targets.iter().map(|(name, target)| live(name, target)).collect();
        let kept = |newest: u64, role: &str| -> Vec<String> {
            (newest.saturating_sub(1)..=newest).map(|n| format!("{n}.{role}.json")).collect()
        };
        let mut metadata = kept(state.targets.signed.version.get(), "targets");
        metadata.extend(kept(state.snapshot.signed.version.get(), "snapshot"));
        let is_role = |name: &str| name.ends_with(".targets.json") || name.ends_with(".snapshot.json");
        let is_live = |name: &str| {
            if is_role(name) {
                metadata.iter().any(|kept| kept == name)
            } else {
                // A file whose writing was interrupted.
                !name.ends_with(".new")
            }
        };
        self.folder.create_below(TARGETS)?.remove_unwanted(|name| targets.contains(name))?;
        Ok(self.folder.create_below(METADATA)?.remove_unwanted(is_live)?)
    }
}

impl RepositoryState {
    fn read(folder: &Folder) -> Result<Self, PublishFault> {
        let broken = || PublishFault::Broken(folder.path().join(METADATA));
        let version = |meta: &HashMap<String, Metafile>, name: &str| meta.get(name).map(|file| file.version);
        let timestamp: Signed<Timestamp> = read_metadata(folder, TIMESTAMP)?;
        let at = version(&timestamp.signed.meta, "snapshot.json").ok_or_else(broken)?;
        let snapshot: Signed<Snapshot> = read_metadata(folder, &format!("{at}.snapshot.json"))?;
        let at = version(&snapshot.signed.meta, "targets.json").ok_or_else(broken)?;
        let targets = read_metadata(folder, &format!("{at}.targets.json"))?;
        Ok(Self { timestamp, snapshot, targets })
    }
}
