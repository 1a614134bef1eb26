//! HTML pages: the data of each kind of page, and the `<head>`.

pub(super) mod html_head;
mod base_path;
mod paginator;
mod page_input;
pub(super) mod html_page;
