//! One theme of a site.

use include_dir::{Dir, include_dir};

/// The default theme, embedded in the program.
pub(super) static DEFAULT_THEME: Dir = include_dir!("$CARGO_MANIFEST_DIR/themes/sen");
/// The name of the default theme in `portal.toml`.
pub(super) const DEFAULT_THEME_NAME: &str = "sen";

/// One theme of a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThemeLayer {
    /// The name in `portal.toml` or in the file of the theme above.
    pub name: String,
    /// Whether the theme is the one in the program, and not a folder of the site's `themes/`.
    pub is_embedded: bool,
}

impl ThemeLayer {
    /// The path of the theme's folder below the site, with a slash at its end; `None` for the
    /// theme in the program.
    pub fn folder(&self) -> Option<String> {
        (!self.is_embedded).then(|| format!("themes/{}/", self.name))
    }

    /// The file of the theme that says what the theme is based on, by its path below the site; the
    /// file may be missing. `None` for the theme in the program.
    pub fn file_of_theme(&self) -> Option<String> {
        self.folder().map(|folder| folder + "theme.toml")
    }

    /// The name of a file of the theme in messages.
    pub fn shown_file(&self, path: &str) -> String {
        match self.folder() {
            Some(folder) => format!("{folder}{path}"),
            None => format!("{}: {path}", self.name),
        }
    }
}
