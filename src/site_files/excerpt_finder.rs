//! The lines that messages speak of.

use std::path::{Path, PathBuf};

use super::{MAX_CONTENT, find_on_disk, read_bytes};
use crate::diag::{LineExcerpt, Spot};
use crate::path::SitePath;
use crate::text::nfc::nfc;

/// Finds places in the files of a site. Messages come file by file, and many may speak of one line:
/// the last file and the last line are held.
pub struct ExcerptFinder {
    root: PathBuf,
    file: String,
    bytes: Option<Vec<u8>>,
    /// The number of a line and its text.
    line: Option<(u32, String)>,
}

impl ExcerptFinder {
    /// Finds places in the files of the site in `root`.
    pub fn new(root: &Path) -> Self {
        Self { root: root.to_path_buf(), file: String::new(), bytes: None, line: None }
    }

    /// What stands at a place; none when the file is not of the site, or larger than any that is
    /// read as text.
    pub fn find(&mut self, file: &str, spot: Spot) -> Option<LineExcerpt> {
        if self.file != file {
            file.clone_into(&mut self.file);
            self.line = None;
            let path = SitePath::new(file).ok().map(|path| find_on_disk(&self.root, path.as_str()));
            self.bytes = path.and_then(|path| read_bytes(&path, file, MAX_CONTENT).ok());
        }
        if self.line.as_ref().is_none_or(|(number, _)| *number != spot.line) {
            let line = self.bytes.as_ref()?.split(|b| *b == b'\n').nth(spot.line.checked_sub(1)? as usize)?;
            let text = String::from_utf8_lossy(line);
            self.line = Some((spot.line, nfc(text.trim_start_matches('\u{feff}').trim_end()).into_owned()));
        }
        self.line.as_ref().map(|(_, text)| LineExcerpt::for_spot(text, spot))
    }
}
