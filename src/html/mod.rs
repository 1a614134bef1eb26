//! HTML as text: writing text and attributes, and reading the tags of what was written.

mod escape;
mod tags;

pub use escape::{block_element, escape, escape_href_into, escape_into, is_block, push_attribute};
pub use tags::{Attribute, Tag, tags};
