//! Why a signed document of a channel cannot be used.

use crate::exchange::body::BodyFault;

/// Why a signed document cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ItemFault {
    /// No JSON of this form.
    Malformed(String),
    /// Of another format than this program reads.
    UnknownFormat(u32),
    /// It says that it is another item, or of another channel.
    Mismatch(String),
    /// A value that cannot be.
    InvalidValue(&'static str),
    /// The channel lists more than [`limits::ITEMS`].
    TooManyItems(usize),
    /// Its body cannot be shown.
    Body(BodyFault),
    /// The picture with this hash cannot be decoded, or is too large.
    InvalidPicture(String),
}
