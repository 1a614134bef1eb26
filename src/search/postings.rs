//! What is said of a word in one document: where its names have the word, and how much of its text.

use super::word_counts::TextWeight;

/// A field of the names of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum NameField {
    Title = 0,
    Label = 1,
    Subject = 2,
}

/// What is said of a word in one document.
pub(crate) trait Posting: Copy + Ord + Send + Sync {
    /// The number of the document.
    fn number(self) -> u32;
}

/// One place of a word in the names of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct NamePlace {
    number: u32,
    /// The field in the bits from 18 on, the position in those from 1 on, whether the word is the
    /// last one of the field in the lowest.
    place: u32,
}

/// The most words of a field that are read; the bits of a place have room for them.
pub(crate) const MAX_FIELD_WORDS: usize = 4_096;

impl NamePlace {
    pub(crate) fn new(number: u32, field: NameField, position: usize, is_last: bool) -> Self {
        let position = position.min(MAX_FIELD_WORDS) as u32;
        Self { number, place: (field as u32) << 18 | position << 1 | u32::from(is_last) }
    }

    pub(crate) fn field(self) -> NameField {
        match self.place >> 18 {
            0 => NameField::Title,
            1 => NameField::Label,
            _ => NameField::Subject,
        }
    }

    pub(crate) fn position(self) -> u32 {
        self.place >> 1 & 0x1_ffff
    }

    pub(crate) fn is_last(self) -> bool {
        self.place & 1 == 1
    }
}

impl Posting for NamePlace {
    fn number(self) -> u32 {
        self.number
    }
}

/// A word in the text of a document: the number of the document, and the weight in the lowest two
/// bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct TextPosting(u32);

impl TextPosting {
    pub(crate) fn new(number: u32, weight: TextWeight) -> Self {
        Self(number << 2 | weight as u32)
    }

    pub(crate) fn weight(self) -> TextWeight {
        TextWeight::from_number(self.0 & 3)
    }

    /// Whether an attachment alone has the word.
    pub(crate) fn is_attachment(self) -> bool {
        self.weight() == TextWeight::Attachment
    }

    /// Whether the word is in more than the body.
    pub(crate) fn is_summary(self) -> bool {
        self.weight() == TextWeight::Summary
    }
}

impl Posting for TextPosting {
    fn number(self) -> u32 {
        self.0 >> 2
    }
}
