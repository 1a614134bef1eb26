//! Reads the keys of a table one by one, and reports the keys that the program does not know.

use super::choices::{ChoiceName, NamedChoice, not_a_choice_diag};
use super::localized_text::LocalizedText;
use super::near_words::unknown_key_diag;
use crate::diag::{Code, Diag, Spot};
use crate::node::{
    Node, NodeValue, Syntax, TableEntry, date_diag, number_of, read_boolean_word, value_of_type, written,
};
use crate::text::date::Stamp;
use crate::text::lang::{canonical_code, is_known_language, meant_language};

/// Reads one table. Faults are added to `faults`, and the caller continues with the values that
/// could be read.
pub struct TableReader<'a> {
    entries: &'a [TableEntry],
    spot: Spot,
    syntax: Syntax,
    file: &'a str,
    known_keys: Vec<&'a str>,
    is_table: bool,
    /// The faults found so far, each with file and place. A caller adds those of inner tables.
    pub faults: Vec<Diag>,
}

impl<'a> TableReader<'a> {
    /// A reader of `node`. If `node` is not a table, a fault is added, and the reader has no
    /// entries.
    pub fn new(node: &'a Node, file: &'a str) -> Self {
        Self::with_example(node, file, &value_of_type(node, "table"))
    }

    /// A reader of `node`, else like [`TableReader::new`]. `example` is a right value, for the
    /// fault of another type.
    pub fn with_example(node: &'a Node, file: &'a str, example: &str) -> Self {
        let mut faults = Vec::new();
        let is_table = matches!(node.value, NodeValue::Table(_));
        if !is_table {
            faults.push(wrong_type_diag(node, "table").arg("suggestion", example).file(file).spot(node.spot));
        }
        let known_keys = Vec::new();
        Self { entries: node.entries(), spot: node.spot, syntax: node.syntax, file, known_keys, is_table, faults }
    }

    /// Whether the value is a table. The keys of another value are not reported as missing.
    pub fn is_table(&self) -> bool {
        self.is_table
    }

    /// Adds a fault at `spot`.
    pub fn report_fault(&mut self, diag: Diag, spot: Spot) {
        self.faults.push(diag.file(self.file).spot(spot));
    }

    /// Adds a fault of a value of another type. `key` is its key; `None` for an item of a list.
    pub fn report_wrong_type(&mut self, key: Option<&str>, node: &Node, wanted: &'static str) {
        let right = value_of_type(node, wanted);
        let suggestion = key.map_or_else(|| right.clone(), |key| node.syntax.entry(key, &right));
        self.report_fault(wrong_type_diag(node, wanted).arg("suggestion", suggestion), node.spot);
    }

    /// Adds faults of the value of `key`: a value of another type is answered with the whole line.
    pub fn report_faults_of(&mut self, key: &str, faults: Vec<Diag>) {
        let spot = Some(self.spot_of(key));
        for mut fault in faults {
            if fault.code == Code::WrongType && fault.spot == spot {
                for (_, right) in fault.args.iter_mut().filter(|(name, _)| *name == "suggestion") {
                    *right = self.syntax.entry(key, right);
                }
            }
            self.faults.push(fault);
        }
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
            self.report_wrong_type(Some(key), node, wanted);
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
        if text.is_none()
            && self.is_table
            && !self.faults.iter().any(|d| d.spot == Some(self.spot_of(key)) && d.code == Code::WrongType)
        {
            let spot = self.spot_of(key);
            self.report_fault(Diag::error(Code::MissingKey).arg("key", key), spot);
        }
        text.unwrap_or_default()
    }

