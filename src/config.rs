//! `portal.toml`: what was written, and what it means.

mod agency;
mod exchange_config;
mod menus;

pub use agency::{Agency, AgencyType, LocalizedAgency, ParentPortal};
pub use exchange_config::{
    ExchangeConfig, Mount, ShareConfig, SourceConfig, SourceKind, StalePolicy, channel_from_url,
};
pub use menus::{Menu, MenuItem, MenuSource, MenuTarget};

use crate::diag::{Code, Diag, Lines};
use crate::node::{self, Node};
use crate::table_reader::{LocalizedText, TableReader};
use crate::text::slug::{is_slug, slug};
use agency::read_agency;
use serde::{Deserialize, Serialize};

/// The name of the configuration file of a site.
pub const CONFIG_FILE: &str = "portal.toml";

/// More languages than any portal has, and fewer than [`Lang`] can tell apart.
const MAX_LANGUAGES: usize = 100;

/// A language of the portal, by its position in [`Config::languages`]. The default language is the first.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Lang(pub u8);

impl Lang {
    pub const DEFAULT: Lang = Lang(0);

    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// Everything `portal.toml` says.
#[derive(Debug, Clone)]
pub struct Config {
    /// `https://host/`: a portal stands at the root of its host, where robots.txt, security.txt and its feeds are looked for.
    pub base_url: url::Url,
    pub languages: Vec<Language>,
    pub theme: String,
    pub paginate_by: usize,
    pub feed_limit: usize,
    pub taxonomies: Vec<Taxonomy>,
    pub agency: Agency,
    pub menus: Vec<Menu>,
    pub highlight: bool,
    /// Other portals.
    pub exchange: ExchangeConfig,
    pub extra: serde_json::Value,
}

#[derive(Debug, Clone)]
pub struct Language {
    /// BCP 47, as in `lang="vi"` and in `name.en.md`.
    pub code: String,
    /// Its own name: "Tiếng Việt", "English".
    pub name: String,
    pub title: String,
    pub description: String,
    /// The part of addresses that says which page of a list it is: `/tin-tuc/trang/2/`.
    pub paginate_path: String,
}

/// A way to group pages: its name in front matter, and how it is shown.
#[derive(Debug, Clone)]
pub struct Taxonomy {
    pub name: String,
    pub label: LocalizedText,
    pub path: LocalizedText,
    pub paginate_by: Option<usize>,
    pub feed: bool,
}

impl Config {
    /// The default language's code.
    pub fn default_lang_code(&self) -> &str {
        &self.languages[0].code
    }

    pub fn language(&self, lang: Lang) -> &Language {
        &self.languages[lang.index()]
    }

    pub fn lang_code(&self, lang: Lang) -> &str {
        &self.language(lang).code
    }

    pub fn langs(&self) -> impl Iterator<Item = Lang> + use<> {
        (0..self.languages.len() as u8).map(Lang)
    }

    pub fn lang_by_code(&self, code: &str) -> Option<Lang> {
        self.langs().find(|l| self.lang_code(*l) == code)
    }

    /// The absolute address of a path of the site.
    pub fn absolute_url(&self, path: &str) -> String {
        let base = self.base_url.as_str().trim_end_matches('/');
        let mut url = String::with_capacity(base.len() + path.len());
        url.push_str(base);
        url.push_str(path);
        url
    }

    /// Reads `portal.toml`.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn read(text: &str, base_url: Option<&str>) -> Result<Self, Vec<Diag>> {
        let lines = Lines::new(text);
        let root = node::from_toml(text, 0, &lines)
            .map_err(|faults| faults.into_iter().map(|d| d.file(CONFIG_FILE)).collect::<Vec<_>>())?;
        let mut reader = TableReader::new(&root, CONFIG_FILE);
        let base_url = read_base_url(&mut reader, base_url);
        let languages = read_languages(&mut reader);
        let theme = reader.text("theme").unwrap_or_else(|| "sen".to_owned());
        if !is_slug(&theme) {
            let spot = reader.spot_of("theme");
            reader.report_fault(Diag::error(Code::NotASlug).arg("value", &theme), spot);
        }
        let paginate_by = reader.count("paginate_by", 1..=1000).unwrap_or(20);
        let feed_limit = reader.count("feed_limit", 1..=100).unwrap_or(20);
        let highlight = reader.flag("highlight").unwrap_or(true);
        let taxonomies = read_taxonomies(&mut reader, &languages);
        let agency = read_agency(&mut reader, &languages);
        let menus = menus::read(&mut reader);
        let host = base_url.as_ref().and_then(url::Url::host_str);
        let exchange = exchange_config::read(&mut reader, host, agency.as_ref().map(|agency| agency.kind));
        let extra = reader.table("extra").map_or_else(|| Node::empty_table().to_json(), Node::to_json);
        let faults = reader.finish();
        match (base_url, agency) {
            (Some(base_url), Some(agency)) if faults.is_empty() => Ok(Self {
                base_url,
                languages,
                theme,
                paginate_by,
                feed_limit,
                taxonomies,
                agency,
                menus,
                highlight,
                exchange,
                extra,
            }),
            _ => Err(faults),
        }
    }
}

