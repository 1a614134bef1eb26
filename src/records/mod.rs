//! The records of tables: rows of a CSV file, or objects of a JSON file, that are pages.
//!
//! `[[pages]]` of `portal.toml` names a table of `data/` and a section. Each record then stands for
//! a content file that nobody wrote: `column_key` finds what its columns mean, `cell_value` reads
//! its cells as values of front matter, `page_name` gives it a path below `content/`, and
//! `site_records` holds the records of all tables.
//!
//! The places of values count from the line in which their record begins. So a row that is added
//! above changes no other record; `locate` turns such a place into one of the table when a
//! diagnostic is shown.

mod cell_text;
mod cell_value;
mod column_key;
mod record_table;
mod record;
mod locate;
mod page_name;
mod table_settings;
mod read_columns;
mod read_table;
mod site_records;

pub use read_table::{TableContent, missing_table_diag};
pub use record::Record;
pub use site_records::SiteRecords;
pub use table_settings::TableSettings;
