//! Content digests, which identify a byte string by 32 bytes, and hash tables with a faster hash.

use std::collections::{HashMap, HashSet};
use std::fmt;

use foldhash::fast::FixedState;
use serde::{Deserialize, Serialize};

/// A hash table with the fastest hash available. The order of its entries must never reach an
/// output. Its keys come from the portal's own files, so the table need not withstand keys that
/// were chosen to collide.
pub type FastMap<K, V> = HashMap<K, V, FixedState>;

/// A hash set like [`FastMap`].
pub type FastSet<T> = HashSet<T, FixedState>;

/// The BLAKE3 hash of a byte string. Equal digests mean equal bytes.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Digest([u8; 32]);

impl Digest {
    /// The digest of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Self(*blake3::hash(bytes).as_bytes())
    }

    /// The digest of everything that `from` yields. The content is read in small pieces, so that a
    /// large file does not have to fit into memory.
    ///
    /// # Errors
    /// The errors of the reader.
    pub fn of_reader(from: impl std::io::Read) -> std::io::Result<Self> {
        let mut hasher = blake3::Hasher::new();
        hasher.update_reader(from)?;
        Ok(Self(*hasher.finalize().as_bytes()))
    }

    /// The digest of several parts. The boundaries of the parts count, so `["ab", "c"]` differs
    /// from `["a", "bc"]`.
    pub fn of_parts<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let mut hasher = blake3::Hasher::new();
        for part in parts {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        Self(*hasher.finalize().as_bytes())
    }

    /// The 32 bytes of the digest.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// The first ten hexadecimal digits: enough to tell versions of one file apart in its address.
    pub fn short(&self) -> String {
        self.0[..5].iter().map(|b| format!("{b:02x}")).collect()
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|b| write!(f, "{b:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.short())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boundaries_of_parts_count() {
        let one = Digest::of_parts([b"ab".as_slice(), b"c"]);
        let two = Digest::of_parts([b"a".as_slice(), b"bc"]);
        assert_ne!(one, two);
    }

    #[test]
    fn the_short_form_begins_the_long_one() {
        let digest = Digest::of(b"sen");
        assert!(digest.to_string().starts_with(&digest.short()));
        assert_eq!(digest.short().len(), 10);
    }
}
