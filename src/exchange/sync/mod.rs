//! One source brought up to date in four steps: the chain is verified, what is wanted is fetched,
//! what was taken back is taken away, and what is held is written down. The lock is written last,
//! by whoever asked for the sync: until then the site is what it was.

mod select_items;
mod withdraw;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use jiff::Timestamp as Time;
use tough::schema::RoleType;

use super::exchange_id::ExchangeId;
use super::fetch::{FetchFault, FetchResponse, Fetcher};
use super::item::{Item, ItemFault, LISTING_TARGET, Listing, ListingEntry, Publisher, WITHDRAWALS_TARGET, Withdrawals};
use super::limits;
use super::listing_excerpt::{self, ListingExcerpt};
use super::lock::{self, LockedSource, NewerMetadata, Revision, Sha256Hash, newer_role};
use super::remote_channel::RemoteChannel;
use super::source_folder::SourceFolder;
use super::trust::{Distrust, SignedTarget, TrustChain, UpdateFault};
use super::vendored::{
    VendoredFault, VendoredMetadata, add_newer_metadata, locked_files, metadata_path, read_locked_file,
    revision_targets, target_path,
};
use crate::folder::FolderFault;
use select_items::ItemSelection;

/// A source, and where it is kept.
#[derive(Debug, Clone)]
pub struct SyncTarget {
    /// What it is called in `portal.toml`.
    pub name: ExchangeId,
    /// The channel that it is, as its list must say.
    pub channel: ExchangeId,
    /// The folder of the site.
    pub site: PathBuf,
    /// A new revision waits until somebody approves it.
    pub manual: bool,
}

/// What is known of a source before a sync.
#[derive(Debug, Clone, Copy)]
pub struct SyncInput<'k> {
    pub locked: Option<&'k LockedSource>,
    pub newer_metadata: Option<&'k NewerMetadata>,
    /// The SHA-256 of the root with which its chain begins, from `portal.toml`.
    pub root_hash: &'k Sha256Hash,
    /// Whoever the channel says that it is now is accepted as its publisher.
    pub accepts_publisher: bool,
}

/// What is wanted of a channel.
pub trait ItemSelector {
    /// The items to hold, of those that are listed.
    fn select<'l>(&self, listing: &'l Listing) -> Vec<&'l ListingEntry>;
}

/// What a sync did.
#[derive(Debug)]
pub struct SyncReport {
    /// What is held now.
    pub locked: LockedSource,
    /// Items that were fetched.
    pub fetched: Vec<ExchangeId>,
    /// Items whose new revision cannot be used; what was held of them stays.
    pub refused: Vec<(ExchangeId, ItemFault)>,
    /// Items that were held and are taken back, or no longer listed.
    pub ended: Vec<ExchangeId>,
    /// Paths in the site of files that were not those that the publisher signed. Signed ones have
    /// taken their place.
    pub restored: Vec<String>,
}

/// A sync that changed nothing of what is held.
#[derive(Debug)]
pub struct SyncFailure {
    pub fault: SyncFault,
    /// Metadata, by name, that was verified before the fault and is newer than what is held.
    pub newer_metadata: BTreeMap<String, Vec<u8>>,
}

/// Why nothing changed.
#[derive(Debug)]
pub enum SyncFault {
    /// A file could not be had.
    Fetch(FetchFault),
    /// The chain, or a file of it, is not right.
    Distrust(Distrust),
    /// What was signed is no channel.
    Item(ItemFault),
    /// The channel says that its publisher is another than the one that is held. Pages would name
    /// the new one over everything that was shown so far, so somebody at this portal has to accept
    /// it.
    Publisher { held: Box<Publisher>, listed: Box<Publisher> },
    /// A link stands in the way, or the disk refuses.
    Folder(FolderFault),
}

impl From<UpdateFault> for SyncFault {
    fn from(fault: UpdateFault) -> Self {
        match fault {
            UpdateFault::Distrust(why) => Self::Distrust(why),
            UpdateFault::Fetch(fault) => Self::Fetch(fault),
        }
    }
}

impl From<Distrust> for SyncFault {
    fn from(why: Distrust) -> Self {
        Self::Distrust(why)
    }
}

impl From<FetchFault> for SyncFault {
    fn from(fault: FetchFault) -> Self {
        Self::Fetch(fault)
    }
}

impl From<ItemFault> for SyncFault {
    fn from(fault: ItemFault) -> Self {
        Self::Item(fault)
    }
}

impl From<FolderFault> for SyncFault {
    fn from(fault: FolderFault) -> Self {
        Self::Folder(fault)
    }
}

