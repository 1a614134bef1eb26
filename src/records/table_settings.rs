//! What the pages of a table depend on, besides the table itself.

use crate::config::{Config, PageTable};
use crate::content::Kind;
use crate::diag::{Code, Diag};

/// What the pages of a table depend on, besides the table itself.
#[derive(Clone, Copy)]
pub struct TableSettings<'a> {
    /// What `portal.toml` says of the table.
    pub table: &'a PageTable,
    /// The kind of the pages.
    pub kind: &'a Kind,
    /// The settings of the portal.
    pub config: &'a Config,
}

impl<'a> TableSettings<'a> {
    /// The file, from the site's folder.
    pub(super) fn file(&self) -> String {
        format!("data/{}", self.table.from)
    }

    /// The column that has the languages of the pages, if `language` is no language of the portal.
    pub(super) fn language_column(&self) -> Option<&'a str> {
        let written = self.table.language.as_ref()?;
        self.config.lang_by_code(&written.text).is_none().then_some(written.text.as_str())
    }

    /// The diagnostic for a key that pages of the kind do not have, without a place.
    pub(super) fn about_key(&self, key: &str) -> Diag {
        let label = &self.kind.label;
        let diag = Diag::error(Code::PagesKey).arg("key", key);
        diag.arg_by_language("kind", label.get("vi"), label.get("en"))
    }
}
