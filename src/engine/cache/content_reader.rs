//! Reads the content files with the help of the build cache: an unchanged file is not read again.

use std::sync::Mutex;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::build_cache::BuildCache;
use super::model_digest::digest_settings;
use super::records::ContentRecord;
use crate::codec::encode_into;
use crate::config::Config;
use crate::content::{FrontMatter, Kinds};
use crate::diag::{Diag, Diags};
use crate::digest::{Digest, FastMap};
use crate::engine::monitor::BuildMonitor;
use crate::model::{self, ContentName, FolderKinds, Placed};
use crate::parse::{self, ContentFacts, ParsedFile};
use crate::path::SitePath;
use crate::search::WordCounts;
use crate::site_files::{ContentStore, FileStat, SiteFiles};
use crate::sync::lock_unpoisoned;

/// A content file with its state compared with the cache.
pub(crate) struct ContentFile {
    pub path: SitePath,
    name: ContentName,
    pub state: ContentState,
    /// The parsed file, until `place_all` takes it; `None` if it has not been needed yet.
    pub placed: Mutex<Option<Box<Placed>>>,
}

/// How a content file relates to its record in the cache.
pub(crate) enum ContentState {
    /// The record in the cache applies.
    Unchanged,
    /// The file has new metadata, but the same bytes as before.
    Touched(FileStat),
    /// The file was parsed in this build; with its new record and its encoded facts.
    Parsed(Box<ContentRecord>, Vec<u8>),
}

/// The stored form of a content file, without its body.
#[derive(Serialize, Deserialize)]
struct CachedContent {
    kind: usize,
    front: Box<FrontMatter>,
    facts: ContentFacts,
}

/// The parts of a page that other pages can show; hashed into `visible_digest`.
#[derive(Serialize)]
struct VisibleContent<'p> {
    kind: usize,
    front: &'p FrontMatter,
    summary: &'p str,
}

/// `CachedContent`, borrowed for writing.
#[derive(Serialize)]
struct CachedContentRef<'p> {
    kind: usize,
    front: &'p FrontMatter,
    facts: &'p ContentFacts,
}

/// Reads the content files of a site.
pub(crate) struct ContentReader<'a> {
    site_files: &'a SiteFiles,
    config: &'a Config,
    kinds: &'a Kinds,
    cache: &'a BuildCache,
    taxonomies: Vec<String>,
    contents: ContentStore,
    /// The cache was made with the same settings, so that its records apply.
    has_same_settings: bool,
    watch: Option<&'a BuildMonitor>,
}

impl<'a> ContentReader<'a> {
    pub(crate) fn new(sources: &'a SiteFiles, config: &'a Config, kinds: &'a Kinds, cache: &'a BuildCache) -> Self {
        let taxonomies = config.taxonomies.iter().map(|t| t.name.clone()).collect();
        let (contents, known) = (sources.contents(), cache.settings_digest == digest_settings(sources));
        Self { site_files: sources, config, kinds, cache, taxonomies, contents, has_same_settings: known, watch: None }
    }

    /// Reports each file as a step of progress.
    pub(crate) fn with_watch(self, watch: &'a BuildMonitor) -> Self {
        Self { watch: Some(watch), ..self }
    }

    /// Reads all content files. Sections are read first, because they set the kind of the pages
    /// below them.
    pub(crate) fn read_all(&self, found: &mut Diags) -> ContentFiles {
        found.extend(self.site_files.records().faults().iter().cloned());
        let (mut sections, mut pages) = (Vec::new(), Vec::new());
        for (path, file) in &self.site_files.content {
            match ContentName::parse(self.config, path.as_str()) {
                Ok(name) if name.is_section => sections.push((path, *file, name)),
                Ok(name) => pages.push((path, *file, name)),
                Err(code) => {
                    let diag = model::language_suffix_diag(self.config, path.as_str(), &code);
                    found.push(diag.file(format!("content/{path}")));
                }
            }
        }
        let plain = self.kinds.position("page").unwrap_or(0);
        let read = sections.into_par_iter().map(|(path, file, name)| {
            let reading = self.read_one(path, file, name, plain);
            let placed =
                lock_unpoisoned(&reading.placed).take().unwrap_or_else(|| Box::new(self.restore_from_cache(&reading)));
            (reading, placed)
        });
        let (mut readings, said): (Vec<ContentFile>, Vec<Box<Placed>>) = read.collect::<Vec<_>>().into_iter().unzip();
        let folders = FolderKinds::from_sections(said.iter().map(Box::as_ref), plain);
        for (reading, placed) in readings.iter().zip(said) {
            *lock_unpoisoned(&reading.placed) = Some(placed);
        }
        readings.par_extend(pages.into_par_iter().map(|(path, file, name)| {
            let inherited = folders.kind(&name.section_folder);
            self.read_one(path, file, name, inherited)
        }));
        ContentFiles { files: readings, folder_kinds: folders }
    }
}

/// The kind and the front matter of a content file as the cache has them; `None` if the file had
/// faults, or the cache cannot be read.
pub(crate) fn cached_front_matter(cache: &BuildCache, record: &ContentRecord) -> Option<(usize, FrontMatter)> {
    let CachedContent { kind, front, .. } = postcard::from_bytes(cache.facts(record)?).ok()?;
    Some((kind, *front))
}

/// The words of the body of a content file as the cache has them; `None` if the cache cannot be
/// read.
pub(crate) fn cached_word_counts(cache: &BuildCache, record: &ContentRecord) -> Option<WordCounts> {
    let CachedContent { facts, .. } = postcard::from_bytes(cache.facts(record)?).ok()?;
    Some(facts.word_counts)
}

