//! A rule: what must hold of a portal, why, and what a finding says.

use jiff::civil::Date;

use super::basis::Basis;
use super::instrument::Instruments;
use super::level::Level;
use crate::config::AgencyType;
use crate::diag::{Code, Diag, Spot};
use crate::node::{Node, NodeValue};
use crate::table_reader::{LocalizedText, TableReader};

/// A rule of a layer.
#[derive(Debug, Clone)]
pub struct Rule {
    /// The identifier, for waivers, baselines and programs: lower-case words with hyphens and dots,
    /// unique among all layers.
    pub id: String,
    /// What must hold, in one line.
    pub title: LocalizedText,
    /// The articles that ask for it.
    pub basis: Vec<Basis>,
    /// The types of agency that the rule binds. Empty if it binds all.
    pub agencies: Vec<AgencyType>,
    /// The levels of a finding by day: each step holds from its day until that of the next one.
    /// Before the first step there is no finding.
    pub levels: Vec<LevelStep>,
    /// The name of the check that finds where the rule is broken.
    pub check: String,
    /// What the check is given: a table, whose keys the check knows. `None` if it needs nothing.
    pub params: Option<Node>,
    /// What a finding says.
    pub words: RuleWords,
    /// The place of the identifier in the file of rules.
    pub spot: Spot,
}

/// From which day on a finding has which level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LevelStep {
    /// The first day; `None` if the level was always that.
    pub from: Option<Date>,
    /// The level from then on.
    pub level: Level,
}

/// The words of a rule. `{name}` in `message` and `fix` stands for an argument of the finding.
#[derive(Debug, Clone, Default)]
pub struct RuleWords {
    /// What is wrong.
    pub message: LocalizedText,
    /// How to mend it.
    pub fix: LocalizedText,
    /// An example that follows the rule. Empty if an example would say nothing.
    pub good: String,
    /// An example that breaks the rule.
    pub bad: String,
}

impl Rule {
    /// Whether the rule binds a type of agency.
    pub fn binds(&self, agency: AgencyType) -> bool {
        self.agencies.is_empty() || self.agencies.contains(&agency)
    }

    /// The articles of the rule that are in force on a day.
    pub fn basis_on<'r>(&'r self, instruments: &'r Instruments, day: Date) -> impl Iterator<Item = &'r Basis> {
        self.basis.iter().filter(move |basis| basis.is_in_force(instruments, day))
    }

    /// The level of a finding on a day; `None` if the rule does not apply then, because none of its
    /// articles is in force. A rule of which the project is not sure is at most a warning.
    pub fn level_on(&self, instruments: &Instruments, day: Date) -> Option<Level> {
        let certainty = self.basis_on(instruments, day).map(|basis| basis.certainty).min()?;
        let steps = self.levels.iter().rev();
        let step = steps.into_iter().find(|step| step.from.is_none_or(|from| from <= day))?;
        Some(if certainty.is_certain() { step.level } else { step.level.max(Level::Warning) })
    }

    /// Reads a table of `[[rules]]`.
    pub(super) fn read(node: &Node, file: &str) -> (Self, Vec<Diag>) {
        let mut reader = TableReader::new(node, file);
        let id = reader.required_text("id");
        let spot = reader.spot_of("id");
        if !id.is_empty() && !is_rule_id(&id) {
            reader.report_fault(Diag::error(Code::RuleIdShape).arg("value", &id), spot);
        }
        let title = required_words(&mut reader, "title");
        let basis = Basis::read_all(&mut reader, file);
        if basis.is_empty() && reader.is_table() {
            let spot = reader.spot_of("basis");
            reader.report_fault(Diag::error(Code::MissingKey).arg("key", "basis"), spot);
        }
        let agencies = reader.list("agencies");
        let agencies = agencies.iter().filter_map(|item| reader.choice_of(item, &AgencyType::CHOICES)).collect();
        let rule = Self {
            id,
            title,
            basis,
            agencies,
            levels: read_levels(&mut reader, file),
            check: reader.required_text("check"),
            params: reader.table("params").cloned(),
            words: RuleWords {
                message: required_words(&mut reader, "message"),
                fix: required_words(&mut reader, "fix"),
                good: reader.text("good").unwrap_or_default(),
                bad: reader.text("bad").unwrap_or_default(),
            },
            spot,
        };
        (rule, reader.finish())
    }
}

/// A text in several languages that a rule must have.
fn required_words<'a>(reader: &mut TableReader<'a>, key: &'a str) -> LocalizedText {
    let found = reader.localized_text(key);
    if found.is_none() && reader.is_table() && !reader.faults.iter().any(|fault| fault.code == Code::WrongType) {
        let spot = reader.spot_of(key);
        reader.report_fault(Diag::error(Code::MissingKey).arg("key", key), spot);
    }
    found.unwrap_or_default()
}

/// Reads `level`: a word, or a list of steps by day.
fn read_levels(reader: &mut TableReader, file: &str) -> Vec<LevelStep> {
    let Some(node) = reader.take_node("level") else {
        let spot = reader.spot_of("level");
        if reader.is_table() {
            reader.report_fault(Diag::error(Code::MissingKey).arg("key", "level"), spot);
        }
        return Vec::new();
    };
    let NodeValue::List(items) = &node.value else {
        let level = reader.choice("level", &Level::CHOICES);
        return level.map(|level| LevelStep { from: None, level }).into_iter().collect();
    };
    let mut steps = Vec::new();
    for item in items {
        let mut inner = TableReader::new(item, file);
        let from = inner.stamp("from").map(|stamp| stamp.day());
        if let Some(level) = inner.choice("is", &Level::CHOICES) {
            steps.push(LevelStep { from, level });
        }
        reader.faults.extend(inner.finish());
    }
    steps.sort_by_key(|step| step.from);
    steps
}

/// Whether a text can be the identifier of a rule.
fn is_rule_id(id: &str) -> bool {
    id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'.'))
}
