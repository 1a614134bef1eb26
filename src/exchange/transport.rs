//! How the TUF library gets the files of a channel: from the network, or from the folder where they are already.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::stream;
use sha2::{Digest, Sha256};
use tough::{Transport, TransportError, TransportErrorKind, TransportStream};
use url::Url;

use super::fetch::{FetchFault, Fetcher, Got};
use super::limits::{ASSET, ITEM, LIST, METADATA, TARGETS};

/// Gets the files of one channel in one sync.
///
/// The library takes every fault of a root file for "there is no newer one". So a fault of metadata is remembered here, and
/// from then on no file is handed out any more: the sync fails with it, whatever the library makes of it.
#[derive(Debug, Clone)]
pub struct TufTransport {
    fetcher: Arc<Fetcher>,
    kept: Option<Arc<Path>>,
    told: Arc<Mutex<Told>>,
}

#[derive(Debug, Default)]
struct Told {
    first: Option<FetchFault>,
    /// The fault of metadata that ended the sync.
    ended: Option<FetchFault>,
    kept: u32,
}

impl TufTransport {
    /// For one sync. `kept` is a folder with `metadata/` and `targets/` as the publisher has them: what never changes under
    /// its name (metadata with a version, except roots; targets with a hash) is taken from there when it is there.
    pub fn new(fetcher: Arc<Fetcher>, kept: Option<&Path>) -> Self {
        Self { fetcher, kept: kept.map(Arc::from), told: Arc::default() }
    }

    /// The address of the channel.
    pub fn base(&self) -> &Url {
        self.fetcher.base().url()
    }

    /// The first fault. To be asked whatever the library says, and before what it says.
    pub fn fault(&self) -> Option<FetchFault> {
        self.told().first.clone()
    }

    /// How many files came from the folder. When verification failed and there were some, the folder may be at fault (a
    /// publisher that recovers from a broken key may use a version a second time): a sync without it tells.
    pub fn from_kept(&self) -> u32 {
        self.told().kept
    }

    fn told(&self) -> MutexGuard<'_, Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn get(&self, url: &Url) -> Result<Option<Vec<u8>>, FetchFault> {
        if let Some(fault) = &self.told().ended {
            return Err(fault.clone());
        }
        let host = self.fetcher.base().host();
        let name = url.as_str().strip_prefix(self.fetcher.base().url().as_str()).unwrap_or_default();
        let file = File::of(name).ok_or_else(|| FetchFault::Strange { host: host.to_owned(), file: cut(name) });
        let result = file.and_then(|file| self.file(&file));
        if let Err(fault) = &result {
            let mut told = self.told();
            told.first.get_or_insert_with(|| fault.clone());
            if !name.starts_with("targets/") {
                told.ended = Some(fault.clone());
            }
        }
        result
    }

    fn file(&self, file: &File) -> Result<Option<Vec<u8>>, FetchFault> {
        if let Some(bytes) = self.kept.as_deref().and_then(|folder| file.read(folder)) {
            self.told().kept += 1;
            return Ok(Some(bytes));
        }
        let host = || self.fetcher.base().host().to_owned();
        let url = self.fetcher.base().url().join(&file.name);
        let url = url.map_err(|_| FetchFault::Strange { host: host(), file: cut(&file.name) })?;
        match self.fetcher.get(&url, file.limit, None)? {
            Got::Body { bytes, .. } => Ok(Some(bytes)),
            Got::Missing => Ok(None),
            // Nothing was known when it was asked for.
            Got::Unchanged => Err(FetchFault::Garbled { host: host() }),
        }
    }
}

#[async_trait]
impl Transport for TufTransport {
    async fn fetch(&self, url: Url) -> Result<TransportStream, TransportError> {
        let (own, asked) = (self.clone(), url.clone());
        // Aside, because it waits: a runtime of one thread has its timers and signals to see to meanwhile.
        let result = tokio::task::spawn_blocking(move || own.get(&asked)).await;
        match result {
            Ok(Ok(Some(bytes))) => Ok(Box::pin(stream::iter([Ok(Bytes::from(bytes))]))),
            Ok(Ok(None)) => Err(TransportError::new(TransportErrorKind::FileNotFound, url)),
            Ok(Err(fault)) => Err(TransportError::new_with_cause(TransportErrorKind::Other, url, fault)),
            Err(_) => {
                let fault = FetchFault::Broken { host: self.fetcher.base().host().to_owned() };
                let mut told = self.told();
                told.first.get_or_insert_with(|| fault.clone());
                told.ended = Some(fault.clone());
                Err(TransportError::new_with_cause(TransportErrorKind::Other, url, fault))
            }
        }
    }
}

/// A file of a channel.
#[derive(Debug, PartialEq, Eq)]
struct File {
    /// Its path in the channel, as the specification has it.
    name: String,
    limit: u64,
    keeps: Keeps,
}

/// Whether there can be but one file of this name.
#[derive(Debug, PartialEq, Eq)]
enum Keeps {
    /// No: it has to be asked for.
    Never,
    /// It has a version in its name; whether it is that one is for the library to verify.
    Version,
    /// It has this hash.
    Hash(String),
}

