//! What a rule rests on: an article of an instrument.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::instrument::Instruments;
use crate::diag::{Code, Diag, Spot};
use crate::node::Node;
use crate::table_reader::{NamedChoice, TableReader};

/// How sure the project is of a statement about the law. Nobody read the signed text of any
/// instrument: the best that there is are copies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Certainty {
    /// The article was read in a copy.
    Read,
    /// The statement stands in a summary, or is known without a text at hand.
    Reported,
    /// The statement is a conclusion of this project.
    Inferred,
}

impl Certainty {
    /// The words in files of rules.
    pub const CHOICES: [NamedChoice<Certainty>; 3] = [
        NamedChoice::new("read", "đã đọc bản sao", "read in a copy", Certainty::Read),
        NamedChoice::new("reported", "theo nguồn khác", "reported", Certainty::Reported),
        NamedChoice::new("inferred", "suy ra", "inferred", Certainty::Inferred),
    ];

    /// The word in files of rules.
    pub fn name(self) -> &'static str {
        NamedChoice::word_of(&Self::CHOICES, &self)
    }

    /// Reads the key `certainty`. A statement without it is as uncertain as can be.
    pub(super) fn read(reader: &mut TableReader) -> Self {
        reader.choice("certainty", &Self::CHOICES).unwrap_or(Self::Inferred)
    }
}

/// The days from one to another, both included. A side that is `None` has no end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Period {
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub to: Option<Date>,
}

impl Period {
    /// Whether the day is one of the period.
    pub fn contains(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }

    /// Reads the keys `from` and `to`.
    pub(super) fn read(reader: &mut TableReader) -> Self {
        let [from, to] = ["from", "to"].map(|key| reader.stamp(key).map(|stamp| stamp.day()));
        if from.is_some_and(|from| to.is_some_and(|to| to < from)) {
            let spot = reader.spot_of("to");
            reader.report_fault(Diag::error(Code::RuleDaysReversed), spot);
        }
        Self { from, to }
    }
}

/// An article on which a rule rests.
#[derive(Debug, Clone, PartialEq)]
pub struct Basis {
    /// The number of the instrument.
    pub instrument: String,
    /// The article as lawyers cite it: `Điều 9 khoản 1 điểm c`. Empty for an instrument as a whole.
    pub article: String,
    /// The days on which the article has this content, within those of its instrument.
    pub period: Period,
    /// How sure the project is that the article says so.
    pub certainty: Certainty,
    /// The place in the file of rules.
    pub spot: Spot,
}

impl Basis {
    /// Whether the article is in force on a day.
    pub fn is_in_force(&self, instruments: &Instruments, day: Date) -> bool {
        self.period.contains(day) && instruments.is_in_force(&self.instrument, day)
    }

    /// Reads the list `basis` of a rule.
    pub(super) fn read_all(reader: &mut TableReader, file: &str) -> Vec<Self> {
        let items: &[Node] = reader.list("basis");
        let mut found = Vec::new();
        for node in items {
            let mut inner = TableReader::new(node, file);
            found.push(Self {
                instrument: inner.required_text("instrument"),
                article: inner.text("article").unwrap_or_default(),
                period: Period::read(&mut inner),
                certainty: Certainty::read(&mut inner),
                spot: inner.spot_of("instrument"),
            });
            reader.faults.extend(inner.finish());
        }
        found
    }
}
