//! Reading the content with the help of what the last build knew: a file that is the same is not read again.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;

use jiff::Timestamp;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::build_cache::{BuildCache, ContentRecord};
use super::monitor::BuildMonitor;
use crate::config::Config;
use crate::content::{FrontMatter, Kinds};
use crate::diag::{Code, Diag, Diags};
use crate::digest::Digest;
use crate::exchange::exchange_id::ExchangeId as SourceName;
use crate::folder::EntryMetadata;
use crate::imports::VerificationRecord;
use crate::model::{self, ContentName, FolderKinds, Placed};
use crate::parse::{self, ContentFacts, ParsedFile};
use crate::path::SitePath;
use crate::site_files::{ContentStore, FileStat, SiteFiles, StaticFile, digest_file};
use crate::sync::lock_unpoisoned;

/// A content file, and how it is known.
pub struct ContentFile {
    pub path: SitePath,
    name: ContentName,
    pub state: ContentState,
    /// What it means, until the site takes it; none when it was not needed yet.
    pub placed: Mutex<Option<Box<Placed>>>,
}

pub enum ContentState {
    /// As the index has it.
    Unchanged,
    /// Touched, and still the same bytes.
    Touched(FileStat),
    /// Read in this build, with what is to be remembered of it.
    Parsed(Box<ContentRecord>, Vec<u8>),
}

/// What is remembered of a content file.
#[derive(Serialize, Deserialize)]
struct CachedContent {
    kind: usize,
    front: Box<FrontMatter>,
    facts: ContentFacts,
}

/// What others can see of a page.
#[derive(Serialize)]
struct VisibleContent<'p> {
    kind: usize,
    front: &'p FrontMatter,
    summary: &'p str,
}

#[derive(Serialize)]
struct CachedContentRef<'p> {
    kind: usize,
    front: &'p FrontMatter,
    facts: &'p ContentFacts,
}

/// What the reading of every content file depends on, beside the file and its folder's kind.
pub fn digest_settings(sources: &SiteFiles) -> Digest {
    let kinds = sources.kinds.iter().flat_map(|(name, _, text)| [name.as_bytes(), text.as_bytes()]);
    Digest::of_parts(std::iter::once(sources.config.as_bytes()).chain(kinds))
}

/// Reads content files.
pub struct ContentReader<'a> {
    site_files: &'a SiteFiles,
    config: &'a Config,
    kinds: &'a Kinds,
    cache: &'a BuildCache,
    taxonomies: Vec<String>,
    contents: ContentStore,
    /// The index was made with the same settings.
    has_same_settings: bool,
    watch: Option<&'a BuildMonitor>,
}

impl<'a> ContentReader<'a> {
    pub fn new(sources: &'a SiteFiles, config: &'a Config, kinds: &'a Kinds, index: &'a BuildCache) -> Self {
        let taxonomies = config.taxonomies.iter().map(|t| t.name.clone()).collect();
        let (contents, known) = (sources.contents(), index.settings_digest == digest_settings(sources));
        Self {
            site_files: sources,
            config,
            kinds,
            cache: index,
            taxonomies,
            contents,
            has_same_settings: known,
            watch: None,
        }
    }

    /// The same, and each file is a step for who watches.
    pub fn with_watch(self, watch: &'a BuildMonitor) -> Self {
        Self { watch: Some(watch), ..self }
    }

