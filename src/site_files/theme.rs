//! Reads the files of the theme and the files of the site that override them.

use std::path::PathBuf;

use include_dir::{Dir, include_dir};

use super::{FileStat, MAX_FILE, MAX_TEXT, SiteFiles, find_on_disk, read_text};
use crate::diag::{Code, Diag, Diags};
use crate::digest::Digest;
use crate::exchange::format::Sha256Hash;
use crate::folder::read_named;
use crate::path::SitePath;

/// The default theme, embedded in the program.
static DEFAULT_THEME: Dir = include_dir!("$CARGO_MANIFEST_DIR/themes/sen");
/// The name of the default theme in `portal.toml`.
const DEFAULT_THEME_NAME: &str = "sen";

/// A template of the theme or of the site.
#[derive(Debug, Clone)]
pub struct Template {
    /// The file name that messages show.
    pub file: String,
    pub text: String,
}

/// A file of `static/`, or a picture of another portal.
#[derive(Debug, Clone)]
pub enum StaticFile {
    /// A file of the embedded theme.
    Embedded(&'static [u8]),
    OnDisk {
        /// Where the file lies on disk.
        path: PathBuf,
        /// The metadata of the file from the scan.
        file: FileStat,
    },
    /// A picture of another portal.
    Imported {
        /// Where the file lies on disk.
        path: PathBuf,
        /// The metadata of the file from the scan.
        file: FileStat,
        /// The hash that the file's name promises. `bytes` checks it.
        sha256: Sha256Hash,
    },
}

impl StaticFile {
    /// The size in bytes, as of the scan.
    pub fn size(&self) -> u64 {
        match self {
            StaticFile::Embedded(bytes) => bytes.len() as u64,
            StaticFile::OnDisk { file, .. } | StaticFile::Imported { file, .. } => file.size,
        }
    }

    /// Reads the bytes of the file.
    ///
    /// # Errors
    /// The file cannot be read any more, or the bytes of a picture do not have its SHA-256.
    pub fn bytes(&self) -> std::io::Result<Vec<u8>> {
        match self {
            StaticFile::Embedded(bytes) => Ok(bytes.to_vec()),
            StaticFile::OnDisk { path, .. } => Ok(read_named(path, MAX_FILE)?),
            StaticFile::Imported { path, sha256, .. } => match read_named(path, MAX_FILE)? {
                bytes if Sha256Hash::of(&bytes) == *sha256 => Ok(bytes),
                _ => Err(std::io::ErrorKind::InvalidData.into()),
            },
        }
    }

    /// Whether the file is published at its own path. A picture of another portal is not: it is
    /// published only for the pages that show it.
    pub fn is_published(&self) -> bool {
        !matches!(self, StaticFile::Imported { .. })
    }

    /// The digest of the bytes of the file.
    ///
    /// # Errors
    /// The file cannot be read any more.
    pub fn digest(&self) -> std::io::Result<Digest> {
        match self {
            StaticFile::Embedded(bytes) => Ok(Digest::of(bytes)),
            StaticFile::OnDisk { path, .. } | StaticFile::Imported { path, .. } => super::digest_file(path),
        }
    }
}

/// Reads the theme `name`: the folder of that name in the site's `themes/`, or else the embedded
/// theme of that name.
pub(super) fn read(sources: &mut SiteFiles, name: &str, faults: &mut Diags) {
    let own = format!("themes/{name}");
    if sources.root.join(&own).is_dir() {
        add_layer(sources, &format!("{own}/"), faults);
    } else if name == DEFAULT_THEME_NAME {
        add_embedded(sources, &DEFAULT_THEME);
    } else {
        faults.push(Diag::error(Code::NoTheme).file(crate::config::CONFIG_FILE).arg("value", name));
    }
    add_layer(sources, "", faults);
}

fn add_embedded(sources: &mut SiteFiles, dir: &'static Dir) {
    for entry in dir.files() {
        let Some(path) = entry.path().to_str() else { continue };
        let text = || entry.contents_utf8().unwrap_or_default().to_owned();
        if let Some(name) = path.strip_prefix("templates/") {
            sources.templates.insert(name.to_owned(), Template { file: format!("sen: {path}"), text: text() });
        } else if let Some(lang) = path.strip_prefix("strings/").and_then(|p| p.strip_suffix(".ftl")) {
            sources.strings.push((lang.to_owned(), format!("sen: {path}"), text()));
        } else if let Some(Ok(name)) = path.strip_prefix("static/").map(SitePath::new) {
            sources.statics.insert(name, StaticFile::Embedded(entry.contents()));
        }
    }
    for inner in dir.dirs() {
        add_embedded(sources, inner);
    }
}

/// Adds `templates/`, `strings/` and `static/` below `prefix`. They override the files that were
/// added before.
fn add_layer(sources: &mut SiteFiles, prefix: &str, faults: &mut Diags) {
    let root = sources.root.clone();
    for (path, _) in sources.walk(&format!("{prefix}templates"), MAX_TEXT, faults) {
        let file = format!("{prefix}templates/{path}");
        match read_text(&find_on_disk(&root, &file), &file, MAX_TEXT) {
            Ok(text) => drop(sources.templates.insert(path.to_string(), Template { file, text })),
            Err(fault) => faults.push(fault),
        }
    }
    for (path, _) in sources.walk(&format!("{prefix}strings"), MAX_TEXT, faults) {
        let file = format!("{prefix}strings/{path}");
        match (path.as_str().strip_suffix(".ftl"), read_text(&find_on_disk(&root, &file), &file, MAX_TEXT)) {
            (None, _) => faults.push(Diag::error(Code::StrangeFile).file(file)),
            (_, Err(fault)) => faults.push(fault),
            (Some(lang), Ok(text)) => sources.strings.push((lang.to_owned(), file, text)),
        }
    }
    for (path, file) in sources.walk(&format!("{prefix}static"), MAX_FILE, faults) {
        let disk = find_on_disk(&root, &format!("{prefix}static/{path}"));
        sources.statics.insert(path, StaticFile::OnDisk { path: disk, file });
    }
}
