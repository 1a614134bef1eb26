//! Finds the lines of files that diagnostics show.

use std::path::{Path, PathBuf};

use super::limits::MAX_CONTENT;
use super::read_file::{find_on_disk, read_bytes};
use crate::diag::{LineExcerpt, Spot};
use crate::path::SitePath;
use crate::text::nfc::nfc;

/// Finds the lines of files that diagnostics show. Diagnostics are sorted by file and many of them
/// can point at one line, so the finder keeps the last file and the last line.
pub struct ExcerptFinder {
    root: PathBuf,
    /// The name of the last file.
    file: String,
    /// The bytes of the last file; `None` if it could not be read.
    bytes: Option<Vec<u8>>,
    /// The number and the text of the last line.
    line: Option<(u32, String)>,
}

impl ExcerptFinder {
    /// Makes a finder for the site in the folder `root`.
    pub fn new(root: &Path) -> Self {
        Self { root: root.to_path_buf(), file: String::new(), bytes: None, line: None }
    }

    /// The line of a file that `spot` points at. Returns `None` if the file does not belong to the
    /// site, or if it is larger than any file that is read as text.
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
