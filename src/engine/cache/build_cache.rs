//! What the last build knew: one file, written last and put in place by renaming. One that cannot be read, or that another
//! program wrote, is as good as none.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::cache_file::{CACHE_FILE, CacheFileLayout, FRAME_HEADER_SIZE, LazyBytes, frame_header, read_frame};
use super::path_table::PathTable;
use super::records::{ContentRecord, OutputRecord, RenderedOutput, stat_output};
use crate::digest::Digest;
use crate::folder::Folder;
use crate::output_writer::folder_of;
use crate::site_files::FileStat;

/// The name of the index until it is whole.
const NEW_CACHE_FILE: &str = "index.new";
/// Changes with the form of the file.
const MAGIC: &[u8; 8] = b"tamquan6";
/// The magic, the program, and the frame of the index.
const FILE_HEADER_SIZE: usize = 8 + 32 + FRAME_HEADER_SIZE;
/// File systems count time in steps of up to some milliseconds: what was touched this close to the start of a build may have
/// been touched again after it was read.
const CLOCK_RESOLUTION: i128 = 20_000_000;

/// Everything that one build leaves to the next.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct BuildCache {
    /// When the build began, by the clock of the file system.
    pub started: i128,
    /// What the reading of every content file depends on.
    pub settings_digest: Digest,
    /// Of what every output is made of: configuration, kinds, texts of the theme.
    pub base_digest: Digest,
    /// Of all that the site was made of, except the bodies and the time.
    pub model_digest: Digest,
    /// Of the time, as far as the site depends on it.
    pub time_digest: Digest,
    /// The output folder.
    pub out: PathBuf,
    /// Nothing was warned of. Warnings are not remembered but found again.
    pub had_no_warnings: bool,
    pub pages: usize,
    /// Content files, by their path below `content/`.
    pub content: PathTable<ContentRecord>,
    /// Other files that were read, by their path below the site.
    pub other_files: BTreeMap<String, (FileStat, Digest)>,
    /// Channels that were verified, by the name of the source: what that depends on beside the
    /// files, which are among the others, and when the first signature ends, in seconds since 1970.
    pub verified_channels: BTreeMap<String, (Digest, i64)>,
    pub outputs: PathTable<OutputRecord>,
    /// Versions of pictures, as outputs.
    pub pictures: PathTable<FileStat>,
    /// Folders of the output, as they were when nothing but outputs lay in them. One that had been touched just before is not
    /// known by what the disk says of it: [`FileStat::default`].
    pub folders: PathTable<FileStat>,
    /// What is remembered of all content files, and the traces of all outputs: each stands after the index in the same file,
    /// and is read when it is needed first.
    pub facts_bytes: LazyBytes,
    pub traces_bytes: LazyBytes,
    #[serde(skip)]
    pub layout: CacheFileLayout,
    #[serde(skip)]
    pub appended: AppendedBytes,
}

/// What the changes that follow the index added to its tails.
#[derive(Debug, Default)]
pub(crate) struct AppendedBytes {
    facts: Vec<u8>,
    traces: Vec<u8>,
}

/// What a build changed that rendered a few outputs of the same site: it is added to the file, which is not written again.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct CacheUpdate {
    pub started: i128,
    /// Of all that the site is made of, when that is another.
    pub model_digest: Option<Digest>,
    /// By their positions. Facts stand as if `facts` were added to those that there are.
    pub content: Vec<(usize, ContentRecord)>,
    pub outputs: Vec<(usize, OutputRecord)>,
    pub pictures: Vec<(usize, FileStat)>,
    pub folders: Vec<(usize, FileStat)>,
    pub facts: Vec<u8>,
    /// A part of the traces.
    pub traces: Vec<u8>,
}

impl CacheUpdate {
    /// Notes that outputs were written, and perhaps the pictures that they show. Their folders are looked through until they are
    /// known again.
    pub(crate) fn record_outputs(&mut self, index: &BuildCache, out: &Path, rendered: &[RenderedOutput]) {
        let places: HashMap<&str, u32> = index.pictures.paths().zip(0..).collect();
        let mut folders: BTreeSet<&str> = BTreeSet::from([""]);
        let mut pictures: BTreeSet<&str> = BTreeSet::new();
        for shown in rendered {
            folders.insert(folder_of(&shown.path));
            pictures.extend(shown.pictures.iter().map(String::as_str));
            if let Some(at) = index.outputs.position(&shown.path) {
                self.outputs.push((at, shown.to_record(&places, stat_output(out, &shown.path))));
            }
        }
        folders.extend(pictures.iter().map(|path| folder_of(path)));
        self.pictures
            .extend(pictures.iter().filter_map(|path| Some((index.pictures.position(path)?, stat_output(out, path)))));
        self.folders
            .extend(folders.iter().filter_map(|path| Some((index.folders.position(path)?, FileStat::default()))));
    }

    /// Notes that the file at a position of `index` was read.
    pub(crate) fn record_content(&mut self, index: &BuildCache, at: usize, source: &ContentRecord, facts: &[u8]) {
        let start = index.facts_length() + self.facts.len();
        let mut source = source.clone();
        if source.facts_range.is_some() {
            source.facts_range = Some(start..start + facts.len());
            self.facts.extend_from_slice(facts);
        }
        self.content.push((at, source));
    }
}

impl BuildCache {
    /// Reads the index in the folder `cache` of a site; an empty one when there is none of this
    /// program.
    pub(crate) fn load(site: &Path, cache: &Path) -> Self {
        Folder::open_in(site, cache).ok().and_then(Self::read).unwrap_or_default()
    }

