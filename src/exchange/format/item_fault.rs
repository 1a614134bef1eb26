//! Why a signed document of a channel cannot be used.

use crate::exchange::body::BodyFault;

/// What is wrong with a document that was signed.
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
    /// The picture of this hash is none that can be shown.
    InvalidPicture(String),
}
