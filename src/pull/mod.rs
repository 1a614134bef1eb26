//! Bringing what the site holds of other portals up to date: before a build for the sources that
//! are due, and by `source sync`.
//!
//! Each source by itself is verified as a whole or left as it was; `exchange.lock` is written once,
//! after all of them, and what it does not name any more is taken away last. Whatever ends a pull
//! between two writes, the next one makes it whole.

mod pull_report;
mod source_includes;
mod wanted_items;
mod pull_feed;
mod lock_change;
mod pull_job;
mod pull_source;
mod commit_lock;
mod run_pull;
mod locked_sources;

pub use pull_job::{PullJob, SourceSelection};
pub use pull_report::{PullReport, SourceOutcome, SourceReport};
pub use source_includes::{SourceIncludes, find_site_includes};

pub use crate::exchange::sync::fetch_roots;
