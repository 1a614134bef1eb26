//! Builds of one site by one process, one after the other: what a preview server needs.

mod edits;
mod live;
mod build_session;

pub use build_session::{Session, build};
