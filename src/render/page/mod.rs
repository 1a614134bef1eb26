//! HTML pages: the data of each kind of page, and the `<head>`.

pub mod html_head;
pub mod html_page;
