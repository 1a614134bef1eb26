//! Finds pages whose day of review has passed.

use crate::check::check_form::Check;
use crate::model::reviews;
use crate::table_reader::TableReader;

/// Reads the check, which has no parameters.
pub(crate) fn overdue_review(_: &mut TableReader) -> Check {
    Check::Portal(Box::new(|subject, finder| {
        let site = &subject.world.site;
        for (due, id) in reviews(site) {
            // A review on its day is in time.
            if let Ok(next) = due.day().tomorrow() {
                let day = due.day().strftime("%d/%m/%Y");
                finder.at_key(&site.info(id).diag_file(), "review_by").arg("day", day).from(next);
            }
        }
    }))
}
