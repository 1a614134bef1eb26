//! Reads the files of the theme and the files of the site that override them.

use include_dir::{Dir, include_dir};

use super::limits::{MAX_FILE, MAX_TEXT};
use super::read_file::{find_on_disk, read_text};
use super::scan::SiteFiles;
use super::theme_file::{StaticFile, Template};
use crate::config::CONFIG_FILE;
use crate::diag::{Code, Diag, Diags};
use crate::path::SitePath;
use crate::text::lang::canonical_code;

/// The default theme, embedded in the program.
static DEFAULT_THEME: Dir = include_dir!("$CARGO_MANIFEST_DIR/themes/sen");
/// The name of the default theme in `portal.toml`.
const DEFAULT_THEME_NAME: &str = "sen";

impl SiteFiles {
    /// Reads the theme `name` and the site's own templates, strings and static files, which
    /// override those of the theme. The theme is the folder of that name in the site's `themes/`,
    /// or else the embedded theme of that name.
    ///
    /// # Errors
    /// The theme does not exist, or one of its files cannot be read.
    pub fn read_theme(&mut self, name: &str) -> Result<(), Diags> {
        let mut faults = Diags::default();
        let own = format!("themes/{name}");
        if self.root.join(&own).is_dir() {
            add_layer(self, &format!("{own}/"), &mut faults);
        } else if name == DEFAULT_THEME_NAME {
            add_embedded(self, &DEFAULT_THEME);
        } else {
            faults.push(Diag::error(Code::NoTheme).file(CONFIG_FILE).arg("value", name));
        }
        add_layer(self, "", &mut faults);
        if faults.has_errors() { Err(faults) } else { Ok(()) }
    }
}

/// The code that the name of a file of strings stands for, in whatever letters it is written.
fn language_of_file(name: &str) -> String {
    canonical_code(name).unwrap_or_else(|| name.to_owned())
}

fn add_embedded(sources: &mut SiteFiles, dir: &'static Dir) {
    for entry in dir.files() {
        let Some(path) = entry.path().to_str() else { continue };
        let text = || entry.contents_utf8().unwrap_or_default().to_owned();
        if let Some(name) = path.strip_prefix("templates/") {
            sources.templates.insert(name.to_owned(), Template { file: format!("sen: {path}"), text: text() });
        } else if let Some(lang) = path.strip_prefix("strings/").and_then(|p| p.strip_suffix(".ftl")) {
            sources.strings.push((language_of_file(lang), format!("sen: {path}"), text()));
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
            (Some(lang), Ok(text)) => sources.strings.push((language_of_file(lang), file, text)),
        }
    }
    for (path, file) in sources.walk(&format!("{prefix}static"), MAX_FILE, faults) {
        let disk = find_on_disk(&root, &format!("{prefix}static/{path}"));
        sources.statics.insert(path, StaticFile::OnDisk { path: disk, file });
    }
}
