//! Finds and reads the files of a site. No other module reads them, so that limits, links and names
//! are checked in one place.

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

/// The largest content file, in bytes. 16 MiB of Markdown are some 8,000 printed pages, which is no
/// longer one page.
pub const MAX_CONTENT: u64 = 16 << 20;
/// The largest file that is published, in bytes. Such a file is read whole on one thread while it
/// is copied to the output, and a browser has to fetch it whole from a file server. Two hours of
/// video for telephones are smaller.
pub const MAX_FILE: u64 = 512 << 20;
/// The largest configuration, kind file, template or file of strings, in bytes. The whole built-in
/// theme is smaller. In memory, such a file takes some fifty times its size.
const MAX_TEXT: u64 = 1 << 20;
/// The largest data file, in bytes. 4 MiB are 50,000 rows of a budget, which no page shows: a
/// larger file belongs beside a page as a download. In memory, a data file takes up to fifty times
/// its size.
pub const MAX_DATA: u64 = 4 << 20;
/// The largest size of all data files together, in bytes: all of them are in memory while a site is
/// built.
pub const MAX_ALL_DATA: u64 = 16 << 20;

/// Every file of a site, grouped by purpose. Paths are relative to the folder of that group.
pub struct SiteFiles {
    /// The folder of the site.
    root: PathBuf,
    /// Folders that do not belong to the site even if they lie inside it: the output folder.
    excluded_folders: Vec<PathBuf>,
    /// The text of `portal.toml`.
    pub config: String,
    /// The Markdown files below `content/`, and the items of other portals that have a page.
    pub content: BTreeMap<SitePath, FileStat>,
    /// The other files below `content/`: attachments and pictures.
    pub beside: BTreeMap<SitePath, FileStat>,
    /// The files of the theme, overridden by those of the site, by their path in `static/`.
    pub statics: BTreeMap<SitePath, StaticFile>,
    /// The templates of the theme, overridden by those of the site, by their path in `templates/`.
    pub templates: BTreeMap<String, Template>,
    /// Fluent files in the order in which they override each other: the language, the file name for
    /// messages, the text.
    pub strings: Vec<(String, String, String)>,
    /// The files below `data/`.
    pub data: BTreeMap<SitePath, FileStat>,
    /// Kind files of the site: the name of the kind, the file name for messages, the text.
    pub kinds: Vec<(String, String, String)>,
    /// The content that the site holds of other portals. Some entries of `content` and `statics`
    /// are its pages and pictures.
    imports: Arc<Imports>,
}

/// The metadata of a file, read without its bytes. Two equal values mean equal bytes if they are
/// old enough: a file that was just written can change again within the resolution of the
/// timestamps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FileStat {
    /// Bytes.
    pub size: u64,
    /// When the file was last written, in nanoseconds since 1970.
    pub modified: i128,
    /// When the entry of the file last changed, in nanoseconds since 1970. A copy can keep
    /// `modified`, but it cannot keep this time.
    changed: i128,
    inode: u64,
}

impl FileStat {
    /// The metadata that the standard library returns.
    pub fn from_metadata(found: &fs::Metadata) -> Self {
        let nanoseconds = |seconds: i64, rest: i64| i128::from(seconds) * 1_000_000_000 + i128::from(rest);
        Self {
            size: found.len(),
            modified: nanoseconds(found.mtime(), found.mtime_nsec()),
            changed: nanoseconds(found.ctime(), found.ctime_nsec()),
            inode: found.ino(),
        }
    }

    /// The metadata of an entry that was found without following a link.
    pub fn from_entry(found: &EntryMetadata) -> Self {
        let EntryMetadata { kind: _, size, modified, changed, inode } = *found;
        Self { size, modified, changed, inode }
    }

    /// Adds the digest of other data to this value, for content that depends on more than the bytes
    /// of its file. A change of that data then looks like a change of the file.
    fn mix_digest(self, more: Digest) -> Self {
        let word = more.bytes().first_chunk::<8>().map_or(0, |bytes| u64::from_le_bytes(*bytes));
        Self { inode: self.inode ^ word, ..self }
    }

    /// The later one of the two times: no write to the file is newer.
    pub fn last_touched(&self) -> i128 {
        self.modified.max(self.changed)
    }
}

/// What [`SiteFiles::rescan_path`] found at a path.
pub enum RescannedPath {
    /// A content file that the site already has.
    File(SitePath, FileStat),
    /// The path does not exist now, and it was no file of the site before.
    Unrelated,
}

