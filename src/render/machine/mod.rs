//! Files for programs: feeds, site maps, JSON interfaces, files for hosts, exported items.
//!
//! [`crate::plan::FeedFormat`] lists the feed formats; `feeds` writes each of them.

pub(super) mod feeds;
pub(super) mod list_feed;
pub(super) mod corrections_feed;
pub(super) mod sitemaps;
pub(super) mod hosting;
mod redirect_rules;
pub(super) mod host_files;
pub(super) mod nginx;
pub(super) mod caddy;
pub(super) mod apache;
pub(super) mod iis;
pub(super) mod machine_files;
pub(super) mod export;
