//! The only reader of a site's files: which there are, and their bytes.

mod folder_handle;
mod content_store;
mod excerpt_finder;
mod mount;
mod own_folders;
mod theme;
mod walk;

pub use content_store::ContentStore;
pub use excerpt_finder::ExcerptFinder;
pub use folder_handle::FolderHandle;
pub use own_folders::{CACHE_FOLDER, check_own_folders};
pub use theme::{StaticFile, Template};

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::config;
use crate::diag::{Code, Diag, Diags};
use crate::digest::Digest;
use crate::folder::{EntryMetadata, FolderFault, open_named, read_named};
use crate::imports::Imports;
use crate::path::{SitePath, on_disk};

/// The folders of a site that builds read.
pub const FOLDERS: [&str; 8] = ["content", "data", "templates", "static", "strings", "kinds", "themes", "exchange"];

/// A content file larger than this is no page: 16 MiB of Markdown is some 8,000 printed pages.
pub const MAX_CONTENT: u64 = 16 << 20;
/// A file larger than this is not published: it is read whole on one thread while it is copied to
/// the output, and a browser has to fetch it whole from a server of files. Two hours of video for
/// telephones are smaller.
pub const MAX_FILE: u64 = 512 << 20;
/// A configuration, kind file, template or file of strings larger than this is no such file: all of
/// the built-in theme is smaller. What is made of one in memory takes some fifty times its size.
const MAX_TEXT: u64 = 1 << 20;
/// A data file larger than this belongs beside a page, to be downloaded: 4 MiB are 50,000 rows of a
/// budget, which no page shows. What is made of one in memory takes up to fifty times its size.
pub const MAX_DATA: u64 = 4 << 20;
/// All data files together, for all of them are in memory while a site is built.
pub const MAX_ALL_DATA: u64 = 16 << 20;

/// Every file of a site, by what it is for. Paths are relative to the folder of that name.
pub struct SiteFiles {
    root: PathBuf,
    /// Folders that are not of the site, wherever they lie: the output.
    excluded_folders: Vec<PathBuf>,
    /// `portal.toml`, as text.
    pub config: String,
    /// Markdown below `content/`.
    pub content: BTreeMap<SitePath, FileStat>,
    /// Everything else below `content/`.
    pub beside: BTreeMap<SitePath, FileStat>,
    /// The theme's files with the site's own over them, by their path in `static/`.
    pub statics: BTreeMap<SitePath, StaticFile>,
    pub templates: BTreeMap<String, Template>,
    /// Fluent files in the order in which they override each other: language, file for messages, text.
    pub strings: Vec<(String, String, String)>,
    pub data: BTreeMap<SitePath, FileStat>,
    /// Kind files of the site: name, file, text.
    pub kinds: Vec<(String, String, String)>,
    /// What the site holds of other portals: some of `content` and `statics` stand for that.
    imports: Arc<Imports>,
}

/// What the disk says of a file without reading it. Two that are the same, and old enough, are of the same bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FileStat {
    pub size: u64,
    /// Nanoseconds: when it was written, and when its entry last changed (a copied time cannot change that one).
    pub modified: i128,
    changed: i128,
    inode: u64,
}

impl FileStat {
    pub fn from_metadata(found: &fs::Metadata) -> Self {
        let nanoseconds = |seconds: i64, rest: i64| i128::from(seconds) * 1_000_000_000 + i128::from(rest);
        Self {
            size: found.len(),
            modified: nanoseconds(found.mtime(), found.mtime_nsec()),
            changed: nanoseconds(found.ctime(), found.ctime_nsec()),
            inode: found.ino(),
        }
    }

    /// The same of what was found without following a link.
    pub fn from_entry(found: &EntryMetadata) -> Self {
        let EntryMetadata { kind: _, size, modified, changed, inode } = *found;
        Self { size, modified, changed, inode }
    }

    /// The same, as part of something that depends on more than its bytes.
    fn mix_digest(self, more: Digest) -> Self {
        let word = more.bytes().first_chunk::<8>().map_or(0, |bytes| u64::from_le_bytes(*bytes));
        Self { inode: self.inode ^ word, ..self }
    }

    /// When it was last touched in any way.
    pub fn last_touched(&self) -> i128 {
        self.modified.max(self.changed)
    }
}

