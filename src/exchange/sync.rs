//! One source brought up to date: the chain verified, what is wanted fetched, what was taken back taken away. The lock is written
//! last, by whoever asked for it: until then the site is what it was.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use futures_util::{StreamExt as _, stream};
use jiff02::Timestamp as Time;
use tough::{Transport, TransportError, TransportStream};
use url::Url;

use super::item::{Entry, Item, ItemFault, LIST, Listing, WITHDRAWN, Withdrawals, Withdrawn};
use super::limits;
use super::lock::{Hash, Held, Revision};
use super::name::Name;
use super::repository::put;
use super::trust::{Chain, Channel, Fault, Signed};

/// A source, and where it is kept.
#[derive(Debug, Clone)]
pub struct Source {
    pub url: Url,
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
    /// Of the chain, or of a file of it.
    Trust(Fault),
    /// What was signed is no channel.
    Item(ItemFault),
    Disk(io::Error),
    /// A file of the site is not the one that the lock names.
    Altered(PathBuf),
}

impl From<Fault> for SyncFault {
    fn from(fault: Fault) -> Self {
        Self::Trust(fault)
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
        transport: impl Transport + Clone + 'static,
        now: Time,
    ) -> Result<Synced, SyncFault> {
        let known = Known::read(self, old, root)?;
        known.lay_out(&self.work)?;
        let remembering = Remembering::new(transport, &self.folder, &known);
        let seen = Arc::clone(&remembering.seen);
        let chain = Chain { root: &known.root, base: &self.url, store: &self.work };
        let channel = chain.verify(remembering).await?;
        let listed = channel.read(LIST, limits::LIST).await?;
        let withdrawn = Withdrawals::read(channel.read(WITHDRAWN, limits::LIST).await?.bytes())?;
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
        // What was shown, and was taken back since: what is to stand in its place.
        let mut ended = Vec::new();
        let mut taken_back = Vec::new();
        for (id, revision) in old.into_iter().flat_map(|old| &old.items) {
            let Some(word) = withdrawn.of(id, revision.rev) else {
                if !items.contains_key(id) {
                    ended.push(id.clone());
                }
                continue;
            };
            items.remove(id);
            ended.push(id.clone());
            taken_back.push(word.clone());
            if word.state == Withdrawn::Withdrawn {
                items.insert(id.clone(), revision.clone());
            }
        }
        taken_back.extend(
            old.into_iter()
                .flat_map(|old| &old.withdrawn)
                .filter(|word| withdrawn.items.contains(word) && !items.contains_key(&word.id))
                .cloned(),
        );
        taken_back.dedup();
        let seen = std::mem::take(&mut *seen.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
        let metadata = known.next(&channel, seen);
        for (name, bytes) in &metadata {
            put(&self.folder.join("metadata").join(name), bytes)?;
        }
        for (name, signed) in &next.files {
            put(&self.file(name, &Hash(signed.sha256())), signed.bytes())?;
        }
        put(&self.file(LIST, &Hash(listed.sha256())), listed.bytes())?;
        let metadata: BTreeMap<String, Hash> =
            metadata.into_iter().map(|(name, bytes)| (name, Hash::of(&bytes))).collect();
        let same = old.is_some_and(|old| old.metadata == metadata);
        let held = Held {
            url: self.url.to_string(),
            verified: if same { old.map_or_else(String::new, |old| old.verified.clone()) } else { now.to_string() },
            expires: channel.expires().to_string(),
            metadata,
            listing: Hash(listed.sha256()),
            items,
            waiting,
            withdrawn: taken_back,
        };
        Ok(Synced { held, fetched, refused, ended })
    }

    /// Where a target lies.
    pub fn file(&self, name: &str, hash: &Hash) -> PathBuf {
        file(&self.folder, name, hash)
    }

    /// Removes every file that the lock does not name any more: after it was written.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn sweep(&self, held: &Held) -> io::Result<()> {
        let mut targets: BTreeSet<String> = BTreeSet::from([format!("{}.{LIST}", held.listing)]);
        for (id, revision) in held.items.iter().chain(&held.waiting) {
            targets.insert(format!("{}.{}", revision.sha256, super::item::target(id)));
            targets.extend(revision.assets.iter().filter_map(|asset| {
                let sha256 = asset.split('.').nth(1)?;
                Some(format!("{sha256}.{asset}"))
            }));
        }
        sweep(&self.folder.join("targets"), |name| targets.contains(name))?;
        sweep(&self.folder.join("metadata"), |name| held.metadata.contains_key(name))
    }
}

