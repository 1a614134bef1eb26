//! Reports dates that are later than the build although they cannot be.

use super::content_tree::ContentTree;
use crate::content::FieldValue;
use crate::diag::{Code, Diag, Diags};
use crate::text::date::Stamp;

/// Reports pages that are published now and say that they were posted years from now, or that their
/// document will be issued later. A page that is planned has `publish_at`, and is not published
/// yet.
pub(super) fn report_future_dates(tree: &ContentTree, faults: &mut Diags) {
    let today = tree.now.today();
    for id in tree.page_ids().filter(|id| tree.origin(*id).is_none()) {
        let page = tree.page(id);
        let front = &page.info.front;
        if front.draft || front.publish_at.is_some_and(|at| at.start() > tree.now.time) {
            continue;
        }
        let tell =
            |diag: Diag, stamp: Stamp| diag.file(page.info.diag_file()).spot(front.date_spot).arg("value", stamp.day());
        let kind = tree.kind(page.kind);
        let issued = front.field(kind, "issued").and_then(FieldValue::as_stamp);
        let years = |stamp: &Stamp| stamp.day().year() - today.year();
        if let Some(issued) = issued.filter(|issued| issued.day() > today) {
            faults.push(tell(Diag::warning(Code::IssuedFuture), issued));
        } else if let Some(date) = front.date.filter(|date| years(date) > 1) {
            faults.push(tell(Diag::warning(Code::DateFar).arg("years", years(&date)), date));
        }
    }
}
