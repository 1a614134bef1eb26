//! Pages for people.

pub mod html_head;
pub mod html_page;
