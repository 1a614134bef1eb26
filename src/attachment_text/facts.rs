//! What a build keeps of an attachment.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::attachment::{AttachmentFault, AttachmentKind, AttachmentText};
use super::read::{pdf_page_count, read_attachment};
use crate::search::WordCounts;

/// What pages and search need of an attachment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachmentFacts {
    /// The number of its pages; `None` if it has none, or if nobody can know.
    pub page_count: Option<u32>,
    /// Its words. A very long text is read in part.
    pub words: WordCounts,
    /// Why its words are not known, or not all of them. `None` if they are.
    pub fault: Option<AttachmentFault>,
}

impl AttachmentFacts {
    /// Reads a file.
    pub fn read(bytes: Vec<u8>, kind: AttachmentKind) -> Self {
        let bytes = Arc::new(bytes);
        match read_attachment(Arc::clone(&bytes), kind) {
            Ok(AttachmentText { text, page_count, is_cut }) => {
                let fault = is_cut.then_some(AttachmentFault::TooLarge);
                Self { page_count, words: WordCounts::of_text(&text), fault }
            }
            // A scan has pages, too.
            Err(fault @ AttachmentFault::WithoutText) if kind == AttachmentKind::Pdf => {
                Self { page_count: pdf_page_count(bytes), ..Self::unread(fault) }
            }
            Err(fault) => Self::unread(fault),
        }
    }

    /// The facts of a file that was not read, for this reason.
    pub fn unread(fault: AttachmentFault) -> Self {
        Self { fault: Some(fault), ..Self::default() }
    }
}
