//! Why a signed document of a channel cannot be used.

use crate::exchange::body::BodyFault;

/// Why a signed document cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ItemFault {
    /// No JSON of this form.
    Malformed(String),
    /// The document has a format that this program does not read.
    UnknownFormat(u32),
    /// The document names another item or another channel.
    Mismatch(String),
    /// A value that cannot be.
    InvalidValue(&'static str),
    /// The channel lists more than [`super::limits::ITEMS`].
    TooManyItems(usize),
    /// The body cannot be shown.
    Body(BodyFault),
    /// The picture with this hash cannot be decoded, or is too large.
    InvalidPicture(String),
}
