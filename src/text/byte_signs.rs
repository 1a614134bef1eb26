//! Looks for the bytes with which one of many signs can begin, in one pass over a text.

/// Whether a byte is one from `low` to `high`. Unlike a pattern of several ranges, comparisons like
/// this one are made for many bytes at a time.
#[inline(always)]
pub const fn is_within(byte: u8, low: u8, high: u8) -> bool {
    byte.wrapping_sub(low) <= high - low
}

/// A set of bytes.
pub struct ByteSet([bool; 256]);

impl ByteSet {
    /// The set of these bytes.
    pub const fn new(bytes: &[u8]) -> Self {
        let mut set = [false; 256];
        let mut at = 0;
        while at < bytes.len() {
            set[bytes[at] as usize] = true;
            at += 1;
        }
        Self(set)
    }

    /// Whether the set has a byte.
    pub fn has(&self, byte: u8) -> bool {
        self.0[usize::from(byte)]
    }

    /// The places of the bytes of the set in a text, in order.
    pub fn places<'t>(&'t self, text: &'t [u8]) -> impl Iterator<Item = usize> + 't {
        text.iter().enumerate().filter(|(_, byte)| self.has(**byte)).map(|(at, _)| at)
    }
}

impl FromIterator<u8> for ByteSet {
    fn from_iter<I: IntoIterator<Item = u8>>(bytes: I) -> Self {
        let mut set = [false; 256];
        for byte in bytes {
            set[usize::from(byte)] = true;
        }
        Self(set)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_places_of_bytes_are_found() {
        static SIGNS: ByteSet = ByteSet::new(b";,");
        assert_eq!(SIGNS.places("a;bđ,".as_bytes()).collect::<Vec<_>>(), [1, 5]);
    }
}