fn read_base_url(reader: &mut TableReader, instead: Option<&str>) -> Option<url::Url> {
    let written = reader.required_text("base_url");
    let spot = reader.spot_of("base_url");
    let text = instead.unwrap_or(&written);
    if text.is_empty() {
        return None;
    }
    match url::Url::parse(text) {
        Ok(url)
            if matches!(url.scheme(), "http" | "https")
                && has_plain_host(&url)
                && url.username().is_empty()
                && url.password().is_none()
                && url.path() == "/"
                && url.query().is_none()
                && url.fragment().is_none() =>
        {
            Some(url)
        }
        _ => {
            reader.report_fault(Diag::error(Code::BaseUrl).arg("value", text), spot);
            None
        }
    }
}

/// Whether a host has no letter that means something in the settings of a server: the address
/// stands in `robots.txt`, `security.txt`, `_redirects`, and in the settings for nginx and Caddy.
fn has_plain_host(url: &url::Url) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.';
    match url.host() {
        Some(url::Host::Domain(host)) => !host.is_empty() && host.bytes().all(is_plain),
        Some(url::Host::Ipv4(_) | url::Host::Ipv6(_)) => true,
        None => false,
    }
}

fn read_languages(reader: &mut TableReader) -> Vec<Language> {
    let default = reader.text("default_language").unwrap_or_else(|| "vi".to_owned());
    let title = reader.required_text("title");
    let description = reader.text("description").unwrap_or_default();
    let paginate_path = reader.text("paginate_path");
    let mut languages = vec![build_language(&default, None, title, description, paginate_path)];
    let spot = reader.spot_of("default_language");
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
            languages.push(build_language(&entry.key, name, title, description, paginate_path));
        }
    }
    languages
}

fn check_lang_code(reader: &mut TableReader, code: &str, spot: crate::diag::Spot) {
    let fine =
        (2..=8).contains(&code.len()) && is_slug(code) && code.parse::<unic_langid::LanguageIdentifier>().is_ok();
    if !fine {
        reader.report_fault(Diag::error(Code::LanguageCode).arg("value", code), spot);
    }
}

fn build_language(
    code: &str,
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
        "km" => "ភាសាខ្មែរ",
        "lo" => "ລາວ",
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
    }
}

fn read_taxonomies(reader: &mut TableReader, languages: &[Language]) -> Vec<Taxonomy> {
    let mut found: Vec<Taxonomy> = Vec::new();
    for item in reader.list("taxonomies") {
        let mut inner = TableReader::new(item, CONFIG_FILE);
        let name = inner.required_text("name");
        let label = inner.localized_text("label").unwrap_or_else(|| LocalizedText::for_all_languages(name.clone()));
        let path = inner.localized_text("path").unwrap_or_else(|| LocalizedText::for_all_languages(slug(&name)));
        let paginate_by = inner.count("paginate_by", 1..=1000);
        let feed = inner.flag("feed").unwrap_or(false);
        if languages.iter().any(|language| slug(path.get(&language.code)).is_empty()) {
            let key = if inner.take_node("path").is_some() { "path" } else { "name" };
            let spot = inner.spot_of(key);
            inner.report_fault(Diag::error(Code::NoSlug), spot);
        }
        if found.iter().any(|t| t.name == name) {
            inner.report_fault(Diag::error(Code::DuplicateName).arg("value", &name), item.spot);
        }
        reader.faults.extend(inner.finish());
        found.push(Taxonomy { name, label, path, paginate_by, feed });
    }
    found
}
