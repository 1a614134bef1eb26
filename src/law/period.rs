//! The days between which an instrument or an article is in force.

use jiff::civil::Date;

use crate::diag::{Code, Diag};
use crate::table_reader::TableReader;

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