    /// Reads all content files. Sections first: they say of which kind the pages below them are.
    pub fn read_all(&self, found: &mut Diags) -> ContentFiles {
        let (mut sections, mut pages) = (Vec::new(), Vec::new());
        for (path, file) in &self.site_files.content {
            match ContentName::parse(self.config, path.as_str()) {
                Ok(name) if name.is_section => sections.push((path, *file, name)),
                Ok(name) => pages.push((path, *file, name)),
                Err(code) => {
                    found.push(Diag::error(Code::UnknownLanguage).file(format!("content/{path}")).arg("value", code));
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

/// All content files.
pub struct ContentFiles {
    pub files: Vec<ContentFile>,
    folder_kinds: FolderKinds,
}

impl ContentFiles {
    /// How many files were parsed.
    pub fn parsed_count(&self) -> usize {
        self.files.iter().filter(|reading| matches!(reading.state, ContentState::Parsed(..))).count()
    }
}

impl ContentReader<'_> {
    /// Reads a file that was read before, when its folder is of the same kind as then; none when its name says something else.
    pub fn reread(&self, path: &SitePath, file: FileStat, old: &ContentRecord) -> Option<ContentFile> {
        let name = ContentName::parse(self.config, path.as_str()).ok()?;
        Some(self.read_one(path, file, name, old.inherited_kind))
    }

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
        // Values of these types can always be written.
        let room = || Vec::with_capacity(4096);
        let meaning = postcard::to_extend(&VisibleContent { kind, front, summary }, room()).unwrap_or_default();
        let facts =
            postcard::to_extend(&CachedContentRef { kind, front, facts: &placed.facts }, room()).unwrap_or_default();
        let source = ContentRecord {
            file,
            digest,
            inherited_kind: inherited,
            visible_digest: Digest::of(&meaning),
            // With a fault it is read again each time: so its warnings are told each time.
            facts_range: placed.faults.is_empty().then_some(0..0),
            hours: placed.front.hour_stamps(),
        };
        // It is held to the end of the build: a copy has no room to spare.
        reading(name, ContentState::Parsed(Box::new(source), facts.as_slice().to_vec()), Some(Box::new(placed)))
    }

    fn parse(&self, path: &SitePath, name: ContentName, bytes: Result<Vec<u8>, Diag>, inherited: usize) -> Placed {
        let settings =
            parse::ParseSettings { lang: self.config.lang_code(name.lang), highlight: self.config.highlight };
        let parsed = match bytes {
            Ok(bytes) => parse::parse_content_file(&self.contents, path, &bytes, settings),
            Err(fault) => ParsedFile::unreadable(fault),
        };
        model::place(path.clone(), name, parsed, self.kinds, inherited, &self.taxonomies)
    }

    /// A file as it is remembered; read again when that cannot be understood any more.
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

    /// Every file with what it means, in an order that does not depend on what was remembered.
    pub fn place_all(&self, content: &ContentFiles) -> Vec<Placed> {
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
    /// What is known of the file, from this build or the last.
    pub fn record<'s>(&'s self, index: &'s BuildCache) -> Option<&'s ContentRecord> {
        match &self.state {
            ContentState::Parsed(source, _) => Some(source),
            ContentState::Unchanged | ContentState::Touched(_) => index.content.get(self.path.as_str()),
        }
    }
}

/// The digests of all other files of the site, by their path below it.
pub fn digest_other_files(sources: &SiteFiles, index: &BuildCache) -> BTreeMap<String, (FileStat, Digest)> {
    let on_disk = |folder: &'static str, path: &SitePath| sources.disk_path(folder, path);
    let beside = sources.beside.iter().map(|(path, file)| (format!("content/{path}"), *file, on_disk("content", path)));
    let data = sources.data.iter().map(|(path, file)| (format!("data/{path}"), *file, on_disk("data", path)));
    let statics = sources.statics.iter().filter_map(|(path, file)| match file {
        StaticFile::OnDisk { path: disk, file } | StaticFile::Imported { path: disk, file, .. } => {
            Some((format!("static/{path}"), *file, disk.clone()))
        }
        // Part of the program.
        StaticFile::Embedded(_) => None,
    });
    let all: Vec<_> = beside.chain(data).chain(statics).collect();
    let digest = |(path, file, disk): (String, FileStat, std::path::PathBuf)| {
        let known =
            index.other_files.get(&path).filter(|(then, _)| index.is_unchanged(then, &file)).map(|(_, digest)| *digest);
        // One that cannot be read is told by whoever needs it.
        let digest = known.unwrap_or_else(|| digest_file(Path::new(&disk)).unwrap_or_default());
        (path, (file, digest))
    };
    let imports = sources.imports().source_digests().map(|(name, digest)| (name, (FileStat::default(), digest)));
    // The name of a file that was verified says what is in it.
    let verified = sources.imports().verifications().flat_map(|(_, what, _)| &what.files);
    let verified = verified.map(|(path, found)| (path.clone(), (FileStat::from_entry(found), Digest::default())));
    let read: Vec<_> = all.into_par_iter().map(digest).collect();
    read.into_iter().chain(imports).chain(verified).collect()
}

/// Whether a channel was verified by the build that wrote the index, and none of its files was
/// touched since.
pub fn verified_channel_lookup(
    index: &BuildCache,
) -> impl Fn(&SourceName, &VerificationRecord) -> Option<Timestamp> + Sync + '_ {
    move |source, what| {
        let (digest, ends) = index.verified_channels.get(source.as_str())?;
        let is_known = |(path, found): (&String, &EntryMetadata)| {
            index.other_files.get(path).is_some_and(|(then, _)| index.is_unchanged(then, &FileStat::from_entry(found)))
        };
        let is_same = *digest == what.digest && what.files.iter().all(is_known);
        if is_same { Timestamp::from_second(*ends).ok() } else { None }
    }
}

/// What is to be remembered of the channels that were verified.
pub fn verified_channels(sources: &SiteFiles) -> BTreeMap<String, (Digest, i64)> {
    let vouched = sources.imports().verifications();
    vouched.map(|(source, what, ends)| (source.clone(), (what.digest, ends.as_second()))).collect()
}
