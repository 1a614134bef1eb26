//! Scans the sources at intervals, where the file system gives no events.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use walkdir::WalkDir;

use super::window::is_site_file;
use crate::config;
use crate::exchange::sync::LOCK_FILE;
use crate::site_files::{FOLDERS, FileStat};

/// The time between two scans.
pub(super) const POLL_INTERVAL: Duration = Duration::from_secs(1);

/// The metadata of every source file at the last scan.
pub(super) struct SitePoller {
    site: PathBuf,
    last: BTreeMap<PathBuf, FileStat>,
}

impl SitePoller {
    pub(super) fn new(site: &Path) -> Self {
        Self { site: site.to_path_buf(), last: stat_site_files(site) }
    }

    /// The files that were added, removed or changed since the last scan, by path below the folder
    /// of the site.
    pub(super) fn find_changes(&mut self) -> BTreeSet<PathBuf> {
        let now = stat_site_files(&self.site);
        let differs = |path: &&PathBuf| self.last.get(*path) != now.get(*path);
        let changed = self.last.keys().chain(now.keys()).filter(differs).cloned().collect();
        self.last = now;
        changed
    }
}

fn stat_site_files(site: &Path) -> BTreeMap<PathBuf, FileStat> {
    let mut found = BTreeMap::new();
    let entries = fs::read_dir(site).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let configuration = names.filter(|name| config::is_config_file(name));
    let tops = FOLDERS.iter().copied().chain([LOCK_FILE]).map(str::to_owned);
    for top in tops.chain(configuration) {
        let relative = |path: &Path| path.strip_prefix(site).map(Path::to_path_buf).unwrap_or_default();
        let stays = |entry: &walkdir::DirEntry| {
            is_site_file(&relative(entry.path()))
                && (!entry.path_is_symlink() || fs::canonicalize(entry.path()).is_ok_and(|to| to.starts_with(site)))
        };
        let walk = WalkDir::new(site.join(top)).follow_links(true).into_iter().filter_entry(stays);
        for entry in walk.flatten().filter(|entry| !entry.file_type().is_dir()) {
            if let Ok(found_now) = entry.metadata() {
                found.insert(relative(entry.path()), FileStat::from_metadata(&found_now));
            }
        }
    }
    found
}
