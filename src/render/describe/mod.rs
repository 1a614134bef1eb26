//! Values that describe one thing of the site: fields, links, origin, settings, linked data. These
//! functions read the model only and note no query.

pub mod feed_links;
pub mod fields;
pub mod imported_items;
pub mod settings;
pub mod json_ld_agency;
pub mod json_ld_kinds;
pub mod linked_data;
pub mod site_reports;
