//! The stored content of other portals, and the methods by which other modules read it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use jiff::Timestamp;

use super::imported_source::ImportedSource;
use super::verification::VerificationRecord;
use crate::diag::Diag;
use crate::digest::Digest;
use crate::exchange::fault_diags;
use crate::exchange::fault_diags::altered_diag;
use crate::exchange::format::{ExchangeId, Item, Sha256Hash, item_target, limits};
use crate::exchange::sync::FOLDER;
use crate::folder::{EntryMetadata as FileFound, FolderFault, OpenFolders};
use crate::path::SitePath;

/// The stored content of other portals.
#[derive(Debug, Default)]
pub struct Imports {
    pub(super) root: PathBuf,
    /// The folder of the site. `None` if there are no sources.
    pub(super) site: Option<OpenFolders>,
    /// The sources of `portal.toml`, by name.
    pub sources: BTreeMap<String, ImportedSource>,
    /// The items that are pages, by their content file: the name of the source, and the id of the
    /// item.
    pub(super) pages: BTreeMap<SitePath, (String, ExchangeId)>,
    /// Pictures, by their path in `static/`.
    pub(super) pictures: BTreeMap<SitePath, ImportedPicture>,
    /// The items that could not become pages because their path is taken, with the names of their
    /// sources.
    pub(super) displaced: Vec<(String, ExchangeId)>,
}

/// The file of a picture of an item.
#[derive(Debug, Clone)]
pub struct ImportedPicture {
    /// The path on disk.
    pub disk: PathBuf,
    /// The metadata of the file on disk. `None` if the file is missing.
    pub found: Option<FileFound>,
    /// The hash that the lock gives for the file. The reader of the file compares it with the
    /// bytes.
    pub sha256: Sha256Hash,
}

impl Imports {
    /// Items that could not become pages because their path is taken, with the names of their
    /// sources.
    pub fn displaced_items(&self) -> &[(String, ExchangeId)] {
        &self.displaced
    }

    /// The content files of items.
    pub fn pages(&self) -> impl Iterator<Item = &SitePath> {
        self.pages.keys()
    }

    /// The pictures of items, by their path in `static/`.
    pub fn pictures(&self) -> impl Iterator<Item = (&SitePath, &ImportedPicture)> {
        self.pictures.iter()
    }

    /// Whether a content file is an item.
    pub fn has_page(&self, path: &SitePath) -> bool {
        self.pages.contains_key(path)
    }

    /// Reads an item of a source.
    ///
    /// # Errors
    /// When its file is not the one that was verified.
    pub fn read_item(&self, holding: &ImportedSource, id: &ExchangeId, sha256: &Sha256Hash) -> Result<Item, Diag> {
        let file = holding.target_path(&item_target(id), sha256);
        Item::from_verified_bytes(&self.read_locked_file(&file, sha256)?).map_err(|_| altered_diag(&file))
    }

    /// Reads a file that the lock names, by its path in the site.
    pub(super) fn read_locked_file(&self, file: &str, sha256: &Sha256Hash) -> Result<Vec<u8>, Diag> {
        let (folder, name) = file.rsplit_once('/').unwrap_or(("", file));
        let site = self.site.as_ref().ok_or_else(|| altered_diag(file))?;
        match site.with_folder(folder, false, |folder| folder.read(name, limits::LIST)) {
            Ok(bytes) if Sha256Hash::of(&bytes) == *sha256 => Ok(bytes),
            Err(fault @ FolderFault::Link(_)) => Err(fault_diags::folder_diag(&fault, &self.root)),
            _ => Err(altered_diag(file)),
        }
    }

    /// A digest of each source, which covers everything except the pages. It depends on the lock,
    /// the configuration and the time.
    pub fn source_digests(&self) -> impl Iterator<Item = (String, Digest)> {
        self.sources.iter().map(|(name, holding)| {
            let stale = [u8::from(holding.is_stale)];
            (format!("{FOLDER}/{name}"), Digest::of_parts([holding.digest.bytes(), stale.as_slice()]))
        })
    }

    /// What was verified of each channel, and when its first signature expires, with the name of
    /// the source.
    pub fn verifications(&self) -> impl Iterator<Item = (&String, &VerificationRecord, Timestamp)> {
        self.sources.iter().filter_map(|(name, holding)| Some((name, holding.verification.as_ref()?, holding.expires?)))
    }

    /// Whether at the time `now` the signatures of exactly those sources have expired whose
    /// signatures had expired at the time of reading.
    pub fn has_same_staleness_at(&self, now: Timestamp) -> bool {
        self.sources.values().all(|holding| holding.is_stale == holding.expires.is_some_and(|ends| ends <= now))
    }
}
