//! The preview: a web server for this machine, and for devices that were admitted by a key, which shows a portal as its host will, and
//! rebuilds it after every saved edit.
//!
//! Two threads share one `PreviewState`. One waits for edits and builds (`rebuild`): it gathers the
//! events of the file system (`watch`) until they stop (`window`), builds the site, and informs
//! browsers of the changes. The other answers browsers (`http`): with files of the last good build
//! (`host`), with the headers that the portal promises (`host_rules`), and with the events: `state`
//! decides after each build between `reload`, `css` and none, and the script that `live_page` adds
//! to each page (`live.js`) decides from the changed addresses whether its own page reloads.

mod output_file;
mod host_rules;
mod host;
mod window;
mod state;
mod terminal_code;
mod terminal;
mod port;
mod visitor;
mod device_keys;
mod live_page;
mod byte_range;
mod http;
mod next_rebuild;
mod network_fs;
mod symlinks;
mod poll;
mod watch;
mod rebuild;
mod preview;

pub use preview::{PreviewOptions, run};
