//! What the texts of a site include of other portals, seen before anything is built.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::folder::read_named;
use crate::imports::Chosen;
use crate::parse::{Include, Part, includes};
use crate::sources::{MAX_CONTENT, Sources};

/// What is included of one source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wish {
    pub ids: BTreeSet<String>,
    pub lists: BTreeSet<Chosen>,
}

/// By source. A file that cannot be read is told by the build.
pub fn wishes(site: &Path) -> BTreeMap<String, Wish> {
    let texts = Sources::content_on_disk(site);
    let read = |path: &PathBuf| {
        let bytes = read_named(path, MAX_CONTENT).ok();
        bytes.and_then(|bytes| String::from_utf8(bytes).ok()).map_or_else(Vec::new, |text| includes(&text))
    };
    let mut found: BTreeMap<String, Wish> = BTreeMap::new();
    for Include { source, part } in texts.par_iter().flat_map(read).collect::<Vec<_>>() {
        let wish = found.entry(source).or_default();
        match part {
            Part::Item { id, .. } => drop(wish.ids.insert(id)),
            Part::Latest { latest, kind } => drop(wish.lists.insert(Chosen { kind, latest: Some(latest) })),
        }
    }
    found
}
