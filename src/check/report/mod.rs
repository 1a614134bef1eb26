//! The outcome of a run, for people and for programs.

mod remark_words;
mod html;
mod json;
mod sarif;
mod text;
mod record;

pub use html::{ReportSubject, html_report};
pub use json::json_report;
pub use record::record_text;
pub use sarif::sarif_report;
pub use text::text_report;
