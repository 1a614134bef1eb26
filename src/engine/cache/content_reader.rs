//! Reads the content files with the help of the build cache: an unchanged file is not read again.

use std::sync::{Arc, Mutex};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::build_cache::BuildCache;
use super::default_sources::{DefaultSources, Original, Originals};
use super::model_digest::digest_settings;
use super::records::ContentRecord;
use crate::codec::encode_into;
use crate::config::{Config, Lang};
use crate::content::{Cascade, Defaults, FrontMatter, Kinds};
use crate::diag::{Diag, Diags};
use crate::digest::{Digest, FastMap, FastSet};
use crate::engine::monitor::BuildMonitor;
use crate::model::{self, Cascades, ContentName, FolderKinds, Placed};
use crate::parse::{self, ContentFacts, ParsedFile};
use crate::path::SitePath;
use crate::search::WordCounts;
use crate::site_files::{ContentStore, FileStat, SiteFiles};
use crate::sync::lock_unpoisoned;

/// A content file with its state compared with the cache.
pub(crate) struct ContentFile {
    pub path: SitePath,
    name: ContentName,
    /// Where it takes the values from that it does not write.
    sources: DefaultSources,
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

    /// Reads all content files. Sections are read first, because they set the kind and the defaults
    /// of the pages below them, and originals before their translations.
    pub(crate) fn read_all(&self, found: &mut Diags) -> ContentFiles {
        found.extend(self.site_files.records().faults().iter().cloned());
        let mut names = Vec::with_capacity(self.site_files.content.len());
        for (path, file) in &self.site_files.content {
            match ContentName::parse(self.config, path.as_str()) {
                Ok(name) => names.push((path, *file, name)),
                Err(code) => {
                    let diag = model::language_suffix_diag(self.config, path.as_str(), &code);
                    found.push(diag.file(format!("content/{path}")));
                }
            }
        }
        let of_translation = names.iter().filter(|(.., name)| name.lang != Lang::DEFAULT);
        let translated: FastSet<String> = of_translation.map(|(.., name)| name.key.clone()).collect();
        let (sections, pages): (Vec<_>, Vec<_>) = names.into_iter().partition(|(.., name)| name.is_section);
        let plain = self.kinds.position("page").unwrap_or(0);
        let of_section = |_: &ContentName| (plain, Cascade::new());
        let restore = |reading: &ContentFile| {
            let mut placed = lock_unpoisoned(&reading.placed);
            *placed = placed.take().or_else(|| Some(Box::new(self.restore_from_cache(reading))));
        };
        let mut files = self.read_with_originals(sections, &translated, &of_section);
        files.par_iter().for_each(restore);
        let (folder_kinds, cascades) = {
            let said: Vec<_> = files.iter().map(|reading| lock_unpoisoned(&reading.placed)).collect();
            let said = || said.iter().filter_map(|placed| placed.as_deref());
            let fronts = said().map(|p| (&p.file, p.name.section_folder.as_str(), p.name.lang, p.front.as_ref()));
            (FolderKinds::from_sections(said(), plain), Cascades::from_sections(fronts))
        };
        let of_page = |name: &ContentName| {
            (folder_kinds.kind(&name.section_folder), cascades.of(&name.section_folder, name.lang))
        };
        files.extend(self.read_with_originals(pages, &translated, &of_page));
        ContentFiles { files, folder_kinds }
    }