/// What [`SiteFiles::rescan_path`] saw.
pub enum RescannedPath {
    File(SitePath, FileStat),
    Unrelated,
}

impl SiteFiles {
    /// Finds and reads what every build needs; content, images and attachments are read later, each by who needs it.
    ///
    /// # Errors
    /// Every file that cannot be read or may not be there.
    pub fn read(root: &Path, leave_out: &[PathBuf]) -> Result<Self, Diags> {
        let mut faults = Diags::default();
        let mut sources = Self::empty(root, leave_out);
        sources.config = Self::read_config_text(root).map_err(|fault| Diags::from_iter([fault]))?;
        // A text and a file beside it have limits of their own.
        for (path, file) in sources.walk("content", u64::MAX, &mut faults) {
            let is_text = path.extension() == "md";
            let (limit, code) = if is_text { (MAX_CONTENT, Code::TooLarge) } else { (MAX_FILE, Code::FileTooLarge) };
            if file.size > limit {
                faults.push(Diag::error(code).file(format!("content/{path}")).arg("limit", limit >> 20));
            }
            let files = if is_text { &mut sources.content } else { &mut sources.beside };
            files.insert(path, file);
        }
        sources.data = sources.walk("data", MAX_DATA, &mut faults).into_iter().collect();
        for (path, _) in sources.walk("kinds", MAX_TEXT, &mut faults) {
            let shown = format!("kinds/{path}");
            match (path.as_str().strip_suffix(".toml"), sources.read_site_text("kinds", &path)) {
                (None, _) => faults.push(Diag::error(Code::StrangeFile).file(&shown)),
                (_, Err(fault)) => faults.push(fault),
                (Some(name), Ok(text)) => sources.kinds.push((name.to_owned(), shown, text)),
            }
        }
        if faults.has_errors() { Err(faults) } else { Ok(sources) }
    }

    fn empty(root: &Path, leave_out: &[PathBuf]) -> Self {
        Self {
            root: root.to_path_buf(),
            excluded_folders: leave_out.to_vec(),
            config: String::new(),
            content: BTreeMap::new(),
            beside: BTreeMap::new(),
            statics: BTreeMap::new(),
            templates: BTreeMap::new(),
            strings: Vec::new(),
            data: BTreeMap::new(),
            kinds: Vec::new(),
            imports: Arc::default(),
        }
    }

    /// Where the content files of a site lie, found as a build finds them. What is wrong with one
    /// of them is told by the build.
    pub fn content_disk_paths(root: &Path) -> Vec<PathBuf> {
        let sources = Self::empty(root, &[]);
        let files = sources.walk("content", MAX_CONTENT, &mut Diags::default());
        let texts = files.into_iter().filter(|(path, _)| path.extension() == "md");
        texts.map(|(path, _)| sources.disk_path("content", &path)).collect()
    }

    /// The text of `portal.toml`.
    ///
    /// # Errors
    /// When there is none, or it cannot be read.
    pub fn read_config_text(root: &Path) -> Result<String, Diag> {
        let file = root.join(config::CONFIG_FILE);
        walk::check_file_link(root, config::CONFIG_FILE)?;
        read_text(&file, config::CONFIG_FILE, MAX_TEXT).map_err(|fault| match file.exists() {
            true => fault,
            false => Diag::error(Code::NoSite).arg("folder", root.display()),
        })
    }

    /// Reads the theme `name`, and the site's own templates, strings and static files over it.
    ///
    /// # Errors
    /// When there is no such theme, or a file of it cannot be read.
    pub fn read_theme(&mut self, name: &str) -> Result<(), Diags> {
        let mut faults = Diags::default();
        theme::read(self, name, &mut faults);
        if faults.has_errors() { Err(faults) } else { Ok(()) }
    }

    /// The site's folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The same, when of all its files these may have changed and they are content files that are still there; none when
    /// more may be different. The configuration and what follows from it are to be read again by whoever asks.
    pub fn rescan(mut self, changed: &BTreeSet<PathBuf>) -> Option<Self> {
        for path in changed {
            match self.rescan_path(path)? {
                RescannedPath::File(path, file) => drop(self.content.insert(path, file)),
                RescannedPath::Unrelated => {}
            }
        }
        (self.statics, self.templates, self.strings) = Default::default();
        Some(self)
    }

