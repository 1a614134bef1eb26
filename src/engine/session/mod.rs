//! Builds of one site by one process, one after the other: what a preview server needs.
//!
//! A `Session` holds the lock and the site in memory between builds. `live` builds the site when only
//! the wording or the bodies of known files changed; every other change is built from the disk.

mod edits;
mod live;
mod build_session;

pub use build_session::{Session, build};
