//! Reads the keys of a table one by one, and reports the keys that the program does not know.

use crate::diag::{Code, Diag, Spot};
use crate::node::{Node, NodeValue, TableEntry};
use crate::text::date::Stamp;

/// A text that may differ by language: `"…"` for all languages, or `{ vi = "…", en = "…" }`.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct LocalizedText(Vec<(String, String)>);

impl LocalizedText {
    /// The same text in every language.
    pub fn for_all_languages(text: impl Into<String>) -> Self {
        Self(vec![(String::new(), text.into())])
    }

    /// The text for `lang`. If there is none, the text for all languages, then the Vietnamese text,
    /// then the first one.
    pub fn get(&self, lang: &str) -> &str {
        let of = |code: &str| self.0.iter().find(|(l, _)| l == code).map(|(_, t)| t.as_str());
        of(lang)
            .or_else(|| of(""))
            .or_else(|| of("vi"))
            .or_else(|| self.0.first().map(|(_, t)| t.as_str()))
            .unwrap_or("")
    }
}

/// Reads one table. Faults are added to `faults`, and the caller continues with the values that
/// could be read.
pub struct TableReader<'a> {
    entries: &'a [TableEntry],
    spot: Spot,
    file: &'a str,
    known_keys: Vec<&'a str>,
    /// The faults found so far, each with file and place. A caller adds those of inner tables.
    pub faults: Vec<Diag>,
}

impl<'a> TableReader<'a> {
    /// A reader of `node`. If `node` is not a table, a fault is added, and the reader has no
    /// entries.
    pub fn new(node: &'a Node, file: &'a str) -> Self {
        let mut reader =
            Self { entries: node.entries(), spot: node.spot, file, known_keys: Vec::new(), faults: Vec::new() };
        if !matches!(node.value, NodeValue::Table(_)) {
            reader.report_wrong_type(node, "table");
        }
        reader
    }

    /// Adds a fault at `spot`.
    pub fn report_fault(&mut self, diag: Diag, spot: Spot) {
        self.faults.push(diag.file(self.file).spot(spot));
    }

    fn report_wrong_type(&mut self, node: &Node, wanted: &'static str) {
        let diag = Diag::error(Code::WrongType).arg("wanted", wanted).arg("found", node.type_name());
        self.report_fault(diag, node.spot);
    }

