//! Finds corrections that no list of corrections shows.

use super::fields::calls;
use crate::check::check_form::Check;
use crate::table_reader::TableReader;

/// The shortcode of the theme that lists the corrections of its language.
const SHORTCODE: &str = "corrections";

/// Reads the check, which has no parameters. A finding is about the page with the newest correction
/// of a language without a list.
pub(crate) fn corrections_listed(_: &mut TableReader) -> Check {
    Check::Portal(Box::new(|subject, finder| {
        let site = &subject.world.site;
        for lang in site.config.langs() {
            let own = site.corrections(lang).filter(|(_, id, _)| site.info(*id).front.origin.is_none());
            let newest = own.max_by_key(|(correction, id, _)| (correction.date.start(), std::cmp::Reverse(*id)));
            let is_listed = || calls(site, SHORTCODE).any(|(id, _)| site.info(id).lang == lang);
            if let Some((_, id, _)) = newest.filter(|_| !is_listed()) {
                finder.at_key(&site.info(id).diag_file(), "corrections");
            }
        }
    }))
}
