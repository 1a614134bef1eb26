//! The build cache: one file with everything that a build leaves to the next one. It is written
//! last and put in place by renaming. A file that cannot be read, or that another program wrote,
//! counts as missing.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::cache_file::{CACHE_FILE, CacheFileLayout, FRAME_HEADER_SIZE, LazyBytes, frame_header, read_frame};
use super::path_table::PathTable;
use super::records::{ContentRecord, OutputRecord, RenderedOutput, stat_output};
use crate::codec::encode;
use crate::digest::Digest;
use crate::folder::Folder;
use crate::output_writer::folder_of;
use crate::plan::SEARCH_FOLDER;
use crate::site_files::FileStat;

/// The name of the cache file while it is being written.
const NEW_CACHE_FILE: &str = "index.new";
/// Must change with every change of the file format.
const MAGIC: &[u8; 8] = b"tamquan7";
/// The magic bytes, the digest of the program, and the frame header of the body.
const FILE_HEADER_SIZE: usize = 8 + 32 + FRAME_HEADER_SIZE;
/// In nanoseconds. File systems store times in steps of up to some milliseconds: a file that was
/// changed this shortly before the start of a build may have been changed again, with the same
/// time, after the build read it.
const CLOCK_RESOLUTION: i128 = 20_000_000;

/// Everything that one build leaves to the next.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct BuildCache {
    /// When the build began, by the clock of the file system, in nanoseconds since 1970; 0 if there
    /// is no cache.
    pub started: i128,
    /// The digest of everything beside the file itself that affects the parsing of a content file.
    pub settings_digest: Digest,
    /// The digest of the input of every output: configuration, kinds of content, strings of the
    /// theme.
    pub base_digest: Digest,
    /// The digest of everything that the site is made of, except for bodies and time.
    pub model_digest: Digest,
    /// The digest of the time, as far as the site depends on it.
    pub time_digest: Digest,
    /// The output folder.
    pub out: PathBuf,
    /// The build found no warnings. Warnings are not stored: a build with warnings is followed by
    /// one that finds them again.
    pub had_no_warnings: bool,
    /// The number of pages in the site.
    pub pages: usize,
    /// A record of each content file, by its path below `content/`.
    pub content: PathTable<ContentRecord>,
    /// The other files that were read, by their paths below the site.
    pub other_files: BTreeMap<String, (FileStat, Digest)>,
    /// The verified channels, by the name of the source. The digest covers what the verification
    /// depends on beside the files, which are in `other_files`; the number is the time when the
    /// first signature expires, in seconds since 1970.
    pub verified_channels: BTreeMap<String, (Digest, i64)>,
    /// A record of each output that is not a version of a picture, by its path below the output
    /// folder.
    pub outputs: PathTable<OutputRecord>,
    /// The versions of pictures, by their paths below the output folder.
    pub pictures: PathTable<FileStat>,
    /// The folders of the output, with their metadata at a time when they contained outputs only. A
    /// folder that had been changed shortly before has [`FileStat::default`], because its times
    /// prove nothing.
    pub folders: PathTable<FileStat>,
    /// The facts of all content files, and the traces of all outputs. Both are stored after the
    /// body in the same file, and are read when they are first needed.
    pub facts_bytes: LazyBytes,
    pub traces_bytes: LazyBytes,
    #[serde(skip)]
    pub layout: CacheFileLayout,
    #[serde(skip)]
    pub appended: AppendedBytes,
}

/// The facts and traces of the updates that follow the body in the file.
#[derive(Debug, Default)]
pub(crate) struct AppendedBytes {
    facts: Vec<u8>,
    traces: Vec<u8>,
}

/// The changes of a build that rendered a few outputs of the same site. An update is appended to
/// the cache file, so that the whole file need not be written again.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct CacheUpdate {
    /// When the build began, as in `BuildCache`.
    pub started: i128,
    /// The new digest of the model; `None` if it is unchanged.
    pub model_digest: Option<Digest>,
    /// Records by their positions. Their ranges of facts continue those of the cache: `facts` is
    /// appended to the facts that it has.
    pub content: Vec<(usize, ContentRecord)>,
    pub outputs: Vec<(usize, OutputRecord)>,
    /// The files of search that are no longer planned, and the new ones. All other outputs of the
    /// same site are the same.
    pub removed_outputs: Vec<String>,
    pub added_outputs: Vec<(String, OutputRecord)>,
    pub pictures: Vec<(usize, FileStat)>,
    pub folders: Vec<(usize, FileStat)>,
    /// The facts of the content files that were parsed.
    pub facts: Vec<u8>,
    /// An encoded part of the traces.
    pub traces: Vec<u8>,
}

