//! Files for programs: feeds, site maps, JSON interfaces, files for hosts, exported items.

pub mod feeds;
pub mod list_feed;
pub mod sitemaps;
pub mod hosting;
pub mod machine_files;
pub mod export;
