//! Legal instruments and the days between which they are in force.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::certainty::Certainty;
use super::period::Period;
use crate::diag::Diag;
use crate::node::Node;
use crate::table_reader::{LocalizedText, TableReader};

/// A law, a decree, a circular, a standard: what rules rest on.
#[derive(Debug, Clone, PartialEq)]
pub struct Instrument {
    /// The number (`224/2026/NĐ-CP`), or the name of a standard (`WCAG 2.2`).
    pub number: String,
    /// The full name.
    pub title: LocalizedText,
    /// The days on which the instrument is in force.
    pub period: Period,
    /// The number of the instrument that took its place. `None` if it is in force, or if nothing
    /// took its place.
    pub successor: Option<String>,
    /// How sure the project is of these days.
    pub certainty: Certainty,
    /// What else is known of its effect, for the report. `None` if there is nothing to say.
    pub note: Option<LocalizedText>,
}

/// The instruments that the program or the site knows, by number.
#[derive(Debug, Clone, Default)]
pub struct Instruments(BTreeMap<String, Instrument>);

impl Instruments {
    /// The instrument with this number.
    pub fn get(&self, number: &str) -> Option<&Instrument> {
        self.0.get(number)
    }

    /// All instruments, by number.
    pub fn iter(&self) -> impl Iterator<Item = &Instrument> {
        self.0.values()
    }

    /// Whether the instrument is in force on a day. One that is not known is not.
    pub fn is_in_force(&self, number: &str, day: Date) -> bool {
        self.get(number).is_some_and(|instrument| instrument.period.contains(day))
    }

    /// Lets an instrument go on after its end, until a day; `None` if the document that says so
    /// names none.
    pub fn continue_until(&mut self, number: &str, until: Option<Date>) {
        if let Some(instrument) = self.0.get_mut(number) {
            instrument.period.to = until;
        }
    }

    /// Adds the instruments of a file `legal-status.toml`. An instrument that is there before is
    /// replaced.
    pub(super) fn add_file(&mut self, root: &Node, file: &str) -> Vec<Diag> {
        let mut reader = TableReader::new(root, file);
        for node in reader.list("instruments") {
            let mut inner = TableReader::new(node, file);
            let instrument = Instrument {
                number: inner.required_text("number"),
                title: inner.localized_text("title").unwrap_or_default(),
                period: Period::read(&mut inner),
                successor: inner.text("successor"),
                certainty: Certainty::read(&mut inner),
                note: inner.localized_text("note"),
            };
            self.0.insert(instrument.number.clone(), instrument);
            reader.faults.extend(inner.finish());
        }
        reader.finish()
    }
}
