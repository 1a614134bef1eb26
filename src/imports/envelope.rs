//! What stands for the content of a page that is another portal's.

use crate::content::Origin;
use crate::diag::{Code, Diag};

/// What stands for the content of a page that is another portal's.
pub struct ImportEnvelope {
    /// Without where the original stands: the item says it.
    pub origin: Origin,
    /// The item, as it was signed; none when only its origin is left.
    pub item: Option<Vec<u8>>,
}

impl ImportEnvelope {
    /// As bytes: a line for the origin, and behind it the item as it is.
    ///
    /// # Errors
    /// [`Code::ProgramFault`] when the origin cannot be written as JSON.
    pub fn to_bytes(&self) -> Result<Vec<u8>, Diag> {
        let mut bytes =
            serde_json::to_vec(&self.origin).map_err(|error| Diag::error(Code::ProgramFault).arg("message", error))?;
        bytes.push(b'\n');
        bytes.extend(self.item.iter().flatten());
        Ok(bytes)
    }

    /// None when it is none.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        // JSON on one line has no line end in it.
        let end = memchr::memchr(b'\n', bytes)?;
        let (origin, item) = (&bytes[..end], &bytes[end + 1..]);
        let item = (!item.is_empty()).then(|| item.to_vec());
        Some(Self { origin: serde_json::from_slice(origin).ok()?, item })
    }
}