/// The state from which a sync begins.
struct SyncStart<'k> {
    chain: TrustChain,
    /// What is held, when it was verified.
    vendored: Option<VendoredMetadata>,
    /// Paths in the site of files that nobody signed.
    restored: Vec<String>,
    /// What is held by the lock alone, because its files are not there: it still counts, so that
    /// nothing older is taken.
    lock_only: Option<&'k LockedSource>,
    /// The same of metadata that was verified in a sync which failed.
    lock_only_metadata: Option<&'k NewerMetadata>,
}

impl SyncTarget {
    /// Brings what is held up to date. `now` is by the clock of this machine.
    ///
    /// # Errors
    /// When the chain is not right, or cannot be had. Nothing that was held is changed then.
    pub fn sync(
        &self,
        known: SyncInput<'_>,
        wanted: &dyn ItemSelector,
        fetcher: &Fetcher,
        now: Time,
    ) -> Result<SyncReport, SyncFailure> {
        let at_once = |fault| SyncFailure { fault, newer_metadata: BTreeMap::new() };
        let folder = self.folder().map_err(|fault| at_once(fault.into()))?;
        let mut start = self.prepare_start(&folder, known, fetcher).map_err(at_once)?;
        let synced = self.run_steps(&folder, &mut start, known, wanted, fetcher, now);
        synced.map_err(|fault| SyncFailure { fault, newer_metadata: newer_files(&start.chain, known.locked) })
    }

    /// The four steps of a sync. The chain of `start` holds what was verified, also after a fault.
    fn run_steps(
        &self,
        folder: &SourceFolder,
        start: &mut SyncStart,
        known: SyncInput<'_>,
        wanted: &dyn ItemSelector,
        fetcher: &Fetcher,
        now: Time,
    ) -> Result<SyncReport, SyncFault> {
        let verified = known.locked.filter(|_| start.vendored.is_some());
        start.chain.update(&mut RemoteChannel::new(fetcher), reference_time(now, verified))?;
        let files = start.chain.files();
        let lost = start
            .lock_only
            .map(|held| &held.metadata)
            .into_iter()
            .chain(start.lock_only_metadata.map(|ahead| &ahead.metadata));
        for metadata in lost {
            if let Some(role) = newer_role(metadata.keys(), files.keys()) {
                return Err(Distrust::Rollback(role).into());
            }
        }
        let step = SyncContext { source: self, folder, input: known, vendored: start.vendored.as_ref(), fetcher };
        let synced = step.sync_items(&start.chain, wanted, now)?;
        if start.lock_only.is_some_and(|held| held.has_newer_item(&synced.locked.items)) {
            return Err(Distrust::Rollback(RoleType::Targets).into());
        }
        Ok(SyncReport { restored: [start.restored.clone(), synced.restored].concat(), ..synced })
    }

    fn folder(&self) -> Result<SourceFolder, FolderFault> {
        SourceFolder::for_source(&self.site, &self.name)
    }

    /// Begins from what is held; from the first root when nothing is, or what is held cannot be
    /// verified.
    fn prepare_start<'k>(
        &self,
        folder: &SourceFolder,
        known: SyncInput<'k>,
        fetcher: &Fetcher,
    ) -> Result<SyncStart<'k>, SyncFault> {
        let (mut vendored, mut restored, mut lost) = (None, Vec::new(), None);
        match known.locked.map(|held| VendoredMetadata::open(folder, held, known.root_hash)) {
            None => {}
            Some(Ok(verified)) => vendored = Some(verified),
            Some(Err(VendoredFault::Folder(fault))) => return Err(fault.into()),
            Some(Err(VendoredFault::Altered(path))) => {
                lost = known.locked;
                // A folder that was deleted is filled again without a word.
                restored.extend(folder.metadata(&path)?.map(|_| folder.path_in_site(&path)));
            }
            Some(Err(VendoredFault::Unsigned(path))) => restored.push(folder.path_in_site(&path)),
            Some(Err(VendoredFault::UnsignedLock)) => restored.push(lock::FILE.to_owned()),
            // Another root stands in portal.toml, or in the folder.
            Some(Err(VendoredFault::Distrust(_))) => {}
        }
        let mut chain = match &vendored {
            Some(vendored) => vendored.chain.clone(),
            None => TrustChain::from_root(&fetch_first_root(fetcher, known.root_hash)?)?,
        };
        let lost_ahead = known.newer_metadata.filter(|ahead| !add_newer_metadata(&mut chain, folder, &ahead.metadata));
        Ok(SyncStart { chain, vendored, restored, lock_only: lost, lock_only_metadata: lost_ahead })
    }

    /// Removes every file that the lock does not name any more: after it was written.
    ///
    /// # Errors
    /// When a link stands in the way, or the disk refuses.
    pub fn sweep(&self, held: Option<&LockedSource>, ahead: Option<&NewerMetadata>) -> Result<(), FolderFault> {
        let mut named: BTreeSet<String> = held.map(locked_files).into_iter().flatten().collect();
        named.extend(ahead.iter().flat_map(|ahead| ahead.metadata.keys()).map(|name| metadata_path(name)));
        self.folder()?.sweep(|path| named.contains(path))
    }

    /// Writes down metadata that was verified before a sync failed.
    ///
    /// # Errors
    /// When a link stands in the way, or the disk refuses.
    pub fn write_newer_metadata(
        &self,
        url: &str,
        ahead: &BTreeMap<String, Vec<u8>>,
    ) -> Result<NewerMetadata, FolderFault> {
        let folder = self.folder()?;
        for (name, bytes) in ahead {
            folder.write_if_changed(&metadata_path(name), bytes)?;
        }
        let metadata = ahead.iter().map(|(name, bytes)| (name.clone(), Sha256Hash::of(bytes))).collect();
        Ok(NewerMetadata { url: url.to_owned(), metadata })
    }
}

