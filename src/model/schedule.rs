//! The moments at which the output changes without an edit.

use super::computed::{compute_state, first_effective_day};
use super::content_tree::ContentTree;
use super::derived::{InverseRelations, ScheduledChange};
use super::node::NodeId;
use crate::content::FieldValue;
use crate::text::date::{DateTime, Stamp};

/// All moments after the build time, in order. Pages that are not published yet are in
/// `ContentTree::scheduled_files`, not here.
pub(super) fn find_scheduled_changes(tree: &ContentTree, relations: &InverseRelations) -> Vec<ScheduledChange> {
    let mut found = Vec::new();
    let end_of = |node: NodeId| {
        let at = tree.info(node).front.expires_at.and_then(Stamp::over_at)?;
        Some(ScheduledChange { at, node, new_state: "gone".to_owned() })
    };
    let sections = tree.section_ids().filter(|id| !tree.section(*id).gone);
    found.extend(sections.filter_map(|id| end_of(NodeId::Section(id))));
    for id in tree.page_ids().filter(|id| !tree.page(*id).gone) {
        let page = tree.page(id);
        let kind = tree.kind(page.kind);
        found.extend(end_of(NodeId::Page(id)));
        if kind.computed.is_empty() {
            continue;
        }
        let own = page.info.front.fields.iter().flat_map(|(_, value)| match value {
            FieldValue::Stamp(stamp) => edges(*stamp),
            _ => Vec::new(),
        });
        // The earliest date of the related documents decides. A date for each of them would make
        // the work grow with the square of their number.
        let others = relations.for_page(id).filter_map(|(_, pages)| first_effective_day(tree, pages.iter().copied()));
        let others = others.flat_map(|from| edges(Stamp::Day(from)));
        let mut times: Vec<DateTime> =
            own.chain(others).chain(page.date.into_iter().flat_map(edges)).filter(|at| *at > tree.now.time).collect();
        times.sort();
        times.dedup();
        let mut now = compute_state(tree, relations, id, tree.now.time);
        for at in times {
            let then = compute_state(tree, relations, id, at);
            if then != now
                && let Some(choice) = then.and_then(|i| kind.computed.first()?.choices.get(i))
            {
                found.push(ScheduledChange { at, node: NodeId::Page(id), new_state: choice.value.clone() });
            }
            now = then;
        }
    }
    found.sort_by(|a, b| (a.at, a.node, &a.new_state).cmp(&(b.at, b.node, &b.new_state)));
    found
}

/// The moments at which a stamp can change a state: its beginning, and one second after its end.
fn edges(stamp: Stamp) -> Vec<DateTime> {
    let after = stamp.end().checked_add(jiff::Span::new().seconds(1));
    std::iter::once(stamp.start()).chain(after.ok()).collect()
}
