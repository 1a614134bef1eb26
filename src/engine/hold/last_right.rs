//! The files of a site as they were when they were last right.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::codec::encode;
use crate::digest::Digest;
use crate::engine::cache::has_reliable_times;
use crate::folder::{Folder, FolderFault, read_named};
use crate::site_files::{FileStat, MAX_FILE, SiteFiles, Substitutes, digest_file, find_on_disk};
use crate::text::nfc::nfc;

/// The folder of the copies, in the cache folder. It is no cache: it cannot be made again from the
/// site, because the site has changed since.
pub(super) const LAST_RIGHT_FOLDER: &str = "last-right";
/// The list of the copies, in that folder.
const INDEX_FILE: &str = "index";
/// An empty file, whose time is the time of the file system.
const CLOCK_FILE: &str = "clock";
/// The first bytes of the list. They must change with every change of its format.
const MAGIC: &[u8; 8] = b"tqright1";

/// The folder with the files of `content/` and `data/` as they were last right.
pub(super) struct LastRight {
    folder: PathBuf,
    /// `None` for a folder that the user named: the program writes nothing into it.
    records: Option<BTreeMap<String, CopyRecord>>,
}

/// What is known of a copy.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct CopyRecord {
    /// The metadata of the file when it was copied.
    original: FileStat,
    /// The digest of the copy. A power cut can leave a copy empty.
    digest: Digest,
    /// The day of the build that copied it, as `2026-11-29`.
    since: String,
}

impl LastRight {
    /// The copies that earlier builds left in the cache folder.
    pub(super) fn open(cache: &Path, site: &Path) -> Self {
        let read = || {
            let bytes =
                Folder::open_in(site, cache).ok()?.open_below(LAST_RIGHT_FOLDER).ok()?.read(INDEX_FILE, MAX_FILE);
            postcard::from_bytes(bytes.ok()?.strip_prefix(MAGIC)?).ok()
        };
        Self { folder: cache.join(LAST_RIGHT_FOLDER), records: Some(read().unwrap_or_default()) }
    }

    /// A folder that the user named: the site as it was last published.
    pub(super) fn named(folder: PathBuf) -> Self {
        Self { folder, records: None }
    }

    /// The place of the copy of a file; `None` if the file was never right.
    pub(super) fn version(&self, path: &str) -> Option<PathBuf> {
        let place = find_on_disk(&self.folder, path);
        let is_whole = match &self.records {
            Some(records) => {
                let digest = digest_file(&place);
                records.get(path).is_some_and(|record| digest.is_ok_and(|digest| digest == record.digest))
            }
            None => fs::symlink_metadata(&place).is_ok_and(|found| found.is_file()),
        };
        is_whole.then_some(place)
    }

    /// The day of the build that first used this version of a file.
    pub(super) fn since(&self, path: &str) -> Option<Date> {
        self.records.as_ref()?.get(path)?.since.parse().ok()
    }

    /// Whether a file of the site differs from its copy, or only one of the two exists.
    pub(super) fn is_changed(&self, site: &Path, path: &str) -> bool {
        let now = find_on_disk(site, path);
        match (fs::symlink_metadata(&now), self.version(path)) {
            (Err(_), None) => false,
            (Ok(found), Some(then)) => !has_same_bytes(&now, &found, &then),
            _ => true,
        }
    }

    /// The files that differ from their copies, among those of `site_files` and the copies, sorted.
    pub(super) fn changed_paths(&self, site_files: &SiteFiles) -> Vec<String> {
        let mut paths: BTreeSet<String> = held_files(site_files).map(|(path, _)| path).collect();
        match &self.records {
            Some(records) => paths.extend(records.keys().cloned()),
            None => paths.extend(files_below(&self.folder)),
        }
        paths.into_iter().filter(|path| self.is_changed(site_files.root(), path)).collect()
    }

