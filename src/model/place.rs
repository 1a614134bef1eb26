//! What a content file means before the others are known: its name, its kind, its front matter.

use std::collections::BTreeMap;

use crate::config::{Config, Lang};
use crate::content::{FrontMatter, Kinds, read_front_matter};
use crate::diag::{Code, Diag, Severity};
use crate::node::Node;
use crate::parse::{Body, ContentFacts, ParsedFile};
use crate::path::SitePath;
use crate::table_reader::nearest_word;

/// A content file, read and understood.
#[derive(Debug)]
pub struct Placed {
    pub file: SitePath,
    pub name: ContentName,
    /// The position of its kind in [`Kinds`]; for a section, of the kind of its pages.
    pub kind: usize,
    pub front: Box<FrontMatter>,
    pub facts: ContentFacts,
    /// None when it was not read: what is known of it is remembered.
    pub body: Option<Body>,
    /// All that is wrong with the file by itself.
    pub faults: Vec<Diag>,
}

/// What the name of a content file says.
#[derive(Debug, Clone)]
pub struct ContentName {
    /// What it shares with its translations: its path without language and `.md`.
    pub key: String,
    pub lang: Lang,
    /// The folder whose section it belongs to; a section's own folder.
    pub section_folder: String,
    pub stem: String,
    pub is_section: bool,
}

impl ContentName {
    /// Reads a path below `content/`.
    ///
    /// # Errors
    /// The suffix, when it looks like a language that `portal.toml` does not have.
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

/// Which kind the pages of a folder are: its section file says, else that of the folder above.
#[derive(Debug, Default)]
pub struct FolderKinds(BTreeMap<String, usize>);

impl FolderKinds {
    /// Of section files. Where those of several languages differ, the first language is right.
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

/// Reads the front matter of a page or section. `inherited` is the kind that its folder gives it.
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
    // A file whose front matter could not be read at all would only be told again as missing everything.
    // An impossible day without quotes is such a fault too: then no key could be read.
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
