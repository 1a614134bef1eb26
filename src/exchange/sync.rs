//! One source brought up to date: the chain verified, what is wanted fetched, what was taken back taken away. The lock is written
//! last, by whoever asked for it: until then the site is what it was.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use jiff02::Timestamp as Time;

use super::excerpt::{self, Excerpt};
use super::fetch::{FetchFault, Fetcher};
use super::files::{hashed, keep, put, sweep};
use super::item::{Entry, Item, ItemFault, LIST, Listing, WITHDRAWN, Withdrawal, Withdrawals, Withdrawn};
use super::limits;
use super::lock::{Hash, Held, Place, Revision};
use super::name::Name;
use super::picture;
use super::recording::Recording;
use super::transport::TufTransport;
use super::trust::{Chain, Channel, Distrust, Fault, Signed};

/// A source, and where it is kept.
#[derive(Debug, Clone)]
pub struct Source {
    /// The channel that it is, as its list must say.
    pub channel: Name,
    /// `exchange/SOURCE` of the site: what was verified, committed with it.
    pub folder: PathBuf,
    /// A folder for what need not be committed. It may be deleted at any time.
    pub work: PathBuf,
    /// A new revision waits until somebody approves it.
    pub manual: bool,
}

/// What is wanted of a channel.
pub trait Wanted {
    /// The items to hold, of those that are listed.
    fn of<'l>(&self, listing: &'l Listing) -> Vec<&'l Entry>;
}

/// What a sync did.
#[derive(Debug)]
pub struct Synced {
    /// What is held now.
    pub held: Held,
    /// Items that were fetched.
    pub fetched: Vec<Name>,
    /// Items whose new revision cannot be used; what was held of them stays.
    pub refused: Vec<(Name, ItemFault)>,
    /// Items that were held and are taken back, or no longer listed.
    pub ended: Vec<Name>,
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
    Disk(io::Error),
    /// A file of the site is not the one that the lock names.
    Altered(PathBuf),
}

impl From<Fault> for SyncFault {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Distrust(why) => Self::Distrust(why),
            // What came over a way without fault is not what was signed.
            Fault::Fetch => Self::Distrust(Distrust::Differs),
            Fault::Disk(error) => Self::Disk(error),
        }
    }
}

impl From<ItemFault> for SyncFault {
    fn from(fault: ItemFault) -> Self {
        Self::Item(fault)
    }
}

impl From<io::Error> for SyncFault {
    fn from(error: io::Error) -> Self {
        Self::Disk(error)
    }
}

impl Source {
    /// Brings what is held up to date. `root` is the trusted root to begin with when nothing is held.
    ///
    /// # Errors
    /// When the chain is not right, or cannot be had. Nothing that was held is changed then.
    pub async fn sync(
        &self,
        old: Option<&Held>,
        root: &[u8],
        wanted: &dyn Wanted,
        fetcher: &Arc<Fetcher>,
        now: Time,
    ) -> Result<Synced, SyncFault> {
        let known = Known::read(self, old, root)?;
        let kept = TufTransport::new(Arc::clone(fetcher), Some(&self.folder));
        match self.follow(old, &known, wanted, kept.clone(), now).await {
            // A publisher that recovers from a lost key may use a version a second time: then what is held is in the way.
            Err(SyncFault::Distrust(_)) if kept.from_kept() > 0 => {
                self.follow(old, &known, wanted, TufTransport::new(Arc::clone(fetcher), None), now).await
            }
            result => result,
        }
    }

    async fn follow(
        &self,
        old: Option<&Held>,
        known: &Known,
        wanted: &dyn Wanted,
        transport: TufTransport,
        now: Time,
    ) -> Result<Synced, SyncFault> {
        known.lay_out(&self.work)?;
        let recording = Recording { inner: transport.clone(), seen: Arc::default() };
        let seen = Arc::clone(&recording.seen);
        let result = self.fetch(old, known, wanted, recording, seen, now).await;
        // The library tells some faults of the way as if a file were not there: the transport knows better.
        match (result, transport.fault()) {
            (Err(_), Some(fault)) => Err(SyncFault::Fetch(fault)),
            (result, _) => result,
        }
    }