impl File {
    /// What the library means by a name. Nothing when a channel has no such file.
    fn of(name: &str) -> Option<Self> {
        match name.split_once('/')? {
            ("metadata", rest) => {
                let (limit, keeps) = match rest.split_once('.')? {
                    ("timestamp", "json") => (METADATA, Keeps::Never),
                    (version, "root.json") if is_version(version) => (METADATA, Keeps::Never),
                    (version, "snapshot.json") if is_version(version) => (METADATA, Keeps::Version),
                    (version, "targets.json") if is_version(version) => (TARGETS, Keeps::Version),
                    _ => return None,
                };
                Some(Self { name: name.to_owned(), limit, keeps })
            }
            ("targets", rest) => {
                // The library writes HASH.FOLDER/NAME; the specification, and all other clients, FOLDER/HASH.NAME.
                let (hash, path) = rest.split_once('.').filter(|(hash, _)| is_hash(hash))?;
                if !path.split('/').all(is_part) {
                    return None;
                }
                let (folder, file) = path.rsplit_once('/').map_or(("", path), |(folder, file)| (folder, file));
                let slash = if folder.is_empty() { "" } else { "/" };
                let limit = match (folder, file) {
                    ("items", _) => ITEM,
                    ("assets", _) => ASSET,
                    ("", _) => LIST,
                    _ => return None,
                };
                let name = format!("targets/{folder}{slash}{hash}.{file}");
                Some(Self { name, limit, keeps: Keeps::Hash(hash.to_owned()) })
            }
            _ => None,
        }
    }

    /// Its bytes, when it lies in `folder` and is what its name says.
    fn read(&self, folder: &Path) -> Option<Vec<u8>> {
        if self.keeps == Keeps::Never {
            return None;
        }
        let mut path = PathBuf::from(folder);
        path.extend(self.name.split('/'));
        let about = fs::metadata(&path).ok()?;
        if !about.is_file() || about.len() > self.limit {
            return None;
        }
        let bytes = fs::read(&path).ok()?;
        match &self.keeps {
            Keeps::Hash(hash) => (hex::encode(Sha256::digest(&bytes)) == *hash).then_some(bytes),
            _ => Some(bytes),
        }
    }
}

/// A part of a path that is a name on every disk: letters and digits of ASCII, `.`, `-`, `_`; no dot in front.
fn is_part(part: &str) -> bool {
    let good = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_');
    (1..=200).contains(&part.len()) && part.bytes().all(good) && !part.starts_with('.')
}

fn is_version(text: &str) -> bool {
    (1..=20).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit()) && !text.starts_with('0')
}

fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// A name that nobody has seen yet, for a message.
fn cut(name: &str) -> String {
    name.chars().take(100).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash() -> String {
        "0123456789abcdef".repeat(4)
    }

    fn known(name: &str) -> (String, u64, Keeps) {
        let File { name, limit, keeps } = File::of(name).expect(name);
        (name, limit, keeps)
    }

    #[test]
    fn metadata_is_known_by_its_names() {
        for (name, limit, keeps) in [
            ("metadata/timestamp.json", METADATA, Keeps::Never),
            ("metadata/2.root.json", METADATA, Keeps::Never),
            ("metadata/17.snapshot.json", METADATA, Keeps::Version),
            ("metadata/18446744073709551615.targets.json", TARGETS, Keeps::Version),
        ] {
            assert_eq!(known(name), (name.to_owned(), limit, keeps));
        }
    }

    #[test]
    fn targets_are_asked_for_as_the_specification_names_them() {
        let hash = hash();
        for (given, name, limit) in [
            (format!("{hash}.channel.json"), format!("{hash}.channel.json"), LIST),
            (format!("{hash}.withdrawn.json"), format!("{hash}.withdrawn.json"), LIST),
            (format!("{hash}.items/a-1.json"), format!("items/{hash}.a-1.json"), ITEM),
            (format!("{hash}.assets/so-do.png"), format!("assets/{hash}.so-do.png"), ASSET),
        ] {
            let wanted = (format!("targets/{name}"), limit, Keeps::Hash(hash.clone()));
            assert_eq!(known(&format!("targets/{given}")), wanted);
        }
    }

    #[test]
    fn a_channel_has_no_other_files() {
        let hash = hash();
        let upper = hash.to_uppercase();
        for name in [
            "",
            "metadata",
            "metadata/",
            "metadata/root.json",
            "metadata/snapshot.json",
            "metadata/0.root.json",
            "metadata/+1.root.json",
            "metadata/1.timestamp.json",
            "metadata/1.role.json",
            "metadata/1.targets.json/x",
            "metadata/%31.root.json",
            "channel.json",
            "targets/channel.json",
            "targets/items/a.json",
            &format!("targets/{upper}.channel.json"),
            &format!("targets/{hash}"),
            &format!("targets/{hash}."),
            &format!("targets/{hash}.items/"),
            &format!("targets/{hash}.items/../a.json"),
            &format!("targets/{hash}.items/..%2fa.json"),
            &format!("targets/{hash}.items/.htaccess"),
            &format!("targets/{hash}.items/b/a.json"),
            &format!("targets/{hash}.items\\a.json"),
            &format!("targets/{hash}.other/a.json"),
            &format!("targets/{hash}./a.json"),
            &format!("targets/{hash}.items/a.json?b"),
        ] {
            assert_eq!(File::of(name), None, "{name}");
        }
    }
}
