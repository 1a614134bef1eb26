//! Finds what an inspector would find, before the portal is published.
//!
//! A check looks at one thing: the text of a content file (`texts`), a page as visitors get it
//! (`pages`), or the portal as a whole (`portal`). A rule of [`crate::law`] names the check that
//! finds where it is broken, and gives it its parameters; `catalogue` has all checks by name.
//!
//! `run` tells the order, after the portal was built: what no build has changed keeps its findings
//! (`memory`); the checks look at the rest (`look`); `judge` gives each finding its level of the
//! day, and takes away what a waiver or a baseline accepts; `report` writes the result.

mod found;
mod finder;
mod html_page;
mod subjects;
mod check_form;
mod words_pattern;
mod locate;
mod texts;
mod pages;
mod portal;
mod catalogue;
mod applied_rules;
mod memory;
mod look;
mod remark;
mod finding;
mod baseline;
mod judge;
mod report;
mod run;

pub use baseline::Baseline;
pub use catalogue::check_names;
pub use finding::{Acceptance, Finding, Outcome};
pub use portal::RECORD_FILE;
pub use remark::Remark;
pub use report::{ReportSubject, html_report, json_report, record_text, sarif_report, text_report};
pub use run::{CheckOptions, check};
