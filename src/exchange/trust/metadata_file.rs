//! The parts of which the metadata files of a repository are made.

use std::collections::HashMap;
use std::num::NonZeroU64;

use jiff02::Timestamp as Time;
use sha2::{Digest as _, Sha256};
use tough::TargetName;
use tough::schema::{Hashes, Metafile, Role, RoleKeys, RoleType, Root, Signed, Target};

use super::publish_fault::PublishFault;
use super::signing_key::Keyring;
use super::signing_terms;
use super::signing_terms::SigningTerms;
use crate::folder::Folder;

/// The version of the specification that the metadata follows.
pub(super) const SPEC: &str = "1.0.31";
/// No file of a channel is larger: its list has at most some thousand items, and its pictures are
/// smaller by far.
pub(super) const MAX_FILE: u64 = 64 << 20;
pub(super) const METADATA: &str = "metadata";
pub(super) const TARGETS: &str = "targets";
pub(super) const TIMESTAMP: &str = "timestamp.json";

/// The root that names these keys.
pub(super) fn build_root(
    keys: &Keyring,
    terms: SigningTerms,
    version: NonZeroU64,
    now: Time,
) -> Result<Root, PublishFault> {
    let mut known = HashMap::new();
    let mut roles = HashMap::new();
    let wanted = [
        (RoleType::Root, &keys.root, terms.root_keys, terms.root_threshold),
        (RoleType::Targets, &keys.targets, terms.targets_keys, terms.targets_keys),
        (RoleType::Snapshot, &keys.online, 1, 1),
        (RoleType::Timestamp, &keys.online, 1, 1),
    ];
    for (role, keys, count, threshold) in wanted {
        if keys.len() != usize::from(count) {
            return Err(PublishFault::TooFewKeys(role));
        }
        known.extend(keys.iter().map(|key| (key.id().clone(), key.public())));
        let threshold = NonZeroU64::new(u64::from(threshold)).ok_or(PublishFault::TooFewKeys(role))?;
        let keyids = keys.iter().map(|key| key.id().clone()).collect();
        roles.insert(role, RoleKeys { keyids, threshold, _extra: HashMap::new() });
    }
    Ok(Root {
        spec_version: SPEC.to_owned(),
        consistent_snapshot: true,
        version,
        expires: expiry_after(now, terms.root_days)?,
        keys: known,
        roles,
        _extra: HashMap::new(),
    })
}

pub(super) fn target_name(name: &str) -> Result<TargetName, PublishFault> {
    let fault = || PublishFault::InvalidTargetName(name.to_owned());
    TargetName::new(name).ok().filter(|made| made.resolved() == name).ok_or_else(fault)
}

pub(super) fn describe_target(bytes: &[u8]) -> Target {
    let sha256 = Sha256::digest(bytes).to_vec().into();
    let hashes = Hashes { sha256, _extra: HashMap::new() };
    Target { length: bytes.len() as u64, hashes, custom: HashMap::new(), _extra: HashMap::new() }
}

pub(super) fn metafile<T: Role>(role: &Signed<T>, version: NonZeroU64) -> Result<Metafile, PublishFault> {
    let bytes = metadata_bytes(role)?;
    let hashes = Hashes { sha256: Sha256::digest(&bytes).to_vec().into(), _extra: HashMap::new() };
    Ok(Metafile { length: Some(bytes.len() as u64), hashes: Some(hashes), version, _extra: HashMap::new() })
}

/// A file of metadata: always the same for the same content, whatever order a table of it has in
/// memory.
pub(super) fn metadata_bytes<T: Role>(role: &Signed<T>) -> Result<Vec<u8>, PublishFault> {
    let signatures = serde_json::to_string(&role.signatures).map_err(|_| PublishFault::OutOfRange)?;
    let canonical = role.signed.canonical_form().map_err(|_| PublishFault::OutOfRange)?;
    Ok([format!("{{\"signatures\":{signatures},\"signed\":").as_bytes(), &canonical, b"}\n"].concat())
}

pub(super) fn version_after(version: Option<NonZeroU64>) -> Result<NonZeroU64, PublishFault> {
    version.map_or(Ok(NonZeroU64::MIN), next_version)
}

pub(super) fn next_version(version: NonZeroU64) -> Result<NonZeroU64, PublishFault> {
    version.checked_add(1).ok_or(PublishFault::OutOfRange)
}

/// The time `days` days after `now`.
pub(super) fn expiry_after(now: Time, days: u16) -> Result<Time, PublishFault> {
    signing_terms::expiry_after(now, days).ok_or(PublishFault::OutOfRange)
}

/// A file of metadata.
pub(super) fn read_metadata<T: serde::de::DeserializeOwned>(folder: &Folder, name: &str) -> Result<T, PublishFault> {
    let path = format!("{METADATA}/{name}");
    let bytes = folder.read(&path, MAX_FILE)?;
    serde_json::from_slice(&bytes).map_err(|_| PublishFault::Broken(folder.path().join(path)))
}