    async fn fetch(
        &self,
        old: Option<&Held>,
        known: &Known,
        wanted: &dyn Wanted,
        recording: Recording,
        seen: Arc<Mutex<BTreeMap<String, Vec<u8>>>>,
        now: Time,
    ) -> Result<Synced, SyncFault> {
        let base = recording.inner.base().clone();
        let chain = Chain { root: &known.root, base: &base, store: &self.work };
        let channel = chain.verify(recording).await?;
        let listed = channel.read(LIST, limits::LIST).await?;
        let taken = channel.read(WITHDRAWN, limits::LIST).await?;
        let withdrawn = Withdrawals::read(taken.bytes())?;
        let listing = Listing::read(listed.bytes(), &self.channel)?;
        let mut next = Next { channel: &channel, listing: &listing, files: BTreeMap::new() };
        let (mut items, mut waiting) = (BTreeMap::new(), BTreeMap::new());
        let (mut fetched, mut refused) = (Vec::new(), Vec::new());
        for entry in wanted.of(&listing) {
            if withdrawn.of(&entry.id, entry.rev).is_some() {
                continue;
            }
            let shown = old.and_then(|old| old.items.get(&entry.id));
            let before = shown.or_else(|| old.and_then(|old| old.waiting.get(&entry.id)));
            match next.item(entry, before).await? {
                Ok((revision, is_new)) => {
                    if is_new {
                        fetched.push(entry.id.clone());
                    }
                    let waits = self.manual && shown.is_none_or(|shown| *shown != revision);
                    if waits {
                        waiting.insert(entry.id.clone(), revision);
                        items.extend(shown.map(|shown| (entry.id.clone(), shown.clone())));
                    } else {
                        items.insert(entry.id.clone(), revision);
                    }
                }
                Err(fault) => {
                    refused.push((entry.id.clone(), fault));
                    items.extend(shown.map(|shown| (entry.id.clone(), shown.clone())));
                }
            }
        }
        // What was shown, and was taken back: what is to stand in its place.
        let mut ended = Vec::new();
        let before = |word: &&Withdrawal| withdrawn.items.contains(word) && !items.contains_key(&word.id);
        let words = old.into_iter().flat_map(|old| &old.withdrawn).filter(before);
        let mut taken_back: BTreeMap<Name, Withdrawal> = words.map(|word| (word.id.clone(), word.clone())).collect();
        for (id, revision) in old.into_iter().flat_map(|old| &old.items) {
            if items.get(id).is_some_and(|now| now.rev > revision.rev) {
                continue;
            }
            let word = withdrawn.of(id, revision.rev);
            let stays = word.is_some_and(|word| word.state == Withdrawn::Withdrawn);
            if let Some(word) = word {
                items.remove(id);
                taken_back.insert(id.clone(), word.clone());
            }
            if stays {
                items.insert(id.clone(), revision.clone());
            } else if !items.contains_key(id) {
                ended.push(id.clone());
            }
        }
        let once = old.into_iter().flat_map(|old| &old.unlisted).chain(&ended);
        let is_listed = |id: &&Name| listing.items.iter().any(|entry| entry.id == **id);
        let unlisted: BTreeSet<Name> =
            once.filter(|id| !taken_back.contains_key(*id) && !is_listed(id)).cloned().collect();
        let mut places: BTreeMap<Name, Place> = BTreeMap::new();
        for id in taken_back.keys() {
            let before = old.and_then(|old| old.places.get(id).cloned());
            let held = old.and_then(|old| old.items.get(id)).and_then(|revision| self.entry(id, revision));
            let held = held.map(|entry| Place { kind: entry.kind, lang: entry.lang });
            places.extend(before.or(held).map(|place| (id.clone(), place)));
        }
        let other = |id: &Name, revision: &Revision| self.entry(id, revision);
        let excerpt = Excerpt::of(&listing, items.iter().chain(&waiting), other).bytes();
        let seen = std::mem::take(&mut *seen.lock().unwrap_or_else(PoisonError::into_inner));
        let metadata = known.next(&channel, seen);
        for (name, bytes) in &metadata {
            keep(&self.folder.join("metadata").join(name), bytes)?;
        }
        for (name, signed) in &next.files {
            keep(&self.file(name, &Hash(signed.sha256())), signed.bytes())?;
        }
        keep(&self.file(LIST, &Hash(listed.sha256())), listed.bytes())?;
        keep(&self.file(WITHDRAWN, &Hash(taken.sha256())), taken.bytes())?;
        let short = Hash::of(&excerpt);
        keep(&self.folder.join(excerpt::path(&short)), &excerpt)?;
        let metadata: BTreeMap<String, Hash> =
            metadata.into_iter().map(|(name, bytes)| (name, Hash::of(&bytes))).collect();
        let same = old.is_some_and(|old| old.metadata == metadata);
        let held = Held {
            url: base.to_string(),
            verified: if same { old.map_or_else(String::new, |old| old.verified.clone()) } else { now.to_string() },
            expires: channel.expires().to_string(),
            metadata,
            listing: Hash(listed.sha256()),
            withdrawals: Hash(taken.sha256()),
            excerpt: short,
            items,
            waiting,
            unlisted,
            places,
            withdrawn: taken_back.into_values().collect(),
        };
        Ok(Synced { held, fetched, refused, ended })
    }