    /// A boolean.
    pub fn flag(&mut self, key: &'a str) -> Option<bool> {
        let node = self.take_node(key)?;
        let value = read_flag(node).map_err(|diag| diag.file(self.file).spot(node.spot));
        value.map_err(|fault| self.report_faults_of(key, vec![fault])).ok()
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
        read_stamp(node, self.file).map_err(|fault| self.report_faults_of(key, vec![fault])).ok()
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
                            self.report_wrong_type(None, item, "text");
                        }
                        item.as_text().map(|t| t.trim().to_owned())
                    })
                    .collect(),
                _ => {
                    let items = format!("[{}]", value_of_type(node, "text"));
                    let diag = wrong_type_diag(node, "list").arg("suggestion", self.syntax.entry(key, &items));
                    self.report_fault(diag, node.spot);
                    Vec::new()
                }
            },
        }
    }

    /// The items of a list of tables, as `[[menus]]`, of which the key `name_key` tells one from
    /// another. Empty if the list is missing.
    pub fn named_tables(&mut self, key: &'a str, name_key: &str) -> &'a [Node] {
        let Some(node) = self.take_node(key) else { return &[] };
        let diag = match &node.value {
            NodeValue::List(items) => return items,
            // `[menus.main]` stands for a table of the list with that name.
            NodeValue::Table(entries) => {
                let name = entries.first().map_or("…", |entry| entry.key.as_str());
                let is_named = node.get(name_key).is_some();
                let line = if is_named { String::new() } else { format!(" {name_key} = \"{name}\"") };
                let [vi, en] = if is_named { ["", ""] } else { [", dòng tiếp theo", ", and on the next line"] };
                let diag = wrong_type_diag(node, "list");
                diag.arg_by_language("suggestion", &format!("[[{key}]]{vi}{line}"), &format!("[[{key}]]{en}{line}"))
            }
            NodeValue::Text(_) => {
                let item = format!("[{{ {} }}]", self.syntax.entry(name_key, &value_of_type(node, "text")));
                wrong_type_diag(node, "list").arg("suggestion", self.syntax.entry(key, &item))
            }
            _ => wrong_type_diag(node, "list").arg("suggestion", format!("[[{key}]]")),
        };
        self.report_fault(diag, node.spot);
        &[]
    }

    /// Warns of a single text in place of a list that may be several items.
    pub fn warn_of_several_items(&mut self, key: &'a str) {
        let Some(node) = self.take_node(key) else { return };
        if let Some(text) = node.as_text().filter(|text| text.contains(", ") || text.contains(';')) {
            self.report_fault(several_items_diag(self.syntax, key, text), node.spot);
        }
    }

    /// A nested table.
    pub fn table(&mut self, key: &'a str) -> Option<&'a Node> {
        self.take_typed(key, "table", |n| matches!(n.value, NodeValue::Table(_)).then_some(n))
    }

    /// A text, or a table of texts by language. An empty text counts as absent.
    pub fn localized_text(&mut self, key: &'a str) -> Option<LocalizedText> {
        let node = self.take_node(key)?;
        match &node.value {
            NodeValue::Text(text) => {
                Some(text.trim()).filter(|text| !text.is_empty()).map(LocalizedText::for_all_languages)
            }
            NodeValue::Table(entries) => {
                let mut by_lang = Vec::new();
                for entry in entries {
                    if let Some(diag) = language_code_fault(&entry.key) {
                        self.report_fault(diag, entry.spot);
                    }
                    match entry.node.as_text().map(str::trim) {
                        Some("") => self.report_fault(Diag::error(Code::EmptyValue), entry.node.spot),
                        Some(text) => by_lang.push((entry.key.clone(), text.to_owned())),
                        None => self.report_wrong_type(Some(&entry.key), &entry.node, "text"),
                    }
                }
                if entries.is_empty() {
                    self.report_fault(Diag::error(Code::EmptyValue), node.spot);
                }
                Some(LocalizedText::by_language(by_lang))
            }
            _ => {
                self.report_wrong_type(Some(key), node, "text");
                None
            }
        }
    }

    /// A text for readers of a portal with the default language `lang`, which a table must have.
    pub fn localized_text_of_portal(&mut self, key: &'a str, lang: &str) -> Option<LocalizedText> {
        let node = self.take_node(key)?;
        // A code with a slip may be the one that is missing.
        let are_codes_right = node.entries().iter().all(|entry| language_code_fault(&entry.key).is_none());
        if !node.entries().is_empty() && node.get(lang).is_none() && are_codes_right {
            self.report_fault(Diag::error(Code::MissingKey).arg("key", lang), node.spot);
        }
        self.localized_text(key)
    }

    /// The value of the choice whose word the text of `key` equals.
    pub fn choice<T: Copy>(&mut self, key: &'a str, choices: &[NamedChoice<T>]) -> Option<T> {
        self.text(key)?;
        let node = self.take_node(key)?;
        self.choice_of(node, choices)
    }

    /// The value of the choice whose word a text equals.
    pub fn choice_of<T: Copy>(&mut self, node: &Node, choices: &[NamedChoice<T>]) -> Option<T> {
        let text = node.as_text().map_or_else(|| written(node), |text| text.trim().to_owned());
        if let Some(choice) = choices.iter().find(|choice| choice.word == text && node.as_text().is_some()) {
            return Some(choice.value);
        }
        let names =
            choices.iter().map(|choice| ChoiceName { word: choice.word, code: None, vi: choice.vi, en: choice.en });
        let diag = not_a_choice_diag(&text, &names.collect::<Vec<_>>());
        self.report_fault(diag, node.spot);
        None
    }

    /// Reports every key of the table that was not read, with the most similar known key.
    pub fn finish(mut self) -> Vec<Diag> {
        for entry in self.entries {
            if !self.known_keys.contains(&entry.key.as_str()) {
                let diag = unknown_key_diag(&entry.key, self.known_keys.iter().copied());
                let argument =
                    |diag: &Diag, name| diag.args.iter().find(|(arg, _)| *arg == name).map(|(_, value)| value.clone());
                // A key with a slip in its name is not missing too.
                let near = argument(&diag, "near");
                let is_it = |fault: &Diag| {
                    fault.code == Code::MissingKey && fault.spot == Some(self.spot) && argument(fault, "key") == near
                };
                self.faults.retain(|fault| near.is_none() || !is_it(fault));
                self.faults.push(diag.file(self.file).spot(entry.spot));
            }
        }
        self.faults
    }
}

/// The warning about one text that may be several items of a list.
fn several_items_diag(syntax: Syntax, key: &str, text: &str) -> Diag {
    let items: Vec<String> = text.split([',', ';']).map(|item| format!("\"{}\"", item.trim())).collect();
    Diag::warning(Code::ItemsInText)
        .arg("value", text)
        .arg("several", syntax.entry(key, &format!("[{}]", items.join(", "))))
        .arg("one", syntax.entry(key, &format!("[\"{}\"]", text.trim())))
}

/// The fault of the code of a language, without a place; `None` if it is right.
pub fn language_code_fault(code: &str) -> Option<Diag> {
    let near = |form: &str, meant: &str| Diag::error(Code::LanguageCodeNear).arg("form", form).arg("suggestion", meant);
    let diag = match (meant_language(code), canonical_code(code).filter(|_| is_known_language(code))) {
        (Some(meant), _) => near(if code.len() == 2 { "country" } else { "long" }, meant),
        (None, Some(canonical)) if canonical == code => return None,
        // One spelling, so that the code of a label, a menu or an agency is the same code.
        (None, Some(canonical)) => near("letters", &canonical),
        (None, None) => Diag::error(Code::LanguageCode),
    };
    Some(diag.arg("value", code))
}

/// The diagnostic for a value of another type, without a place and the argument `suggestion`.
pub fn wrong_type_diag(node: &Node, wanted: &'static str) -> Diag {
    // An invented number or date would stand on the page, so none is offered.
    let shown = || node.as_text().map_or_else(|| written(node), str::to_owned);
    if matches!(wanted, "integer" | "number") && number_of(node, wanted == "integer").is_none() {
        return Diag::error(Code::NotANumber).arg("value", shown()).arg("form", wanted);
    }
    if wanted == "date" {
        return Diag::error(Code::DateShape).arg("value", shown());
    }
    Diag::error(Code::WrongType).arg("wanted", wanted).arg("found", node.type_name())
}

/// Reads a date, or a date and time.
///
/// # Errors
/// A diagnostic at the place of the value, when it is not a valid date.
pub fn read_stamp(node: &Node, file: &str) -> Result<Stamp, Diag> {
    let (NodeValue::Text(text) | NodeValue::Stamp(text)) = &node.value else {
        let diag = match &node.value {
            // `20260105` without quotes is a number.
            NodeValue::Integer(n) => Stamp::parse(&n.to_string()).err().map(|fault| date_diag(&fault, &n.to_string())),
            _ => None,
        };
        return Err(diag.unwrap_or_else(|| wrong_type_diag(node, "date")).file(file).spot(node.spot));
    };
    Stamp::parse(text.trim()).map_err(|fault| date_diag(&fault, text).file(file).spot(node.spot))
}

/// Reads `true` or `false`.
///
/// # Errors
/// A diagnostic without a place. A word such as `yes` is answered with the boolean that it means.
pub fn read_flag(node: &Node) -> Result<bool, Diag> {
    match &node.value {
        NodeValue::Boolean(value) => Ok(*value),
        NodeValue::Text(text) if let Some(word) = read_boolean_word(text) => {
            Err(Diag::error(Code::BooleanWord).arg("value", text).arg("suggestion", word))
        }
        _ => Err(wrong_type_diag(node, "boolean").arg("suggestion", value_of_type(node, "boolean"))),
    }
}
