//! The names of content files: key, language, section and stem.

use crate::config::{Config, Lang};
use crate::diag::{Code, Diag};
use crate::text::lang::meant_language;

/// The parts of the name of a content file.
#[derive(Debug, Clone)]
pub struct ContentName {
    /// The key that the file shares with its translations: its path without language and `.md`.
    pub key: String,
    /// The language of the suffix, or else the default language.
    pub lang: Lang,
    /// The folder of its section. For a section file, its own folder.
    pub section_folder: String,
    /// The file name without language and `.md`; for `index.md` the name of its folder. Empty for a
    /// section.
    pub stem: String,
    /// Whether the file is an `_index.md`.
    pub is_section: bool,
}

impl ContentName {
    /// Parses a path below `content/`.
    ///
    /// # Errors
    /// Returns the suffix if it looks like a language that `portal.toml` does not have.
    pub fn parse(config: &Config, path: &str) -> Result<Self, String> {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        // Windows and telephones write endings in capitals.
        let stem = strip_md(name).unwrap_or(name);
        let (stem, lang) = match stem.rsplit_once('.') {
            Some((inner, suffix)) => match config.lang_by_code(suffix) {
                Some(lang) => (inner, lang),
                None if looks_like_language(suffix) => return Err(suffix.to_owned()),
                None => (stem, Lang::DEFAULT),
            },
            None => (stem, Lang::DEFAULT),
        };
        let name = |key: String, home: &str, stem: &str, is_section: bool| ContentName {
            key,
            lang,
            section_folder: home.to_owned(),
            stem: stem.to_owned(),
            is_section,
        };
        Ok(match stem.to_ascii_lowercase().as_str() {
            "_index" => name(folder.to_owned(), folder, "", true),
            "index" => {
                let (home, own) = folder.rsplit_once('/').unwrap_or(("", folder));
                name(folder.to_owned(), home, own, false)
            }
            _ if folder.is_empty() => name(stem.to_owned(), folder, stem, false),
            _ => name(format!("{folder}/{stem}"), folder, stem, false),
        })
    }
}

/// Whether the last part of a name between dots was meant as a language.
fn looks_like_language(suffix: &str) -> bool {
    let is_code = suffix.len() == 2 && suffix.bytes().all(|byte| byte.is_ascii_lowercase());
    is_code || meant_language(suffix).is_some()
}

/// The diagnostic for a file whose name has a language that the portal does not have.
pub fn language_suffix_diag(config: &Config, path: &str, suffix: &str) -> Diag {
    let name = path.rsplit('/').next().unwrap_or(path);
    let end = format!(".{suffix}.md");
    let bare = name.len().checked_sub(end.len()).and_then(|at| name.get(..at)).unwrap_or(name);
    // `_index.md.md` has its ending twice.
    if suffix == "md" {
        return Diag::error(Code::TextEndingTwice).arg("suggestion", format!("{bare}.md"));
    }
    match meant_language(suffix) {
        Some(code) if code == config.default_lang_code() => {
            Diag::error(Code::LanguageSuffix).arg("suggestion", format!("{bare}.md"))
        }
        Some(code) => Diag::error(Code::LanguageSuffix).arg("suggestion", format!("{bare}.{code}.md")),
        None => Diag::error(Code::UnknownLanguage),
    }
    .arg("value", suffix)
}

/// The name of a content file without its ending, which has no case. `None` for any other file.
pub(super) fn strip_md(name: &str) -> Option<&str> {
    let (stem, end) = name.split_at_checked(name.len().checked_sub(3)?)?;
    end.eq_ignore_ascii_case(".md").then_some(stem)
}
