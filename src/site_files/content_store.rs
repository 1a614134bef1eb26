//! The content files of a site, to be read: its own, and what stands for pages of other portals.

use std::path::PathBuf;
use std::sync::Arc;

use super::{MAX_CONTENT, find_on_disk, read_bytes};
use crate::diag::Diag;
use crate::imports::Imports;
use crate::path::SitePath;

/// The content files of a site, to be read.
#[derive(Clone)]
pub struct ContentStore {
    pub(super) root: PathBuf,
    pub(super) imports: Arc<Imports>,
}

impl ContentStore {
    /// The bytes of a content file. What stands for a page of another portal is an [`crate::imports::ImportEnvelope`].
    ///
    /// # Errors
    /// When it cannot be read, or is not what was verified.
    pub fn read(&self, path: &SitePath) -> Result<Vec<u8>, Diag> {
        if self.is_import(path) {
            return self.imports.page_bytes(path);
        }
        // That it is a file, and how large, was seen when it was found.
        let file = find_on_disk(&self.root.join("content"), path.as_str());
        read_bytes(&file, &format!("content/{path}"), MAX_CONTENT)
    }

    /// Whether a content file stands for a page of another portal.
    pub fn is_import(&self, path: &SitePath) -> bool {
        self.imports.has_page(path)
    }
}
