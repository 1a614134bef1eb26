//! What the site holds of other portals, and the channels that it shares, among its own files.

use std::fs;
use std::sync::Arc;

use rayon::prelude::*;

use super::{Contents, File, MAX_FILE, Sources, ThemeFile};
use crate::config::Share;
use crate::diag::Diags;
use crate::exchange::lock::Hash;
use crate::imports::Imports;
use crate::path::SitePath;

impl Sources {
    /// Puts what the site holds of other portals, and the channels that it shares, among its own files.
    ///
    /// # Errors
    /// When a file of a channel cannot stand where it is.
    pub fn mount(&mut self, mut imports: Imports, shares: &[Share]) -> Result<(), Diags> {
        let mut faults = Diags::default();
        for share in shares {
            let folder = share.folder();
            for (path, file) in self.walk(&folder, MAX_FILE, &mut faults) {
                let disk = self.root.join(&folder).join(path.as_str());
                if let Ok(path) = SitePath::new(&format!("{}/{path}", share.published())) {
                    self.statics.insert(path, ThemeFile::OnDisk { path: disk, file });
                }
            }
        }
        let old = std::mem::take(&mut self.imports);
        self.content.retain(|path, _| !old.has_page(path));
        // What this portal wrote itself stays where it is, whatever others call their items.
        imports.yield_to(|path| self.content.contains_key(path));
        self.imports = Arc::new(imports);
        let pages: Vec<_> = self.imports.pages().collect();
        let looked_at = pages.into_par_iter().map(|page| {
            let (disk, more) = self.imports.behind(page);
            // One that is not there is told by whoever reads it.
            let found = disk.and_then(|disk| fs::metadata(disk).ok());
            (page.clone(), found.as_ref().map_or_else(File::default, File::of).with(more))
        });
        let looked_at: Vec<_> = looked_at.collect();
        self.content.extend(looked_at);
        for (path, disk) in self.imports.pictures() {
            let sha256 = path.name().split('.').next().and_then(|hash| Hash::try_from(hash.to_owned()).ok());
            let Some(sha256) = sha256 else { continue };
            let file = fs::metadata(disk).as_ref().map_or_else(|_| File::default(), File::of);
            self.statics.insert(path.clone(), ThemeFile::Imported { path: disk.clone(), file, sha256 });
        }
        if faults.has_errors() { Err(faults) } else { Ok(()) }
    }

    /// What the site holds of other portals.
    pub fn imports(&self) -> &Arc<Imports> {
        &self.imports
    }

    /// The content files, to be read.
    pub fn contents(&self) -> Contents {
        Contents { root: self.root.clone(), imports: Arc::clone(&self.imports) }
    }
}