    /// The raw value of `key`. From now on the key counts as known.
    pub fn take_node(&mut self, key: &'a str) -> Option<&'a Node> {
        self.known_keys.push(key);
        self.entries.iter().find(|e| e.key == key).map(|e| &e.node)
    }

    /// The place of the value of a key, or of the table when the key is absent.
    pub fn spot_of(&self, key: &str) -> Spot {
        self.entries.iter().find(|e| e.key == key).map_or(self.spot, |e| e.node.spot)
    }

    fn take_typed<T>(&mut self, key: &'a str, wanted: &'static str, take: impl Fn(&'a Node) -> Option<T>) -> Option<T> {
        let node = self.take_node(key)?;
        let value = take(node);
        if value.is_none() {
            self.report_wrong_type(node, wanted);
        }
        value
    }

    /// A text without surrounding spaces. An empty text counts as absent.
    pub fn text(&mut self, key: &'a str) -> Option<String> {
        let text = self.take_typed(key, "text", Node::as_text)?;
        Some(text.trim().to_owned()).filter(|t| !t.is_empty())
    }

    /// A text that is required. If it is missing, a fault is added, unless its wrong type was
    /// reported before.
    pub fn required_text(&mut self, key: &'a str) -> String {
        let text = self.text(key);
        if text.is_none() && !self.faults.iter().any(|d| d.spot == Some(self.spot_of(key)) && d.code == Code::WrongType)
        {
            let spot = self.spot_of(key);
            self.report_fault(Diag::error(Code::MissingKey).arg("key", key), spot);
        }
        text.unwrap_or_default()
    }

    /// A boolean.
    pub fn flag(&mut self, key: &'a str) -> Option<bool> {
        self.take_typed(key, "boolean", |n| match n.value {
            NodeValue::Boolean(b) => Some(b),
            _ => None,
        })
    }

    /// A whole number.
    pub fn integer(&mut self, key: &'a str) -> Option<i64> {
        self.take_typed(key, "integer", |n| match n.value {
            NodeValue::Integer(i) => Some(i),
            _ => None,
        })
    }

    /// A whole number within `range`.
    pub fn count(&mut self, key: &'a str, range: std::ops::RangeInclusive<i64>) -> Option<usize> {
        let n = self.integer(key)?;
        if range.contains(&n) {
            return usize::try_from(n).ok();
        }
        let diag =
            Diag::error(Code::NumberOutOfBounds).arg("key", key).arg("min", range.start()).arg("max", range.end());
        let spot = self.spot_of(key);
        self.report_fault(diag, spot);
        None
    }

    /// A date or date and time.
    pub fn stamp(&mut self, key: &'a str) -> Option<Stamp> {
        let node = self.take_node(key)?;
        read_stamp(node, self.file).map_err(|fault| self.faults.push(fault)).ok()
    }

    /// The items of a list. Empty if the list is missing.
    pub fn list(&mut self, key: &'a str) -> &'a [Node] {
        self.take_typed(key, "list", |n| match &n.value {
            NodeValue::List(items) => Some(items.as_slice()),
            _ => None,
        })
        .unwrap_or(&[])
    }

    /// A list of texts. A single text counts as a list with one item.
    pub fn texts(&mut self, key: &'a str) -> Vec<String> {
        match self.take_node(key) {
            None => Vec::new(),
            Some(node) => match &node.value {
                NodeValue::Text(text) => vec![text.trim().to_owned()],
                NodeValue::List(items) => items
                    .iter()
                    .filter_map(|item| {
                        if item.as_text().is_none() {
                            self.report_wrong_type(item, "text");
                        }
                        item.as_text().map(|t| t.trim().to_owned())
                    })
                    .collect(),
                _ => {
                    self.report_wrong_type(node, "list");
                    Vec::new()
                }
            },
        }
    }

    /// A nested table.
    pub fn table(&mut self, key: &'a str) -> Option<&'a Node> {
        self.take_typed(key, "table", |n| matches!(n.value, NodeValue::Table(_)).then_some(n))
    }

    /// A text, or a table of texts by language.
    pub fn localized_text(&mut self, key: &'a str) -> Option<LocalizedText> {
        let node = self.take_node(key)?;
        match &node.value {
            NodeValue::Text(text) => Some(LocalizedText::for_all_languages(text.trim())),
            NodeValue::Table(entries) => {
                let mut by_lang = Vec::new();
                for entry in entries {
                    match entry.node.as_text() {
                        Some(text) => by_lang.push((entry.key.clone(), text.trim().to_owned())),
                        None => self.report_wrong_type(&entry.node, "text"),
                    }
                }
                Some(LocalizedText(by_lang))
            }
            _ => {
                self.report_wrong_type(node, "text");
                None
            }
        }
    }

    /// The value of the word in `choices` that the text of `key` equals.
    pub fn choice<T: Copy>(&mut self, key: &'a str, choices: &[(&str, T)]) -> Option<T> {
        let text = self.text(key)?;
        if let Some((_, value)) = choices.iter().find(|(word, _)| *word == text) {
            return Some(*value);
        }
        let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
        let spot = self.spot_of(key);
        let diag = match nearest_word(&text, words.iter().copied()) {
            Some(near) => Diag::error(Code::NotAChoiceNear).arg("near", near),
            None => Diag::error(Code::NotAChoice),
        };
        self.report_fault(diag.arg("value", &text).arg("choices", words.join(", ")), spot);
        None
    }

    /// Reports every key of the table that was not read, with the most similar known key.
    pub fn finish(mut self) -> Vec<Diag> {
        for entry in self.entries {
            if !self.known_keys.contains(&entry.key.as_str()) {
                let diag = unknown_key_diag(&entry.key, self.known_keys.iter().copied());
                self.faults.push(diag.file(self.file).spot(entry.spot));
            }
        }
        self.faults
    }
}

/// The diagnostic for an unknown key. It names the most similar of the `known` keys, if one is
/// similar enough.
pub fn unknown_key_diag<'k>(key: &str, known: impl Iterator<Item = &'k str>) -> Diag {
    match nearest_word(key, known) {
        Some(near) => Diag::error(Code::UnknownKey).arg("key", key).arg("near", near),
        None => Diag::error(Code::UnknownKeyFar).arg("key", key),
    }
}

/// The most similar word of `known`. `None` if no word is similar enough.
pub fn nearest_word<'k>(word: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    known
        .map(|k| (strsim::damerau_levenshtein(word, k), k))
        .filter(|(distance, k)| *distance <= k.chars().count().max(3) / 3 + 1)
        .min()
        .map(|(_, k)| k)
}

/// Reads a date, or a date and time.
///
/// # Errors
/// A diagnostic at the place of the value, when it is not a valid date.
pub fn read_stamp(node: &Node, file: &str) -> Result<Stamp, Diag> {
    use crate::text::date::StampError;
    let (NodeValue::Text(text) | NodeValue::Stamp(text)) = &node.value else {
        let diag = Diag::error(Code::WrongType).arg("wanted", "date").arg("found", node.type_name());
        return Err(diag.file(file).spot(node.spot));
    };
    Stamp::parse(text.trim()).map_err(|fault| {
        let diag = match fault {
            StampError::DayFirst { iso } => Diag::error(Code::DateDayFirst).arg("suggestion", iso),
            StampError::Range => Diag::error(Code::DateImpossible),
            StampError::Year => Diag::error(Code::DateYear),
            StampError::Shape => Diag::error(Code::DateShape),
        };
        diag.arg("value", text).file(file).spot(node.spot)
    })
}
