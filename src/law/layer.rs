//! A layer: the rules, calendars and lists of duties of one field of law, in one file.

use super::calendar::Calendar;
use super::duty_list::DutyList;
use super::rule::Rule;
use crate::diag::Diag;
use crate::node::Node;
use crate::table_reader::{LocalizedText, NamedChoice, TableReader};

/// The rules of one file.
#[derive(Debug, Clone)]
pub struct Layer {
    /// The identifier: the name of its file without `.toml`.
    pub id: String,
    /// The name, for the report.
    pub title: LocalizedText,
    /// Whether the layer counts without being asked for.
    pub use_: LayerUse,
    /// The rules, in the order of the file.
    pub rules: Vec<Rule>,
    /// The calendars, in the order of the file.
    pub calendars: Vec<Calendar>,
    /// The lists of duties, in the order of the file.
    pub lists: Vec<DutyList>,
}

/// When a layer counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LayerUse {
    /// In every portal.
    Always,
    /// Where `[check]` of `portal.toml` names the layer.
    OnRequest,
}

impl LayerUse {
    const CHOICES: [NamedChoice<LayerUse>; 2] = [
        NamedChoice::new("always", "luôn luôn", "always", LayerUse::Always),
        NamedChoice::new("on-request", "khi được chọn", "on request", LayerUse::OnRequest),
    ];
}

impl Layer {
    /// Reads a file of rules.
    pub(super) fn read(id: &str, root: &Node, file: &str) -> (Self, Vec<Diag>) {
        let mut reader = TableReader::new(root, file);
        let title = reader.localized_text("title").unwrap_or_default();
        let use_ = reader.choice("use", &LayerUse::CHOICES).unwrap_or(LayerUse::Always);
        let mut rules = Vec::new();
        for node in reader.list("rules") {
            let (rule, faults) = Rule::read(node, file);
            rules.push(rule);
            reader.faults.extend(faults);
        }
        let mut calendars = Vec::new();
        for node in reader.list("calendars") {
            let (calendar, faults) = Calendar::read(node, file);
            calendars.push(calendar);
            reader.faults.extend(faults);
        }
        let mut lists = Vec::new();
        for node in reader.list("lists") {
            let (list, faults) = DutyList::read(node, file);
            lists.push(list);
            reader.faults.extend(faults);
        }
        (Self { id: id.to_owned(), title, use_, rules, calendars, lists }, reader.finish())
    }
}
