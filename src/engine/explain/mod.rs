//! Why an output is as it is: what the last build knows of it, and what the site says of it now.

mod explanation;
mod candidates;
mod current_site;
mod phrase;
mod file_uses;
mod explain_subject;

pub use explain_subject::explain;
pub use explanation::{
    ExplainedQuery, ExplainedSubject, Explanation, FileExplanation, FileUse, OutputExplanation, Phrase,
};
