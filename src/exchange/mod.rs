//! What comes from other portals, and what goes out to them.
//!
//! Nothing here is shown as it came: a [`feed`] gives titles, links, days and summaries as plain text, and no more.

pub mod feed;
