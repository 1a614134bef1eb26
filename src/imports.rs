//! What the site holds of other portals: items, which of them are pages of this one, and what stands for each in `exchange/`.
//!
//! All of it follows from `portal.toml` and `exchange.lock`; the network is not asked ([`crate::pull`] does that before a build).
//! A file is used only when it is, to the byte, the one that the lock names.

mod publisher_names;
mod item_filter;
mod directory;
mod envelope;
mod imported_feed;
mod imported_source;

pub use directory::{PORTAL_KIND, Portal, PortalChannel};
pub use envelope::ImportEnvelope;
pub use imported_feed::{FEED_FILE, ImportedFeedEntry, MAX_STORED_FEED_BYTES, encode_feed};
pub use imported_source::{ImportedItem, ImportedSource, ItemLookup};
pub use item_filter::ItemFilter;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rayon::prelude::*;
use serde::Serialize;

use crate::config::{Config, SourceConfig, SourceKind, StalePolicy};
use crate::content::{ItemState, Origin};
use crate::diag::{Code, Diag, Diags};
use crate::digest::Digest;
use crate::exchange::fault_diags;
use crate::exchange::format::ExchangeId;
use crate::exchange::format::Sha256Hash;
use crate::exchange::format::limits;
use crate::exchange::format::{Asset, Item, LISTING_TARGET, ListingEntry, WithdrawalState, item_target};
use crate::exchange::sync::ListingExcerpt;
use crate::exchange::sync::SourceFolder;
use crate::exchange::sync::excerpt_path;
use crate::exchange::sync::{ExchangeLock, LockedSource};
use crate::exchange::sync::{VendoredMetadata, locked_files};
use crate::folder::{EntryMetadata as FileFound, Folder, FolderFault, OpenFolders};
use crate::path::SitePath;

pub use crate::exchange::sync::FOLDER;
/// Where pictures of items stand among the files of `static/`: their versions are published, they themselves are not.
pub const PICTURES: &str = "exchange/pictures";

/// What the site holds of other portals.
#[derive(Debug, Default)]
pub struct Imports {
    root: PathBuf,
    /// The site's folder, to read what is held of sources; `None` where there are no sources.
    site: Option<OpenFolders>,
    /// By name, those of `portal.toml`.
    pub sources: BTreeMap<String, ImportedSource>,
    /// Items that are pages, by the content file that they stand for.
    pages: BTreeMap<SitePath, (String, ExchangeId)>,
    /// Pictures, by their path in `static/`.
    pictures: BTreeMap<SitePath, ImportedPicture>,
    /// Items whose place is taken, by the names of their sources.
    displaced: Vec<(String, ExchangeId)>,
}

/// The file of a picture of an item.
#[derive(Debug, Clone)]
pub struct ImportedPicture {
    /// Where it lies.
    pub disk: PathBuf,
    /// What the disk told of it; `None` when it is not there.
    pub found: Option<FileFound>,
    pub sha256: Sha256Hash,
}

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

impl Imports {
    /// What a site holds at a moment, by its lock.
    ///
    /// Every file that the lock names is verified, unless `recall` knows that it was.
    ///
    /// # Errors
    /// When a file is not the one that its publisher signed.
    pub fn read(
        root: &Path,
        config: &Config,
        lock: &ExchangeLock,
        now: Timestamp,
        recall: VerificationLookup,
    ) -> Result<Self, Diags> {
        let site = Folder::open(root).map_err(|fault| Diags::from_iter([fault_diags::folder_diag(&fault, root)]))?;
        let site = Some(OpenFolders::new(site));
        let mut imports = Self { root: root.to_path_buf(), site, ..Self::default() };
        let mut faults = Diags::default();
        let read = |source: &SourceConfig| {
            let holding = imports.import_source(source, lock, now, recall)?;
            Ok((source.name.to_string(), holding))
        };
        let all: Vec<Result<_, Diag>> = config.exchange.sources.par_iter().map(read).collect();
        for one in all {
            match one {
                Ok((name, holding)) => drop(imports.sources.insert(name, holding)),
                Err(fault) => faults.push(fault),
            }
        }
        if faults.has_errors() {
            return Err(faults);
        }
        imports.name_publishers(config);
        imports.mount_items(config);
        Ok(imports)
    }

