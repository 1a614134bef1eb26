//! What the law asks of a portal, as data: instruments with the days between which they are in
//! force, and rules that rest on their articles. Nothing here looks at a page.
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
mod layer;
mod law_files;

pub use basis::Basis;
pub use certainty::Certainty;
pub use instrument::{Instrument, Instruments};
pub use law_files::{LAW_DAY, LEGAL_STATUS, Law};
pub use layer::{Layer, LayerUse};
pub use level::Level;
pub use period::Period;
pub use rule::{LevelStep, Rule, RuleWords};

#[cfg(test)]
mod tests;