    /// What stands at a path now: a content file that was there before, or nothing at a place of no file of the site.
    pub fn rescan_path(&self, path: &Path) -> Option<RescannedPath> {
        let relative = path.strip_prefix("content").ok()?;
        let site_path = SitePath::from_disk(relative).ok()?;
        match fs::symlink_metadata(self.root.join(path)) {
            Ok(found) => {
                let is_known = found.is_file() && found.len() <= MAX_CONTENT && self.content.contains_key(&site_path);
                // Names that are written in two ways are found by looking at the folder.
                (is_known && path.to_str().is_some_and(str::is_ascii))
                    .then(|| RescannedPath::File(site_path, FileStat::from_metadata(&found)))
            }
            // What an editor put there for a moment.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let is_at = |known: &SitePath| known == &site_path || known.strip_folder(site_path.as_str()).is_some();
                let was_there = self.content.keys().chain(self.beside.keys()).any(is_at);
                (!was_there).then_some(RescannedPath::Unrelated)
            }
            Err(_) => None,
        }
    }

    /// The text of a data file.
    ///
    /// # Errors
    /// When it cannot be read, or is no UTF-8.
    pub fn read_data_text(&self, path: &SitePath) -> Result<String, Diag> {
        read_text(&self.disk_path("data", path), &format!("data/{path}"), MAX_DATA)
    }

    /// Where a file lies on disk, for copying it.
    pub fn disk_path(&self, folder: &str, path: &SitePath) -> PathBuf {
        find_on_disk(&self.root.join(folder), path.as_str())
    }

    fn read_site_text(&self, folder: &str, path: &SitePath) -> Result<String, Diag> {
        read_text(&self.disk_path(folder, path), &format!("{folder}/{path}"), MAX_TEXT)
    }
}

/// Where a file lies whose name on disk may have its accents apart from their letters, as some systems write them.
fn find_on_disk(root: &Path, path: &str) -> PathBuf {
    let direct = on_disk(root, path);
    if path.is_ascii() || direct.exists() {
        return direct;
    }
    path.split('/').fold(root.to_path_buf(), |folder, part| {
        let same = |name: &std::ffi::OsStr| name.to_str().is_some_and(|name| crate::text::nfc::nfc(name) == part);
        let mut names = fs::read_dir(&folder).into_iter().flatten().flatten().map(|entry| entry.file_name());
        names.find(|name| same(name)).map_or_else(|| folder.join(part), |name| folder.join(name))
    })
}

/// The digest of a file.
///
/// # Errors
/// When it cannot be read.
pub fn digest_file(path: &Path) -> io::Result<Digest> {
    Digest::of_reader(open_named(path, MAX_FILE)?)
}

fn read_bytes(path: &Path, shown: &str, limit: u64) -> Result<Vec<u8>, Diag> {
    read_named(path, limit).map_err(|fault| match fault {
        FolderFault::TooLarge { limit, .. } => Diag::error(Code::TooLarge).file(shown).arg("limit", limit >> 20),
        fault => Diag::error(Code::Unreadable).file(shown).arg("reason", fault.kind()),
    })
}

fn read_text(path: &Path, shown: &str, limit: u64) -> Result<String, Diag> {
    let bytes = read_bytes(path, shown, limit)?;
    let text = String::from_utf8(bytes).map_err(|fault| {
        let line =
            fault.as_bytes()[..fault.utf8_error().valid_up_to()].iter().filter(|b| **b == b'\n').count() as u32 + 1;
        Diag::error(Code::NotUtf8).file(shown).spot(crate::diag::Spot { line, column: 1, length: 1 })
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    Ok(crate::text::nfc::nfc(text).into_owned())
}

/// Whether a file or folder of this name is of the site: what editors and systems leave lying is not.
pub fn is_visible(name: &str) -> bool {
    name == ".well-known"
        || !(name.starts_with('.') || name.ends_with('~') || name.ends_with(".swp") || name == "Thumbs.db")
}

/// A path for messages: relative to the site, with what cannot be shown replaced.
fn display_path(path: &Path, root: &Path) -> String {
    let relative = path.strip_prefix(root).unwrap_or(path);
    relative.to_string_lossy().replace(|c: char| c.is_control(), "\u{fffd}")
}
