//! All files of a site, and the scan that finds them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::file_stat::FileStat;
use super::limits::{MAX_CONTENT, MAX_DATA, MAX_FILE, MAX_TEXT, ORIGINALS_FOLDER};
use super::own_channel::OwnChannel;
use super::read_file::{find_on_disk, read_data_text, read_text};
use super::static_file::StaticFile;
use super::stray::find_strays;
use super::substitutes::Substitutes;
use super::templates::Templates;
use super::theme_layer::ThemeLayer;
use super::visible::right_text_name;
use super::walk::SiteWalker;
use crate::attachment_text::AttachmentFacts;
use crate::config::ConfigText;
use crate::diag::{Code, Diag, Diags};
use crate::imports::Imports;
use crate::path::SitePath;
use crate::records::SiteRecords;

/// Every file of a site, grouped by purpose. Paths are relative to the folder of that group.
pub struct SiteFiles {
    /// The folder of the site.
    pub(super) root: PathBuf,
    /// Folders that do not belong to the site even if they lie inside it: the output folder.
    pub(super) excluded_folders: Vec<PathBuf>,
    /// The text of `portal.toml`.
    pub config: ConfigText,
    /// The Markdown files below `content/`, the records of tables that are pages, and the items of
    /// other portals that have a page.
    pub content: BTreeMap<SitePath, FileStat>,
    /// The other files below `content/`: attachments and pictures.
    pub beside: BTreeMap<SitePath, FileStat>,
    /// The files of the theme, overridden by those of the site, by their path in `static/`.
    pub statics: BTreeMap<SitePath, StaticFile>,
    /// The templates of the theme, overridden by those of the site.
    pub templates: Templates,
    /// The theme of the site and the themes that it is based on, each above the next one.
    pub themes: Vec<ThemeLayer>,
    /// The files of themes as they were when the site copied them, by the name of the theme and
    /// their path in it.
    pub originals: BTreeMap<SitePath, FileStat>,
    /// Fluent files in the order in which they override each other: the language, the file name for
    /// messages, the text.
    pub strings: Vec<(String, String, String)>,
    /// The files below `data/`.
    pub data: BTreeMap<SitePath, FileStat>,
    /// Kind files of the site: the name of the kind, the file name for messages, the text.
    pub kinds: Vec<(String, String, String)>,
    /// Files of rules of the site: the name of the layer, the file name for messages, the text.
    pub rules: Vec<(String, String, String)>,
    /// Warnings about files and folders beside those of the site, which nothing reads.
    pub strays: Vec<Diag>,
    /// The channels that the site shares, as far as they exist.
    pub own_channels: Vec<OwnChannel>,
    /// The content that the site holds of other portals. Some entries of `content` and `statics`
    /// are its pages and pictures.
    pub(super) imports: Arc<Imports>,
    /// The records of tables that are pages. They are entries of `content` too.
    pub(super) records: Arc<SiteRecords>,
    /// What the engine has read of attachments, by their paths below the site. Empty before.
    pub attachments: BTreeMap<String, Arc<AttachmentFacts>>,
    /// The files that are read from elsewhere.
    pub(super) substitutes: Arc<Substitutes>,
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
    /// `environment` names the file that is laid over `portal.toml`. `leave_out` has the folders
    /// inside the site that do not belong to it. `substitutes` has the files of `content/` and
    /// `data/` that are read from elsewhere.
    ///
    /// # Errors
    /// Every file that cannot be read or that is not allowed where it lies.
    pub fn read(
        root: &Path,
        environment: Option<&str>,
        leave_out: &[PathBuf],
        substitutes: &Arc<Substitutes>,
    ) -> Result<Self, Diags> {
        let mut faults = Diags::default();
        let mut sources = Self { substitutes: Arc::clone(substitutes), ..Self::empty(root, leave_out) };
        sources.config = Self::read_config(root, environment).map_err(Diags::from)?;
        // The walk sets no limit, because Markdown files and the files beside them have different
        // ones.
        for (path, file) in sources.walk("content", u64::MAX, &mut faults) {
            if let Some(right) = right_text_name(path.name()) {
                faults.push(Diag::error(Code::TextEnding).file(format!("content/{path}")).arg("suggestion", right));
                continue;
            }
            let is_text = path.extension() == "md";
            let (limit, code) = if is_text { (MAX_CONTENT, Code::TooLarge) } else { (MAX_FILE, Code::FileTooLarge) };
            if file.size > limit {
                faults.push(Diag::error(code).file(format!("content/{path}")).arg("limit", limit >> 20));
            }
            let files = if is_text { &mut sources.content } else { &mut sources.beside };
            files.insert(path, file);
        }
        sources.strays = find_strays(root);
        sources.data = sources.walk("data", MAX_DATA, &mut faults).into_iter().collect();
        sources.originals = sources.walk(ORIGINALS_FOLDER, MAX_FILE, &mut faults).into_iter().collect();
        sources.kinds = sources.read_named_texts("kinds", &mut faults);
        sources.rules = sources.read_named_texts("rules", &mut faults);
        if faults.has_errors() { Err(faults) } else { Ok(sources) }
    }