impl CacheUpdate {
    /// Records that outputs were written, and possibly the pictures that they show. The metadata of
    /// their folders is reset, so that the next full build checks these folders.
    pub(crate) fn record_outputs(&mut self, cache: &BuildCache, out: &Path, rendered: &[RenderedOutput]) {
        let places: HashMap<&str, u32> = cache.pictures.paths().zip(0..).collect();
        let mut folders: BTreeSet<&str> = BTreeSet::from([""]);
        let mut pictures: BTreeSet<&str> = BTreeSet::new();
        for shown in rendered {
            folders.insert(folder_of(&shown.path));
            pictures.extend(shown.pictures.iter().map(String::as_str));
            let record = shown.to_record(&places, stat_output(out, &shown.path));
            match cache.outputs.position(&shown.path) {
                Some(at) => self.outputs.push((at, record)),
                None => self.added_outputs.push((shown.path.clone(), record)),
            }
        }
        folders.extend(pictures.iter().map(|path| folder_of(path)));
        self.pictures
            .extend(pictures.iter().filter_map(|path| Some((cache.pictures.position(path)?, stat_output(out, path)))));
        self.folders
            .extend(folders.iter().filter_map(|path| Some((cache.folders.position(path)?, FileStat::default()))));
    }

    /// Records that the content file at a position of `index` was read.
    pub(crate) fn record_content(&mut self, cache: &BuildCache, at: usize, source: &ContentRecord, facts: &[u8]) {
        let start = cache.facts_length() + self.facts.len();
        let mut source = source.clone();
        if source.facts_range.is_some() {
            source.facts_range = Some(start..start + facts.len());
            self.facts.extend_from_slice(facts);
        }
        self.content.push((at, source));
    }
}

impl BuildCache {
    /// Reads the cache in the folder `cache` of a site. Returns an empty cache if there is none
    /// that this program wrote.
    pub(crate) fn load(site: &Path, folder: &Path) -> Self {
        Folder::open_in(site, folder).ok().and_then(Self::read).unwrap_or_default()
    }

    fn read(folder: Folder) -> Option<Self> {
        let mut file = folder.open_to_read(CACHE_FILE).ok()?;
        let mut head = [0; FILE_HEADER_SIZE];
        file.read_exact(&mut head).ok()?;
        let rest = head.strip_prefix(MAGIC)?.strip_prefix(digest_program().bytes())?;
        let body = read_frame(rest, &mut file)?;
        let mut cache: Self = postcard::from_bytes(&body).ok()?;
        let tails = (FILE_HEADER_SIZE + body.len()) as u64;
        let end = tails.checked_add(cache.facts_bytes.length)?.checked_add(cache.traces_bytes.length)?;
        if end > file.metadata().ok()?.len() {
            return None;
        }
        cache.layout = CacheFileLayout { folder: Some(folder), facts_start: tails, end };
        file.seek(SeekFrom::Start(end)).ok()?;
        // An update that was written only in part is ignored, as if its build had never run.
        let mut frame = [0; FRAME_HEADER_SIZE];
        while file.read_exact(&mut frame).is_ok() {
            let Some(body) = read_frame(&frame, &mut file) else { break };
            let Ok(change) = postcard::from_bytes(&body) else { break };
            cache.apply_update(change);
            cache.layout.end += (FRAME_HEADER_SIZE + body.len()) as u64;
        }
        Some(cache)
    }

    /// The facts of a content file; `None` if it has none, or they cannot be read any more.
    pub(crate) fn facts(&self, source: &ContentRecord) -> Option<&[u8]> {
        let range = source.facts_range.clone()?;
        match range.start.checked_sub(self.facts_bytes.length as usize) {
            Some(start) => self.appended.facts.get(start..start.checked_add(range.len())?),
            None => self.facts_bytes.bytes(&self.layout, self.layout.facts_start).get(range),
        }
    }

    /// The number of bytes of facts, including the appended ones.
    pub(crate) fn facts_length(&self) -> usize {
        self.facts_bytes.length as usize + self.appended.facts.len()
    }

    /// The encoded traces of all outputs: those of the last full write, and the appended ones.
    pub(crate) fn traces(&self) -> [&[u8]; 2] {
        [
            self.traces_bytes.bytes(&self.layout, self.layout.facts_start + self.facts_bytes.length),
            &self.appended.traces,
        ]
    }

