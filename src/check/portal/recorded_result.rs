//! Finds a portal whose last result is not recorded, or is old.

use jiff::ToSpan as _;

use super::fields::calls;
use crate::check::check_form::Check;
use crate::check::found::{Place, Within};
use crate::table_reader::TableReader;
use crate::text::date::Stamp;

/// Where a recorded result lies, below the folder `data/` of a site.
pub const RECORD_FILE: &str = "check-result.json";

/// The shortcode of the theme that shows the recorded result.
const SHORTCODE: &str = "check_result";

/// Reads the check. Its parameter `months` is how long a recorded result is new.
pub(crate) fn recorded_result(reader: &mut TableReader) -> Check {
    let months = reader.count("months", 1..=120).unwrap_or(12);
    Check::Portal(Box::new(move |subject, finder| {
        let recorded = subject.world.data(RECORD_FILE);
        let day = recorded.as_ref().and_then(|answer| {
            answer.value.as_map()?;
            Stamp::parse(answer.value.get_from_path("day")?.as_str()?).ok()
        });
        match day {
            // Without a file, the page that would show the result is the one to open.
            None => {
                let site = &subject.world.site;
                let place = match calls(site, SHORTCODE).next() {
                    Some((id, _)) => Place::File(site.info(id).diag_file(), Within::Words(vec![SHORTCODE.to_owned()])),
                    None => Place::Portal,
                };
                finder.at(place);
            }
            Some(stamp) => {
                if let Ok(old) = stamp.day().checked_add((months as i32).months()) {
                    let within = Within::Words(vec!["\"day\"".to_owned()]);
                    finder.at(Place::File(format!("data/{RECORD_FILE}"), within)).from(old);
                }
            }
        }
    }))
}
