//! Computed fields, which follow from dates and relations: whether a document is in force, a
//! consultation open, or a notice shown.

use super::content_tree::ContentTree;
use super::derived::{InverseRelations, States};
use super::node::{NodeId, PageId};
use crate::config::Lang;
use crate::content::FieldValue;
use crate::text::date::{Date, DateTime};

/// Computes the states of all pages. A translation has the state of the original of the same kind,
/// so that no language contradicts another.
pub(super) fn compute_states(tree: &ContentTree, relations: &InverseRelations) -> States {
    let state = |id: PageId| {
        let id = match tree.find(&tree.page(id).info.key, Lang::DEFAULT) {
            Some(NodeId::Page(original)) if tree.page(original).kind == tree.page(id).kind => original,
            _ => id,
        };
        compute_state(tree, relations, id, tree.now.time)
    };
    States(tree.page_ids().map(state).collect())
}

/// The computed field of a page at `now`, by the position of its choice. `None` if the kind has no
/// computed field.
pub(super) fn compute_state(
    tree: &ContentTree,
    relations: &InverseRelations,
    id: PageId,
    now: DateTime,
) -> Option<usize> {
    let page = tree.page(id);
    let kind = tree.kind(page.kind);
    let computed = kind.computed.first()?;
    let value = match kind.name.as_str() {
        "document" => document_state(tree, relations, id, now.date()),
        "consultation" => consultation_state(tree, id, now.date()),
        "question" => {
            if date_field(tree, id, "answered_on").is_some() {
                "answered"
            } else {
                "received"
            }
        }
        "notice" => notice_state(tree, id, now),
        _ => return None,
    };
    computed.choices.iter().position(|c| c.value == value)
}

fn field<'s>(tree: &'s ContentTree, id: PageId, key: &str) -> Option<&'s FieldValue> {
    let page = tree.page(id);
    page.info.front.field(tree.kind(page.kind), key)
}

fn date_field(tree: &ContentTree, id: PageId, key: &str) -> Option<Date> {
    field(tree, id, key).and_then(FieldValue::as_stamp).map(|s| s.day())
}

/// Whether a document has come into force by `today`. A document without a date counts as in force.
fn has_effect(tree: &ContentTree, id: PageId, today: Date) -> bool {
    date_field(tree, id, "effective").is_none_or(|from| from <= today)
}

/// The earliest day on which one of these documents comes into force. `Date::MIN` if one of them
/// has no date, `None` if there are no documents.
pub(super) fn first_effective_day(tree: &ContentTree, all: impl Iterator<Item = PageId>) -> Option<Date> {
    all.map(|id| date_field(tree, id, "effective").unwrap_or(Date::MIN)).min()
}

fn document_state(tree: &ContentTree, relations: &InverseRelations, id: PageId, today: Date) -> &'static str {
    // The dates of a document of another portal have no effect here: it is a document of another
    // agency. See `ContentTree::may_affect`.
    let named = |value: &FieldValue| {
        tree.referenced_page(id, value).map(|(page, _)| page).filter(|page| tree.may_affect(*page, id))
    };
    let values = |key: &str| field(tree, id, key).into_iter().flat_map(FieldValue::items);
    let acting = |key: &str| {
        let all = relations.get(id, key).iter().copied().chain(values(key).filter_map(named));
        first_effective_day(tree, all).is_some_and(|from| from <= today)
    };
    let amended_elsewhere = values("amended_by").any(|value| named(value).is_none());
    if acting("replaced_by") {
        "replaced"
    } else if date_field(tree, id, "expires").is_some_and(|day| day <= today) {
        "expired"
    } else if !has_effect(tree, id, today) {
        "pending"
    } else if acting("amended_by") || amended_elsewhere {
        "amended"
    } else {
        "in-force"
    }
}

fn consultation_state(tree: &ContentTree, id: PageId, today: Date) -> &'static str {
    if field(tree, id, "outcome").is_some() {
        "answered"
    } else if date_field(tree, id, "opens").is_some_and(|day| today < day) {
        "upcoming"
    } else if date_field(tree, id, "closes").is_some_and(|day| day < today) {
        "closed"
    } else {
        "open"
    }
}

fn notice_state(tree: &ContentTree, id: PageId, now: DateTime) -> &'static str {
    let stamp = |key: &str| field(tree, id, key).and_then(FieldValue::as_stamp);
    let starts = stamp("starts").or(tree.page(id).date);
    if starts.is_some_and(|s| s.start() > now) {
        "scheduled"
    } else if stamp("ends").is_some_and(|s| s.end() < now) {
        "ended"
    } else {
        "active"
    }
}
