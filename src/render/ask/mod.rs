//! Queries about the site, and their answers. Templates and file formats have no other access to it.
//!
//! `world` holds everything that can be asked about, `answers` makes the answers, and a `view` belongs
//! to one output and notes what the output asked.

pub mod query;
pub mod id_map;
pub mod derivative;
pub mod strings;
pub mod wording_change;
pub mod body_cell;
pub mod world;
pub mod imported_body;
pub mod card;
pub mod page_metadata;
pub mod typed_answers;
pub mod answers;
pub mod view;
