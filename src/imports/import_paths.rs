//! The paths of items and their pictures among the files of the site.

use crate::config::Config;
use crate::exchange::format::{Asset, ExchangeId};
use crate::path::SitePath;

/// The folder of item pictures among the files of `static/`. Only derivatives of these pictures are
/// published.
pub const PICTURES: &str = "exchange/pictures";

/// The content file of an item in a section. `None` if the portal does not have the language of the
/// item.
pub(super) fn page_path(into: &SitePath, id: &ExchangeId, lang: &str, config: &Config) -> Option<SitePath> {
    config.lang_by_code(lang)?;
    let suffix = if lang == config.default_lang_code() { String::new() } else { format!(".{lang}") };
    // A file named `index` would be the index of its folder.
    let name = if id.as_str() == "index" { "index/index" } else { id.as_str() };
    SitePath::new(&format!("{into}/{name}{suffix}.md")).ok()
}

/// The path of a picture among the files of `static/`. `name` is the hash with the extension.
pub(super) fn picture_path(name: &str) -> Option<SitePath> {
    SitePath::new(&format!("{PICTURES}/{name}")).ok()
}

/// The address that a text gives a picture of an item.
pub fn picture_url(asset: &Asset) -> String {
    format!("/{PICTURES}/{}.{}", asset.sha256, asset.extension)
}

/// The day of a timestamp, for messages.
pub fn day_of_moment(moment: &str) -> &str {
    moment.split('T').next().unwrap_or(moment)
}
