//! The manifest of an index, both ways (`docs/search.md`, section "Manifest").

use serde::{Deserialize, Serialize};

use super::document::Standing;
use super::known_syllables::KnownSyllables;
use crate::codec::encode_json;

/// The version of the format.
const FORMAT: u32 = 4;

/// Where the files of an index are, and the tables that every query needs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Manifest {
    pub(crate) format: u32,
    pub(crate) lang: String,
    /// The number of documents.
    pub(crate) documents: u32,
    /// One more than the largest number of a document.
    pub(crate) end: u32,
    /// The name, the label and the weight of each kind.
    pub(crate) kinds: Vec<(String, String, u32)>,
    /// The title and the address of each section.
    pub(crate) sections: Vec<(String, String)>,
    pub(crate) runs: Vec<Run>,
    /// The digests of the shards.
    pub(crate) words: Vec<String>,
    pub(crate) cards: CardBlocks,
    pub(crate) facets: String,
    pub(crate) vocabulary: String,
    pub(crate) known: KnownSyllables,
    /// The common keys by level, the most common ones first.
    pub(crate) common: Vec<Vec<String>>,
    /// Words that texts do not contain, because nearly all of them would.
    pub(crate) everywhere: Vec<String>,
    /// Further words that say little in a query.
    pub(crate) weak: Vec<String>,
    /// Wordings that mean the same.
    pub(crate) same: Vec<Vec<String>>,
    /// What citizens say, and what the office says instead.
    pub(crate) means: Vec<(Vec<String>, Vec<String>)>,
}

/// Consecutive documents of one kind, section, state and year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(u32, u32, usize, usize, u8, u32)", into = "(u32, u32, usize, usize, u8, u32)")]
pub(crate) struct Run {
    pub(crate) first: u32,
    pub(crate) count: u32,
    /// The position of the kind in the manifest.
    pub(crate) kind: usize,
    /// The position of the section in the manifest.
    pub(crate) section: usize,
    pub(crate) standing: Standing,
    /// 0 for documents without a date.
    pub(crate) year: u32,
}

impl From<(u32, u32, usize, usize, u8, u32)> for Run {
    fn from((first, count, kind, section, lowered, year): (u32, u32, usize, usize, u8, u32)) -> Self {
        let standing = Standing::ALL.into_iter().find(|standing| u8::from(*standing) == lowered).unwrap_or_default();
        Self { first, count, kind, section, standing, year }
    }
}

impl From<Run> for (u32, u32, usize, usize, u8, u32) {
    fn from(run: Run) -> Self {
        (run.first, run.count, run.kind, run.section, run.standing.into(), run.year)
    }
}

/// The blocks of cards.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(u32, Vec<(String, u32)>)", into = "(u32, Vec<(String, u32)>)")]
pub(crate) struct CardBlocks {
    /// The number of documents of a block.
    pub(crate) size: u32,
    /// The digest of each block and the length of its records. Empty and 0 without documents.
    pub(crate) blocks: Vec<(String, u32)>,
}

impl From<(u32, Vec<(String, u32)>)> for CardBlocks {
    fn from((size, blocks): (u32, Vec<(String, u32)>)) -> Self {
        Self { size, blocks }
    }
}

impl From<CardBlocks> for (u32, Vec<(String, u32)>) {
    fn from(cards: CardBlocks) -> Self {
        (cards.size, cards.blocks)
    }
}

impl Manifest {
    pub(crate) fn new(lang: &str) -> Self {
        Self { format: FORMAT, lang: lang.to_owned(), ..Self::default() }
    }

    /// Its address, from the root of the portal.
    pub(crate) fn path(lang: &str) -> String {
        format!("search/{lang}.json")
    }

    /// The file, with one member a line.
    pub(crate) fn to_json(&self) -> String {
        let Self { format, lang, documents, end, kinds, sections, runs, .. } = self;
        let Self { words, cards, facets, vocabulary, known, common, everywhere, weak, same, means, .. } = self;
        let members = [
            ("format", encode_json(format)),
            ("lang", encode_json(lang)),
            ("documents", encode_json(documents)),
            ("end", encode_json(end)),
            ("kinds", encode_json(kinds)),
            ("sections", encode_json(sections)),
            ("runs", encode_json(runs)),
            ("words", encode_json(words)),
            ("cards", encode_json(cards)),
            ("facets", encode_json(facets)),
            ("vocabulary", encode_json(vocabulary)),
            ("known", encode_json(known)),
            ("common", encode_json(common)),
            ("everywhere", encode_json(everywhere)),
            ("weak", encode_json(weak)),
            ("same", encode_json(same)),
            ("means", encode_json(means)),
        ];
        let lines: Vec<String> = members.iter().map(|(name, value)| format!("\"{name}\": {value}")).collect();
        format!("{{\n{}\n}}\n", lines.join(",\n"))
    }

    /// Reads the file. `None` if it has another format.
    pub(crate) fn read(json: &[u8]) -> Option<Self> {
        serde_json::from_slice(json).ok().filter(|manifest: &Self| manifest.format == FORMAT)
    }

    /// The run of a document.
    pub(crate) fn run_of(&self, number: u32) -> Option<&Run> {
        let at = self.runs.partition_point(|run| run.first <= number).checked_sub(1)?;
        self.runs.get(at).filter(|run| number - run.first < run.count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_is_read_as_it_was_written() {
        let mut manifest = Manifest::new("vi");
        manifest.runs =
            vec![Run { first: 32, count: 2, kind: 1, section: 0, standing: Standing::NotInForce, year: 2026 }];
        manifest.cards = CardBlocks { size: 72, blocks: vec![("0123456789".to_owned(), 300), (String::new(), 0)] };
        assert_eq!(Manifest::read(manifest.to_json().as_bytes()).as_ref(), Some(&manifest));
        assert_eq!(manifest.run_of(33).map(|run| run.year), Some(2026));
        assert_eq!((manifest.run_of(31), manifest.run_of(34)), (None, None));
    }
}
