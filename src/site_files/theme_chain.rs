//! Finds the theme of a site, and the themes that it is based on.

use super::limits::MAX_TEXT;
use super::link_scope::LinkScope;
use super::read_file::read_text;
use super::scan::SiteFiles;
use super::theme_layer::{DEFAULT_THEME_NAME, ThemeLayer};
use crate::config::CONFIG_FILE;
use crate::diag::{Code, Diag, Diags, Lines, Spot};
use crate::node;
use crate::table_reader::TableReader;
use crate::text::slug::is_slug;

/// How many themes a site can have above each other. Each name of a template is looked for in all
/// of them.
const MAX_THEMES: usize = 8;

impl SiteFiles {
    /// The theme `name` and the themes that it is based on, each above the next one. `spot` is the
    /// place of the name in `portal.toml`.
    ///
    /// # Errors
    /// A theme does not exist or is based on itself, or its file cannot be read.
    pub(super) fn find_themes(&self, name: &str, spot: Spot) -> Result<Vec<ThemeLayer>, Diags> {
        let mut layers: Vec<ThemeLayer> = Vec::new();
        let unknown = Diag::error(Code::NoTheme).arg("key", "theme").file(CONFIG_FILE).spot(spot);
        let mut next = Some((name.to_owned(), unknown));
        while let Some((name, unknown)) = next {
            let is_folder = is_slug(&name) && self.root.join("themes").join(&name).is_dir();
            if layers.iter().any(|layer| layer.name == name) {
                return Err(Diags::from(Diag { code: Code::ThemeCircle, ..unknown }.arg("value", name)));
            }
            if !is_folder && name != DEFAULT_THEME_NAME {
                return Err(Diags::from(unknown.arg("value", name).arg("choices", self.theme_names().join(", "))));
            }
            if layers.len() == MAX_THEMES {
                return Err(Diags::from(Diag { code: Code::TooDeep, ..unknown }.arg("limit", MAX_THEMES)));
            }
            let layer = ThemeLayer { name, is_embedded: !is_folder };
            next = self.read_base(&layer)?;
            layers.push(layer);
        }
        Ok(layers)
    }

    /// The theme that a theme is based on, with the place where its file says so. `None` if it has
    /// no base.
    fn read_base(&self, layer: &ThemeLayer) -> Result<Option<(String, Diag)>, Diags> {
        let Some(file) = layer.file_of_theme() else { return Ok(None) };
        if std::fs::symlink_metadata(self.root.join(&file)).is_err() {
            return Ok(None);
        }
        if !LinkScope::new(&self.root, "themes", &self.excluded_folders).allows_top(&self.root.join(&file)) {
            return Err(Diags::from(Diag::error(Code::LinkLeaves).file(file)));
        }
        let text = read_text(&self.root.join(&file), &file, MAX_TEXT)?;
        let root = node::from_toml(&text, 0, &Lines::new(&text))
            .map_err(|faults| faults.into_iter().map(|fault| fault.file(&file)).collect::<Diags>())?;
        let mut reader = TableReader::new(&root, &file);
        let base = reader.text("base");
        let spot = reader.spot_of("base");
        if base.is_none() && root.get("base").is_some() && reader.faults.is_empty() {
            reader.report_fault(Diag::error(Code::EmptyValue), spot);
        }
        let faults: Diags = reader.finish().into_iter().collect();
        if faults.has_errors() {
            return Err(faults);
        }
        Ok(base.map(|base| (base, Diag::error(Code::NoTheme).arg("key", "base").file(file).spot(spot))))
    }

    /// The names of the themes that the site can have.
    fn theme_names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.root.join("themes")).into_iter().flatten().flatten();
        let folders = entries.filter(|entry| entry.path().is_dir());
        let names = folders.filter_map(|entry| entry.file_name().into_string().ok()).filter(|name| is_slug(name));
        let mut names: Vec<String> = names.chain([DEFAULT_THEME_NAME.to_owned()]).collect();
        names.sort();
        names.dedup();
        names
    }
}
