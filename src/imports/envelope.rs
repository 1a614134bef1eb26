//! The content of a page that is an item of another portal.

use crate::content::Origin;
use crate::diag::{Code, Diag};

/// The content of a page that is an item of another portal.
pub struct ImportEnvelope {
    /// The origin, without the address of the original, which is part of the item.
    pub origin: Origin,
    /// The signed bytes of the item. `None` if only the origin is left.
    pub item: Option<Vec<u8>>,
}

impl ImportEnvelope {
    /// Encodes the envelope: one line for the origin, then the bytes of the item.
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

    /// Decodes an envelope. `None` if the bytes are not one.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        // JSON on one line has no line end in it.
        let end = memchr::memchr(b'\n', bytes)?;
        let (origin, item) = (&bytes[..end], &bytes[end + 1..]);
        let item = (!item.is_empty()).then(|| item.to_vec());
        Some(Self { origin: serde_json::from_slice(origin).ok()?, item })
    }
}
