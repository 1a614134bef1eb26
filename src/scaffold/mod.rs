//! `tamquan new`: a portal that builds, with every section that the law asks of its kind of agency,
//! and a guiding text in each.

mod new_portal;

pub use new_portal::{files, placeholder_name, write_portal};
