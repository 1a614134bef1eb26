//! The preview: a web server on this machine alone, which shows a portal as its host will and follows
//! every saved edit.
//!
//! Two threads share one `PreviewState`. One waits for edits and builds (`rebuild`): events of the
//! disk (`watch`) are gathered until it is quiet (`window`), the site is built, and browsers are
//! informed of what changed. The other answers browsers (`http`): files of the last good build
//! (`host`) with the headers that the portal promises (`host_rules`), and the events (`state`).

mod output_file;
mod host_rules;
mod host;
mod window;
mod state;
mod terminal;
mod port;
mod visitor;
mod live_page;
mod http;
mod next_rebuild;
mod network_fs;
mod symlinks;
mod poll;
mod watch;
mod rebuild;
mod preview;

pub use preview::{PreviewOptions, run};
