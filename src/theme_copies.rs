//! The files of its theme that a site replaces: which they are, and which of them are behind.
//!
//! When the site copies a file of the theme, the file as it was goes into `theme-originals/THEME/`
//! as well. A newer program brings a newer theme; the copy is behind when the file of the theme is
//! no longer that original. The whole original is kept, and not a digest of it, because only the
//! text can say what changed in the theme. No mark is written into the copy: pictures have no
//! comments, the first comment of a shortcode says what it takes, and an edit may lose a mark.

use std::borrow::Cow;

use similar::TextDiff;

use crate::diag::{Code, Diag};
use crate::folder::Folder;
use crate::path::SitePath;
use crate::site_files::{ORIGINALS_FOLDER, SiteFiles, StaticFile, THEME_FOLDERS, ThemeLayer};
use crate::table_reader::nearest_word;

/// A file of a theme of the site.
#[derive(Debug, Clone)]
pub struct ThemeFile {
    /// The path in the theme, which is also that of a file of the site that replaces it
    /// (`templates/page.html`).
    pub path: String,
    /// The theme.
    pub layer: ThemeLayer,
    /// Where the bytes are.
    pub source: StaticFile,
}

/// How the site uses a file of its theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ThemeFileState {
    /// The site has no file at this path.
    Unchanged,
    /// The strings of the site count beside those of the theme.
    Added,
    /// The file of the site has the same bytes, so that it can be deleted.
    Same,
    /// The file of the site was copied from the present file of the theme.
    Copied,
    /// The file of the site was copied from an earlier file of the theme.
    Behind,
    /// The file of the site was not copied by this program.
    Replaced,
}

impl ThemeFileState {
    /// The name of the state in JSON, which is also the end of the key of its message.
    pub fn name(self) -> &'static str {
        match self {
            ThemeFileState::Unchanged => "unchanged",
            ThemeFileState::Added => "added",
            ThemeFileState::Same => "same",
            ThemeFileState::Copied => "copied",
            ThemeFileState::Behind => "behind",
            ThemeFileState::Replaced => "replaced",
        }
    }
}

/// The files of the themes of a site, in the order of their paths: of each path the one of the
/// nearest theme.
pub fn theme_files(sources: &SiteFiles) -> Vec<ThemeFile> {
    let mut files: Vec<ThemeFile> = Vec::new();
    for layer in &sources.themes {
        for path in sources.theme_paths(layer) {
            if let Some(source) = sources.theme_file(layer, &path) {
                files.push(ThemeFile { path, layer: layer.clone(), source });
            }
        }
    }
    // The sort keeps the order of the themes.
    files.sort_by(|one, other| one.path.cmp(&other.path));
    files.dedup_by(|later, first| later.path == first.path);
    files
}

/// The file of a theme that a user means: by its path in the theme, by the name of a template, or
/// by either of them behind the name of the theme.
///
/// # Errors
/// No theme of the site has such a file.
pub fn find_theme_file(sources: &SiteFiles, written: &str) -> Result<ThemeFile, Diag> {
    let name = written.trim_start_matches("./");
    let of_theme = name.split_once('/').filter(|(theme, _)| sources.themes.iter().any(|layer| layer.name == *theme));
    let (theme, rest) = of_theme.map_or((None, name), |(theme, rest)| (Some(theme), rest));
    for layer in sources.themes.iter().filter(|layer| theme.is_none_or(|theme| layer.name == theme)) {
        for path in [rest.to_owned(), format!("templates/{rest}"), format!("static/{rest}")] {
            if is_in_theme(&path)
                && let Some(source) = sources.theme_file(layer, &path)
            {
                return Ok(ThemeFile { path, layer: layer.clone(), source });
            }
        }
    }
    let all = theme_files(sources);
    let paths = || all.iter().map(|file| file.path.as_str());
    let templates = paths().filter_map(|path| path.strip_prefix("templates/"));
    let near = nearest_word(rest, paths()).or_else(|| nearest_word(rest, templates));
    Err(match near {
        Some(near) => Diag::error(Code::ThemeFileNear).arg("near", near),
        None => Diag::error(Code::ThemeFile),
    }
    .arg("value", written))
}

/// Whether a path leads into a folder of a theme, and no further than that.
fn is_in_theme(path: &str) -> bool {
    SitePath::new(path).is_ok_and(|found| found.as_str() == path)
        && path.split_once('/').is_some_and(|(folder, _)| THEME_FOLDERS.contains(&folder))
}

impl ThemeFile {
    /// The bytes of the file.
    ///
    /// # Errors
    /// The file cannot be read any more.
    pub fn bytes(&self) -> Result<Vec<u8>, Diag> {
        read(&self.source, &self.layer.shown_file(&self.path))
    }

    /// The path of the file as it was when the site copied it, below the site.
    pub fn original_path(&self) -> String {
        format!("{ORIGINALS_FOLDER}/{}/{}", self.layer.name, self.path)
    }

