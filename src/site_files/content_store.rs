//! Reads the content files of a site: its own Markdown files, the records of its tables, and the
//! items of other portals that have a page.

use std::path::PathBuf;
use std::sync::Arc;

use super::limits::MAX_CONTENT;
use super::read_file::{find_on_disk, read_bytes};
use super::substitutes::Substitutes;
use crate::diag::Diag;
use crate::imports::Imports;
use crate::path::SitePath;
use crate::records::{Record, SiteRecords};

/// Reads content files. It holds only the part of the scan that reading needs.
#[derive(Clone)]
pub struct ContentStore {
    /// The folder of the site.
    pub(super) root: PathBuf,
    /// The content that the site holds of other portals.
    pub(super) imports: Arc<Imports>,
    /// The records of tables that are pages.
    pub(super) records: Arc<SiteRecords>,
    /// The files that are read from elsewhere.
    pub(super) substitutes: Arc<Substitutes>,
}

impl ContentStore {
    /// Reads the bytes of a content file. For a page of another portal, the bytes are an
    /// [`crate::imports::ImportEnvelope`]; for a record of a table, all that the page depends on.
    ///
    /// # Errors
    /// The file cannot be read, or the item is not the one that was verified.
    pub fn read(&self, path: &SitePath) -> Result<Vec<u8>, Diag> {
        if self.is_import(path) {
            return self.imports.page_bytes(path);
        }
        if let Some(record) = self.record(path) {
            return Ok(record.to_bytes());
        }
        // The scan has already checked that this is a file and that it is not too large.
        let elsewhere = self.substitutes.disk_path("content", path);
        let file = elsewhere.unwrap_or_else(|| find_on_disk(&self.root.join("content"), path.as_str()));
        read_bytes(&file, &format!("content/{path}"), MAX_CONTENT)
    }

    /// The record of a table that a content file is. `None` if somebody wrote the file.
    pub fn record(&self, path: &SitePath) -> Option<&Record> {
        self.records.get(path)
    }

    /// Whether a content file is a page of another portal.
    pub fn is_import(&self, path: &SitePath) -> bool {
        self.imports.has_page(path)
    }
}