    /// Reads the files of a folder whose names, without `.toml`, name what they define.
    fn read_named_texts(&self, folder: &str, faults: &mut Diags) -> Vec<(String, String, String)> {
        let mut found = Vec::new();
        for (path, _) in self.walk(folder, MAX_TEXT, faults) {
            let shown = format!("{folder}/{path}");
            match (path.as_str().strip_suffix(".toml"), self.read_site_text(folder, &path)) {
                (None, _) => faults.push(Diag::error(Code::StrangeFile).file(&shown)),
                (_, Err(fault)) => faults.push(fault),
                (Some(name), Ok(text)) => found.push((name.to_owned(), shown, text)),
            }
        }
        found
    }

    pub(super) fn empty(root: &Path, leave_out: &[PathBuf]) -> Self {
        Self {
            root: root.to_path_buf(),
            excluded_folders: leave_out.to_vec(),
            config: ConfigText::default(),
            content: BTreeMap::new(),
            beside: BTreeMap::new(),
            statics: BTreeMap::new(),
            templates: Templates::default(),
            themes: Vec::new(),
            originals: BTreeMap::new(),
            strings: Vec::new(),
            data: BTreeMap::new(),
            kinds: Vec::new(),
            rules: Vec::new(),
            strays: Vec::new(),
            own_channels: Vec::new(),
            imports: Arc::default(),
            records: Arc::default(),
            attachments: BTreeMap::new(),
            substitutes: Arc::default(),
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

    /// The diagnostics at the files that somebody wrote: those of an environment in its file, those
    /// of pages of records in their tables.
    pub fn locate(&self, diags: Diags) -> Diags {
        self.records.locate(self.config.locate(diags))
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
        (self.statics, self.templates, self.strings, self.themes) = Default::default();
        Some(self)
    }

    /// Looks at one path below the site's folder again. Returns `None` if the change may affect
    /// more than the bytes of one known content file.
    pub fn rescan_path(&self, path: &Path) -> Option<RescannedPath> {
        let relative = path.strip_prefix("content").ok()?;
        let site_path = SitePath::from_disk(relative).ok()?;
        // A file at the path of a record, or of an item of another portal, takes its place.
        let is_mounted = self.records.get(&site_path).is_some() || self.imports.has_page(&site_path);
        match fs::symlink_metadata(self.root.join(path)) {
            Ok(_) if is_mounted => None,
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
    /// The file cannot be read, or it is neither UTF-8 nor UTF-16.
    pub fn read_data_text(&self, path: &SitePath) -> Result<String, Diag> {
        read_data_text(&self.disk_path("data", path), &format!("data/{path}"), MAX_DATA)
    }

    /// The path on disk of a file in a folder of the site, for copying the file.
    pub fn disk_path(&self, folder: &str, path: &SitePath) -> PathBuf {
        let elsewhere = self.substitutes.disk_path(folder, path);
        elsewhere.unwrap_or_else(|| find_on_disk(&self.root.join(folder), path.as_str()))
    }

    fn read_site_text(&self, folder: &str, path: &SitePath) -> Result<String, Diag> {
        read_text(&self.disk_path(folder, path), &format!("{folder}/{path}"), MAX_TEXT)
    }

    /// Lists the files below a folder of the site. See [`SiteWalker::walk`].
    pub(super) fn walk(&self, folder: &str, limit: u64, faults: &mut Diags) -> Vec<(SitePath, FileStat)> {
        let walker = SiteWalker { root: &self.root, excluded_folders: &self.excluded_folders };
        let mut files = walker.walk(folder, limit, faults);
        self.substitutes.apply(folder, &mut files, faults);
        files
    }
}
