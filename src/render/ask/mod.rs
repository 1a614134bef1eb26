//! Queries about the site, and their answers. Templates and file formats have no other access to
//! the site.
//!
//! `world` has everything that queries can ask for, `answers` makes the answers, and each output
//! has a `view`, which records the queries of the output.

pub(super) mod query;
pub(super) mod id_map;
mod string_messages;
pub(super) mod missing_strings;
pub(super) mod unused_strings;
mod string_names;
pub(super) mod strings;
pub(super) mod wording_change;
pub(super) mod body_cell;
pub(super) mod world;
pub(super) mod imported_body;
pub(super) mod card;
pub(super) mod page_metadata;
mod page_files;
pub(super) mod typed_answers;
pub(super) mod answers;
pub(super) mod render_trace;
pub(super) mod view;
