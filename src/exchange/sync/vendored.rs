//! Verifies the stored files of a channel in `exchange/SOURCE/` against their signatures: from
//! every byte to a signed list of targets, and from there to the hash of the root in `portal.toml`.
//!
//! The lock alone proves nothing. It lies beside the files, and an attacker who can change a file
//! can change its hash in the lock too, in a change that looks like one line of digits.

use std::collections::BTreeMap;

use jiff::Timestamp as Time;
use serde::Deserialize;
use tough::schema::RoleType;

use super::exchange_lock::LockedSource;
use super::listing_excerpt;
use super::listing_excerpt::ListingExcerpt;
use super::revision::Revision;
use super::source_folder::SourceFolder;
use crate::exchange::format::{
    ExchangeId, LISTING_TARGET, ListingEntry, Publisher, Sha256Hash, WITHDRAWALS_TARGET, Withdrawals, clean_fields,
    hashed_path, item_target, limits,
};
use crate::exchange::trust::{Distrust, TargetMeta, Targets, TrustChain};
use crate::folder::FolderFault;

/// Why stored files of a channel are not used. Paths are relative to `exchange/SOURCE/`.
#[derive(Debug)]
pub enum VendoredFault {
    /// The file is not there, or is not the one that the lock names.
    Altered(String),
    /// The file is the one that the lock names, and no publisher signed it.
    Unsigned(String),
    /// An entry of the lock itself was not signed by the publisher.
    UnsignedLock,
    /// The metadata leads from the code in `portal.toml` nowhere.
    Distrust(Distrust),
    /// A symbolic link is in the way, or the disk refuses.
    Folder(FolderFault),
}

/// The verified metadata of the stored files.
#[derive(Debug)]
pub struct VendoredMetadata {
    /// The roots and the newest file of each other role, complete and verified, but perhaps
    /// expired.
    pub chain: TrustChain,
    /// Lists of targets that were the newest once, by their file names.
    pub older_lists: BTreeMap<String, (Vec<u8>, Targets)>,
}

impl VendoredMetadata {
    /// Reads and verifies the stored metadata. `folder` is `exchange/SOURCE/`, `code` is the
    /// SHA-256 of the first root of the chain. Expiry is not checked: see [`TrustChain::expires`].
    ///
    /// # Errors
    /// When a file is not the one that the lock names, or the chain is incomplete.
    pub fn open(folder: &SourceFolder, held: &LockedSource, code: &Sha256Hash) -> Result<Self, VendoredFault> {
        let mut files = read_metadata(folder, &held.metadata)?;
        let mut chain = begin_chain(&mut files, code)?;
        let mut older = BTreeMap::new();
        for role in [RoleType::Timestamp, RoleType::Snapshot, RoleType::Targets] {
            let mut versions = take_role_files(&mut files, role);
            let newest = versions.pop_last().ok_or(VendoredFault::Distrust(Distrust::MissingMetadata(role)))?;
            let (_, (name, bytes)) = newest;
            if !chain.restore_role(role, &bytes) {
                return Err(VendoredFault::Unsigned(metadata_path(&name)));
            }
            for (name, bytes) in versions.into_values() {
                match chain.verify_older_targets(&bytes) {
                    Some(targets) if role == RoleType::Targets => drop(older.insert(name, (bytes, targets))),
                    _ => return Err(VendoredFault::Unsigned(metadata_path(&name))),
                }
            }
        }
        if !chain.is_complete() {
            return Err(VendoredFault::Distrust(Distrust::Mismatch));
        }
        // A sync succeeds only while all signatures are valid, so a later time was not written by a
        // sync.
        if !held.verified.parse::<Time>().is_ok_and(|at| at < chain.expires()) {
            return Err(VendoredFault::UnsignedLock);
        }
        Ok(Self { chain, older_lists: older })
    }

    /// The publisher in the stored list. `None` if the list is missing or unsigned.
    pub fn publisher(&self, folder: &SourceFolder, held: &LockedSource) -> Option<Publisher> {
        let bytes =
            read_locked_file(folder, &target_path(LISTING_TARGET, &held.listing), limits::LIST, &held.listing).ok()?;
        let channel = ListingHeader::read(&bytes).filter(|_| self.has_signed(LISTING_TARGET, &held.listing))?;
        Some(channel.publisher)
    }

    /// Whether a publisher signed the file of a target with this hash, now or before.
    pub fn has_signed(&self, name: &str, sha256: &Sha256Hash) -> bool {
        let of = |targets: &Targets| targets.targets.get(name).and_then(TargetMeta::sha256);
        let now = self.chain.target(name).and_then(TargetMeta::sha256);
        now == Some(sha256.0) || self.older_lists.values().any(|(_, targets)| of(targets) == Some(sha256.0))
    }

    /// Whether a publisher signed an item with its pictures.
    pub fn has_signed_revision(&self, id: &ExchangeId, revision: &Revision) -> bool {
        self.has_signed(&item_target(id), &revision.sha256)
            && revision.assets.iter().all(|(name, sha256)| self.has_signed(name, sha256))
    }