    /// Writes the whole cache file, or leaves the old one unchanged.
    ///
    /// # Errors
    /// If the file system refuses.
    pub(crate) fn save(&mut self, folder: Folder) -> io::Result<()> {
        let body = postcard::to_stdvec(self).map_err(io::Error::other)?;
        let tails = (FILE_HEADER_SIZE + body.len()) as u64;
        // The facts and traces of a loaded cache may not be in memory yet: they are in the old
        // file, which is still in place.
        let traces = self.layout.facts_start + self.facts_bytes.length;
        let parts = [
            self.facts_bytes.bytes(&self.layout, self.layout.facts_start),
            self.traces_bytes.bytes(&self.layout, traces),
        ];
        let end = tails + (parts[0].len() + parts[1].len()) as u64;
        // An interrupted build may have left the temporary file.
        folder.remove_file(NEW_CACHE_FILE)?;
        let mut file = folder.create_file(NEW_CACHE_FILE)?;
        for part in [MAGIC.as_slice(), digest_program().bytes(), &frame_header(&body), &body, parts[0], parts[1]] {
            file.write_all(part)?;
        }
        drop(file);
        folder.rename(NEW_CACHE_FILE, &folder, CACHE_FILE)?;
        self.layout = CacheFileLayout { folder: Some(folder), facts_start: tails, end };
        Ok(())
    }

    /// Whether the appended updates are so long that the file should be written again as a whole.
    pub(crate) fn needs_rewrite(&self) -> bool {
        let whole = self.layout.facts_start + self.facts_bytes.length + self.traces_bytes.length;
        self.layout.end.saturating_sub(whole) > whole / 4 + (1 << 16)
    }

    /// Whether the cache file still exists with its full length, so that updates can be appended.
    pub(crate) fn is_on_disk(&self) -> bool {
        let found = self.layout.folder.as_ref().and_then(|folder| folder.metadata(CACHE_FILE).ok().flatten());
        found.is_some_and(|found| found.size >= self.layout.end)
    }

    /// Applies an update to the cache in memory, and appends it to the file.
    ///
    /// # Errors
    /// If the file system refuses.
    pub(crate) fn append(&mut self, change: CacheUpdate) -> io::Result<()> {
        let body = postcard::to_stdvec(&change).map_err(io::Error::other)?;
        self.apply_update(change);
        let folder = self.layout.folder.as_ref().ok_or(io::ErrorKind::NotFound)?;
        let mut file = folder.open_to_edit(CACHE_FILE)?;
        // The bytes after the end are an update that was written only in part.
        file.set_len(self.layout.end)?;
        file.seek(SeekFrom::Start(self.layout.end))?;
        file.write_all(&[&frame_header(&body), body.as_slice()].concat())?;
        self.layout.end += (FRAME_HEADER_SIZE + body.len()) as u64;
        Ok(())
    }

    /// Applies an update to the cache in memory.
    fn apply_update(&mut self, change: CacheUpdate) {
        self.started = change.started;
        self.model_digest = change.model_digest.unwrap_or(self.model_digest);
        for (at, source) in change.content {
            self.content.replace(at, source);
        }
        for (at, rendered) in change.outputs {
            self.outputs.replace(at, rendered);
        }
        for (at, picture) in change.pictures {
            self.pictures.replace(at, picture);
        }
        for (at, folder) in change.folders {
            self.folders.replace(at, folder);
        }
        if !change.removed_outputs.is_empty() || !change.added_outputs.is_empty() {
            self.outputs.exchange(&change.removed_outputs, change.added_outputs);
        }
        self.appended.facts.extend(change.facts);
        self.appended.traces.extend(change.traces);
    }

    /// Whether a file is certain to be unchanged since the build that wrote this cache.
    pub(crate) fn is_unchanged(&self, then: &FileStat, now: &FileStat) -> bool {
        then == now && has_reliable_times(now, self.started)
    }
}

/// Whether the times of a file are older than `now` by more than the resolution of the file system,
/// so that any later write is certain to change them.
pub(crate) fn has_reliable_times(file: &FileStat, now: i128) -> bool {
    file.last_touched() + CLOCK_RESOLUTION < now
}

/// The files of search in the cache that are not planned any more.
pub(crate) fn old_search_files(cache: &BuildCache, is_planned: impl Fn(&str) -> bool) -> impl Iterator<Item = &str> {
    let entries = cache.outputs.entries();
    let first = entries.partition_point(|(path, _)| path.as_str() < SEARCH_FOLDER);
    let below = entries[first..].iter().map(|(path, _)| path.as_str());
    let is_search = |path: &&str| path.strip_prefix(SEARCH_FOLDER).is_some_and(|rest| rest.starts_with('/'));
    // Other folders whose names begin in the same way lie between.
    below.take_while(|path| path.starts_with(SEARCH_FOLDER)).filter(is_search).filter(move |path| !is_planned(path))
}

/// Identifies the running program by its version and the metadata of its executable file.
pub(crate) fn digest_program() -> Digest {
    let found =
        std::env::current_exe().and_then(fs::metadata).map(|found| FileStat::from_metadata(&found)).unwrap_or_default();
    Digest::of_parts([env!("CARGO_PKG_VERSION").as_bytes(), &encode(&found)])
}
