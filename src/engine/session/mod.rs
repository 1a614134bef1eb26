//! Successive builds of one site in one process, as a preview server needs them.
//!
//! A `Session` keeps the lock and the site in memory between builds. `live` builds the site if only
//! the wording or the bodies of known files changed; after every other change, the site is built
//! from disk.

mod edits;
mod search_change;
mod live;
mod built_site;
mod build_session;

pub use build_session::{Session, build};
pub use built_site::BuiltSite;
