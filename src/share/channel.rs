//! A channel of the site: its folder, its repository, and its lists.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use tough::schema::RoleType;

use crate::config::ShareConfig;
use crate::diag::{Code, Diag, Diags};
use crate::exchange::fault_diags;
use crate::exchange::format::{
    ExchangeId, LISTING_TARGET, Listing, Publisher, Sha256Hash, WITHDRAWALS_TARGET, Withdrawals, limits,
};
use crate::exchange::trust::{Keyring, PublishFault, Repository};
use crate::folder::{Folder, FolderFault};

/// A channel of a site.
pub struct Channel<'s> {
    pub(super) share: &'s ShareConfig,
    pub(super) site: PathBuf,
    pub(super) folder: PathBuf,
    pub(super) now: jiff02::Timestamp,
}

pub(super) fn publish_diags(fault: PublishFault) -> Diags {
    Diags::from(fault_diags::publish_diag(&fault))
}

pub(super) fn read_withdrawals(repository: &Repository) -> Result<Withdrawals, Diags> {
    match repository.target(WITHDRAWALS_TARGET).map_err(publish_diags)? {
        Some(bytes) => Withdrawals::read(&bytes).map_err(|fault| Diags::from(fault_diags::item_diag(&fault))),
        None => Ok(Withdrawals::empty()),
    }
}

/// The published list. `None` if the channel has none: its creation was interrupted, and the next
/// publication completes it.
pub(super) fn read_listing(repository: &Repository, channel: &ExchangeId) -> Result<Option<Listing>, Diags> {
    let bytes = repository.target(LISTING_TARGET).map_err(publish_diags)?;
    let read = |bytes: Vec<u8>| Listing::read(&bytes, channel);
    bytes.map(read).transpose().map_err(|fault| Diags::from(fault_diags::item_diag(&fault)))
}

/// Encodes a document in the form in which it is published.
///
/// # Errors
/// [`Code::ProgramFault`] when it cannot be written as JSON.
pub(super) fn document_bytes<T: serde::Serialize>(document: &T) -> Result<Vec<u8>, Diags> {
    let fault = |error: serde_json::Error| Diags::from(Diag::error(Code::ProgramFault).arg("message", error));
    let mut bytes = serde_json::to_vec(document).map_err(fault)?;
    bytes.push(b'\n');
    Ok(bytes)
}

impl<'s> Channel<'s> {
    /// The channel of a site, at the time `now`.
    ///
    /// # Errors
    /// When the time of the clock is out of range.
    pub fn new(site: &Path, share: &'s ShareConfig, now: Timestamp) -> Result<Self, Diags> {
        let now = jiff02::Timestamp::from_second(now.as_second())
            .map_err(|_| Diags::from(Diag::error(Code::ExchangeShareNumber)))?;
        Ok(Self { share, site: site.to_path_buf(), folder: site.join(share.folder()), now })
    }

    /// Creates the channel, without items.
    ///
    /// # Errors
    /// When the channel exists already, or the file system returns an error.
    pub fn init(&self, keys: &Keyring, publisher: &Publisher) -> Result<(), Diags> {
        let files =
            self.with_lists(&self.new_listing(publisher, Vec::new()), &Withdrawals::empty(), BTreeMap::new())?;
        let folder = Folder::create_in(&self.site, &self.folder).map_err(|fault| self.folder_diags(&fault))?;
        let mut repository = Repository::create(folder, keys, self.share.terms, self.now).map_err(publish_diags)?;
        repository.publish(&files, keys, self.share.terms, self.now).map_err(publish_diags)?;
        Ok(())
    }

    /// Checks that the channel does not exist yet.
    ///
    /// # Errors
    /// When the channel exists already.
    pub fn check_absent(&self) -> Result<(), Diags> {
        match self.existing_folder() {
            Ok(Some(_)) => {
                let diag = Diag::error(Code::ShareExists).arg("channel", &self.share.channel);
                Err(Diags::from(diag.arg("folder", self.share.folder())))
            }
            Ok(None) => Ok(()),
            Err(faults) => Err(faults),
        }
    }

    /// Checks that the channel exists.
    ///
    /// # Errors
    /// When the channel was not created yet.
    pub fn check_begun(&self) -> Result<(), Diags> {
        match self.existing_folder()? {
            Some(_) => Ok(()),
            None => Err(Diags::from(Diag::error(Code::ShareNotBegun).arg("channel", &self.share.channel))),
        }
    }

    pub(super) fn open(&self) -> Result<Repository, Diags> {
        let Some(folder) = self.existing_folder()? else {
            return Err(Diags::from(Diag::error(Code::ShareNotBegun).arg("channel", &self.share.channel)));
        };
        Repository::open(folder).map_err(publish_diags)
    }

