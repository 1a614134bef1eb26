//! Names that are parts of file names and addresses on other people's machines: of items, channels,
//! publishers, sources.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Lower-case letters, digits and hyphens, beginning with a letter or digit, 1 to 128 characters.
/// Nothing else is an id, so that no id leads out of a folder, hides a file, or differs from
/// another only in ways that people or file systems ignore.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ExchangeId(String);

/// Longer names are refused: with a digest and an ending they have to be file names.
pub const MAX_LENGTH: usize = 128;

/// The text is not an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidExchangeId;

impl ExchangeId {
    /// # Errors
    /// When the text is not an id.
    pub fn new(text: &str) -> Result<Self, InvalidExchangeId> {
        let is_plain = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        let bytes = text.as_bytes();
        let fits = (1..=MAX_LENGTH).contains(&bytes.len());
        let first = bytes.first().is_some_and(is_plain);
        let is_valid = fits && first && bytes.iter().all(|byte| is_plain(byte) || *byte == b'-');
        if is_valid { Ok(Self(text.to_owned())) } else { Err(InvalidExchangeId) }
    }

    /// The id as it stands in documents, file names and addresses.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for ExchangeId {
    type Error = InvalidExchangeId;

    fn try_from(text: String) -> Result<Self, InvalidExchangeId> {
        Self::new(&text)
    }
}

impl From<ExchangeId> for String {
    fn from(name: ExchangeId) -> Self {
        name.0
    }
}

impl fmt::Display for ExchangeId {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for InvalidExchangeId {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("not a name of small letters, digits and hyphens")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_be_taken_for_something_else_is_no_name() {
        for name in ["a", "15-qd-ubnd", "0", &"x".repeat(MAX_LENGTH)] {
            assert_eq!(ExchangeId::new(name).map(String::from).as_deref(), Ok(name));
        }
        let long = "x".repeat(MAX_LENGTH + 1);
        let none = ["", "-a", ".", "..", "a.b", "a/b", "a\\b", "A", "đ", "a b", "a\n", "%2e", "con\0", "a_b", &long];
        for name in none {
            assert_eq!(ExchangeId::new(name), Err(InvalidExchangeId), "{name:?}");
        }
        assert!(serde_json::from_str::<ExchangeId>("\"../x\"").is_err());
    }
}