    /// Reads files, those in the default language first. `defaults` has the kind and the defaults
    /// that the sections above give to a file.
    fn read_with_originals(
        &self,
        files: Vec<(&SitePath, FileStat, ContentName)>,
        translated: &FastSet<String>,
        defaults: &(impl Fn(&ContentName) -> (usize, Cascade) + Sync),
    ) -> Vec<ContentFile> {
        let (first, others): (Vec<_>, Vec<_>) = files.into_iter().partition(|(.., name)| name.lang == Lang::DEFAULT);
        let read = |(path, file, name): (&SitePath, FileStat, ContentName), originals: &Originals| {
            let (folder_kind, cascade) = defaults(&name);
            let is_translation = name.lang != Lang::DEFAULT;
            let original = if is_translation { originals.of(&name) } else { None };
            let is_translated = !is_translation && !self.contents.is_import(path) && translated.contains(&name.key);
            self.read_one(path, file, name, DefaultSources { folder_kind, cascade, original, is_translated })
        };
        let none = Originals::default();
        let mut readings: Vec<ContentFile> = first.into_par_iter().map(|file| read(file, &none)).collect();
        let of_originals = readings.iter().filter(|reading| reading.sources.is_translated);
        let originals = Originals::new(of_originals.filter_map(|reading| {
            let known = lock_unpoisoned(&reading.placed).as_ref().and_then(|placed| placed.inheritance.clone());
            let (path, name, sources) = (reading.path.clone(), reading.name.clone(), reading.sources.clone());
            Some(Original { path, name, sources, digest: reading.record(self.cache)?.inheritance, known })
        }));
        readings.par_extend(others.into_par_iter().map(|file| read(file, &originals)));
        // Pages of one folder are consecutive in the model, whatever their languages are.
        readings.par_sort_by(|one, other| one.path.cmp(&other.path));
        readings
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
    /// Reads a file again, as if no other file had changed. `cascades` has the defaults of the
    /// sections. Returns `None` if its name is not valid, or if it takes other values than before.
    pub(crate) fn reread(
        &self,
        path: &SitePath,
        file: FileStat,
        old: &ContentRecord,
        cascades: &Cascades,
    ) -> Option<ContentFile> {
        let name = ContentName::parse(self.config, path.as_str()).ok()?;
        let of = |name: &ContentName, record: &ContentRecord, original: Option<Arc<Original>>| {
            let is_page = !name.is_section;
            let cascade = if is_page { cascades.of(&name.section_folder, name.lang) } else { Cascade::new() };
            let is_translated = record.inheritance != Digest::default();
            DefaultSources { folder_kind: record.inherited_kind, cascade, original, is_translated }
        };
        let original = (name.lang != Lang::DEFAULT).then(|| {
            let entries = self.cache.content.entries().iter();
            let mut named =
                entries.filter(|(path, _)| path.starts_with(name.key.as_str())).filter_map(|(path, record)| {
                    let other = ContentName::parse(self.config, path).ok()?;
                    let is_original =
                        other.key == name.key && other.lang == Lang::DEFAULT && other.is_section == name.is_section;
                    let path = SitePath::new(path).ok().filter(|path| is_original && !self.contents.is_import(path))?;
                    let (sources, digest) = (of(&other, record, None), record.inheritance);
                    Some(Arc::new(Original { path, name: other, sources, digest, known: None }))
                });
            named.next()
        });
        let sources = of(&name, old, original.flatten());
        (sources.digest() == old.defaults).then(|| self.read_one(path, file, name, sources))
    }

    /// Reads a file, unless its record in the cache still applies.
    fn read_one(&self, path: &SitePath, file: FileStat, name: ContentName, sources: DefaultSources) -> ContentFile {
        self.watch.inspect(|watch| watch.finish_step());
        let defaults = sources.digest();
        let old = self.cache.content.get(path.as_str()).filter(|old| {
            let takes_the_same = old.inherited_kind == sources.folder_kind && old.defaults == defaults;
            // What a page passes on is unknown until it has a translation.
            let passes_on = !sources.is_translated || old.inheritance != Digest::default();
            self.has_same_settings && takes_the_same && passes_on && old.facts_range.is_some()
        });
        let reading = |name, sources, state, placed| ContentFile {
            path: path.clone(),
            name,
            sources,
            state,
            placed: Mutex::new(placed),
        };
        if old.is_some_and(|old| self.cache.is_unchanged(&old.file, &file)) {
            return reading(name, sources, ContentState::Unchanged, None);
        }
        let bytes = self.contents.read(path);
        let digest = bytes.as_ref().map_or_else(|_| Digest::default(), |bytes| Digest::of(bytes));
        if bytes.is_ok() && old.is_some_and(|old| old.digest == digest) {
            return reading(name, sources, ContentState::Touched(file), None);
        }
        let placed = self.parse(path, name.clone(), bytes, &sources);
        let (kind, front, summary) = (placed.kind, &placed.front, placed.facts.summary.as_str());
        let room = || Vec::with_capacity(4096);
        let meaning = encode_into(&VisibleContent { kind, front, summary }, room());
        let facts = encode_into(&CachedContentRef { kind, front, facts: &placed.facts }, room());
        let source = ContentRecord {
            file,
            digest,
            inherited_kind: sources.folder_kind,
            defaults,
            inheritance: placed.inheritance.as_ref().map_or_else(Digest::default, |found| found.digest()),
            visible_digest: Digest::of(&meaning),
            // A file with faults gets no range, so that every build parses it and reports its
            // warnings again.
            facts_range: placed.faults.is_empty().then_some(0..0),
            hours: placed.front.hour_stamps(),
        };
        // The facts are kept until the end of the build; the copy has no spare capacity.
        reading(
            name,
            sources,
            ContentState::Parsed(Box::new(source), facts.as_slice().to_vec()),
            Some(Box::new(placed)),
        )
    }

    fn parse(
        &self,
        path: &SitePath,
        name: ContentName,
        bytes: Result<Vec<u8>, Diag>,
        sources: &DefaultSources,
    ) -> Placed {
        let settings = parse::ParseSettings {
            lang: self.config.lang_code(name.lang),
            highlight: self.config.highlight,
            own_site: &self.config.own_site,
        };
        let parsed = match bytes {
            Ok(bytes) => parse::parse_content_file(&self.contents, path, &bytes, settings),
            Err(fault) => ParsedFile::unreadable(fault),
        };
        let defaults = self.load_defaults(sources);
        model::place(path.clone(), name, parsed, self.kinds, &defaults, &self.taxonomies)
    }

    /// The values that a file may take. The original is parsed again if this build has not parsed
    /// it.
    fn load_defaults(&self, sources: &DefaultSources) -> Defaults {
        let original = sources.original.as_ref().map(|original| {
            let parse = || {
                let bytes = self.contents.read(&original.path);
                self.parse(&original.path, original.name.clone(), bytes, &original.sources).inheritance
            };
            (original.path.clone(), original.known.clone().or_else(parse).unwrap_or_default())
        });
        let DefaultSources { folder_kind, cascade, is_translated, .. } = sources;
        Defaults { folder_kind: *folder_kind, original, cascade: cascade.clone(), is_translated: *is_translated }
    }

    /// The content file as the cache has it; parsed again if the stored facts cannot be decoded.
    fn restore_from_cache(&self, reading: &ContentFile) -> Placed {
        let (file, name) = (reading.path.clone(), reading.name.clone());
        let source = self.cache.content.get(file.as_str());
        let facts = source.and_then(|source| self.cache.facts(source));
        match facts.and_then(|facts| postcard::from_bytes(facts).ok()) {
            Some(CachedContent { kind, front, facts }) => {
                Placed { file, name, kind, front, facts, body: None, faults: Vec::new(), inheritance: None }
            }
            None => self.parse(&file, name, self.contents.read(&file), &reading.sources),
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
