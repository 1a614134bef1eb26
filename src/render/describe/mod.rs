//! Values that describe one thing of the site: fields, links, origin, settings, linked data. These
//! functions read the model only and note no query.

pub(super) mod derivative;
pub(super) mod feed_links;
pub(super) mod fields;
pub(super) mod imported_items;
pub(super) mod settings;
pub(super) mod json_ld_agency;
pub(super) mod json_ld_kinds;
pub(super) mod linked_data;
pub(super) mod page_data;
pub(super) mod site_reports;
pub(super) mod calendar_values;
pub(super) mod duty_values;
pub(super) mod correction_values;
