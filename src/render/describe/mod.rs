//! What is said of each thing of the site: its fields, its links, its origin, as values for templates.

pub mod feed_links;
pub mod fields;
pub mod imported_items;
pub mod settings;
pub mod json_ld_agency;
pub mod json_ld_kinds;
pub mod linked_data;
pub mod site_reports;