    /// The bytes of the file as it was when the site copied it; `None` if the site did not.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn original(&self, sources: &SiteFiles) -> Result<Option<Vec<u8>>, Diag> {
        let path = self.original_path();
        sources.own_file(&path).map(|file| read(&file, &path)).transpose()
    }

    /// The bytes of the file of the site at this path; `None` if the site has none.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn own(&self, sources: &SiteFiles) -> Result<Option<Vec<u8>>, Diag> {
        sources.own_file(&self.path).map(|file| read(&file, &self.path)).transpose()
    }

    /// How the site uses the file.
    ///
    /// # Errors
    /// A file cannot be read.
    pub fn state(&self, sources: &SiteFiles) -> Result<ThemeFileState, Diag> {
        let Some(own) = self.own(sources)? else { return Ok(ThemeFileState::Unchanged) };
        if self.is_of_strings() {
            return Ok(ThemeFileState::Added);
        }
        let present = self.bytes()?;
        if is_same(&own, &present) {
            return Ok(ThemeFileState::Same);
        }
        Ok(match self.original(sources)? {
            Some(original) if is_same(&original, &present) => ThemeFileState::Copied,
            Some(_) => ThemeFileState::Behind,
            None => ThemeFileState::Replaced,
        })
    }

    /// The fault of a command about a copy that the site does not have.
    pub fn no_copy(&self) -> Diag {
        Diag::error(Code::ThemeNoCopy).arg("value", &self.path)
    }

    fn is_of_strings(&self) -> bool {
        self.path.starts_with("strings/")
    }

    /// Copies the file into the site, and keeps it as the original.
    ///
    /// # Errors
    /// The site has a file at this path, the file is one of strings, or the disk refuses a file.
    pub fn copy(&self, sources: &SiteFiles) -> Result<(), Diag> {
        if self.is_of_strings() {
            return Err(Diag::error(Code::ThemeCopyStrings).file(&self.path));
        }
        let bytes = self.bytes()?;
        // The original is written first: a copy without it could never be found behind.
        let site = open_site(sources)?;
        if site.metadata(&self.path).is_ok_and(|found| found.is_some()) {
            return Err(Diag::error(Code::ThemeCopyExists).file(&self.path).arg("path", &self.path));
        }
        write(&site, &self.original_path(), &bytes)?;
        write(&site, &self.path, &bytes)
    }

    /// Says that the file of the site has all that it needs of the present file of the theme.
    ///
    /// # Errors
    /// The site has no file at this path, or the disk refuses the file.
    pub fn confirm(&self, sources: &SiteFiles) -> Result<(), Diag> {
        if self.is_of_strings() {
            return Err(Diag::error(Code::ThemeCopyStrings).file(&self.path));
        }
        if self.own(sources)?.is_none() {
            return Err(self.no_copy());
        }
        write(&open_site(sources)?, &self.original_path(), &self.bytes()?)
    }
}

fn write(site: &Folder, path: &str, bytes: &[u8]) -> Result<(), Diag> {
    site.write_atomic(path, bytes).map_err(|fault| Diag::from_folder_fault(&fault, site.path()))
}

fn open_site(sources: &SiteFiles) -> Result<Folder, Diag> {
    Folder::open(sources.root()).map_err(|fault| Diag::from_folder_fault(&fault, sources.root()))
}

fn read(file: &StaticFile, shown: &str) -> Result<Vec<u8>, Diag> {
    file.bytes().map_err(|error| Diag::error(Code::Unreadable).file(shown).arg("reason", error.kind()))
}

/// Whether two files have the same content. Git may have written the lines of one of them as
/// Windows does.
fn is_same(one: &[u8], other: &[u8]) -> bool {
    one == other || matches!((text(one), text(other)), (Some(one), Some(other)) if one == other)
}

/// The text of a file, with the ends of lines of Unix; `None` if the file is no text.
fn text(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let text = std::str::from_utf8(bytes).ok().filter(|text| !text.contains('\0'))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    Some(if text.contains('\r') { text.replace("\r\n", "\n").into() } else { text.into() })
}

/// The difference between two files, in the unified form; `None` if one of them is no text. Empty
/// if they have the same content.
pub fn file_difference(old: (&str, &[u8]), new: (&str, &[u8])) -> Option<String> {
    let (old_text, new_text) = (text(old.1)?, text(new.1)?);
    let diff = TextDiff::from_lines(&old_text, &new_text);
    Some(diff.unified_diff().context_radius(3).header(old.0, new.0).to_string())
}

/// A warning for each file of the site that was copied from a file of the theme which is another
/// one now.
///
/// # Errors
/// A file cannot be read.
pub fn copies_behind(sources: &SiteFiles) -> Result<Vec<Diag>, Diag> {
    let mut found = Vec::new();
    for original in sources.originals.keys() {
        let Some((theme, path)) = original.as_str().split_once('/') else { continue };
        // A theme that the site does not use brings no newer file.
        let Some(layer) = sources.themes.iter().find(|layer| layer.name == theme) else { continue };
        if sources.own_file(path).is_none() || !is_in_theme(path) {
            continue;
        }
        let Some(source) = sources.theme_file(layer, path) else {
            found.push(Diag::warning(Code::ThemeCopyAlone).file(path).arg("theme", theme));
            continue;
        };
        let file = ThemeFile { path: path.to_owned(), layer: layer.clone(), source };
        if file.state(sources)? == ThemeFileState::Behind {
            found.push(Diag::warning(Code::ThemeCopyBehind).file(path).arg("theme", theme).arg("path", path));
        }
    }
    Ok(found)
}
