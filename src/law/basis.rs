//! What a rule rests on: an article of an instrument.

use jiff::civil::Date;

use super::certainty::Certainty;
use super::instrument::Instruments;
use super::period::Period;
use crate::diag::Spot;
use crate::node::Node;
use crate::table_reader::TableReader;

/// An article on which a rule rests.
#[derive(Debug, Clone, PartialEq)]
pub struct Basis {
    /// The number of the instrument.
    pub instrument: String,
    /// The article: `Điều 9 khoản 1 điểm c`. Empty for an instrument as a whole.
    pub article: String,
    /// The days on which the article has this content, within those of its instrument.
    pub period: Period,
    /// How sure the project is that the article says so.
    pub certainty: Certainty,
    /// The place in the file of rules.
    pub spot: Spot,
}

impl Basis {
    /// The article as it is cited: `Điều 9 khoản 3, 224/2026/NĐ-CP`.
    pub fn cited(&self) -> String {
        match self.article.is_empty() {
            true => self.instrument.clone(),
            false => format!("{}, {}", self.article, self.instrument),
        }
    }

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