    /// The folder of the channel. `None` if the channel was not created yet.
    fn existing_folder(&self) -> Result<Option<Folder>, Diags> {
        let folder = match Folder::open_in(&self.site, &self.folder) {
            Ok(folder) => folder,
            Err(fault) if fault.is_missing() => return Ok(None),
            Err(fault) => return Err(self.folder_diags(&fault)),
        };
        let is_begun = folder.metadata("metadata").map_err(|fault| self.folder_diags(&fault))?.is_some();
        Ok(is_begun.then_some(folder))
    }

    fn folder_diags(&self, fault: &FolderFault) -> Diags {
        Diags::from(Diag::from_folder_fault(fault, &self.site))
    }

    /// The SHA-256 of each root, from the first to the newest. Consumers receive one of them in
    /// another way than the channel. Each is right, because each root is signed by the one before.
    ///
    /// # Errors
    /// When the channel does not exist.
    pub fn root_codes(&self) -> Result<Vec<Sha256Hash>, Diags> {
        let files = self.open()?.root_files().map_err(publish_diags)?;
        Ok(files.iter().map(|bytes| Sha256Hash::of(bytes)).collect())
    }

    /// The publisher that the published list names. `None` if the channel was not created yet.
    ///
    /// # Errors
    /// When the channel cannot be read.
    pub fn published_publisher(&self) -> Result<Option<Publisher>, Diags> {
        let Some(folder) = self.existing_folder()? else { return Ok(None) };
        let repository = Repository::open(folder).map_err(publish_diags)?;
        Ok(read_listing(&repository, &self.share.channel)?.map(|listing| listing.publisher))
    }

    /// Why a signing failed. Keys of before a change of keys are told from keys that are missing.
    pub(super) fn sign_diags(&self, repository: &Repository, keys: &Keyring, fault: PublishFault) -> Diags {
        let PublishFault::TooFewKeys(role) = fault else { return publish_diags(fault) };
        let of_role = match role {
            RoleType::Root => &keys.root,
            RoleType::Targets | RoleType::DelegatedTargets => &keys.targets,
            RoleType::Snapshot | RoleType::Timestamp => &keys.online,
        };
        if repository.had_role_before(role, of_role) {
            return Diags::from(Diag::error(Code::ShareKeysReplaced).arg("channel", &self.share.channel));
        }
        publish_diags(fault)
    }

    /// When the first signature expires.
    ///
    /// # Errors
    /// When the channel does not exist.
    pub fn expires(&self) -> Result<String, Diags> {
        Ok(self.open()?.expires().to_string())
    }

    /// The published withdrawals.
    ///
    /// # Errors
    /// When the channel does not exist.
    pub fn withdrawals(&self) -> Result<Withdrawals, Diags> {
        read_withdrawals(&self.open()?)
    }

    /// Renews the signatures of the published state. Returns when the first of them expires.
    ///
    /// # Errors
    /// When a key is missing, or the file system returns an error.
    pub fn resign(&self, keys: &Keyring) -> Result<String, Diags> {
        let mut repository = self.open()?;
        let signed = repository.resign(keys, self.share.terms, self.now);
        signed.map_err(|fault| self.sign_diags(&repository, keys, fault))?;
        Ok(repository.expires().to_string())
    }

    /// Replaces the keys of the channel. `old` has the root keys that sign the change.
    ///
    /// # Errors
    /// When there are too few old root keys, or the file system returns an error.
    pub fn rotate(&self, old: &Keyring, new: &Keyring) -> Result<String, Diags> {
        let mut repository = self.open()?;
        let rotated = repository.rotate(old, new, self.share.terms, self.now);
        rotated.map_err(|fault| self.sign_diags(&repository, old, fault))?;
        Ok(repository.expires().to_string())
    }

    pub(super) fn new_listing(
        &self,
        publisher: &Publisher,
        items: Vec<crate::exchange::format::ListingEntry>,
    ) -> Listing {
        Listing {
            format: crate::exchange::format::FORMAT,
            channel: self.share.channel.clone(),
            title: self.share.title.clone(),
            publisher: publisher.clone(),
            items,
        }
    }

    /// All targets of a published state. A list that is so large that consumers would refuse it is
    /// an error.
    pub(super) fn with_lists(
        &self,
        listing: &Listing,
        words: &Withdrawals,
        mut files: BTreeMap<String, Vec<u8>>,
    ) -> Result<BTreeMap<String, Vec<u8>>, Diags> {
        for (name, bytes) in [(LISTING_TARGET, document_bytes(listing)?), (WITHDRAWALS_TARGET, document_bytes(words)?)]
        {
            if bytes.len() as u64 > limits::LIST {
                let size = [bytes.len() as u64, limits::LIST].map(|size| (size >> 10).to_string());
                let diag = Diag::error(Code::ShareListTooLarge).arg("channel", &self.share.channel);
                return Err(Diags::from(diag.arg("size", &size[0]).arg("limit", &size[1])));
            }
            files.insert(name.to_owned(), bytes);
        }
        Ok(files)
    }
}
