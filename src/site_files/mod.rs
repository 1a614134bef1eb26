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
mod static_file;
mod templates;
mod theme_layer;
mod own_channel;
mod stray;
mod scan;
mod config_files;
mod theme_chain;
mod theme;
mod theme_files;
mod mount;

pub use content_store::ContentStore;
pub use excerpt_finder::ExcerptFinder;
pub use file_stat::FileStat;
pub use folder_handle::FolderHandle;
pub use limits::{FOLDERS, MAX_ALL_DATA, MAX_CONTENT, MAX_DATA, MAX_FILE, ORIGINALS_FOLDER};
pub use own_channel::OwnChannel;
pub use own_folders::{CACHE_FOLDER, check_own_folders};
pub use read_file::{digest_file, find_on_disk};
pub use scan::{RescannedPath, SiteFiles};
pub use static_file::StaticFile;
pub use substitutes::Substitutes;
pub use templates::{Template, Templates, component_definitions, quoted_texts};
pub use theme_files::THEME_FOLDERS;
pub use theme_layer::ThemeLayer;
pub use visible::is_visible;
