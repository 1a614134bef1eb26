//! Brings the stored content of other portals up to date: before a build for sources that are due,
//! and for `source sync`.
//!
//! Each source is verified completely, or left as it was. `run_pull` ends in `commit_lock`, which
//! writes `exchange.lock` once, after all sources, by `ExchangeLock::write`
//! (`exchange/sync/exchange_lock.rs`), and then deletes the files that the lock no longer names. If
//! a pull is interrupted between two writes, the next pull completes it.

mod pull_report;
mod source_includes;
mod wanted_items;
mod pull_feed;
mod lock_change;
mod pull_job;
mod refusal_record;
mod pull_source;
mod commit_lock;
mod run_pull;
mod locked_sources;

pub use pull_job::{PullJob, SourceSelection};
pub use pull_report::{PullReport, SourceOutcome, SourceReport};
pub use source_includes::{SourceIncludes, find_site_includes};

pub use crate::exchange::sync::{ChannelCopy, fetch_root_codes};
