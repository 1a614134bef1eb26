//! Takes what one check finds for one rule.

use std::fmt::Display;

use jiff::civil::Date;

use super::found::{Found, Place, Within};
use crate::diag::Spot;

/// Collects what a check finds for a rule.
pub(crate) struct Finder<'f> {
    rule: &'f str,
    found: &'f mut Vec<Found>,
}

impl<'f> Finder<'f> {
    /// A finder that adds findings of a rule to `found`.
    pub(super) fn new(rule: &'f str, found: &'f mut Vec<Found>) -> Self {
        Self { rule, found }
    }

    /// Adds a finding at a place.
    pub(crate) fn at(&mut self, place: Place) -> FoundBuilder<'_> {
        self.found.push(Found { rule: self.rule.to_owned(), place, args: Vec::new(), from: None });
        let last = self.found.len() - 1;
        FoundBuilder(&mut self.found[last])
    }

    /// Adds a finding at the value of a key of a file.
    pub(crate) fn at_key(&mut self, file: &str, key: &str) -> FoundBuilder<'_> {
        self.at(Place::File(file.to_owned(), Within::Key(key.to_owned())))
    }

    /// Adds a finding at a spot of a file.
    pub(crate) fn at_spot(&mut self, file: &str, spot: Spot) -> FoundBuilder<'_> {
        self.at(Place::File(file.to_owned(), Within::At(spot)))
    }
}

/// The finding that was added last.
pub(crate) struct FoundBuilder<'f>(&'f mut Found);

impl FoundBuilder<'_> {
    /// Adds an argument of the message.
    pub(crate) fn arg(self, name: &str, value: impl Display) -> Self {
        let text = value.to_string();
        self.arg_by_language(name, &text, &text)
    }

    /// Adds an argument whose text differs by the language of the message.
    pub(crate) fn arg_by_language(self, name: &str, vi: &str, en: &str) -> Self {
        let arg = (name.to_owned(), [vi.to_owned(), en.to_owned()]);
        let at = self.0.args.partition_point(|other| other.0 < arg.0);
        self.0.args.insert(at, arg);
        self
    }

    /// Says on which day the finding begins.
    pub(crate) fn from(self, day: Date) -> Self {
        self.0.from = Some(day);
        self
    }
}
