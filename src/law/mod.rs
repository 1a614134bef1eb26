//! What the law asks of a portal, as data: instruments with the days between which they are in
//! force, rules that rest on their articles, calendars of what is published each year, and lists of
//! what must be public. Nothing here looks at a page.
//!
//! The files in `rules/` are part of the program: one for each layer of rules, and
//! `legal-status.toml` for the instruments. Files of the same form in the folder `rules/` of a
//! site replace a layer, or add one, so that a change of law is a change of data.

mod level;
mod certainty;
mod period;
mod instrument;
mod basis;
mod rule;
mod calendar;
mod duty_list;
mod layer;
mod law_files;

pub use basis::Basis;
pub use calendar::{Calendar, CalendarSet, DueEvent, DueTime, Expected};
pub use certainty::Certainty;
pub use duty_list::{Duty, DutyList};
pub use instrument::{Instrument, Instruments};
pub use law_files::{LAW_DAY, LEGAL_STATUS, Law, PublicationLaw, read_publication_law};
pub use layer::{Layer, LayerUse};
pub use level::Level;
pub use period::Period;
pub use rule::{LevelStep, Rule, RuleWords};

#[cfg(test)]
mod tests;
