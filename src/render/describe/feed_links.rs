//! The feeds that a page names in its head.

use tera::Value;

use crate::model::{SectionId, Site};
use crate::path::UrlPath;
use crate::plan::{self, FeedFormat};
use crate::render::value::object::ObjectBuilder;

/// The feeds of the section, or of its nearest ancestor that has feeds; empty if no ancestor has
/// any.
pub(crate) fn section_feed_links(site: &Site, id: SectionId) -> Value {
    let mut at = id;
    while !plan::has_feed(site, at) {
        match site.section(at).parent {
            Some(up) => at = up,
            None => return Vec::<Value>::new().into(),
        }
    }
    let text = &site.section(at).info;
    feed_links(&text.title, &text.url)
}

/// The feeds of a list, in every format.
pub(crate) fn feed_links(title: &str, url: &UrlPath) -> Value {
    let entry = |format: FeedFormat| {
        let (name, label) = match format {
            FeedFormat::Rss => ("rss", "RSS"),
            FeedFormat::Atom => ("atom", "Atom"),
            FeedFormat::Json => ("json", "JSON Feed"),
        };
        let mut object = ObjectBuilder::new();
        object.set("type", name).set("mime", format.mime()).set("url", url.file(format.file_name()).as_str());
        object.set("title", format!("{title} ({label})")).build()
    };
    FeedFormat::ALL.into_iter().map(entry).collect::<Vec<_>>().into()
}