    /// The older lists of targets that contain revisions which the list of `newest` does not
    /// contain.
    pub fn older_lists_for<'r>(
        &self,
        newest: &TrustChain,
        revisions: impl Iterator<Item = (&'r ExchangeId, &'r Revision)>,
    ) -> BTreeMap<String, &[u8]> {
        let of_chain = self.chain.targets().map(|(name, targets, bytes)| (name, bytes, targets));
        let older = self.older_lists.iter().map(|(name, (bytes, targets))| (name.clone(), bytes.as_slice(), targets));
        let lists: Vec<(String, &[u8], &Targets)> = of_chain.into_iter().chain(older).collect();
        let mut needed = BTreeMap::new();
        for (name, sha256) in revisions.flat_map(|(id, revision)| revision_targets(id, revision)) {
            let is_signed = |target: Option<&TargetMeta>| target.and_then(TargetMeta::sha256) == Some(sha256.0);
            if !is_signed(newest.target(&name)) {
                let list = lists.iter().find(|(_, _, targets)| is_signed(targets.targets.get(&name)));
                needed.extend(list.map(|(file, bytes, _)| (file.clone(), *bytes)));
            }
        }
        needed
    }

    /// Verifies every file that the lock names. Returns when the first signature expires.
    ///
    /// # Errors
    /// The first file that is missing, altered or unsigned.
    pub fn verify(folder: &SourceFolder, held: &LockedSource, code: &Sha256Hash) -> Result<Time, VendoredFault> {
        let vendored = Self::open(folder, held, code)?;
        let list = |name: &str, sha256: &Sha256Hash| {
            let path = target_path(name, sha256);
            let bytes = read_locked_file(folder, &path, limits::LIST, sha256)?;
            let is_newest = vendored.chain.target(name).and_then(TargetMeta::sha256) == Some(sha256.0);
            if is_newest { Ok(bytes) } else { Err(VendoredFault::Unsigned(path)) }
        };
        let channel = ListingHeader::read(&list(LISTING_TARGET, &held.listing)?);
        let channel = channel.ok_or_else(|| VendoredFault::Unsigned(target_path(LISTING_TARGET, &held.listing)))?;
        let withdrawn = Withdrawals::read(&list(WITHDRAWALS_TARGET, &held.withdrawals)?)
            .map_err(|_| VendoredFault::Unsigned(target_path(WITHDRAWALS_TARGET, &held.withdrawals)))?;
        let mut signed = ListingExcerpt { title: channel.title, publisher: channel.publisher, items: Vec::new() };
        for (id, revision) in held.items.iter().chain(&held.waiting) {
            signed.items.push(vendored.verify_revision(folder, id, revision)?);
        }
        // The other entries of the lock must come from the publisher, or follow from signed data.
        if !held.withdrawn.iter().all(|word| withdrawn.items.iter().any(|signed| word.is_stated_by(signed))) {
            return Err(VendoredFault::UnsignedLock);
        }
        let path = listing_excerpt::excerpt_path(&held.excerpt);
        let excerpt = ListingExcerpt::read(&read_locked_file(folder, &path, limits::LIST, &held.excerpt)?);
        let agrees = excerpt.is_ok_and(|excerpt| excerpt.agrees_with(&signed));
        if agrees { Ok(vendored.chain.expires()) } else { Err(VendoredFault::Unsigned(path)) }
    }

    /// Verifies the files of a revision. Returns the list entry in the item.
    fn verify_revision(
        &self,
        folder: &SourceFolder,
        id: &ExchangeId,
        revision: &Revision,
    ) -> Result<ListingEntry, VendoredFault> {
        let mut entry = None;
        for (name, sha256) in revision_targets(id, revision) {
            let is_item = entry.is_none();
            let path = target_path(&name, &sha256);
            let bytes = read_locked_file(folder, &path, if is_item { limits::ITEM } else { limits::ASSET }, &sha256)?;
            if !self.has_signed(&name, &sha256) {
                return Err(VendoredFault::Unsigned(path));
            }
            if is_item {
                let read: Option<ListingEntry> = serde_json::from_slice(&bytes).ok();
                let own = read.filter(|entry| entry.id == *id && entry.rev == revision.rev);
                entry = Some(own.ok_or(VendoredFault::Unsigned(path))?);
            }
        }
        // The item itself is always the first of its targets.
        entry.ok_or_else(|| VendoredFault::Unsigned(target_path(&item_target(id), &revision.sha256)))
    }
}

/// The fields of a list about the channel. The items are not read: the signed item files contain
/// the same entries, and a portal may show thirty of 2,000 listed items.
#[derive(Deserialize)]
struct ListingHeader {
    #[serde(deserialize_with = "clean_fields::line")]
    title: String,
    publisher: Publisher,
}

impl ListingHeader {
    fn read(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }
}

