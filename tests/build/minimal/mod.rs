//! A build does little more than the work that an edit needs: exact counts for common edits, and a
//! change of every field.

mod edits;
mod fields;
mod records;
mod work;