    /// What an item says of itself that is held still.
    fn entry(&self, id: &Name, revision: &Revision) -> Option<Entry> {
        let bytes = fs::read(self.file(&super::item::target(id), &revision.sha256)).ok()?;
        let bytes = Some(bytes).filter(|bytes| Hash::of(bytes) == revision.sha256)?;
        Item::held(&bytes).ok().map(|item| item.entry)
    }

    /// Where a target lies.
    pub fn file(&self, name: &str, hash: &Hash) -> PathBuf {
        self.folder.join("targets").join(hashed(name, &hash.0))
    }

    /// Removes every file that the lock does not name any more: after it was written.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn sweep(&self, held: &Held) -> io::Result<()> {
        let mut targets: BTreeSet<String> =
            [(LIST, held.listing), (WITHDRAWN, held.withdrawals)].map(|(name, hash)| hashed(name, &hash.0)).into();
        for (id, revision) in held.items.iter().chain(&held.waiting) {
            targets.insert(hashed(&super::item::target(id), &revision.sha256.0));
            targets.extend(revision.assets.iter().map(|(name, sha256)| hashed(name, &sha256.0)));
        }
        let excerpt = excerpt::path(&held.excerpt);
        sweep(&self.folder, |path| match path.split_once('/') {
            Some(("targets", name)) => targets.contains(name),
            Some(("metadata", name)) => held.metadata.contains_key(name),
            _ => path == excerpt,
        })
    }
}

/// The next state while it is put together: nothing of it is written yet.
struct Next<'s> {
    channel: &'s Channel,
    listing: &'s Listing,
    /// Targets to be written, by name.
    files: BTreeMap<String, Signed>,
}

