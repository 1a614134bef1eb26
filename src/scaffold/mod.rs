//! `tamquan new`: a portal that builds, with all sections that the law requires of its type of
//! agency, and a guiding text in each.

mod new_portal;

pub use new_portal::{files, placeholder_name, write_portal};
