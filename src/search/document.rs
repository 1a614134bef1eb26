//! What the index takes of a page or section.

use std::borrow::Cow;

use super::postings::{MAX_FIELD_WORDS, NameField, NamePlace, TextPosting};
use super::word_counts::{TextWeight, WordCounts, for_each_word};

/// A page or section as search finds and shows it. A text is empty if the page has none.
#[derive(Debug, Clone)]
pub struct Document<'s> {
    /// The name of the kind.
    pub kind: &'s str,
    /// The name of the kind for readers.
    pub kind_label: &'s str,
    /// The section of the document.
    pub section: SearchSection<'s>,
    /// Whether it stands behind others that are as good an answer.
    pub standing: Standing,
    /// The day, in ISO 8601.
    pub date: String,
    /// The address from the root of the portal.
    pub url: &'s str,
    /// The title.
    pub title: &'s str,
    /// The number or code.
    pub label: &'s str,
    /// What the document is about, in few words: terms, the summary of an official document, the
    /// position of an official.
    pub subjects: Vec<Cow<'s, str>>,
    /// The summary.
    pub summary: &'s str,
    /// What else the fields of its kind say.
    pub fields: Vec<Cow<'s, str>>,
    /// The words of the body.
    pub counts: &'s WordCounts,
    /// The words of its attachments.
    pub attachments: Vec<&'s WordCounts>,
    /// What the answer box shows, by the names that `docs/search.md` has.
    pub more: Vec<(&'static str, Cow<'s, str>)>,
}

/// Whether a document stands behind others that are as good an answer. In the index it is a number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// A document of the portal.
    #[default]
    Own,
    /// An item of another portal.
    Imported,
    /// A document that is no longer in force.
    NotInForce,
}

impl Standing {
    pub(crate) const ALL: [Self; 3] = [Self::Own, Self::Imported, Self::NotInForce];
}

impl From<Standing> for u8 {
    fn from(standing: Standing) -> Self {
        match standing {
            Standing::Own => 0,
            Standing::Imported => 1,
            Standing::NotInForce => 2,
        }
    }
}

/// A section that has documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SearchSection<'s> {
    /// The address from the root of the portal.
    pub url: &'s str,
    /// The title.
    pub title: &'s str,
}

impl Document<'_> {
    /// The year of its date, 0 without one.
    pub(crate) fn year(&self) -> u32 {
        self.date.get(..4).and_then(|year| year.parse().ok()).unwrap_or_default()
    }

    /// Calls `see` for the bytes of each word of the names, with its place.
    pub(crate) fn for_each_name(&self, number: u32, see: &mut impl FnMut(&[u8], NamePlace)) {
        let fields: [(NameField, &mut dyn Iterator<Item = &str>); 3] = [
            (NameField::Title, &mut std::iter::once(self.title)),
            (NameField::Label, &mut std::iter::once(self.label)),
            (NameField::Subject, &mut self.subjects.iter().map(Cow::as_ref)),
        ];
        for (field, texts) in fields {
            let mut position = 0;
            // Whether a word is the last one of its field shows when the next one comes.
            let mut last: Option<(Vec<u8>, usize)> = None;
            for text in texts {
                for_each_word(text, &mut |word| {
                    if position >= MAX_FIELD_WORDS {
                        return;
                    }
                    let (bytes, at) = last.get_or_insert_with(|| (Vec::new(), position));
                    if *at != position {
                        see(bytes, NamePlace::new(number, field, *at, false));
                    }
                    bytes.clear();
                    bytes.extend_from_slice(word);
                    *at = position;
                    position += 1;
                });
                // The last word of a subject and the first one of the next are no neighbours.
                position = (position + 1).min(MAX_FIELD_WORDS);
            }
            if let Some((word, at)) = last {
                see(&word, NamePlace::new(number, field, at, true));
            }
        }
    }

    /// Calls `see` for each word of the texts. A word may come several times, with other weights.
    pub(crate) fn for_each_text(&self, number: u32, see: &mut impl FnMut(&[u8], TextPosting)) {
        for (word, weight) in self.counts.iter() {
            see(word, TextPosting::new(number, weight));
        }
        for (word, _) in self.attachments.iter().flat_map(|counts| counts.iter()) {
            see(word, TextPosting::new(number, TextWeight::Attachment));
        }
        for text in std::iter::once(self.summary).chain(self.fields.iter().map(Cow::as_ref)) {
            for_each_word(text, &mut |word| see(word, TextPosting::new(number, TextWeight::Summary)));
        }
    }
}

/// A facet of a list: a field, and its values with their documents.
#[derive(Debug, Clone)]
pub struct SearchFacet<'s> {
    /// The key of the field.
    pub field: &'s str,
    /// The name of the field for readers.
    pub label: &'s str,
    /// The values: the label, the address of its page, and the positions of its documents.
    pub values: Vec<(&'s str, &'s str, Vec<usize>)>,
}
