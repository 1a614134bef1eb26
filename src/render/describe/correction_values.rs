//! The corrections of a portal, as templates and feeds see them.

use std::cmp::Reverse;

use tera::Value;

use super::feed_links::{corrections_feed_links, feed_link_values};
use super::fields::reference_to;
use crate::config::Lang;
use crate::content::Correction;
use crate::model::{NodeId, Site};
use crate::render::value::object::ObjectBuilder;

/// `{items: [{date, note, number, title, url}], feeds: [{type, mime, url, title}]}`: the newest
/// correction first. `number` tells the corrections of a page apart. Without corrections there are no
/// feeds.
pub(crate) fn corrections(site: &Site, lang: Lang) -> Value {
    let mut found: Vec<_> = site.corrections(lang).collect();
    found.sort_by_key(|(correction, id, number)| {
        (Reverse(correction.date.start()), site.info(*id).url.to_string(), Reverse(*number))
    });
    let feeds = corrections_feed_links(site, lang);
    let item = |(correction, id, number): (&Correction, NodeId, usize)| {
        let mut object = ObjectBuilder::from_value(reference_to(site, id));
        object.set("number", number);
        object.set("date", correction.date.iso()).set("note", correction.note.as_str()).build()
    };
    let mut object = ObjectBuilder::new();
    object.set("items", found.into_iter().map(item).collect::<Vec<_>>()).set("feeds", feed_link_values(&feeds)).build()
}
