//! The text of attachments: what a PDF file, a text document or a table of numbers says.
//!
//! Search finds a page by the words of its attachments. Files come from many hands, so everything
//! here is bounded: the bytes that are read and unpacked, the text that is kept, the pages and the
//! work. No clock is asked, because an output may not
//! depend on how fast a machine is.
//!
//! What the libraries below do on a broken file may be a panic: callers run [`read_attachment`]
//! inside of `catch_panic`.

mod attachment;
mod text_sink;
mod pdf_budget;
mod pdf_transform;
mod pdf_lines;
mod pdf_streams;
mod pdf_guard;
mod pdf_fonts;
mod pdf_page;
mod pdf;
mod office;
mod read;
mod facts;

pub use attachment::{AttachmentFault, AttachmentKind, AttachmentText, MAX_ATTACHMENT_BYTES};
pub use facts::AttachmentFacts;
pub use read::read_attachment;

#[cfg(test)]
mod tests;
