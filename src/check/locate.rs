//! Looks up the places of findings in their files.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use super::found::Within;
use crate::diag::{Lines, Spot};
use crate::node::{self, Node};
use crate::parse::split_front_matter;
use crate::path::SitePath;
use crate::records::Record;
use crate::site_files::ContentStore;

/// Looks up places, and keeps the texts of the files in between.
pub(super) struct Locator<'s> {
    contents: &'s ContentStore,
    site: &'s Path,
    texts: HashMap<String, Option<String>>,
}

impl<'s> Locator<'s> {
    pub(super) fn new(contents: &'s ContentStore, site: &'s Path) -> Self {
        Self { contents, site, texts: HashMap::new() }
    }

    /// The file and the spot of a place. The spot is `None` for the whole file, and for words that
    /// the file does not have. A record has its place in the file of its table.
    pub(super) fn locate(&mut self, file: String, within: &Within) -> (String, Option<Spot>) {
        match self.record(&file) {
            Some(record) => {
                let (file, spot) = record.place_in_file(spot_in_record(record, within));
                (file.to_owned(), Some(spot))
            }
            None => {
                let spot = self.spot(&file, within);
                (file, spot)
            }
        }
    }

    fn record(&self, file: &str) -> Option<&Record> {
        self.contents.record(&SitePath::new(file.strip_prefix("content/")?).ok()?)
    }

    fn spot(&mut self, file: &str, within: &Within) -> Option<Spot> {
        match within {
            Within::Whole => None,
            Within::At(spot) => Some(*spot),
            Within::Key(key) => key_spot(file, self.text(file)?, key),
            Within::Words(tries) => {
                let text = self.text(file)?;
                let (at, words) = tries.iter().find_map(|words| Some((text.find(words.as_str())?, words)))?;
                Some(Lines::new(text).spot(at..at + words.len()))
            }
        }
    }

    fn text(&mut self, file: &str) -> Option<&str> {
        if !self.texts.contains_key(file) {
            let bytes = match file.strip_prefix("content/") {
                Some(path) => SitePath::new(path).ok().and_then(|path| self.contents.read(&path).ok()),
                None => fs::read(self.site.join(file)).ok(),
            };
            let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
            self.texts.insert(file.to_owned(), text);
        }
        self.texts.get(file)?.as_deref()
    }
}

/// The place in a record, from its first line.
fn spot_in_record(record: &Record, within: &Within) -> Option<Spot> {
    match within {
        Within::At(spot) => Some(*spot),
        Within::Key(key) => node_spot(&record.front(), key),
        Within::Whole | Within::Words(_) => None,
    }
}

/// The place of the value of a key.
fn key_spot(file: &str, text: &str, key: &str) -> Option<Spot> {
    let lines = Lines::new(text);
    let root = match file.ends_with(".md") {
        true => {
            let split = split_front_matter(text).ok()?;
            let read = if split.is_yaml { node::from_yaml } else { node::from_toml };
            read(split.front, split.front_at, &lines).ok()?
        }
        false => node::from_toml(text, 0, &lines).ok()?,
    };
    node_spot(&root, key).or(Some(root.spot))
}

/// The place of the value of a key. Keys within tables are written with dots; if the value is not
/// there, the place is that of the nearest table around it.
fn node_spot(root: &Node, key: &str) -> Option<Spot> {
    let mut at = root;
    let mut spot = None;
    for part in key.split('.') {
        let Some(inner) = at.get(part) else { break };
        (at, spot) = (inner, Some(inner.spot));
    }
    spot
}
