//! Reads a content file on its own, before the others are known: its name, kind and front matter.

use std::collections::BTreeMap;

use crate::config::{Config, Lang};
use crate::content::{FrontMatter, Kinds, read_front_matter};
use crate::diag::{Code, Diag, Severity};
use crate::node::Node;
use crate::parse::{Body, ContentFacts, ParsedFile};
use crate::path::SitePath;
use crate::table_reader::nearest_word;

/// A content file that was read, before the site gives it an address.
#[derive(Debug)]
pub struct Placed {
    /// The path below `content/`.
    pub file: SitePath,
    pub name: ContentName,
    /// The position of its kind in [`Kinds`]. For a section, the kind of its pages.
    pub kind: usize,
    pub front: Box<FrontMatter>,
    pub facts: ContentFacts,
    /// `None` if the body was not read, because its facts come from the build cache.
    pub body: Option<Body>,
    /// The faults that the file has on its own.
    pub faults: Vec<Diag>,
}

/// The parts of the name of a content file.
#[derive(Debug, Clone)]
pub struct ContentName {
    /// The key that the file shares with its translations: its path without language and `.md`.
    pub key: String,
    /// The language of the suffix, or else the default language.
    pub lang: Lang,
    /// The folder of its section. For a section file, its own folder.
    pub section_folder: String,
    /// The file name without language and `.md`; for `index.md` the name of its folder. Empty for a
    /// section.
    pub stem: String,
    /// Whether the file is an `_index.md`.
    pub is_section: bool,
}

impl ContentName {
    /// Parses a path below `content/`.
    ///
    /// # Errors
    /// Returns the suffix if it looks like a language that `portal.toml` does not have.
    pub fn parse(config: &Config, path: &str) -> Result<Self, String> {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let stem = name.strip_suffix(".md").unwrap_or(name);
        let (stem, lang) = match stem.rsplit_once('.') {
            Some((inner, suffix)) => match config.lang_by_code(suffix) {
                Some(lang) => (inner, lang),
                None if suffix.len() == 2 && suffix.chars().all(|c| c.is_ascii_lowercase()) => {
                    return Err(suffix.to_owned());
                }
                None => (stem, Lang::DEFAULT),
            },
            None => (stem, Lang::DEFAULT),
        };
        let name = |key: String, home: &str, stem: &str, is_section: bool| ContentName {
            key,
            lang,
            section_folder: home.to_owned(),
            stem: stem.to_owned(),
            is_section,
        };
        Ok(match stem {
            "_index" => name(folder.to_owned(), folder, "", true),
            "index" => {
                let (home, own) = folder.rsplit_once('/').unwrap_or(("", folder));
                name(folder.to_owned(), home, own, false)
            }
            _ if folder.is_empty() => name(stem.to_owned(), folder, stem, false),
            _ => name(format!("{folder}/{stem}"), folder, stem, false),
        })
    }
}

/// The kind of the pages of each folder, by its position in [`Kinds`]. A folder whose section file
/// names no kind has the kind of the folder above.
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

/// Reads the front matter of a page or section. `inherited` is the kind of its folder.
pub fn place(
    file: SitePath,
    name: ContentName,
    parsed: ParsedFile,
    kinds: &Kinds,
    inherited: usize,
    taxonomies: &[String],
) -> Placed {
    let ParsedFile { front: node, mut text, origin } = parsed;
    if let Some(origin) = origin {
        return super::import::place_item(file, name, &node, text, origin, kinds);
    }
    let shown = format!("content/{file}");
    let mut found = Vec::new();
    let own = node
        .get("kind")
        .and_then(|kind| kind_named(kind, kinds).map_err(|diag| found.push(diag.file(&shown).spot(kind.spot))).ok());
    let kind = own.unwrap_or(inherited);
    let plain = kinds.position("page").unwrap_or(0);
    let of_front = kinds.at(if name.is_section { plain } else { kind });
    let (mut front, more) = read_front_matter(&node, &shown, of_front, name.is_section, taxonomies);
    front.section.has_kind = own.is_some();
    found.extend(more);
    // A file whose front matter could not be read has that one fault. All missing fields would
    // follow from it, so they are not reported. An impossible date without quotes is such a fault
    // too, because then no key could be read.
    let nothing_read = node.entries().is_empty();
    let of_day = |code: Code| matches!(code, Code::DateImpossible | Code::DateDayFirst);
    let tells_all = |code: Code| code.is_front_matter() || (nothing_read && of_day(code));
    let broken = text.faults.iter().any(|d| d.severity == Severity::Error && tells_all(d.code));
    if broken {
        front.title = front.title.or_else(|| Some(name.stem.clone()));
    } else {
        text.faults.extend(found);
    }
    Placed { file, name, kind, front: Box::new(front), facts: text.facts, body: Some(text.body), faults: text.faults }
}

fn kind_named(node: &Node, kinds: &Kinds) -> Result<usize, Diag> {
    let name = node.as_text().unwrap_or_default();
    kinds.position(name).ok_or_else(|| {
        let known = || kinds.iter().map(|k| k.name.as_str());
        let diag = match nearest_word(name, known()) {
            Some(near) => Diag::error(Code::NotAChoiceNear).arg("near", near),
            None => Diag::error(Code::NotAChoice),
        };
        diag.arg("value", name).arg("choices", known().collect::<Vec<_>>().join(", "))
    })
}