impl Next<'_> {
    /// An item with all that belongs to it, and whether it is another revision than before.
    ///
    /// # Errors
    /// When it cannot be fetched or is not what was signed; and inside, when what was signed cannot be used.
    async fn item(
        &mut self,
        entry: &Entry,
        before: Option<&Revision>,
    ) -> Result<Result<(Revision, bool), ItemFault>, SyncFault> {
        if before.is_some_and(|before| before.rev > entry.rev) {
            return Ok(Err(ItemFault::Value("rev")));
        }
        let name = entry.target();
        let signed = self.channel.read(&name, limits::ITEM).await?;
        let item = match Item::read(signed.bytes(), entry, self.listing) {
            Ok(item) => item,
            Err(fault) => return Ok(Err(fault)),
        };
        if let Err(why) = item.fits() {
            return Ok(Err(ItemFault::Body(why)));
        }
        let sha256 = Hash(signed.sha256());
        if before.is_some_and(|before| before.rev == entry.rev && before.sha256 != sha256) {
            // What changed has to say so: else nobody sees that it was corrected.
            return Ok(Err(ItemFault::Value("rev")));
        }
        let mut assets = BTreeMap::new();
        for asset in &item.assets {
            let signed = self.channel.read(&asset.target(), limits::ASSET).await?;
            if hex::encode(signed.sha256()) != asset.sha256 || signed.bytes().len() as u64 != asset.length {
                return Ok(Err(ItemFault::Value("assets")));
            }
            if !picture::is_whole(signed.bytes()) {
                return Ok(Err(ItemFault::Picture(asset.sha256.clone())));
            }
            assets.insert(asset.target(), Hash(signed.sha256()));
            self.files.insert(asset.target(), signed);
        }
        self.files.insert(name, signed);
        let revision = Revision { rev: entry.rev, sha256, assets };
        let is_new = before != Some(&revision);
        Ok(Ok((revision, is_new)))
    }
}

/// The metadata that is held, as it was fetched.
struct Known {
    /// By name.
    files: BTreeMap<String, Vec<u8>>,
    /// The newest root that is trusted.
    root: Vec<u8>,
}

impl Known {
    /// Reads what the lock names, and nothing else.
    fn read(source: &Source, old: Option<&Held>, root: &[u8]) -> Result<Self, SyncFault> {
        let mut files = BTreeMap::new();
        for (name, hash) in old.into_iter().flat_map(|old| &old.metadata) {
            let path = source.folder.join("metadata").join(name);
            let bytes = fs::read(&path)?;
            if Hash::of(&bytes) != *hash {
                return Err(SyncFault::Altered(path));
            }
            files.insert(name.clone(), bytes);
        }
        let newest = files.iter().filter_map(|(name, bytes)| Some((number(name, "root.json")?, bytes)));
        let newest = newest.max_by_key(|(number, _)| *number).map(|(_, bytes)| bytes.clone());
        Ok(Self { files, root: newest.unwrap_or_else(|| root.to_vec()) })
    }

    /// Puts what was verified where the library looks for it, under the names that it gives it.
    fn lay_out(&self, work: &Path) -> io::Result<()> {
        fs::create_dir_all(work)?;
        for role in ["root", "timestamp", "snapshot", "targets"] {
            let name = format!("{role}.json");
            let held = self.files.iter().find(|(file, _)| **file == name || number(file, &name).is_some());
            match held {
                Some((_, bytes)) => put(&work.join(&name), bytes)?,
                None => match fs::remove_file(work.join(&name)) {
                    Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                    _ => {}
                },
            }
        }
        Ok(())
    }

    /// The files of the state that was verified, of those that were held and those that were seen on the way.
    fn next(&self, channel: &Channel, mut seen: BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Vec<u8>> {
        let [root, timestamp, snapshot, targets] = channel.versions();
        let names = [
            format!("{root}.root.json"),
            format!("{timestamp}.timestamp.json"),
            format!("{snapshot}.snapshot.json"),
            format!("{targets}.targets.json"),
        ];
        let found = |name: String| {
            // The one file that is fetched under the same name each time.
            let asked = if name.ends_with(".timestamp.json") { "timestamp.json" } else { name.as_str() };
            let bytes = seen.remove(asked).or_else(|| self.files.get(&name).cloned());
            // The root that it began with, when there is no newer one.
            let bytes = bytes.or_else(|| name.ends_with(".root.json").then(|| self.root.clone()));
            bytes.map(|bytes| (name, bytes))
        };
        names.into_iter().filter_map(found).collect()
    }
}

/// The version in the name of a file of metadata.
fn number(file: &str, role: &str) -> Option<u64> {
    file.strip_suffix(role)?.strip_suffix('.')?.parse().ok()
}