impl SiteFiles {
    /// Lists the files of the site and reads those that every build needs. Content, images and
    /// attachments are read later, by the phase that needs them.
    ///
    /// # Errors
    /// Every file that cannot be read or that is not allowed where it lies.
    pub fn read(root: &Path, leave_out: &[PathBuf]) -> Result<Self, Diags> {
        let mut faults = Diags::default();
        let mut sources = Self::empty(root, leave_out);
        sources.config = Self::read_config_text(root).map_err(|fault| Diags::from_iter([fault]))?;
        // The walk sets no limit, because Markdown files and the files beside them have different
        // ones.
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

    /// The paths on disk of all content files, found in the same way as by a build. Faults are
    /// dropped, because the build reports them.
    pub fn content_disk_paths(root: &Path) -> Vec<PathBuf> {
        let sources = Self::empty(root, &[]);
        let files = sources.walk("content", MAX_CONTENT, &mut Diags::default());
        let texts = files.into_iter().filter(|(path, _)| path.extension() == "md");
        texts.map(|(path, _)| sources.disk_path("content", &path)).collect()
    }

    /// Reads the text of `portal.toml`.
    ///
    /// # Errors
    /// The file does not exist, or it cannot be read.
    pub fn read_config_text(root: &Path) -> Result<String, Diag> {
        let file = root.join(config::CONFIG_FILE);
        walk::check_file_link(root, config::CONFIG_FILE)?;
        read_text(&file, config::CONFIG_FILE, MAX_TEXT).map_err(|fault| match file.exists() {
            true => fault,
            false => Diag::error(Code::NoSite).arg("folder", root.display()),
        })
    }

    /// Reads the theme `name` and the site's own templates, strings and static files, which
    /// override those of the theme.
    ///
    /// # Errors
    /// The theme does not exist, or one of its files cannot be read.
    pub fn read_theme(&mut self, name: &str) -> Result<(), Diags> {
        let mut faults = Diags::default();
        theme::read(self, name, &mut faults);
        if faults.has_errors() { Err(faults) } else { Ok(()) }
    }

    /// The folder of the site.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Reuses this scan and reads only the metadata of the `changed` paths again. Returns `None`
    /// unless every path is an existing content file or unrelated to the site: then a full scan is
    /// needed. The caller must read the configuration and the theme again.
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

    /// Looks at one path below the site's folder again. Returns `None` if the change may affect
    /// more than the bytes of one known content file.
    pub fn rescan_path(&self, path: &Path) -> Option<RescannedPath> {
        let relative = path.strip_prefix("content").ok()?;
        let site_path = SitePath::from_disk(relative).ok()?;
        match fs::symlink_metadata(self.root.join(path)) {
            Ok(found) => {
                let is_known = found.is_file() && found.len() <= MAX_CONTENT && self.content.contains_key(&site_path);
                // A name that is not ASCII can have two spellings. Only a scan of the folder finds
                // both.
                (is_known && path.to_str().is_some_and(str::is_ascii))
                    .then(|| RescannedPath::File(site_path, FileStat::from_metadata(&found)))
            }
            // For example a temporary file of an editor.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let is_at = |known: &SitePath| known == &site_path || known.strip_folder(site_path.as_str()).is_some();
                let was_there = self.content.keys().chain(self.beside.keys()).any(is_at);
                (!was_there).then_some(RescannedPath::Unrelated)
            }
            Err(_) => None,
        }
    }

    /// Reads the text of a data file.
    ///
    /// # Errors
    /// The file cannot be read, or it is not UTF-8.
    pub fn read_data_text(&self, path: &SitePath) -> Result<String, Diag> {
        read_text(&self.disk_path("data", path), &format!("data/{path}"), MAX_DATA)
    }

    /// The path on disk of a file in a folder of the site, for copying the file.
    pub fn disk_path(&self, folder: &str, path: &SitePath) -> PathBuf {
        find_on_disk(&self.root.join(folder), path.as_str())
    }

    fn read_site_text(&self, folder: &str, path: &SitePath) -> Result<String, Diag> {
        read_text(&self.disk_path(folder, path), &format!("{folder}/{path}"), MAX_TEXT)
    }
}

/// The path on disk of a file. Some systems store names in decomposed form (NFD), so a name that is
/// not ASCII is compared with the names in the folder after both are in NFC.
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

/// The digest of the bytes of a file.
///
/// # Errors
/// The file cannot be read.
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

/// Whether a file or folder of this name belongs to the site. Hidden files, and files that editors
/// and operating systems leave behind, do not.
pub fn is_visible(name: &str) -> bool {
    name == ".well-known"
        || !(name.starts_with('.') || name.ends_with('~') || name.ends_with(".swp") || name == "Thumbs.db")
}

/// A path for messages: relative to the site, with control characters replaced.
fn display_path(path: &Path, root: &Path) -> String {
    let relative = path.strip_prefix(root).unwrap_or(path);
    relative.to_string_lossy().replace(|c: char| c.is_control(), "\u{fffd}")
}
