//! The job of a pull: which sources of which site, and when a source is due.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use jiff::Timestamp;

use crate::config::{Config, SourceConfig, SourceKind};
use crate::diag::{Code, Diag};
use crate::engine::CACHE_FOLDER;
use crate::exchange::fault_diags;
use crate::exchange::fetch::{FetchBounds, Fetcher, NetworkScope, SourceUrl};
use crate::exchange::format::ExchangeId;
use crate::exchange::sync::{ExchangeLock, FOLDER};
use crate::folder::{Folder, FolderFault};

/// Which sources a pull requests.
#[derive(Debug, Clone)]
pub enum SourceSelection {
    /// Sources whose maximum age has passed since they were last asked, sources of which nothing is
    /// stored, and sources that were refused the last time. A source without a maximum age is never
    /// due.
    Due,
    /// The named sources, whatever their age. All sources if the set is empty.
    Named(BTreeSet<String>),
}

/// The input of a pull.
pub struct PullJob<'p> {
    /// The folder of the site.
    pub site: &'p Path,
    /// The configuration of the site: its sources, and the mounts that decide which items are
    /// wanted.
    pub config: &'p Config,
    /// A copy of the channel of the only selected source, on this machine. With `None`, the sources
    /// are asked at their addresses.
    pub copy: Option<&'p Path>,
    /// The addresses that the pull may use: public ones, and in tests also the loopback address.
    pub scope: NetworkScope,
    /// The time of the system clock, by which signatures expire and sources become due.
    pub now: Timestamp,
    /// Whether a publisher whose identity differs from the stored one is accepted. A person must
    /// have asked the publisher before.
    pub accepts_publisher: bool,
}

/// The file with the time of the last request to a source. It need not be committed.
pub(super) fn checked_path(name: &ExchangeId) -> String {
    format!("{CACHE_FOLDER}/{FOLDER}/{name}/checked")
}

/// The maximum bytes of a timestamp in RFC 3339, with some to spare.
const MAX_MOMENT_BYTES: u64 = 64;

/// Reads a file with a time. `None` if it does not exist, or contains something else.
pub(super) fn read_moment(site: &Path, file: &str) -> Option<Timestamp> {
    let bytes = Folder::open(site).and_then(|site| site.read(file, MAX_MOMENT_BYTES)).ok()?;
    String::from_utf8(bytes).ok()?.trim().parse().ok()
}

/// The names of all sources of which the lock has an entry.
pub(super) fn locked_names(lock: &ExchangeLock) -> impl Iterator<Item = &ExchangeId> {
    lock.sources.keys().chain(lock.feeds.keys()).chain(lock.ahead.keys())
}

/// Whether the lock has an entry for the source with its address in `portal.toml`.
pub(super) fn is_locked(source: &SourceConfig, lock: &ExchangeLock) -> bool {
    match &source.kind {
        SourceKind::Channel { url, .. } => lock.sources.get(&source.name).is_some_and(|held| held.url == url.as_str()),
        SourceKind::Feed { url } => lock.feeds.get(&source.name).is_some_and(|held| held.url == url.as_str()),
    }
}

impl PullJob<'_> {
    pub(super) fn is_selected(&self, source: &SourceConfig, lock: &ExchangeLock, which: &SourceSelection) -> bool {
        match which {
            SourceSelection::Named(names) => names.is_empty() || names.contains(source.name.as_str()),
            SourceSelection::Due => {
                let checked = read_moment(self.site, &checked_path(&source.name));
                // A time in the future shows that the clock was wrong, so the source counts as due.
                let age =
                    checked.filter(|checked| *checked <= self.now).map(|checked| self.now.duration_since(checked));
                let must_ask = !is_locked(source, lock) || self.refused_since(&source.name).is_some();
                source.max_age.is_some_and(|most| must_ask || age.is_none_or(|age| age >= most))
            }
        }
    }

    /// Takes the lock of the site against other pulls. The lock ends when the file is dropped.
    pub(super) fn acquire_pull_lock(&self) -> Result<fs::File, Diag> {
        let lock = Folder::open(self.site).and_then(|site| site.lock(&format!("{CACHE_FOLDER}/{FOLDER}/lock")));
        lock.map_err(|fault| match fault {
            FolderFault::Locked(_) => Diag::error(Code::Locked).arg("folder", self.site.display()),
            fault => fault_diags::folder_diag(&fault, self.site),
        })
    }

    pub(super) fn fetcher(&self, url: &str) -> Result<Fetcher, Diag> {
        let base = SourceUrl::parse_within(url, self.scope).map_err(|why| fault_diags::source_url_diag(url, why))?;
        Ok(Fetcher::new(&base, FetchBounds::default(), self.scope))
    }
}
