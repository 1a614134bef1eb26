//! Computed fields, which follow from dates and relations: whether a document is in force, a
//! consultation open, or a notice shown.

use super::{NodeId, PageId, Site};
use crate::config::Lang;
use crate::content::FieldValue;
use crate::text::date::{Date, DateTime};

/// Fills [`Site::states`]. A translation has the state of the original of the same kind, so that no
/// language contradicts another.
pub(super) fn compute_states(site: &mut Site) {
    let states: Vec<Option<usize>> = site
        .page_ids()
        .map(|id| {
            let original = site.find(&site.page(id).info.key, Lang::DEFAULT);
            let id = match original {
                Some(NodeId::Page(original)) if site.page(original).kind == site.page(id).kind => original,
                _ => id,
            };
            compute_state(site, id, site.now.time)
        })
        .collect();
    site.states = states;
}

impl Site {
    /// The computed field of a page: its key and its value. `None` if the kind of the page has no
    /// computed field.
    pub fn state_of(&self, id: PageId) -> Option<(&str, &crate::content::Choice)> {
        let computed = self.kind(self.page(id).kind).computed.first()?;
        let choice = self.states.get(id.0 as usize).copied().flatten()?;
        Some((&computed.key, computed.choices.get(choice)?))
    }

    /// Whether a page's computed field has this value.
    pub fn is_in_state(&self, id: PageId, value: &str) -> bool {
        self.state_of(id).is_some_and(|(_, choice)| choice.value == value)
    }
}

/// The computed field of a page at `now`, by the position of its choice. `None` if the kind has no
/// computed field.
pub(super) fn compute_state(site: &Site, id: PageId, now: DateTime) -> Option<usize> {
    let page = site.page(id);
    let kind = site.kind(page.kind);
    let computed = kind.computed.first()?;
    let value = match kind.name.as_str() {
        "document" => document_state(site, id, now.date()),
        "consultation" => consultation_state(site, id, now.date()),
        "question" => {
            if date_field(site, id, "answered_on").is_some() {
                "answered"
            } else {
                "received"
            }
        }
        "notice" => notice_state(site, id, now),
        _ => return None,
    };
    computed.choices.iter().position(|c| c.value == value)
}

fn field<'s>(site: &'s Site, id: PageId, key: &str) -> Option<&'s FieldValue> {
    let page = site.page(id);
    page.info.front.field(site.kind(page.kind), key)
}

fn date_field(site: &Site, id: PageId, key: &str) -> Option<Date> {
    field(site, id, key).and_then(FieldValue::as_stamp).map(|s| s.day())
}

/// Whether a document has come into force by `today`. A document without a date counts as in force.
fn has_effect(site: &Site, id: PageId, today: Date) -> bool {
    date_field(site, id, "effective").is_none_or(|from| from <= today)
}

/// The earliest day on which one of these documents comes into force. `Date::MIN` if one of them
/// has no date, `None` if there are no documents.
pub(super) fn first_effective_day(site: &Site, all: impl Iterator<Item = PageId>) -> Option<Date> {
    all.map(|id| date_field(site, id, "effective").unwrap_or(Date::MIN)).min()
}

fn document_state(site: &Site, id: PageId, today: Date) -> &'static str {
    // The dates of a document of another portal have no effect here: it is a document of another
    // agency. See `Site::may_affect`.
    let named = |value: &FieldValue| {
        site.referenced_page(id, value).map(|(page, _)| page).filter(|page| site.may_affect(*page, id))
    };
    let values = |key: &str| field(site, id, key).into_iter().flat_map(FieldValue::items);
    let acting = |key: &str| {
        let all = site.inverse_relations.get(id, key).iter().copied().chain(values(key).filter_map(named));
        first_effective_day(site, all).is_some_and(|from| from <= today)
    };
    let amended_elsewhere = values("amended_by").any(|value| named(value).is_none());
    if acting("replaced_by") {
        "replaced"
    } else if date_field(site, id, "expires").is_some_and(|day| day <= today) {
        "expired"
    } else if !has_effect(site, id, today) {
        "pending"
    } else if acting("amended_by") || amended_elsewhere {
        "amended"
    } else {
        "in-force"
    }
}

fn consultation_state(site: &Site, id: PageId, today: Date) -> &'static str {
    if field(site, id, "outcome").is_some() {
        "answered"
    } else if date_field(site, id, "opens").is_some_and(|day| today < day) {
        "upcoming"
    } else if date_field(site, id, "closes").is_some_and(|day| day < today) {
        "closed"
    } else {
        "open"
    }
}

fn notice_state(site: &Site, id: PageId, now: DateTime) -> &'static str {
    let stamp = |key: &str| field(site, id, key).and_then(FieldValue::as_stamp);
    let starts = stamp("starts").or(site.page(id).date);
    if starts.is_some_and(|s| s.start() > now) {
        "scheduled"
    } else if stamp("ends").is_some_and(|s| s.end() < now) {
        "ended"
    } else {
        "active"
    }
}
