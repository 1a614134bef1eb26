//! What the texts of a site include of other portals, seen before anything is built.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use rayon::prelude::*;
use walkdir::WalkDir;

use crate::imports::Chosen;
use crate::parse::{Include, Part, includes};
use crate::sources::{MAX_CONTENT, is_visible};

/// What is included of one source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wish {
    pub ids: BTreeSet<String>,
    pub lists: BTreeSet<Chosen>,
}

/// By source. A file that cannot be read is told by the build.
pub fn wishes(site: &Path) -> BTreeMap<String, Wish> {
    let files = WalkDir::new(site.join("content")).follow_links(true).into_iter();
    let visible = files.filter_entry(|entry| entry.depth() == 0 || entry.file_name().to_str().is_some_and(is_visible));
    let texts = visible.flatten().filter(|entry| entry.path().extension().is_some_and(|extension| extension == "md"));
    let texts: Vec<_> = texts.map(walkdir::DirEntry::into_path).collect();
    let read = |path: &std::path::PathBuf| {
        let small = fs::metadata(path).is_ok_and(|found| found.is_file() && found.len() <= MAX_CONTENT);
        let text = small.then(|| fs::read_to_string(path).ok()).flatten();
        text.map_or_else(Vec::new, |text| includes(&text))
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
