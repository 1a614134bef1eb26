//! The only way to the site: questions, their answers, and the view that notes which were asked.

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
