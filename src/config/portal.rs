//! Reads the whole of `portal.toml`.

use super::agency::{Agency, read_agency};
use super::base_url::{BaseUrlOption, own_site, read_base_url};
use super::check_settings::{CheckSettings, read_check_settings};
use super::config_file::CONFIG_FILE;
use super::config_text::ConfigText;
use super::duties::{WithoutDuty, read_duties};
use super::exchange_config::ExchangeConfig;
use super::identity::{Identity, read_identity};
use super::language::{Lang, Language, read_languages};
use super::menus;
use super::menus::Menu;
use super::on_error::{OnError, read_on_error};
use super::page_tables::{PageTable, read_page_tables};
use super::policy::{Measure, Policy, read_policy};
use super::provisional_value::{ProvisionalValue, find_provisional_values};
use super::read_exchange;
use super::related::{Related, read_related};
use super::secret_values::find_secret_values;
use super::taxonomies::{Taxonomy, read_taxonomies};
use super::theme_extra::{ThemeExtra, read_theme_extra};
use crate::content::OwnSite;
use crate::diag::{Code, Diag, Severity, Spot};
use crate::node::Node;
use crate::table_reader::{LocalizedText, TableReader};

/// The settings of a portal.
#[derive(Debug, Clone)]
pub struct Config {
    /// The address of the portal, `https://host/` or `https://host/path/`.
    pub base_url: url::Url,
    /// The address in `portal.toml`, also when the options give another one. A link to an address
    /// below it is a link within the portal.
    pub own_site: OwnSite,
    /// The languages, the default language first.
    pub languages: Vec<Language>,
    /// The name of the theme.
    pub theme: String,
    /// The place of that name in `portal.toml`.
    pub theme_spot: Spot,
    /// How many pages one part of a list shows.
    pub paginate_by: usize,
    /// How many entries a feed has.
    pub feed_limit: usize,
    /// The taxonomies in the order of the file.
    pub taxonomies: Vec<Taxonomy>,
    /// The duties of publication for which the agency has nothing to publish.
    pub duties: Vec<WithoutDuty>,
    /// What makes pages related.
    pub related: Related,
    /// The owner of the portal.
    pub agency: Agency,
    /// What a portal looks like.
    pub identity: Identity,
    /// What pages may load from other hosts, and send to them.
    pub policy: Policy,
    /// The state's measuring of visits.
    pub measure: Option<Measure>,
    /// The menus in the order of the file.
    pub menus: Vec<Menu>,
    /// Whether code is highlighted.
    pub highlight: bool,
    /// Whether search engines may show the portal.
    pub is_indexed: bool,
    /// Words on top of every page, such as those that tell a trial version.
    pub band: Option<LocalizedText>,
    /// What a build does with errors.
    pub on_error: OnError,
    /// The settings about other portals.
    pub exchange: ExchangeConfig,
    /// The tables whose records are pages, in the order of the file.
    pub pages: Vec<PageTable>,
    /// What `tamquan check` asks beyond the rules that bind everybody, and what it accepts.
    pub check: CheckSettings,
    /// Any values, for templates.
    pub extra: serde_json::Value,
    /// The values among them that the theme of the program knows.
    pub theme_extra: ThemeExtra,
    /// The values that are still those of a new portal.
    pub provisional: Vec<ProvisionalValue>,
    /// The warnings about the file.
    pub warnings: Vec<Diag>,
}

impl Config {
    /// The code of the default language.
    pub fn default_lang_code(&self) -> &str {
        &self.languages[0].code
    }

    /// The settings of a language.
    pub fn language(&self, lang: Lang) -> &Language {
        &self.languages[lang.index()]
    }

    /// The code of a language.
    pub fn lang_code(&self, lang: Lang) -> &str {
        &self.language(lang).code
    }

    /// All languages, the default language first.
    pub fn langs(&self) -> impl Iterator<Item = Lang> + use<> {
        (0..self.languages.len() as u8).map(Lang)
    }

    /// The language with this code, whatever its letters are, if the portal has it: names of files
    /// come from devices that change them.
    pub fn lang_by_code(&self, code: &str) -> Option<Lang> {
        self.langs().find(|l| self.lang_code(*l).eq_ignore_ascii_case(code))
    }

    /// The path below which the portal lies on its host, without the slash at its end
    /// (`/xa-binh-an`). Empty for a portal at the root of its host.
    pub fn base_path(&self) -> &str {
        self.base_url.path().trim_end_matches('/')
    }

    /// The absolute address of a path of the site, which begins with `/`.
    pub fn absolute_url(&self, path: &str) -> String {
        let base = self.base_url.as_str().trim_end_matches('/');
        let mut url = String::with_capacity(base.len() + path.len());
        url.push_str(base);
        url.push_str(path);
        url
    }

    /// Reads the configuration. `instead` replaces the address in it.
    ///
    /// # Errors
    /// All faults of the file.
    pub fn read(text: &ConfigText, instead: Option<&BaseUrlOption>) -> Result<Self, Vec<Diag>> {
        let root = text.read()?;
        let mut reader = TableReader::new(&root, CONFIG_FILE);
        let own_site = own_site(&reader.text("base_url").unwrap_or_default());
        let base_url = read_base_url(&mut reader, instead);
        let languages = read_languages(&mut reader);
        let default_language = languages.first().map_or_else(String::new, |language| language.code.clone());
        let theme = reader.text("theme").unwrap_or_else(|| "sen".to_owned());
        let theme_spot = reader.spot_of("theme");
        let paginate_by = reader.count("paginate_by", 1..=1000).unwrap_or(20);
        let feed_limit = reader.count("feed_limit", 1..=100).unwrap_or(20);
        let highlight = reader.flag("highlight").unwrap_or(true);
        let is_indexed = reader.flag("indexed").unwrap_or(true);
        let band = reader.localized_text_of_portal("band", &default_language);
        let on_error = read_on_error(&mut reader);
        let taxonomies = read_taxonomies(&mut reader, &languages);
        let duties = read_duties(&mut reader, &default_language);
        let related = read_related(&mut reader);
        let agency = read_agency(&mut reader, &languages);
        let identity = read_identity(&mut reader);
        let (policy, measure) = read_policy(&mut reader, &own_site.host, &default_language);
        let menus = menus::read(&mut reader, &default_language);
        let host = base_url.as_ref().and_then(url::Url::host_str);
        let exchange = read_exchange::read(&mut reader, host, agency.as_ref().map(|agency| agency.kind));
        let pages = read_page_tables(&mut reader);
        let check = read_check_settings(&mut reader);
        let extra = reader.table("extra").cloned().unwrap_or_else(Node::empty_table);
        for (key, spot) in find_secret_values(&extra) {
            reader.report_fault(Diag::warning(Code::ConfigSecret).arg("key", key), spot);
        }
        let theme_extra = read_theme_extra(&mut reader, &extra, &theme, &own_site.host, &default_language);
        let faults = reader.finish();
        let is_right = faults.iter().all(|fault| fault.severity == Severity::Warning);
        match (base_url, agency) {
            (Some(base_url), Some(agency)) if is_right => Ok(Self {
                base_url,
                own_site,
                languages,
                theme,
                theme_spot,
                paginate_by,
                feed_limit,
                taxonomies,
                duties,
                related,
                agency,
                identity,
                policy,
                measure,
                menus,
                highlight,
                is_indexed,
                band,
                on_error,
                exchange,
                pages,
                check,
                extra: extra.to_json(),
                theme_extra,
                provisional: find_provisional_values(&root),
                warnings: faults,
            }),
            _ => Err(faults),
        }
    }
}