/// The time against which signatures are held. A clock that stands before the last verified sync is
/// wrong, and whoever can set it back could show what has expired: then that sync is the time. A
/// clock that was ahead once blocks nothing, for only a sync that verified writes a time down.
fn reference_time(now: Time, held: Option<&LockedSource>) -> Time {
    held.and_then(|held| held.verified.parse::<Time>().ok()).map_or(now, |verified| now.max(verified))
}

/// The files of a chain that are newer than those that are held.
fn newer_files(chain: &TrustChain, held: Option<&LockedSource>) -> BTreeMap<String, Vec<u8>> {
    let is_newer =
        |name: &String| held.is_none_or(|held| newer_role([name].into_iter(), held.metadata.keys()).is_some());
    let files = chain.files().into_iter().filter(|(name, _)| is_newer(name));
    files.map(|(name, bytes)| (name, bytes.to_vec())).collect()
}

/// The root file of this hash: the one that somebody was given by another way.
fn fetch_first_root(fetcher: &Fetcher, code: &Sha256Hash) -> Result<Vec<u8>, SyncFault> {
    for bytes in fetch_roots(fetcher) {
        let bytes = bytes?;
        if Sha256Hash::of(&bytes) == *code {
            return Ok(bytes);
        }
    }
    Err(Distrust::WrongFirstRoot.into())
}

/// The root files at an address, from the first to the newest. Nobody vouches for them.
pub fn fetch_roots(fetcher: &Fetcher) -> impl Iterator<Item = Result<Vec<u8>, FetchFault>> {
    (1..=limits::ROOTS).map_while(|version| {
        let url = fetcher.base().url().join(&format!("metadata/{version}.root.json")).ok()?;
        match fetcher.get(&url, limits::METADATA, None) {
            Ok(FetchResponse::Body { bytes, .. }) => Some(Ok(bytes)),
            Ok(FetchResponse::Unchanged | FetchResponse::Missing) => None,
            Err(fault) => Some(Err(fault)),
        }
    })
}

/// What a sync does after its chain was verified.
struct SyncContext<'s> {
    source: &'s SyncTarget,
    folder: &'s SourceFolder,
    input: SyncInput<'s>,
    vendored: Option<&'s VendoredMetadata>,
    fetcher: &'s Fetcher,
}

