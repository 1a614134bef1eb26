//! Files for programs: feeds, site maps, JSON interfaces, files for hosts, exported items.
//!
//! Which feed formats there are is listed in [`crate::plan::FeedFormat`]; `feeds` writes each of them.

pub(super) mod feeds;
pub(super) mod list_feed;
pub(super) mod sitemaps;
pub(super) mod hosting;
pub(super) mod machine_files;
pub(super) mod export;
