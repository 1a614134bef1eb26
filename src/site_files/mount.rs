//! Adds the records of tables, the content of other portals, and the channels that the site shares,
//! to the site's files.

use std::sync::Arc;

use rayon::prelude::*;

use super::content_store::ContentStore;
use super::file_stat::FileStat;
use super::limits::MAX_FILE;
use super::own_channel::OwnChannel;
use super::scan::SiteFiles;
use super::static_file::StaticFile;
use crate::config::ShareConfig;
use crate::diag::{Diag, Diags};
use crate::imports::Imports;
use crate::path::SitePath;
use crate::records::{Record, SiteRecords};

impl SiteFiles {
    /// Removes the content files that nobody wrote: those of an earlier build.
    pub fn remove_mounted(&mut self) {
        let (items, records) = (std::mem::take(&mut self.imports), std::mem::take(&mut self.records));
        self.content.retain(|path, _| !items.has_page(path) && records.get(path).is_none());
    }

    /// Adds the records of tables that are pages.
    pub fn mount_records(&mut self, records: SiteRecords) {
        let read: Vec<(&SitePath, &Record)> = records.iter().collect();
        let looked_at =
            read.into_par_iter().map(|(path, record)| (path.clone(), FileStat::of_bytes(&record.to_bytes())));
        let looked_at: Vec<(SitePath, FileStat)> = looked_at.collect();
        self.content.extend(looked_at);
        self.records = Arc::new(records);
    }

    /// The records of tables that are pages.
    pub fn records(&self) -> &Arc<SiteRecords> {
        &self.records
    }

    /// Adds the content of other portals, and the files of the channels that the site shares, to
    /// the site's own files.
    ///
    /// # Errors
    /// A file of a channel, or an item of another portal, cannot be used where it lies.
    pub fn mount_imports(&mut self, mut imports: Imports, shares: &[ShareConfig]) -> Result<(), Diags> {
        let mut faults = Diags::default();
        self.own_channels = shares.iter().filter_map(|share| OwnChannel::read(&self.root, share)).collect();
        for share in shares {
            let folder = share.folder();
            for (path, file) in self.walk(&folder, MAX_FILE, &mut faults) {
                let disk = self.root.join(&folder).join(path.as_str());
                if let Ok(path) = SitePath::new(&format!("{}/{path}", share.published_folder())) {
                    self.statics.insert(path, StaticFile::OnDisk { path: disk, file });
                }
            }
        }
        // The portal's own page keeps its path, whatever path an item of another portal claims.
        imports.drop_taken_pages(|path| self.content.contains_key(path));
        self.imports = Arc::new(imports);
        let pages: Vec<_> = self.imports.pages().collect();
        let looked_at = pages.into_par_iter().map(|page| {
            let (found, more) = self.imports.page_dependencies(page)?;
            // A file that is missing is reported by the phase that reads it.
            Ok((page.clone(), found.as_ref().map_or_else(FileStat::default, FileStat::from_entry).mix_digest(more)))
        });
        let looked_at: Vec<Result<_, Diag>> = looked_at.collect();
        for page in looked_at {
            match page {
                Ok((page, file)) => drop(self.content.insert(page, file)),
                Err(fault) => faults.push(fault),
            }
        }
        for (path, picture) in self.imports.pictures() {
            let file = picture.found.as_ref().map_or_else(FileStat::default, FileStat::from_entry);
            let picture = StaticFile::Imported { path: picture.disk.clone(), file, sha256: picture.sha256 };
            self.statics.insert(path.clone(), picture);
        }
        if faults.has_errors() { Err(faults) } else { Ok(()) }
    }

    /// The content that the site holds of other portals.
    pub fn imports(&self) -> &Arc<Imports> {
        &self.imports
    }

    /// The reader of the content files.
    pub fn contents(&self) -> ContentStore {
        ContentStore {
            root: self.root.clone(),
            imports: Arc::clone(&self.imports),
            records: Arc::clone(&self.records),
            substitutes: Arc::clone(&self.substitutes),
        }
    }
}
