//! A content file that was read on its own, before the others are known.

use std::collections::BTreeMap;

use super::content_name::ContentName;
use crate::config::Lang;
use crate::content::FrontMatter;
use crate::diag::Diag;
use crate::parse::{Body, ContentFacts};
use crate::path::SitePath;

/// A content file that was read, before the site gives it an address.
#[derive(Debug)]
pub struct Placed {
    /// The path below `content/`.
    pub file: SitePath,
    /// What the name of the file says.
    pub name: ContentName,
    /// The position of its kind in [`crate::content::Kinds`]. For a section, the kind of its pages.
    pub kind: usize,
    /// The front matter, read by the rules of the kind.
    pub front: Box<FrontMatter>,
    /// Facts about the body.
    pub facts: ContentFacts,
    /// `None` if the body was not read, because its facts come from the build cache.
    pub body: Option<Body>,
    /// The faults that the file has on its own.
    pub faults: Vec<Diag>,
}

/// The kind of the pages of each folder, by its position in [`crate::content::Kinds`]. A folder
/// whose section file names no kind has the kind of the folder above.
#[derive(Debug, Default)]
pub struct FolderKinds(BTreeMap<String, usize>);

impl FolderKinds {
    /// Collects the kinds from section files. If those of several languages differ, the first
    /// language wins.
    pub fn from_sections<'p>(sections: impl Iterator<Item = &'p Placed>, plain: usize) -> Self {
        let mut said: BTreeMap<String, (Lang, usize)> = BTreeMap::new();
        for placed in sections.filter(|p| p.front.section.has_kind) {
            let entry = said.entry(placed.name.section_folder.clone()).or_insert((placed.name.lang, placed.kind));
            if placed.name.lang < entry.0 {
                *entry = (placed.name.lang, placed.kind);
            }
        }
        let mut kinds: BTreeMap<String, usize> = said.into_iter().map(|(folder, (_, kind))| (folder, kind)).collect();
        kinds.entry(String::new()).or_insert(plain);
        Self(kinds)
    }

    /// The kind of the pages in `folder`, by its position.
    pub fn kind(&self, folder: &str) -> usize {
        let mut up = std::iter::successors(Some(folder), |f| {
            (!f.is_empty()).then(|| f.rsplit_once('/').map_or("", |(up, _)| up))
        });
        up.find_map(|folder| self.0.get(folder)).copied().unwrap_or_default()
    }
}
