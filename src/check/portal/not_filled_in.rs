//! Finds what is still to be filled in: the provisional texts of a new portal.

use crate::check::check_form::Check;
use crate::check::found::{Place, Within};
use crate::config::CONFIG_FILE;
use crate::table_reader::TableReader;
use crate::text::provisional::MARKS;

/// Reads the check, which has no parameters.
pub(crate) fn not_filled_in(_: &mut TableReader) -> Check {
    Check::Portal(Box::new(|subject, finder| {
        let site = &subject.world.site;
        for value in &site.config.provisional {
            finder.at_spot(CONFIG_FILE, value.spot).arg("count", 1);
        }
        for id in site.nodes() {
            let info = site.info(id);
            if info.facts.provisional > 0 && info.front.origin.is_none() && info.file.is_some() {
                let tries = MARKS.map(str::to_owned).to_vec();
                let place = Place::File(info.diag_file(), Within::Words(tries));
                finder.at(place).arg("count", info.facts.provisional);
            }
        }
    }))
}
