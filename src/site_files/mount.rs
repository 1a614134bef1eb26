//! What the site holds of other portals, and the channels that it shares, among its own files.

use std::sync::Arc;

use rayon::prelude::*;

use super::{ContentStore, FileStat, MAX_FILE, SiteFiles, StaticFile};
use crate::config::ShareConfig;
use crate::diag::{Diag, Diags};
use crate::imports::Imports;
use crate::path::SitePath;

impl SiteFiles {
    /// Puts what the site holds of other portals, and the channels that it shares, among its own files.
    ///
    /// # Errors
    /// When a file of a channel cannot stand where it is.
    pub fn mount_imports(&mut self, mut imports: Imports, shares: &[ShareConfig]) -> Result<(), Diags> {
        let mut faults = Diags::default();
        for share in shares {
            let folder = share.folder();
            for (path, file) in self.walk(&folder, MAX_FILE, &mut faults) {
                let disk = self.root.join(&folder).join(path.as_str());
                if let Ok(path) = SitePath::new(&format!("{}/{path}", share.published_folder())) {
                    self.statics.insert(path, StaticFile::OnDisk { path: disk, file });
                }
            }
        }
        let old = std::mem::take(&mut self.imports);
        self.content.retain(|path, _| !old.has_page(path));
        // What this portal wrote itself stays where it is, whatever others call their items.
        imports.drop_taken_pages(|path| self.content.contains_key(path));
        self.imports = Arc::new(imports);
        let pages: Vec<_> = self.imports.pages().collect();
        let looked_at = pages.into_par_iter().map(|page| {
            let (found, more) = self.imports.page_dependencies(page)?;
            // One that is not there is told by whoever reads it.
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

    /// What the site holds of other portals.
    pub fn imports(&self) -> &Arc<Imports> {
        &self.imports
    }

    /// The content files, to be read.
    pub fn contents(&self) -> ContentStore {
        ContentStore { root: self.root.clone(), imports: Arc::clone(&self.imports) }
    }
}
