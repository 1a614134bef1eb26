//! Reads the languages of a portal.

use serde::{Deserialize, Serialize};

use super::config_file::CONFIG_FILE;
use crate::diag::{Code, Diag, Spot};
use crate::table_reader::{TableReader, language_code_fault};
use crate::text::language_forms::LanguageForms;
use crate::text::slug::is_slug;

/// The largest number of languages: more than any portal has, and fewer than the values of
/// [`Lang`].
pub(super) const MAX_LANGUAGES: usize = 100;

/// A language of the portal, as its position in [`super::Config::languages`]. The first one is the
/// default language.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Lang(pub u8);

impl Lang {
    /// The default language.
    pub const DEFAULT: Lang = Lang(0);

    /// The position as an index of lists.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// The settings of one language.
#[derive(Debug, Clone)]
pub struct Language {
    /// The BCP 47 code, as it stands in `lang="zh-Hant"`.
    pub code: String,
    /// The name of the language in that language: "Tiếng Việt", "English".
    pub name: String,
    /// The name of the portal in this language.
    pub title: String,
    /// The description of the portal; empty if there is none.
    pub description: String,
    /// The word before the number of a list's part in addresses: `trang` in `/tin-tuc/trang/2/`.
    pub paginate_path: String,
    /// Where `portal.toml` names the language.
    pub spot: Spot,
    /// How the language writes dates and numbers.
    pub forms: LanguageForms,
}

impl Language {
    /// The code in addresses, which have small letters alone: `zh-hant`.
    pub fn address_code(&self) -> String {
        self.code.to_ascii_lowercase()
    }
}

pub(super) fn read_languages(reader: &mut TableReader) -> Vec<Language> {
    let default = reader.text("default_language").unwrap_or_else(|| "vi".to_owned());
    let title = reader.required_text("title");
    let description = reader.text("description").unwrap_or_default();
    let paginate_path = reader.text("paginate_path");
    let spot = reader.spot_of("default_language");
    let mut languages = vec![build_language(&default, spot, None, title, description, paginate_path)];
    check_lang_code(reader, &default, spot);
    if let Some(table) = reader.table("languages") {
        if table.entries().len() > MAX_LANGUAGES {
            let spot = reader.spot_of("languages");
            reader.report_fault(
                Diag::error(Code::NumberOutOfBounds).arg("key", "languages").arg("min", 0).arg("max", MAX_LANGUAGES),
                spot,
            );
        }
        for entry in table.entries() {
            check_lang_code(reader, &entry.key, entry.spot);
            let mut inner = TableReader::new(&entry.node, CONFIG_FILE);
            let title = inner.required_text("title");
            let name = inner.text("name");
            let description = inner.text("description").unwrap_or_default();
            let paginate_path = inner.text("paginate_path");
            if entry.key == default {
                inner.report_fault(Diag::error(Code::DuplicateLanguage).arg("value", &entry.key), entry.spot);
            }
            reader.faults.extend(inner.finish());
            languages.push(build_language(&entry.key, entry.spot, name, title, description, paginate_path));
        }
    }
    languages
}

fn check_lang_code(reader: &mut TableReader, code: &str, spot: Spot) {
    if let Some(fault) = language_code_fault(code) {
        reader.report_fault(fault, spot);
    }
}

pub(super) fn build_language(
    code: &str,
    spot: Spot,
    name: Option<String>,
    title: String,
    description: String,
    path: Option<String>,
) -> Language {
    let known = match code {
        "vi" => "Tiếng Việt",
        "en" => "English",
        "fr" => "Français",
        "zh" => "中文",
        "zh-Hans" | "zh-CN" => "简体中文",
        "zh-Hant" | "zh-TW" => "繁體中文",
        "ja" => "日本語",
        "ko" => "한국어",
        "km" => "ភាសាខ្មែរ",
        "lo" => "ລາວ",
        "th" => "ไทย",
        "ru" => "Русский",
        "de" => "Deutsch",
        "es" => "Español",
        "pt" | "pt-BR" => "Português",
        "ar" => "العربية",
        other => other,
    };
    let paginate_path =
        path.filter(|p| is_slug(p)).unwrap_or_else(|| if code == "vi" { "trang" } else { "page" }.to_owned());
    Language {
        code: code.to_owned(),
        name: name.unwrap_or_else(|| known.to_owned()),
        title,
        description,
        paginate_path,
        spot,
        forms: LanguageForms::new(code),
    }
}