/// Adds metadata that was verified in a sync which failed. Its roots are followed; other files are
/// added if the newest root signed them. Returns whether the files exist. If not, only the versions
/// in the lock are known.
pub fn add_newer_metadata(
    chain: &mut TrustChain,
    folder: &SourceFolder,
    metadata: &BTreeMap<String, Sha256Hash>,
) -> bool {
    let Ok(mut files) = read_metadata(folder, metadata) else { return false };
    for (_, bytes) in take_role_files(&mut files, RoleType::Root).into_values() {
        // A root that is in the chain already does not follow itself.
        let _ = chain.add_root(&bytes);
    }
    for role in [RoleType::Timestamp, RoleType::Snapshot, RoleType::Targets] {
        if let Some((_, bytes)) = take_role_files(&mut files, role).into_values().next_back() {
            let mut with = chain.clone();
            if with.restore_role(role, &bytes) {
                *chain = with;
            }
        }
    }
    true
}

/// Every file that the lock names of a channel, by its path in `exchange/SOURCE/`.
pub fn locked_files(held: &LockedSource) -> Vec<String> {
    let lists = [(LISTING_TARGET, held.listing), (WITHDRAWALS_TARGET, held.withdrawals)]
        .map(|(name, hash)| target_path(name, &hash));
    let revisions = held.items.iter().chain(&held.waiting);
    let targets = revisions.flat_map(|(id, revision)| revision_targets(id, revision));
    let targets = targets.map(|(name, sha256)| target_path(&name, &sha256));
    let metadata = held.metadata.keys().map(|name| metadata_path(name));
    lists.into_iter().chain(targets).chain(metadata).chain([listing_excerpt::excerpt_path(&held.excerpt)]).collect()
}

/// Every file of a revision as a target, with its hash: first the item, then its pictures.
pub fn revision_targets(id: &ExchangeId, revision: &Revision) -> Vec<(String, Sha256Hash)> {
    let assets = revision.assets.iter().map(|(name, sha256)| (name.clone(), *sha256));
    std::iter::once((item_target(id), revision.sha256)).chain(assets).collect()
}

/// The path of a target in `exchange/SOURCE/`.
pub fn target_path(name: &str, sha256: &Sha256Hash) -> String {
    format!("targets/{}", hashed_path(name, &sha256.0))
}

/// The path of a file of metadata in `exchange/SOURCE/`.
pub fn metadata_path(name: &str) -> String {
    format!("metadata/{name}")
}

/// Reads a file that the lock names.
///
/// # Errors
/// When the file does not have the locked hash.
pub fn read_locked_file(
    folder: &SourceFolder,
    path: &str,
    limit: u64,
    sha256: &Sha256Hash,
) -> Result<Vec<u8>, VendoredFault> {
    match folder.read(path, limit) {
        Ok(bytes) if Sha256Hash::of(&bytes) == *sha256 => Ok(bytes),
        Err(fault @ FolderFault::Link(_)) => Err(VendoredFault::Folder(fault)),
        Err(FolderFault::Disk(at, error)) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(VendoredFault::Folder(FolderFault::Disk(at, error)))
        }
        _ => Err(VendoredFault::Altered(path.to_owned())),
    }
}

fn read_metadata(
    folder: &SourceFolder,
    named: &BTreeMap<String, Sha256Hash>,
) -> Result<BTreeMap<String, Vec<u8>>, VendoredFault> {
    let file = |(name, sha256): (&String, &Sha256Hash)| {
        let bytes = read_locked_file(folder, &metadata_path(name), limits::TARGETS, sha256)?;
        Ok((name.clone(), bytes))
    };
    named.iter().map(file).collect()
}

/// The chain of the roots among these files.
fn begin_chain(files: &mut BTreeMap<String, Vec<u8>>, code: &Sha256Hash) -> Result<TrustChain, VendoredFault> {
    let mut roots = take_role_files(files, RoleType::Root).into_values();
    let first = roots.next().map(|(_, bytes)| bytes);
    let first = first
        .filter(|bytes| Sha256Hash::of(bytes) == *code)
        .ok_or(VendoredFault::Distrust(Distrust::WrongFirstRoot))?;
    let mut chain = TrustChain::from_root(&first).map_err(VendoredFault::Distrust)?;
    for (name, bytes) in roots {
        chain.add_root(&bytes).map_err(|_| VendoredFault::Unsigned(metadata_path(&name)))?;
    }
    Ok(chain)
}

/// Takes the files of a role out of `files`, by version, each with its name.
fn take_role_files(files: &mut BTreeMap<String, Vec<u8>>, role: RoleType) -> BTreeMap<u64, (String, Vec<u8>)> {
    let ending = format!(".{role}.json");
    let version = |name: &String| name.strip_suffix(&ending)?.parse::<u64>().ok();
    let names: Vec<(u64, String)> = files.keys().filter_map(|name| Some((version(name)?, name.clone()))).collect();
    names.into_iter().filter_map(|(version, name)| files.remove(&name).map(|bytes| (version, (name, bytes)))).collect()
}