    fn read(cache: Folder) -> Option<Self> {
        let mut file = cache.open_to_read(CACHE_FILE).ok()?;
        let mut head = [0; FILE_HEADER_SIZE];
        file.read_exact(&mut head).ok()?;
        let rest = head.strip_prefix(MAGIC)?.strip_prefix(digest_program().bytes())?;
        let body = read_frame(rest, &mut file)?;
        let mut index: Self = postcard::from_bytes(&body).ok()?;
        let tails = (FILE_HEADER_SIZE + body.len()) as u64;
        let end = tails.checked_add(index.facts_bytes.length)?.checked_add(index.traces_bytes.length)?;
        if end > file.metadata().ok()?.len() {
            return None;
        }
        index.layout = CacheFileLayout { folder: Some(cache), facts_start: tails, end };
        file.seek(SeekFrom::Start(end)).ok()?;
        // What was cut off while it was written is as if that build had not been.
        let mut frame = [0; FRAME_HEADER_SIZE];
        while file.read_exact(&mut frame).is_ok() {
            let Some(body) = read_frame(&frame, &mut file) else { break };
            let Ok(change) = postcard::from_bytes(&body) else { break };
            index.apply_update(change);
            index.layout.end += (FRAME_HEADER_SIZE + body.len()) as u64;
        }
        Some(index)
    }

    /// What is remembered of a content file; none when it cannot be read any more.
    pub(crate) fn facts(&self, source: &ContentRecord) -> Option<&[u8]> {
        let range = source.facts_range.clone()?;
        match range.start.checked_sub(self.facts_bytes.length as usize) {
            Some(start) => self.appended.facts.get(start..start.checked_add(range.len())?),
            None => self.facts_bytes.bytes(&self.layout, self.layout.facts_start).get(range),
        }
    }

    /// How many bytes of facts there are.
    pub(crate) fn facts_length(&self) -> usize {
        self.facts_bytes.length as usize + self.appended.facts.len()
    }

    /// The traces of all outputs, as they are kept: those of the index, and what was added.
    pub(crate) fn traces(&self) -> [&[u8]; 2] {
        [
            self.traces_bytes.bytes(&self.layout, self.layout.facts_start + self.facts_bytes.length),
            &self.appended.traces,
        ]
    }

    /// Writes the index with what follows it, whole or not at all.
    ///
    /// # Errors
    /// When the disk refuses.
    pub(crate) fn save(&mut self, cache: Folder) -> io::Result<()> {
        let body = postcard::to_stdvec(self).map_err(io::Error::other)?;
        let tails = (FILE_HEADER_SIZE + body.len()) as u64;
        // Those of an index that was loaded stand in the file that is there still.
        let traces = self.layout.facts_start + self.facts_bytes.length;
        let parts = [
            self.facts_bytes.bytes(&self.layout, self.layout.facts_start),
            self.traces_bytes.bytes(&self.layout, traces),
        ];
        let end = tails + (parts[0].len() + parts[1].len()) as u64;
        // What an earlier build left when it was cut off.
        cache.remove_file(NEW_CACHE_FILE)?;
        let mut file = cache.create_file(NEW_CACHE_FILE)?;
        for part in [MAGIC.as_slice(), digest_program().bytes(), &frame_header(&body), &body, parts[0], parts[1]] {
            file.write_all(part)?;
        }
        drop(file);
        cache.rename(NEW_CACHE_FILE, &cache, CACHE_FILE)?;
        self.layout = CacheFileLayout { folder: Some(cache), facts_start: tails, end };
        Ok(())
    }

    /// Whether so much was added to the file that it is better written again.
    pub(crate) fn needs_rewrite(&self) -> bool {
        let whole = self.layout.facts_start + self.facts_bytes.length + self.traces_bytes.length;
        self.layout.end.saturating_sub(whole) > whole / 4 + (1 << 16)
    }

    /// Whether it lies on the disk still, for what changes to be added to it.
    pub(crate) fn is_on_disk(&self) -> bool {
        let found = self.layout.folder.as_ref().and_then(|cache| cache.metadata(CACHE_FILE).ok().flatten());
        found.is_some_and(|found| found.size >= self.layout.end)
    }

    /// Takes a change in, and adds it to the file.
    ///
    /// # Errors
    /// When the disk refuses.
    pub(crate) fn append(&mut self, change: CacheUpdate) -> io::Result<()> {
        let body = postcard::to_stdvec(&change).map_err(io::Error::other)?;
        self.apply_update(change);
        let cache = self.layout.folder.as_ref().ok_or(io::ErrorKind::NotFound)?;
        let mut file = cache.open_to_edit(CACHE_FILE)?;
        // What stands there was cut off.
        file.set_len(self.layout.end)?;
        file.seek(SeekFrom::Start(self.layout.end))?;
        file.write_all(&[&frame_header(&body), body.as_slice()].concat())?;
        self.layout.end += (FRAME_HEADER_SIZE + body.len()) as u64;
        Ok(())
    }

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
        self.appended.facts.extend(change.facts);
        self.appended.traces.extend(change.traces);
    }

    /// Whether a file is surely what it was when this index was made.
    pub(crate) fn is_unchanged(&self, then: &FileStat, now: &FileStat) -> bool {
        then == now && has_reliable_times(now, self.started)
    }
}

/// Whether whoever touches a file from `now` on will be seen by the times that the disk gives it.
pub(crate) fn has_reliable_times(file: &FileStat, now: i128) -> bool {
    file.last_touched() + CLOCK_RESOLUTION < now
}

/// The program, as far as it matters whether it is the same one.
fn digest_program() -> Digest {
    let found =
        std::env::current_exe().and_then(fs::metadata).map(|found| FileStat::from_metadata(&found)).unwrap_or_default();
    let file = postcard::to_stdvec(&found).unwrap_or_default();
    Digest::of_parts([env!("CARGO_PKG_VERSION").as_bytes(), &file])
}
