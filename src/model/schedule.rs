//! The moments at which the output changes without an edit.

use super::{PageId, Site, computed};
use crate::content::FieldValue;
use crate::text::date::{DateTime, Stamp};

/// A moment at which the site must be built again, and the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScheduledChange {
    /// The moment of the change.
    pub at: DateTime,
    /// The page that changes.
    pub page: PageId,
    /// `gone`, or the new value of the computed field.
    pub new_state: String,
}

/// All moments after the build time, in order. Pages that are not published yet are in
/// `Site::scheduled_files`, not here.
pub(super) fn find_scheduled_changes(site: &Site) -> Vec<ScheduledChange> {
    let mut found = Vec::new();
    for id in site.page_ids().filter(|id| !site.page(*id).gone) {
        let page = site.page(id);
        let kind = site.kind(page.kind);
        if let Some(at) = page.info.front.expires_at.and_then(Stamp::over_at) {
            found.push(ScheduledChange { at, page: id, new_state: "gone".to_owned() });
        }
        if kind.computed.is_empty() {
            continue;
        }
        let own = page.info.front.fields.iter().flat_map(|(_, value)| match value {
            FieldValue::Stamp(stamp) => edges(*stamp),
            _ => Vec::new(),
        });
        // The earliest date of the related documents decides. A date for each of them would make
        // the work grow with the square of their number.
        let others = site
            .inverse_relations
            .for_page(id)
            .filter_map(|(_, pages)| computed::first_effective_day(site, pages.iter().copied()));
        let others = others.flat_map(|from| edges(Stamp::Day(from)));
        let mut times: Vec<DateTime> =
            own.chain(others).chain(page.date.into_iter().flat_map(edges)).filter(|at| *at > site.now.time).collect();
        times.sort();
        times.dedup();
        let mut now = computed::compute_state(site, id, site.now.time);
        for at in times {
            let then = computed::compute_state(site, id, at);
            if then != now
                && let Some(choice) = then.and_then(|i| kind.computed.first()?.choices.get(i))
            {
                found.push(ScheduledChange { at, page: id, new_state: choice.value.clone() });
            }
            now = then;
        }
    }
    found.sort_by(|a, b| (a.at, a.page, &a.new_state).cmp(&(b.at, b.page, &b.new_state)));
    found
}

/// The moments at which a stamp can change a state: its beginning, and one second after its end.
fn edges(stamp: Stamp) -> Vec<DateTime> {
    let after = stamp.end().checked_add(jiff::Span::new().seconds(1));
    std::iter::once(stamp.start()).chain(after.ok()).collect()
}
