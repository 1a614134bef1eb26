//! A SHA-256 hash in the form in which files and settings write it.

use serde::{Deserialize, Serialize};

/// A SHA-256, in small hexadecimal digits where it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Sha256Hash(pub [u8; 32]);

impl Sha256Hash {
    /// The SHA-256 of `bytes` (FIPS 180-4).
    pub fn of(bytes: &[u8]) -> Self {
        use sha2::Digest as _;
        Self(sha2::Sha256::digest(bytes).into())
    }

    /// Reads a hash as people copy it from paper or hear it by telephone: in groups that spaces,
    /// hyphens, dots or colons separate, in small or capital letters, perhaps after `SHA-256:`.
    /// `None` unless it has exactly 64 hexadecimal digits.
    pub fn from_typed(text: &str) -> Option<Self> {
        let is_separator =
            |c: char| c.is_whitespace() || matches!(c, '-' | '‐' | '‑' | '–' | '.' | ':' | ',' | '\u{200b}');
        let digits: String = text.chars().filter(|c| !is_separator(*c)).map(|c| c.to_ascii_lowercase()).collect();
        let digits = digits.strip_prefix("sha256").unwrap_or(&digits);
        Self::try_from(digits.to_owned()).ok()
    }
}

impl std::fmt::Display for Sha256Hash {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl From<Sha256Hash> for String {
    fn from(hash: Sha256Hash) -> Self {
        hash.to_string()
    }
}

impl TryFrom<String> for Sha256Hash {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let mut bytes = [0; 32];
        match hex::decode_to_slice(&text, &mut bytes) {
            Ok(()) if hex::encode(bytes) == text => Ok(Self(bytes)),
            _ => Err(format!("no SHA-256: {text}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_it_was_copied() {
        let hash = Sha256Hash::of(b"root");
        let plain = hash.to_string();
        let groups = |size: usize, separator: &str| {
            let digits: Vec<char> = plain.chars().collect();
            digits.chunks(size).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(separator)
        };
        let typed = [
            plain.clone(),
            plain.to_uppercase(),
            groups(8, " "),
            groups(4, "-"),
            groups(2, ":").to_uppercase(),
            groups(16, "\n"),
            groups(8, "\u{a0}"),
            groups(8, " – "),
            format!("SHA-256: {}", groups(8, " ")),
            format!(" {plain}\r\n"),
        ];
        for text in typed {
            assert_eq!(Sha256Hash::from_typed(&text), Some(hash), "{text}");
        }
        let lookalike = plain.replacen(|c: char| c.is_ascii_digit(), "O", 1);
        for text in ["", "3d619", &plain[1..], &format!("{plain}0"), &lookalike, &format!("0x{plain}")] {
            assert_eq!(Sha256Hash::from_typed(text), None, "{text}");
        }
    }
}
