//! The feeds that a page names in its head.

use tera::Value;

use crate::config::Lang;
use crate::model::{SectionId, Site};
use crate::path::UrlPath;
use crate::plan::{self, FeedFormat};
use crate::render::value::object::ObjectBuilder;

/// A link to a feed.
pub(crate) struct FeedLink {
    /// The title of the list, with the name of the format.
    pub title: String,
    /// The address from the root of the portal.
    pub url: UrlPath,
    pub format: FeedFormat,
}

impl FeedLink {
    /// `{type, mime, url, title}`.
    fn to_value(&self) -> Value {
        let name = match self.format {
            FeedFormat::Rss => "rss",
            FeedFormat::Atom => "atom",
            FeedFormat::Json => "json",
        };
        let mut object = ObjectBuilder::with_capacity(4);
        object.set("type", name).set("mime", self.format.mime()).set("url", self.url.as_str());
        object.set("title", self.title.as_str()).build()
    }
}

/// The feeds of the section, or of its nearest ancestor that has feeds; empty if no ancestor has
/// any.
pub(crate) fn section_feed_links(site: &Site, id: SectionId) -> Vec<FeedLink> {
    let mut at = id;
    while !plan::has_feed(site, at) {
        match site.section(at).parent {
            Some(up) => at = up,
            None => return Vec::new(),
        }
    }
    let text = &site.section(at).info;
    feed_links(&text.title, &text.url)
}

/// The feeds of a list, in every format.
pub(crate) fn feed_links(title: &str, url: &UrlPath) -> Vec<FeedLink> {
    let link = |format: FeedFormat| {
        let title = format!("{title} ({})", feed_name(format));
        FeedLink { title, url: url.file(format.file_name()), format }
    };
    FeedFormat::ALL.into_iter().map(link).collect()
}

/// The feeds of the corrections in a language; empty if there are no corrections.
pub(super) fn corrections_feed_links(site: &Site, lang: Lang) -> Vec<FeedLink> {
    if site.corrections(lang).next().is_none() {
        return Vec::new();
    }
    let name = if site.lang_code(lang) == "vi" { "Đính chính" } else { "Corrections" };
    let link = |format: FeedFormat| {
        let url = plan::corrections_feed_url(site, lang, format);
        FeedLink { title: format!("{name} ({})", feed_name(format)), url, format }
    };
    FeedFormat::ALL.into_iter().map(link).collect()
}

/// The name of a format as readers know it.
fn feed_name(format: FeedFormat) -> &'static str {
    match format {
        FeedFormat::Rss => "RSS",
        FeedFormat::Atom => "Atom",
        FeedFormat::Json => "JSON Feed",
    }
}

/// The links as templates see them.
pub(crate) fn feed_link_values(links: &[FeedLink]) -> Value {
    links.iter().map(FeedLink::to_value).collect::<Vec<_>>().into()
}
