//! Checks of pages as visitors get them.

mod frame;
mod content;
mod markup;
mod aria;
mod links;
mod machine;
mod needed_words;

pub(super) use aria::aria;
pub(super) use content::{
    controls_without_words, fields_without_labels, frames_and_order, heading_order, identifiers_twice, moving_content,
    pictures_without_words, tables_without_headings, vague_links,
};
pub(super) use frame::{check_frame, check_title};
pub(super) use links::{frame_link, home_link};
pub(super) use machine::{descriptive_elements, foot_facts, foreign_hosts, head_facts, inline_code, page_weight};
pub(super) use markup::markup;
pub(super) use needed_words::needed_words;
