//! A content file that was read on its own, before the others are known.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::content_name::ContentName;
use crate::config::Lang;
use crate::content::{Cascade, CascadeLayer, FrontMatter, Inheritance};
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
    /// What the file passes on to its translations. `None` if it has none, or was not parsed in
    /// this build.
    pub inheritance: Option<Arc<Inheritance>>,
}

/// The defaults that the sections give to the pages below them (`[cascade]`).
#[derive(Debug, Default)]
pub struct Cascades(BTreeMap<(String, Lang), Arc<CascadeLayer>>);

impl Cascades {
    /// Collects the defaults of sections, each with its file, folder, language and front matter.
    pub fn from_sections<'s>(sections: impl Iterator<Item = (&'s SitePath, &'s str, Lang, &'s FrontMatter)>) -> Self {
        let with_any = sections.filter(|(.., front)| !front.section.cascade.is_empty());
        let layers = with_any.map(|(file, folder, lang, front)| {
            let layer = CascadeLayer::new(file.clone(), front.section.cascade.clone());
            ((folder.to_owned(), lang), Arc::new(layer))
        });
        Self(layers.collect())
    }

    /// The defaults of the pages in `folder`, the nearest first. In each folder, the section in the
    /// language of the pages comes before that in the default language.
    pub fn of(&self, folder: &str, lang: Lang) -> Cascade {
        if self.0.is_empty() {
            return Cascade::new();
        }
        let mut found = Cascade::new();
        for folder in folders_above(folder) {
            let layer = |lang: Lang| self.0.get(&(folder.to_owned(), lang)).cloned();
            found.extend(layer(lang).map(|layer| (layer, false)));
            found.extend(layer(Lang::DEFAULT).filter(|_| lang != Lang::DEFAULT).map(|layer| (layer, true)));
        }
        found
    }
}

/// The kind of the pages of each folder, by its position in [`crate::content::Kinds`]. A folder
/// whose section file names no kind has the kind of the folder above.
#[derive(Debug, Default)]
pub struct FolderKinds {
    kinds: BTreeMap<String, usize>,
    /// The folders whose sections have an error, so that nobody knows their kind.
    unknown: BTreeSet<String>,
    /// The folders that have a section.
    sections: BTreeSet<String>,
}

impl FolderKinds {
    /// Collects the kinds from section files. If those of several languages differ, the first
    /// language wins.
    pub fn from_sections<'p>(sections: impl Iterator<Item = &'p Placed>, plain: usize) -> Self {
        let mut said: BTreeMap<String, (Lang, usize)> = BTreeMap::new();
        let (mut unknown, mut folders) = (BTreeSet::new(), BTreeSet::new());
        for placed in sections {
            folders.insert(placed.name.section_folder.clone());
            if placed.front.section.is_kind_unknown {
                unknown.insert(placed.name.section_folder.clone());
            }
            if !placed.front.section.has_kind {
                continue;
            }
            let entry = said.entry(placed.name.section_folder.clone()).or_insert((placed.name.lang, placed.kind));
            if placed.name.lang < entry.0 {
                *entry = (placed.name.lang, placed.kind);
            }
        }
        let mut kinds: BTreeMap<String, usize> = said.into_iter().map(|(folder, (_, kind))| (folder, kind)).collect();
        kinds.entry(String::new()).or_insert(plain);
        Self { kinds, unknown, sections: folders }
    }

    /// The kind of the pages in `folder`, by its position.
    pub fn kind(&self, folder: &str) -> usize {
        folders_above(folder).find_map(|folder| self.kinds.get(folder)).copied().unwrap_or_default()
    }

    /// Whether `folder`, or a folder above it that is not that of the home page, has a section.
    pub fn has_section(&self, folder: &str) -> bool {
        folders_above(folder).any(|folder| !folder.is_empty() && self.sections.contains(folder))
    }

    /// Whether nobody can tell the kind of the pages in `folder`, because the section that sets it
    /// has an error.
    pub fn is_unknown(&self, folder: &str) -> bool {
        let mut above = folders_above(folder);
        !self.unknown.is_empty()
            && above.find_map(|folder| match (self.unknown.contains(folder), self.kinds.contains_key(folder)) {
                (true, _) => Some(true),
                (false, true) => Some(false),
                (false, false) => None,
            }) == Some(true)
    }
}

/// A folder and the folders above it, up to that of the home page.
fn folders_above(folder: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(folder), |folder| {
        (!folder.is_empty()).then(|| folder.rsplit_once('/').map_or("", |(up, _)| up))
    })
}
