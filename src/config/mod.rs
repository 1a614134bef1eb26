//! Reads the configuration file `portal.toml` and checks it.

mod config_file;
mod config_text;
mod plain_host;
mod base_url;
mod language;
mod taxonomies;
mod agency;
mod identity;
mod policy;
mod menus;
mod on_error;
mod exchange_config;
mod read_exchange;
mod page_tables;
mod provisional_value;
mod secret_values;
mod theme_extra;
mod portal;
mod portal_schema;

pub use agency::{Agency, AgencyType, LocalizedAgency, ParentPortal};
pub use base_url::BaseUrlOption;
pub use config_file::{CONFIG_FILE, environment_file, environment_of_file, is_config_file};
pub use config_text::ConfigText;
pub use exchange_config::{ExchangeConfig, Mount, ShareConfig, SourceConfig, SourceKind, StalePolicy};
pub use identity::{ChosenColour, Font, Identity};
pub use language::{Lang, Language};
pub use menus::{Menu, MenuItem, MenuSource, MenuTarget};
pub use on_error::OnError;
pub use page_tables::{ColumnMeaning, PageTable, Written};
pub use policy::{AllowedHost, Measure, Policy, Purpose};
pub use portal::Config;
pub use portal_schema::portal_schema;
pub use provisional_value::ProvisionalValue;
pub use read_exchange::channel_from_url;
pub use taxonomies::Taxonomy;
pub use theme_extra::{BLOCK_KINDS, ThemeExtra};
