//! The names of files: which of them belong to a site, and how messages show them.

use std::path::Path;

/// Whether a file or folder of this name belongs to the site. Hidden files, and files that editors
/// and operating systems leave behind, do not.
pub fn is_visible(name: &str) -> bool {
    name == ".well-known"
        || !(name.starts_with('.') || name.ends_with('~') || name.ends_with(".swp") || name == "Thumbs.db")
}

/// A path for messages: relative to the site, with control characters replaced.
pub(super) fn display_path(path: &Path, root: &Path) -> String {
    let relative = path.strip_prefix(root).unwrap_or(path);
    relative.to_string_lossy().replace(|c: char| c.is_control(), "\u{fffd}")
}