/// All content files of a site, with the kinds that the sections set for their folders.
pub(crate) struct ContentFiles {
    pub files: Vec<ContentFile>,
    folder_kinds: FolderKinds,
}

impl ContentFiles {
    /// The digest of each file, by its path below `content/`. `cache` is that of the build before.
    pub(crate) fn digests(&self, cache: &BuildCache) -> FastMap<&str, Digest> {
        self.files.iter().filter_map(|file| Some((file.path.as_str(), file.record(cache)?.digest))).collect()
    }

    /// The number of files that were parsed in this build.
    pub(crate) fn parsed_count(&self) -> usize {
        self.files.iter().filter(|reading| matches!(reading.state, ContentState::Parsed(..))).count()
    }
}

impl ContentReader<'_> {
    /// Reads a file again, as if its folder still set the same kind. Returns `None` if its name is
    /// not valid.
    pub(crate) fn reread(&self, path: &SitePath, file: FileStat, old: &ContentRecord) -> Option<ContentFile> {
        let name = ContentName::parse(self.config, path.as_str()).ok()?;
        Some(self.read_one(path, file, name, old.inherited_kind))
    }

    /// Reads a file, unless its record in the cache still applies.
    fn read_one(&self, path: &SitePath, file: FileStat, name: ContentName, inherited: usize) -> ContentFile {
        self.watch.inspect(|watch| watch.finish_step());
        let old = self.cache.content.get(path.as_str());
        let old =
            old.filter(|old| self.has_same_settings && old.inherited_kind == inherited && old.facts_range.is_some());
        let reading =
            |name, source, placed| ContentFile { path: path.clone(), name, state: source, placed: Mutex::new(placed) };
        if old.is_some_and(|old| self.cache.is_unchanged(&old.file, &file)) {
            return reading(name, ContentState::Unchanged, None);
        }
        let bytes = self.contents.read(path);
        let digest = bytes.as_ref().map_or_else(|_| Digest::default(), |bytes| Digest::of(bytes));
        if bytes.is_ok() && old.is_some_and(|old| old.digest == digest) {
            return reading(name, ContentState::Touched(file), None);
        }
        let placed = self.parse(path, name.clone(), bytes, inherited);
        let (kind, front, summary) = (placed.kind, &placed.front, placed.facts.summary.as_str());
        let room = || Vec::with_capacity(4096);
        let meaning = encode_into(&VisibleContent { kind, front, summary }, room());
        let facts = encode_into(&CachedContentRef { kind, front, facts: &placed.facts }, room());
        let source = ContentRecord {
            file,
            digest,
            inherited_kind: inherited,
            visible_digest: Digest::of(&meaning),
            // A file with faults gets no range, so that every build parses it and reports its
            // warnings again.
            facts_range: placed.faults.is_empty().then_some(0..0),
            hours: placed.front.hour_stamps(),
        };
        // The facts are kept until the end of the build; the copy has no spare capacity.
        reading(name, ContentState::Parsed(Box::new(source), facts.as_slice().to_vec()), Some(Box::new(placed)))
    }

    fn parse(&self, path: &SitePath, name: ContentName, bytes: Result<Vec<u8>, Diag>, inherited: usize) -> Placed {
        let settings = parse::ParseSettings {
            lang: self.config.lang_code(name.lang),
            highlight: self.config.highlight,
            own_site: &self.config.own_site,
        };
        let parsed = match bytes {
            Ok(bytes) => parse::parse_content_file(&self.contents, path, &bytes, settings),
            Err(fault) => ParsedFile::unreadable(fault),
        };
        model::place(path.clone(), name, parsed, self.kinds, inherited, &self.taxonomies)
    }

    /// The content file as the cache has it; parsed again if the stored facts cannot be decoded.
    fn restore_from_cache(&self, reading: &ContentFile) -> Placed {
        let (file, name) = (reading.path.clone(), reading.name.clone());
        let source = self.cache.content.get(file.as_str());
        let facts = source.and_then(|source| self.cache.facts(source));
        match facts.and_then(|facts| postcard::from_bytes(facts).ok()) {
            Some(CachedContent { kind, front, facts }) => {
                Placed { file, name, kind, front, facts, body: None, faults: Vec::new() }
            }
            None => {
                let inherited = source.map_or(0, |source| source.inherited_kind);
                self.parse(&file, name, self.contents.read(&file), inherited)
            }
        }
    }

    /// All content files, parsed or restored, in an order that does not depend on the cache.
    pub(crate) fn place_all(&self, content: &ContentFiles) -> Vec<Placed> {
        let place = |reading: &ContentFile| {
            let read = lock_unpoisoned(&reading.placed).take();
            let mut placed = read.map_or_else(|| self.restore_from_cache(reading), |placed| *placed);
            if placed.name.is_section {
                placed.kind = content.folder_kinds.kind(&placed.name.section_folder);
            }
            placed
        };
        content.files.par_iter().map(place).collect()
    }
}

impl ContentFile {
    /// The record of the file, from this build or from the cache.
    pub(crate) fn record<'s>(&'s self, cache: &'s BuildCache) -> Option<&'s ContentRecord> {
        match &self.state {
            ContentState::Parsed(source, _) => Some(source),
            ContentState::Unchanged | ContentState::Touched(_) => cache.content.get(self.path.as_str()),
        }
    }
}
