//! The kinds of attachments, what one says, and why one says nothing.

use serde::{Deserialize, Serialize};

/// The longest attachment that is read, in bytes.
pub const MAX_ATTACHMENT_BYTES: usize = 64 << 20;

/// The longest text that is kept, in bytes of UTF-8.
pub(super) const MAX_TEXT_BYTES: usize = 4 << 20;

/// How many pages of a PDF file are read; the others are only counted.
pub(super) const MAX_PAGES: usize = 2000;

/// What an attachment says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AttachmentText {
    /// The words in NFC, one line of the document a line; never empty.
    pub text: String,
    /// The number of pages: counted in PDF files, and as the writing program has noted it in text
    /// documents. Tables have none.
    pub page_count: Option<u32>,
    /// True when the text or the work was too long, so that the end is missing.
    pub is_cut: bool,
}

/// Why an attachment has no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum AttachmentFault {
    /// It opens with a password only.
    Encrypted,
    /// It is not what its name says, or is damaged.
    Broken,
    /// It opens, but has no letters: a scan, or pages without words.
    WithoutText,
    /// It is longer than [`MAX_ATTACHMENT_BYTES`], or unpacks to more than is sane.
    TooLarge,
}

impl AttachmentFault {
    /// The word by which messages choose their texts.
    pub fn word(self) -> &'static str {
        match self {
            Self::Encrypted => "locked",
            Self::Broken => "broken",
            Self::WithoutText => "scan",
            Self::TooLarge => "large",
        }
    }
}

/// The kinds of files whose text can be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AttachmentKind {
    /// A PDF file.
    Pdf,
    /// A text document of Office Open XML.
    Docx,
    /// A workbook of Office Open XML.
    Xlsx,
    /// A text document of OpenDocument; tables and slides of that family read the same way.
    Odt,
}

impl AttachmentKind {
    /// The kind of a file by the ending of its name, without the dot and in any case.
    #[must_use]
    pub fn from_extension(extension: &str) -> Option<Self> {
        let kinds = [("pdf", Self::Pdf), ("docx", Self::Docx), ("xlsx", Self::Xlsx), ("odt", Self::Odt)];
        kinds.into_iter().find(|(name, _)| extension.eq_ignore_ascii_case(name)).map(|(_, kind)| kind)
    }
}
