//! A build does what is needed and little more: exact counts for common edits, and every field changed once.

mod edits;
mod fields;
mod work;
