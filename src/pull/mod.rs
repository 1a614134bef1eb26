//! Brings the stored content of other portals up to date: before a build for sources that are due,
//! and for `source sync`.
//!
//! Each source is verified completely, or left as it was. `exchange.lock` is written once, after
//! all sources; files that it no longer names are deleted last. If a pull is interrupted between
//! two writes, the next pull completes it.

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
