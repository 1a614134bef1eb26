//! `tamquan new`: a portal that builds, with all sections that the law requires for the type of the
//! agency, and a guiding text in each section.

mod new_portal;

pub use new_portal::{files, placeholder_name, write_portal};