    fn import_source(
        &self,
        source: &SourceConfig,
        lock: &ExchangeLock,
        now: Timestamp,
        recall: VerificationLookup,
    ) -> Result<ImportedSource, Diag> {
        let mut holding = ImportedSource::empty(source);
        match &source.kind {
            SourceKind::Feed { .. } => {
                if let Some(held) = lock.feeds.get(&source.name) {
                    holding.digest = digest_value(held)?;
                    imported_feed::read(&self.root, &mut holding, held)?;
                }
            }
            SourceKind::Channel { url, root, .. } => {
                // What was fetched from elsewhere under this name is another publisher's.
                let held = lock.sources.get(&source.name).filter(|held| held.url == url.as_str());
                if let Some(held) = held {
                    holding.digest = digest_value(held)?;
                    holding.expires = Some(self.verify_source(source, held, root, &mut holding, recall)?);
                    self.fill_channel(&mut holding, held, now)?;
                }
                if holding.is_stale && source.stale_policy == StalePolicy::Fail {
                    let diag = Diag::error(Code::SourceExpired).file(crate::config::CONFIG_FILE).spot(source.spot);
                    return Err(diag.arg("source", &source.name).arg("verified", day_of_moment(&holding.verified)));
                }
                if holding.is_stale && source.stale_policy == StalePolicy::Omit {
                    holding.is_omitted = true;
                    holding.items.clear();
                    holding.withdrawals.clear();
                }
            }
        }
        Ok(holding)
    }

    /// Holds what the lock names of a channel against its signatures. Returns when the first of
    /// them ends.
    fn verify_source(
        &self,
        source: &SourceConfig,
        held: &LockedSource,
        code: &Sha256Hash,
        holding: &mut ImportedSource,
        recall: VerificationLookup,
    ) -> Result<Timestamp, Diag> {
        let folder = SourceFolder::for_source(&self.root, &source.name)
            .map_err(|fault| fault_diags::folder_diag(&fault, &self.root))?;
        // A file that is not found here, for a link on its way too, is told by the verification.
        let look = |path: String| Some((folder.path_in_site(&path), folder.metadata(&path).ok().flatten()?));
        let files = locked_files(held).into_iter().filter_map(look).collect();
        let what = VerificationRecord { digest: Digest::of_parts([holding.digest.bytes(), &code.0]), files };
        let ends = match recall(&source.name, &what) {
            Some(ends) => ends,
            None => VendoredMetadata::verify(&folder, held, code)
                .map_err(|why| fault_diags::vendored_diag(&why, &source.name, &self.root))?,
        };
        holding.verification = Some(what);
        Ok(ends)
    }

    fn fill_channel(&self, holding: &mut ImportedSource, held: &LockedSource, now: Timestamp) -> Result<(), Diag> {
        let file = format!("{FOLDER}/{}/{}", holding.name, excerpt_path(&held.excerpt));
        let Ok(excerpt) = ListingExcerpt::read(&self.read_locked_file(&file, &held.excerpt)?) else {
            return Err(altered_diag(&file));
        };
        holding.publisher = excerpt.publisher.name.clone();
        holding.publisher_url = excerpt.publisher.url.to_string();
        holding.title = excerpt.title;
        holding.verified = held.verified.clone();
        holding.is_stale = holding.expires.is_some_and(|ends| ends <= now);
        holding.unlisted = held.unlisted.clone();
        holding.places = held.places.clone();
        holding.waiting = held.waiting.keys().cloned().collect();
        holding.listing_file = Some((self.root.join(holding.target_path(LISTING_TARGET, &held.listing)), held.listing));
        holding.withdrawals =
            held.withdrawn.iter().filter(|word| !held.items.contains_key(&word.id)).cloned().collect();
        let mut entries: BTreeMap<(ExchangeId, u64), ListingEntry> =
            excerpt.items.into_iter().map(|entry| ((entry.id.clone(), entry.rev), entry)).collect();
        let mut items = Vec::with_capacity(held.items.len());
        for (id, revision) in &held.items {
            let entry = entries.remove(&(id.clone(), revision.rev));
            let entry = entry.ok_or_else(|| altered_diag(&holding.target_path(&item_target(id), &revision.sha256)))?;
            items.push(ImportedItem::from_entry(entry, revision, held));
        }
        items.sort_by(|a, b| b.entry.published.cmp(&a.entry.published).then_with(|| a.entry.id.cmp(&b.entry.id)));
        holding.items = items.into_iter().map(|held| (held.entry.id.clone(), held)).collect();
        Ok(())
    }

