//! The outcome of a run, for people and for programs.

mod json;
mod sarif;
mod text;
mod html;

pub use html::{ReportSubject, html_report};
pub use json::json_report;
pub use sarif::sarif_report;
pub use text::text_report;
