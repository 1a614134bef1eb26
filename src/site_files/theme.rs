//! Reads the files of the theme and the files of the site that override them.

use std::path::Path;

use include_dir::Dir;

use super::limits::{MAX_FILE, MAX_TEXT};
use super::read_file::{find_on_disk, read_text};
use super::scan::SiteFiles;
use super::static_file::StaticFile;
use super::templates::{Template, Templates};
use super::theme_layer::{DEFAULT_THEME, ThemeLayer};
use crate::diag::{Code, Diag, Diags, Spot};
use crate::path::SitePath;
use crate::text::lang::canonical_code;

impl SiteFiles {
    /// The files of a site that has the theme `name`, without those that no theme has: what is
    /// wrong with its content does not matter for them. `spot` is the place of the name in
    /// `portal.toml`.
    ///
    /// # Errors
    /// As [`SiteFiles::read_theme`].
    pub fn of_theme(root: &Path, name: &str, spot: Spot) -> Result<Self, Diags> {
        let mut sources = Self::empty(root, &[]);
        sources.read_theme(name, spot)?;
        Ok(sources)
    }

    /// Reads the theme `name` with the themes that it is based on, and the site's own templates,
    /// strings and static files, which override those of the themes. A theme is the folder of that
    /// name in the site's `themes/`, or else the embedded theme of that name. `spot` is the place
    /// of the name in `portal.toml`.
    ///
    /// # Errors
    /// A theme does not exist, or one of its files cannot be read.
    pub fn read_theme(&mut self, name: &str, spot: Spot) -> Result<(), Diags> {
        let mut faults = Diags::default();
        self.themes = self.find_themes(name, spot)?;
        self.templates = Templates::new(self.themes.iter().map(|layer| layer.name.clone()).collect());
        for layer in self.themes.clone().iter().rev() {
            match layer.folder() {
                Some(folder) => add_layer(self, &folder, Some(layer), &mut faults),
                None => add_embedded(self, layer, &DEFAULT_THEME),
            }
        }
        add_layer(self, "", None, &mut faults);
        self.templates.find_needed();
        for (theme, template) in self.templates.names_of_themes() {
            faults.push(Diag::error(Code::TemplateFolder).file(&template.file).arg("value", theme));
        }
        if faults.has_errors() { Err(faults) } else { Ok(()) }
    }
}

/// The code that the name of a file of strings stands for, in whatever letters it is written.
fn language_of_file(name: &str) -> String {
    canonical_code(name).unwrap_or_else(|| name.to_owned())
}

fn add_embedded(sources: &mut SiteFiles, layer: &ThemeLayer, dir: &'static Dir) {
    for entry in dir.files() {
        let Some(path) = entry.path().to_str() else { continue };
        let text = || entry.contents_utf8().unwrap_or_default().to_owned();
        let file = layer.shown_file(path);
        if let Some(name) = path.strip_prefix("templates/") {
            let theme = Some(layer.name.clone());
            sources.templates.add(name.to_owned(), Template { file, text: text(), theme });
        } else if let Some(lang) = path.strip_prefix("strings/").and_then(|p| p.strip_suffix(".ftl")) {
            sources.strings.push((language_of_file(lang), file, text()));
        } else if let Some(Ok(name)) = path.strip_prefix("static/").map(SitePath::new) {
            sources.statics.insert(name, StaticFile::Embedded(entry.contents()));
        }
    }
    for inner in dir.dirs() {
        add_embedded(sources, layer, inner);
    }
}

/// Adds `templates/`, `strings/` and `static/` below `prefix`, which are those of the theme
/// `layer`, or of the site itself. They override the files that were added before.
fn add_layer(sources: &mut SiteFiles, prefix: &str, layer: Option<&ThemeLayer>, faults: &mut Diags) {
    let root = sources.root.clone();
    for (path, _) in sources.walk(&format!("{prefix}templates"), MAX_TEXT, faults) {
        let file = format!("{prefix}templates/{path}");
        match read_text(&find_on_disk(&root, &file), &file, MAX_TEXT) {
            Ok(text) => {
                let theme = layer.map(|layer| layer.name.clone());
                sources.templates.add(path.to_string(), Template { file, text, theme });
            }
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