    /// Gives items their places: as pages of sections, and their pictures among the files of `static/`.
    fn mount_items(&mut self, config: &Config) {
        for holding in self.sources.values() {
            for (name, hash) in holding.items.values().flat_map(|held| &held.assets) {
                let Some(path) = name.strip_prefix("assets/").and_then(picture_path) else { continue };
                let file = holding.target_path(name, hash);
                let picture =
                    ImportedPicture { found: holding.file_metadata(&file), disk: self.root.join(file), sha256: *hash };
                self.pictures.insert(path, picture);
            }
        }
        for mount in &config.exchange.mounts {
            let Some(holding) = self.sources.get_mut(mount.source.as_str()) else { continue };
            let Some(into) = &mount.into else { continue };
            let entries = holding.items.values().map(|held| &held.entry);
            let entries = entries.filter(|entry| config.lang_by_code(&entry.lang).is_some());
            let chosen: BTreeSet<ExchangeId> =
                ItemFilter::from_mount(mount).select(entries).map(|entry| entry.id.clone()).collect();
            for held in holding.items.values_mut().filter(|held| chosen.contains(&held.entry.id)) {
                let path = page_path(into, &held.entry.id, &held.entry.lang, config).filter(|_| held.page.is_none());
                let Some(path) = path else { continue };
                match self.pages.contains_key(&path) {
                    // An item of another source has its name.
                    true => self.displaced.push((mount.source.to_string(), held.entry.id.clone())),
                    false => {
                        self.pages.insert(path.clone(), (mount.source.to_string(), held.entry.id.clone()));
                        held.page = Some(path);
                    }
                }
            }
            // What stands in the place of an item that is gone. Of an item that may still be read
            // nothing may be held: then it stands there as one that is gone.
            let ended = holding.withdrawals.iter().filter(|word| word.state != WithdrawalState::Vanish);
            for word in ended {
                let place = holding.places.get(&word.id);
                let place = place.filter(|place| mount.kind.as_ref().is_none_or(|kind| *kind == place.kind));
                if let Some(path) = place.and_then(|place| page_path(into, &word.id, &place.lang, config)) {
                    self.pages.entry(path).or_insert_with(|| (mount.source.to_string(), word.id.clone()));
                }
            }
        }
    }

    /// What stands at these places already stays there.
    pub fn drop_taken_pages(&mut self, is_there: impl Fn(&SitePath) -> bool) {
        let taken: Vec<SitePath> = self.pages.keys().filter(|path| is_there(path)).cloned().collect();
        for path in taken {
            let Some((source, id)) = self.pages.remove(&path) else { continue };
            let holding = self.sources.get_mut(&source);
            if let Some(held) = holding.and_then(|holding| holding.items.get_mut(&id)) {
                held.page = None;
            }
            self.displaced.push((source, id));
        }
    }

    /// Items that could not become pages because something else stands at their place, by the names
    /// of their sources.
    pub fn displaced_items(&self) -> &[(String, ExchangeId)] {
        &self.displaced
    }

    /// The content files that items stand for.
    pub fn pages(&self) -> impl Iterator<Item = &SitePath> {
        self.pages.keys()
    }

    /// What the disk told of the file with the bytes of such a page, if there is one, and what else
    /// the page depends on.
    ///
    /// # Errors
    /// [`Code::ProgramFault`] when where the item is from cannot be written as bytes.
    pub fn page_dependencies(&self, page: &SitePath) -> Result<(Option<FileFound>, Digest), Diag> {
        let Some((source, id)) = self.pages.get(page) else { return Ok(Default::default()) };
        let holding = self.sources.get(source);
        let found = holding.and_then(|holding| {
            holding.file_metadata(&holding.target_path(&item_target(id), &holding.item(id)?.sha256))
        });
        Ok((found, digest_value(&self.item_origin(source, id))?))
    }

    /// The pictures of items, by their path in `static/`.
    pub fn pictures(&self) -> impl Iterator<Item = (&SitePath, &ImportedPicture)> {
        self.pictures.iter()
    }

    /// Whether a content file stands for an item.
    pub fn has_page(&self, path: &SitePath) -> bool {
        self.pages.contains_key(path)
    }

    /// The bytes that stand for a content file: an [`ImportEnvelope`].
    ///
    /// # Errors
    /// When the file of the item is not the one that was verified.
    pub fn page_bytes(&self, path: &SitePath) -> Result<Vec<u8>, Diag> {
        let Some((source, id)) = self.pages.get(path) else { return Err(altered_diag(path.as_str())) };
        let held = self.sources.get(source).and_then(|holding| Some((holding, holding.item(id)?)));
        let item = match held {
            Some((holding, held)) => {
                Some(self.read_locked_file(&holding.target_path(&item_target(id), &held.sha256), &held.sha256)?)
            }
            None => None,
        };
        Ok(ImportEnvelope { origin: self.item_origin(source, id), item }.to_bytes())
    }

