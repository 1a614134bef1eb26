//! Checks that a portal and the one above it name each other.

use crate::check::check_form::Check;
use crate::config::CONFIG_FILE;
use crate::share::{ComponentFault, component_faults};
use crate::table_reader::TableReader;

/// Finds a portal that the list of its parent lacks, and one that the list of another portal has.
/// Only lists that the portal pulls are looked at.
pub(crate) fn component_portals(_: &mut TableReader) -> Check {
    Check::Portal(Box::new(|subject, finder| {
        for fault in component_faults(&subject.world.site) {
            let (vi, en) = match fault {
                ComponentFault::NotListed { parent } => (
                    format!("danh bạ của {parent} không có cổng này"),
                    format!("the directory of {parent} does not have this portal"),
                ),
                ComponentFault::ParentDiffers { publisher, .. } => (
                    format!("{publisher} liệt kê cổng này là thành phần, mà parent ghi cổng khác"),
                    format!("{publisher} lists this portal, and parent names another one"),
                ),
            };
            finder.at_key(CONFIG_FILE, "agency.parent").arg_by_language("what", &vi, &en);
        }
    }))
}
