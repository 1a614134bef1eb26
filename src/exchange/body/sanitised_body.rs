//! A body that may be shown, with the facts that a page needs of it.

/// A heading of a body, as it is placed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BodyHeading {
    /// The level, from one below the parent's level to 6. No level is skipped.
    pub level: u8,
    /// The id with the prefix of the context.
    pub id: Option<String>,
    /// Plain text.
    pub text: String,
}

/// A body that may be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SanitisedBody {
    /// HTML of the allowed elements only, stable: parsing and tidying the HTML again changes
    /// nothing.
    pub html: String,
    /// Plain text of the first paragraph.
    pub summary: String,
    /// The headings in the order of the body, for the table of contents.
    pub headings: Vec<BodyHeading>,
    /// The number of words: the parts between white space that have a letter or a digit.
    pub words: usize,
}