    fn item_origin(&self, source: &str, id: &ExchangeId) -> Origin {
        let holding = self.sources.get(source);
        let held = holding.and_then(|holding| holding.item(id));
        let word = holding.and_then(|holding| holding.withdrawals.iter().find(|word| word.id == *id));
        let state = match (held, word.map(|word| (word.state, &word.to))) {
            (Some(held), _) => held.origin_state(),
            // Nobody is led on to the portal of a third one in the name of this one.
            (None, Some((WithdrawalState::Redirect, Some(to))))
                if holding.is_some_and(|holding| holding.hosts.owns_url(to)) =>
            {
                ItemState::Moved { to: to.to_string() }
            }
            (None, _) => ItemState::Gone,
        };
        Origin {
            source: source.to_owned(),
            id: id.to_string(),
            rev: held.map_or(0, |held| held.entry.rev),
            publisher: holding.map_or_else(String::new, |holding| holding.publisher.clone()),
            publisher_url: holding.map_or_else(String::new, |holding| holding.publisher_url.clone()),
            claimed_name: holding.map_or_else(String::new, |holding| holding.claimed_name.clone()),
            hosts: holding.map_or_else(Default::default, |holding| holding.hosts.clone()),
            canonical: String::new(),
            is_future_dated: held.is_some_and(|held| held.is_future_dated),
            state,
        }
    }

    /// The item of a source, whole.
    ///
    /// # Errors
    /// When its file is not the one that was verified.
    pub fn read_item(&self, holding: &ImportedSource, id: &ExchangeId, sha256: &Sha256Hash) -> Result<Item, Diag> {
        let file = holding.target_path(&item_target(id), sha256);
        Item::from_verified_bytes(&self.read_locked_file(&file, sha256)?).map_err(|_| altered_diag(&file))
    }

    /// A file that the lock names, by its path in the site.
    fn read_locked_file(&self, file: &str, sha256: &Sha256Hash) -> Result<Vec<u8>, Diag> {
        let (folder, name) = file.rsplit_once('/').unwrap_or(("", file));
        let site = self.site.as_ref().ok_or_else(|| altered_diag(file))?;
        match site.with_folder(folder, false, |folder| folder.read(name, limits::LIST)) {
            Ok(bytes) if Sha256Hash::of(&bytes) == *sha256 => Ok(bytes),
            Err(fault @ FolderFault::Link(_)) => Err(fault_diags::folder_diag(&fault, &self.root)),
            _ => Err(altered_diag(file)),
        }
    }

    /// What stands for all that is held, beside the items that are pages: by source. All of it follows from the lock, the
    /// configuration and the moment.
    pub fn source_digests(&self) -> impl Iterator<Item = (String, Digest)> {
        self.sources.iter().map(|(name, holding)| {
            let stale = [u8::from(holding.is_stale)];
            (format!("{FOLDER}/{name}"), Digest::of_parts([holding.digest.bytes(), stale.as_slice()]))
        })
    }

    /// What was verified of each channel, with when its first signature ends, by the name of the
    /// source.
    pub fn verifications(&self) -> impl Iterator<Item = (&String, &VerificationRecord, Timestamp)> {
        self.sources.iter().filter_map(|(name, holding)| Some((name, holding.verification.as_ref()?, holding.expires?)))
    }

    /// Whether the same signatures have ended at another moment.
    pub fn has_same_staleness_at(&self, now: Timestamp) -> bool {
        self.sources.values().all(|holding| holding.is_stale == holding.expires.is_some_and(|ends| ends <= now))
    }
}

/// A digest of all that a value says.
fn digest_value<T: Serialize>(value: &T) -> Result<Digest, Diag> {
    match postcard::to_stdvec(value) {
        Ok(bytes) => Ok(Digest::of(&bytes)),
        // A digest of nothing would stand for every value that cannot be written.
        Err(error) => Err(Diag::error(Code::ProgramFault).arg("message", error)),
    }
}

/// The content file of an item in a section; none when its language is none of the portal's.
fn page_path(into: &SitePath, id: &ExchangeId, lang: &str, config: &Config) -> Option<SitePath> {
    config.lang_by_code(lang)?;
    let suffix = if lang == config.default_lang_code() { String::new() } else { format!(".{lang}") };
    // A file of this name speaks of the folder that it lies in.
    let name = if id.as_str() == "index" { "index/index" } else { id.as_str() };
    SitePath::new(&format!("{into}/{name}{suffix}.md")).ok()
}

/// Where a picture stands among the files of `static/`: `name` is its hash with its extension.
fn picture_path(name: &str) -> Option<SitePath> {
    SitePath::new(&format!("{PICTURES}/{name}")).ok()
}

/// The address that a text gives a picture of an item.
pub fn picture_url(asset: &Asset) -> String {
    format!("/{PICTURES}/{}.{}", asset.sha256, asset.extension)
}

/// The day of a moment, for messages.
pub fn day_of_moment(moment: &str) -> &str {
    moment.split('T').next().unwrap_or(moment)
}

fn altered_diag(file: &str) -> Diag {
    fault_diags::altered_diag(file)
}
