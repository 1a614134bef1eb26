//! Queries about the site, and their answers. Templates and file formats have no other access to it.
//!
//! `world` holds everything that can be asked about, `answers` makes the answers, and a `view` belongs
//! to one output and notes what the output asked.

pub(super) mod query;
pub(super) mod id_map;
pub(super) mod derivative;
pub(super) mod strings;
pub(super) mod wording_change;
pub(super) mod body_cell;
pub(super) mod world;
pub(super) mod imported_body;
pub(super) mod card;
pub(super) mod page_metadata;
pub(super) mod typed_answers;
pub(super) mod answers;
pub(super) mod view;
