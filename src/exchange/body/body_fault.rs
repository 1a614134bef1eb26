//! Why a body cannot be shown.

/// Times that a body is tidied and read again until nothing changes any more. Honest ones need one;
/// a tangle of links and tables that a parser unties in its own way needs another.
pub const MAX_ROUNDS: usize = 8;
/// Maximum number of ids in a message.
pub const MAX_NAMED_IDS: usize = 20;

/// Why a body cannot be shown at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BodyFault {
    /// The HTML has more than [`super::MAX_BYTES`] bytes.
    TooLong {
        /// The length of the HTML as it came, in bytes.
        bytes: usize,
    },
    /// The tidy HTML has more than [`super::MAX_BYTES`] bytes.
    TooLongAfterTidy {
        /// The length of the tidy HTML, in bytes.
        bytes: usize,
    },
    /// More than [`super::MAX_DEPTH`] elements are nested. `element` is the innermost one, if it is
    /// known.
    TooDeep {
        /// The line of the HTML at which the limit is exceeded, from 1.
        line: u64,
        /// The name of that element, at most 40 characters of it. Empty if the name is not known.
        element: String,
    },
    /// There are more than [`super::MAX_ELEMENTS`] elements.
    TooManyElements {
        /// The line of the HTML at which the limit is exceeded, from 1.
        line: u64,
    },
    /// Formatting that was not ended is opened again more than [`super::parse_html::MAX_REOPENED`]
    /// times, or with more than [`super::parse_html::MAX_ATTRIBUTE_BYTES`] bytes of attributes in
    /// the tree. Without formatting that is opened again, a body cannot have so many attributes.
    TooManyReopened {
        /// The line of the HTML at which the limit is exceeded, from 1.
        line: u64,
        /// The name of the tag at the limit, at most 40 characters of it. Empty if a text is there.
        element: String,
    },
    /// An element has more than [`super::parse_html::MAX_ATTRIBUTES`] attributes.
    TooManyAttributes {
        /// The line of the HTML in which the tag ends, from 1.
        line: u64,
        /// The name of the element, at most 40 characters of it.
        element: String,
        /// The number of attributes of the element.
        number: usize,
    },
    /// A tag or comment is longer than [`super::MAX_TAG_BYTES`] bytes.
    TagTooLong {
        /// The line in which the last complete token before the tag or comment ends, from 1.
        line: u64,
    },
    /// The HTML does not become stable in [`MAX_ROUNDS`] rounds, or two parsers read it
    /// differently.
    Unstable,
    /// The address of the origin is no absolute https address.
    InvalidCanonical,
    /// Nothing has the id of the block that is wanted. `ids` are those that there are, the first
    /// [`MAX_NAMED_IDS`] of them.
    NoSuchBlock {
        /// The ids without the prefix of the context, in the order of the body.
        ids: Vec<String>,
    },
}
