//! Finds the includes of other portals in the texts of a site before anything is built.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::folder::read_named;
use crate::imports::ItemFilter;
use crate::parse::{Include, IncludePart, find_includes};
use crate::site_files::{MAX_CONTENT, SiteFiles};

/// The includes of one source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceIncludes {
    /// The ids of single items, as the texts write them.
    pub ids: BTreeSet<String>,
    /// The lists of newest items, each with its kind and number.
    pub filters: BTreeSet<ItemFilter>,
}

/// The includes by source. A file that cannot be read is skipped here; the build reports it.
pub fn find_site_includes(site: &Path) -> BTreeMap<String, SourceIncludes> {
    let texts = SiteFiles::content_disk_paths(site);
    let read = |path: &PathBuf| {
        let bytes = read_named(path, MAX_CONTENT).ok();
        bytes.and_then(|bytes| String::from_utf8(bytes).ok()).map_or_else(Vec::new, |text| find_includes(&text))
    };
    let mut found: BTreeMap<String, SourceIncludes> = BTreeMap::new();
    for Include { source, part } in texts.par_iter().flat_map(read).collect::<Vec<_>>() {
        let wish = found.entry(source).or_default();
        match part {
            IncludePart::Item { id, .. } => {
                wish.ids.insert(id);
            }
            IncludePart::Latest { count, kind } => {
                wish.filters.insert(ItemFilter { kind, latest: Some(count) });
            }
        }
    }
    found
}
