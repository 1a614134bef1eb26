//! `tamquan new`: a portal that builds, with all sections that the law requires for the type of the
//! agency, and a guiding text in each section. `tamquan add`: a content file with the fields of its
//! kind.

mod new_portal;
mod title_field;
mod sample_value;
mod new_page;
mod page_place;

pub use new_page::{NewPage, PageText};
pub use new_portal::{files, placeholder_name, write_portal};
pub use page_place::{PagePlace, find_page_place};
