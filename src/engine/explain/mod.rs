//! Why an output was rendered and what it depends on, what a source file is used for, and why
//! something is not on the site: from the traces of the last build and from the present site.

mod explanation;
mod candidates;
mod current_site;
mod phrase;
mod file_notes;
mod file_uses;
mod absence;
mod explain_subject;

pub use explain_subject::explain;
pub use explanation::{
    ExplainedQuery, ExplainedSubject, Explanation, FileExplanation, FileUse, OutputExplanation, Phrase,
};
