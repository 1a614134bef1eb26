//! A build does what is needed and little more: exact counts for common edits, and every field changed once.

mod harness;

#[path = "minimal/edits.rs"]
mod edits;
#[path = "minimal/fields.rs"]
mod fields;
#[path = "minimal/work.rs"]
mod work;
