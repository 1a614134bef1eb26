//! Reads an attachment by its kind.

use std::sync::Arc;

use super::attachment::{AttachmentFault, AttachmentKind, AttachmentText, MAX_ATTACHMENT_BYTES};
use super::{office, pdf};

/// Reads the text of an attachment.
///
/// # Errors
/// A fault says why there is no text; a text of which only the end is missing is no fault.
pub fn read_attachment(bytes: Arc<Vec<u8>>, kind: AttachmentKind) -> Result<AttachmentText, AttachmentFault> {
    if bytes.len() > MAX_ATTACHMENT_BYTES {
        return Err(AttachmentFault::TooLarge);
    }
    match kind {
        AttachmentKind::Pdf => pdf::read_pdf(bytes),
        AttachmentKind::Docx => office::read_docx(&bytes),
        AttachmentKind::Xlsx => office::read_xlsx(&bytes),
        AttachmentKind::Odt => office::read_odt(&bytes),
    }
}

/// The number of pages of a PDF file, without a look at what is on them. `None` if it cannot be
/// read, is encrypted or too large.
pub(super) fn pdf_page_count(bytes: Arc<Vec<u8>>) -> Option<u32> {
    if bytes.len() > MAX_ATTACHMENT_BYTES {
        return None;
    }
    pdf::page_count(bytes)
}