impl SyncContext<'_> {
    fn sync_items(&self, chain: &TrustChain, wanted: &dyn ItemSelector, now: Time) -> Result<SyncReport, SyncFault> {
        let listed = self.load_target(chain, LISTING_TARGET, limits::LIST)?;
        let taken = self.load_target(chain, WITHDRAWALS_TARGET, limits::LIST)?;
        let withdrawn = Withdrawals::read(taken.bytes())?;
        let listing = Listing::read(listed.bytes(), &self.source.channel)?;
        self.check_publisher(&listing)?;
        let mut choice = ItemSelection::default();
        for entry in wanted.select(&listing) {
            if withdrawn.find(&entry.id, entry.rev).is_none() {
                self.choose_revision(chain, &listing, entry, &mut choice)?;
            }
        }
        let back = self.withdraw_items(chain, &listing, &withdrawn, &mut choice.items);
        let revisions = || choice.items.iter().chain(&choice.waiting);
        let excerpt = ListingExcerpt::from_listing(&listing, revisions(), |id, revision| self.read_entry(id, revision))
            .to_bytes();
        let mut metadata = chain.files();
        metadata.extend(self.vendored.map(|held| held.older_lists_for(chain, revisions())).unwrap_or_default());
        self.write_files(
            &metadata,
            &choice.files,
            [(LISTING_TARGET, &listed), (WITHDRAWALS_TARGET, &taken)],
            &excerpt,
        )?;
        let metadata: BTreeMap<String, Sha256Hash> =
            metadata.into_iter().map(|(name, bytes)| (name, Sha256Hash::of(bytes))).collect();
        let same = self.input.locked.filter(|held| self.vendored.is_some() && held.metadata == metadata);
        let held = LockedSource {
            url: self.fetcher.base().url().to_string(),
            verified: same.map_or_else(|| now.to_string(), |held| held.verified.clone()),
            metadata,
            listing: Sha256Hash(listed.sha256()),
            withdrawals: Sha256Hash(taken.sha256()),
            excerpt: Sha256Hash::of(&excerpt),
            items: choice.items,
            waiting: choice.waiting,
            unlisted: back.unlisted,
            places: back.places,
            withdrawn: back.withdrawn,
        };
        let ItemSelection { fetched, refused, restored, .. } = choice;
        Ok(SyncReport { locked: held, fetched, refused, ended: back.ended, restored })
    }

    /// Whether the publisher is the one that is held, as far as what is held can be verified.
    fn check_publisher(&self, listing: &Listing) -> Result<(), SyncFault> {
        let held = self.input.locked.zip(self.vendored).filter(|_| !self.input.accepts_publisher);
        let held = held.and_then(|(held, vendored)| vendored.publisher(self.folder, held));
        match held {
            Some(held) if held != listing.publisher => {
                Err(SyncFault::Publisher { held: Box::new(held), listed: Box::new(listing.publisher.clone()) })
            }
            _ => Ok(()),
        }
    }

    /// A target: from the folder when it is there already, else from its address.
    fn load_target(&self, chain: &TrustChain, name: &str, limit: u64) -> Result<SignedTarget, SyncFault> {
        let target = chain.target(name).ok_or_else(|| Distrust::MissingTarget(name.to_owned()))?;
        let sha256 = target.sha256().filter(|_| target.length <= limit).ok_or(Distrust::Mismatch)?;
        if let Ok(bytes) =
            read_locked_file(self.folder, &target_path(name, &Sha256Hash(sha256)), limit, &Sha256Hash(sha256))
        {
            return Ok(chain.verify_target(name, bytes)?);
        }
        let bytes = RemoteChannel::new(self.fetcher).fetch_target(name, &sha256, limit)?;
        Ok(chain.verify_target(name, bytes.ok_or(Distrust::Mismatch)?)?)
    }

    /// Whether somebody signed a revision that the lock names: else nothing is compared with it.
    fn is_signed(&self, chain: &TrustChain, id: &ExchangeId, revision: &Revision) -> bool {
        let is_new = |(name, sha256): (String, Sha256Hash)| {
            chain.target(&name).and_then(super::trust::TargetMeta::sha256) == Some(sha256.0)
        };
        revision_targets(id, revision).into_iter().all(is_new)
            || self.vendored.is_some_and(|held| held.has_signed_revision(id, revision))
    }

    /// What an item says of itself that is held still.
    fn read_entry(&self, id: &ExchangeId, revision: &Revision) -> Option<ListingEntry> {
        let path = target_path(&super::item::item_target(id), &revision.sha256);
        let bytes = read_locked_file(self.folder, &path, limits::ITEM, &revision.sha256).ok()?;
        Item::from_verified_bytes(&bytes).ok().map(|item| item.entry)
    }

    /// Writes what is held. Files that the lock of before names stay until the new one was written.
    fn write_files(
        &self,
        metadata: &BTreeMap<String, &[u8]>,
        targets: &BTreeMap<String, SignedTarget>,
        lists: [(&str, &SignedTarget); 2],
        excerpt: &[u8],
    ) -> Result<(), FolderFault> {
        for (name, bytes) in metadata {
            self.folder.write_if_changed(&metadata_path(name), bytes)?;
        }
        let targets = targets.iter().map(|(name, signed)| (name.as_str(), signed));
        for (name, signed) in targets.chain(lists) {
            self.folder.write_if_changed(&target_path(name, &Sha256Hash(signed.sha256())), signed.bytes())?;
        }
        self.folder.write_if_changed(&listing_excerpt::excerpt_path(&Sha256Hash::of(excerpt)), excerpt)
    }
}
