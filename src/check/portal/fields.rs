//! The fields of pages, as checks read them.

use jiff::civil::Date;

use crate::check::found::{Place, Within};
use crate::content::{FieldType, FieldValue};
use crate::model::{NodeId, PageId, Site};
use crate::parse::{MentionKind, ShortcodeCall};

/// The own published pages of a kind. Items of other portals are their publishers' matter.
pub(crate) fn own_pages<'s>(site: &'s Site, kind: &str) -> impl Iterator<Item = PageId> + use<'s> {
    let kind = site.kinds.position(kind);
    site.page_ids().filter(move |id| {
        let page = site.page(*id);
        Some(page.kind) == kind && !page.gone && page.info.front.origin.is_none()
    })
}

/// The value of a field of a page. `None` if the page does not have it.
pub(crate) fn field<'s>(site: &'s Site, id: PageId, key: &str) -> Option<&'s FieldValue> {
    let page = site.page(id);
    page.info.front.field(site.kind(page.kind), key)
}

/// The text of a field. `None` if the page does not have it, or if it is no text.
pub(crate) fn text<'s>(site: &'s Site, id: PageId, key: &str) -> Option<&'s str> {
    field(site, id, key)?.as_text()
}

/// The day of a date field.
pub(crate) fn day(site: &Site, id: PageId, key: &str) -> Option<Date> {
    Some(field(site, id, key)?.as_stamp()?.day())
}

/// The word of a field that is one of several choices.
pub(crate) fn choice<'s>(site: &'s Site, id: PageId, key: &str) -> Option<&'s str> {
    let FieldValue::Choice(at) = field(site, id, key)? else { return None };
    match &site.kind(site.page(id).kind).field(key)?.ty {
        FieldType::Enum(choices) => choices.get(*at).map(|choice| choice.value.as_str()),
        _ => None,
    }
}

/// The day on which a page was posted. `None` if the page does not say it.
pub(crate) fn posted(site: &Site, id: PageId) -> Option<Date> {
    site.page(id).info.front.date.map(|stamp| stamp.day())
}

/// A day as Vietnamese offices write it: `05/01/2026`.
pub(crate) fn written(day: Date) -> String {
    day.strftime("%d/%m/%Y").to_string()
}

/// Where a page of a kind would stand: the first section of that kind, or the portal if it has
/// none.
pub(crate) fn place_of_kind(site: &Site, kind: &str) -> Place {
    let kind = site.kinds.position(kind);
    let is_of_kind = |section: &NodeId| match section {
        NodeId::Section(id) => Some(site.section(*id).kind) == kind && !site.section(*id).gone,
        NodeId::Page(_) => false,
    };
    match site.nodes().find(is_of_kind) {
        Some(section) => Place::File(site.info(section).diag_file(), Within::Whole),
        None => Place::Portal,
    }
}

/// The published nodes whose text calls a shortcode, each with the call.
pub(crate) fn calls<'s>(site: &'s Site, name: &str) -> impl Iterator<Item = (NodeId, &'s ShortcodeCall)> {
    let of_node = move |id: NodeId| {
        let mentions = site.info(id).facts.mentions.iter();
        mentions.filter_map(move |mention| match &mention.kind {
            MentionKind::Shortcode(call) if call.name == name => Some((id, call)),
            _ => None,
        })
    };
    site.nodes().filter(|id| site.has_output(*id)).flat_map(of_node)
}
