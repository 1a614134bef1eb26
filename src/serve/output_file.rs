//! Reads files of the output folder.

use std::path::Path;

use crate::folder::Folder;
use crate::site_files::MAX_FILE;

/// The bytes of a file of the output folder. `None` if it does not exist. Symbolic links below the
/// folder are not followed.
pub(super) fn read_output(out: &Path, path: &str) -> Option<Vec<u8>> {
    Folder::open(out).ok()?.read(path, MAX_FILE).ok()
}