    /// Copies the files that counted in a build and that have changed since they were copied, and
    /// removes the copies of files that are gone.
    ///
    /// # Errors
    /// When a file cannot be read, or a copy cannot be written.
    pub(super) fn update(
        mut self,
        site_files: &SiteFiles,
        substitutes: &Substitutes,
        today: &str,
    ) -> Result<(), FolderFault> {
        let Some(mut records) = self.records.take() else { return Ok(()) };
        let folder = Folder::create_in(site_files.root(), &self.folder)?;
        folder.write_atomic_unsynced(CLOCK_FILE, b"")?;
        let now = folder.metadata(CLOCK_FILE)?.map_or(i128::MIN, |found| found.modified);
        let files = self.counted_files(site_files, substitutes);
        let is_gone = |path: &&String| !files.contains_key(*path) && !substitutes.contains(path);
        let gone: Vec<String> = records.keys().filter(is_gone).cloned().collect();
        let mut is_same = gone.is_empty();
        for path in gone {
            folder.remove_file(&path)?;
            records.remove(&path);
        }
        for (path, (place, stat)) in files {
            let old = records.get(&path);
            if old.is_some_and(|old| Some(old.original) == stat) {
                continue;
            }
            is_same = false;
            let bytes = read_named(&place, MAX_FILE)?;
            let digest = Digest::of(&bytes);
            let same = old.filter(|old| old.digest == digest);
            let since = match same {
                Some(same) => same.since.clone(),
                None => {
                    folder.write_atomic_unsynced(&path, &bytes)?;
                    today.to_owned()
                }
            };
            // A file that was written just now can be written again with the same times.
            let original = stat.filter(|stat| has_reliable_times(stat, now)).unwrap_or_default();
            records.insert(path, CopyRecord { original, digest, since });
        }
        if is_same { Ok(()) } else { folder.write_atomic(INDEX_FILE, &[MAGIC.as_slice(), &encode(&records)].concat()) }
    }

    /// The files that counted in a build and whose copies may be older, with their places on the
    /// disk. A file in the site's folder has its metadata.
    fn counted_files(
        &self,
        site_files: &SiteFiles,
        substitutes: &Substitutes,
    ) -> BTreeMap<String, (PathBuf, Option<FileStat>)> {
        let own = held_files(site_files).filter(|(path, _)| !substitutes.contains(path));
        let own = own.map(|(path, stat)| {
            let place = find_on_disk(site_files.root(), &path);
            (path, (place, Some(stat)))
        });
        // A substitute of another folder is no copy yet.
        let others = substitutes.places().filter(|(_, place)| !place.starts_with(&self.folder));
        own.chain(others.map(|(path, place)| (path.to_owned(), (place.to_path_buf(), None)))).collect()
    }
}

/// The files that a build can hold, by their paths below the site.
fn held_files(site_files: &SiteFiles) -> impl Iterator<Item = (String, FileStat)> {
    let content = site_files.content.iter().chain(&site_files.beside);
    let content = content.map(|(path, stat)| (format!("content/{path}"), *stat));
    content.chain(site_files.data.iter().map(|(path, stat)| (format!("data/{path}"), *stat)))
}

/// The files of `content/` and `data/` below a folder, as far as their names are UTF-8.
fn files_below(folder: &Path) -> impl Iterator<Item = String> {
    let entries = ["content", "data"].into_iter().flat_map(move |part| walkdir::WalkDir::new(folder.join(part)));
    let files = entries.flatten().filter(|entry| entry.file_type().is_file());
    files.filter_map(move |entry| entry.path().strip_prefix(folder).ok()?.to_str().map(|path| nfc(path).into_owned()))
}

fn has_same_bytes(now: &Path, found: &fs::Metadata, then: &Path) -> bool {
    let size = fs::symlink_metadata(then).map(|then| then.len());
    size.is_ok_and(|size| size == found.len() || found.is_symlink())
        && matches!((digest_file(now), digest_file(then)), (Ok(now), Ok(then)) if now == then)
}
