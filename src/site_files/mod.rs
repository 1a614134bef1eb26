//! Finds and reads the files of a site. No other module reads them, so that limits, links and
//! names are checked in one place.
//!
//! `scan` finds all files, and reads those that every build needs; `theme` and `mount` add the
//! files of the theme and of other portals. `content_store` reads the content later, file by file.

mod limits;
mod file_stat;
mod folder_handle;
mod visible;
mod read_file;
mod link_scope;
mod walk;
mod own_folders;
mod excerpt_finder;
mod substitutes;
mod content_store;
mod theme_file;
mod own_channel;
mod stray;
mod scan;
mod theme;
mod mount;

pub use content_store::ContentStore;
pub use excerpt_finder::ExcerptFinder;
pub use file_stat::FileStat;
pub use folder_handle::FolderHandle;
pub use limits::{FOLDERS, MAX_ALL_DATA, MAX_CONTENT, MAX_DATA, MAX_FILE};
pub use own_channel::OwnChannel;
pub use own_folders::{CACHE_FOLDER, check_own_folders};
pub use read_file::{digest_file, find_on_disk};
pub use scan::{RescannedPath, SiteFiles};
pub use substitutes::Substitutes;
pub use theme_file::{StaticFile, Template};
pub use visible::is_visible;
