//! The paths of items and their pictures among the files of the site.

use crate::config::Config;
use crate::exchange::format::{Asset, ExchangeId};
use crate::path::SitePath;
use crate::text::date::Stamp;

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

/// The day of a moment in the local time of Viet Nam, for pages and messages. A text that is no
/// moment is returned as it is.
pub fn day_of_moment(moment: &str) -> String {
    Stamp::parse(moment).map_or_else(|_| moment.to_owned(), |at| Stamp::Day(at.day()).iso())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_has_the_day_of_viet_nam() {
        for (moment, day) in [
            ("2026-11-28T16:59:59Z", "2026-11-28"),
            ("2026-11-28T17:00:00Z", "2026-11-29"),
            ("2026-11-28T23:30:05.123456789Z", "2026-11-29"),
            ("2026-11-29T00:30:00+07:00", "2026-11-29"),
            ("2026-11-29", "2026-11-29"),
            ("", ""),
        ] {
            assert_eq!(day_of_moment(moment), day);
        }
    }
}