fn file(folder: &Path, name: &str, hash: &Hash) -> PathBuf {
    folder.join("targets").join(format!("{hash}.{name}"))
}

fn sweep(folder: &Path, is_wanted: impl Fn(&str) -> bool) -> io::Result<()> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    for entry in entries {
        let entry = entry?;
        if !entry.file_name().to_str().is_some_and(&is_wanted) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
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
        let sha256 = Hash(signed.sha256());
        if before.is_some_and(|before| before.rev == entry.rev && before.sha256 != sha256) {
            // What changed has to say so: else nobody sees that it was corrected.
            return Ok(Err(ItemFault::Value("rev")));
        }
        let mut assets = Vec::new();
        for asset in &item.assets {
            let signed = self.channel.read(&asset.target(), limits::ASSET).await?;
            if hex::encode(signed.sha256()) != asset.sha256 {
                return Ok(Err(ItemFault::Value("assets")));
            }
            assets.push(asset.target());
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

/// A transport that gives what is held already, and keeps what it fetched of metadata.
#[derive(Debug, Clone)]
struct Remembering<T> {
    inner: T,
    /// Where targets lie that were verified before.
    folder: PathBuf,
    /// Files of metadata whose names say which version they are: they never change.
    held: Arc<BTreeMap<String, Vec<u8>>>,
    seen: Arc<Mutex<BTreeMap<String, Vec<u8>>>>,
}

impl<T> Remembering<T> {
    fn new(inner: T, folder: &Path, known: &Known) -> Self {
        let is_fixed = |name: &str| number(name, "snapshot.json").or_else(|| number(name, "targets.json")).is_some();
        let held = known.files.iter().filter(|(name, _)| is_fixed(name));
        let held = held.map(|(name, bytes)| (name.clone(), bytes.clone())).collect();
        Self { inner, folder: folder.to_path_buf(), held: Arc::new(held), seen: Arc::default() }
    }

    /// The file of that address, when it is here. The library compares it with what was signed as if it had been fetched.
    fn here(&self, url: &Url, name: &str) -> Option<Vec<u8>> {
        match url.path().ends_with(&format!("/targets/{name}")) {
            // One that was altered is fetched again.
            true => fs::read(self.folder.join("targets").join(name))
                .ok()
                .filter(|bytes| name.split('.').next() == Some(Hash::of(bytes).to_string().as_str())),
            false => self.held.get(name).cloned(),
        }
    }
}

#[async_trait]
impl<T: Transport + Clone> Transport for Remembering<T> {
    async fn fetch(&self, url: Url) -> Result<TransportStream, TransportError> {
        let name = url.path_segments().and_then(|mut parts| parts.next_back()).unwrap_or_default().to_owned();
        let once = |bytes: Vec<u8>| -> TransportStream { Box::pin(stream::iter([Ok(bytes.into())])) };
        if let Some(bytes) = self.here(&url, &name) {
            return Ok(once(bytes));
        }
        let is_metadata = url.path().ends_with(&format!("/metadata/{name}"));
        let mut body = self.inner.fetch(url).await?;
        if !is_metadata {
            return Ok(body);
        }
        let mut bytes = Vec::new();
        while let Some(part) = body.next().await {
            bytes.extend_from_slice(&part?);
        }
        let mut seen = self.seen.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        seen.insert(name, bytes.clone());
        Ok(once(bytes))
    }
}
