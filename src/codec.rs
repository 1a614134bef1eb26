//! The encoded form of the program's own values.
//!
//! What a build remembers is compared by digests and fingerprints of encoded values. If an encoding
//! that failed became an empty one, every value that cannot be encoded would have the same digest,
//! and a build would keep an output that is out of date.

use serde::Serialize;

/// The bytes of a value in the format of `postcard`, at the end of `room`.
///
/// Every type that the program encodes here consists of texts, numbers, lists and tables, for which
/// the format has a form. A `Result` would be passed through every query of every output for an
/// error that no input can bring about, so an error ends the build instead:
/// [`crate::diag::catch_panic`] reports it as [`crate::diag::Code::ProgramFault`], and nothing is
/// written.
///
/// # Panics
/// When the value has no form in the format.
pub fn encode_into(value: &impl Serialize, room: Vec<u8>) -> Vec<u8> {
    match postcard::to_extend(value, room) {
        Ok(bytes) => bytes,
        Err(error) => std::panic::panic_any(format!("a value cannot be encoded: {error}")),
    }
}

/// As [`encode_into`], into a buffer of its own.
///
/// # Panics
/// As [`encode_into`].
pub fn encode(value: &impl Serialize) -> Vec<u8> {
    encode_into(value, Vec::new())
}

/// A value as JSON on one line.
///
/// # Panics
/// When the value has no form in JSON: [`encode_into`] says what becomes of that.
pub fn encode_json(value: &impl Serialize) -> String {
    match serde_json::to_string(value) {
        Ok(json) => json,
        Err(error) => std::panic::panic_any(format!("a value has no form in JSON: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use serde::Serializer;

    use super::*;
    use crate::diag::{Code, Diag, catch_panic};
    use crate::digest::Digest;

    /// A value without a form: a list whose length is not known.
    struct Endless;

    impl Serialize for Endless {
        fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
            to.collect_seq(std::iter::from_fn(|| Some(0)).filter(|n| *n == 0))
        }
    }

    #[test]
    fn a_value_that_cannot_be_encoded_has_no_digest() {
        let digest = catch_panic(|| Ok::<_, Diag>(Digest::of(&encode(&Endless))));
        assert_eq!(digest.unwrap_err().code, Code::ProgramFault);
        let numbers = std::collections::BTreeMap::from([((1, 2), 3)]);
        let json = catch_panic(|| Ok::<_, Diag>(encode_json(&numbers)));
        assert_eq!(json.unwrap_err().code, Code::ProgramFault);
    }

    #[test]
    fn values_are_encoded_behind_what_is_there() {
        assert_eq!(encode_into(&("a", 1_u8), vec![9]), [9, 1, b'a', 1]);
    }
}
