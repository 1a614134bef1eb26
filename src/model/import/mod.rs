//! Items of other portals: as pages (`place_item`, with lengths limited by `field_limits`), at
//! places that this portal does not use (`add_imported_pages`), and checked (`check_imports`).

mod add_imported_pages;
mod check_imports;
mod field_limits;
mod place_item;

pub(super) use add_imported_pages::add_imported_pages;
pub use check_imports::may_be_fixed_by_sync;
pub(super) use check_imports::{check_imports, check_include};
pub use place_item::is_portable;
pub(super) use place_item::place_item;
