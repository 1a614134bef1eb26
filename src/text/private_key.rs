//! Private keys in texts that are to be published.

use memchr::memmem;

/// So much of a file is looked through. A key file has at most some 64 KiB; a key that somebody
/// left in a log or a configuration stands within its first megabytes. What is larger is a film or
/// an archive, in which no key can be seen anyway, and a look through all of it would cost more
/// than to copy it.
const MAX_SEARCHED_BYTES: usize = 4 << 20;
/// So far before its last words a line of encapsulation begins (`-----BEGIN ENCRYPTED PRIVATE
/// KEY-----`).
const MAX_LABEL_BYTES: usize = 48;

/// Where a private key begins in a file: PEM (RFC 7468, section 10), with the labels of PKCS #8,
/// PKCS #1, SEC 1, OpenSSH and OpenPGP (RFC 9580, section 6.2); SSH2 (RFC 4716, section 3.2, has
/// the form); and the key files of PuTTY.
///
/// The first line alone is looked for: a key that was cut off, or is written into one line of JSON,
/// is one that others have seen.
pub fn find_private_key(bytes: &[u8]) -> Option<usize> {
    let bytes = &bytes[..bytes.len().min(MAX_SEARCHED_BYTES)];
    if bytes.starts_with(b"PuTTY-User-Key-File-") {
        return Some(0);
    }
    memmem::find_iter(bytes, b"PRIVATE KEY").find_map(|at| {
        let start = at.saturating_sub(MAX_LABEL_BYTES);
        let head = &bytes[start..at];
        let begin = memmem::rfind(head, b"BEGIN ")?;
        let is_label = |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || *byte == b' ';
        let is_line = head[begin..].iter().all(is_label) && head[..begin].trim_ascii_end().ends_with(b"----");
        is_line.then_some(start + begin)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_all_kinds_are_seen() {
        for label in ["", "RSA ", "EC ", "DSA ", "ENCRYPTED ", "OPENSSH ", "ANY "] {
            let text = format!("x\n-----BEGIN {label}PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA==\n");
            assert_eq!(find_private_key(text.as_bytes()), Some(7), "{label}");
        }
        for text in [
            "-----BEGIN PGP PRIVATE KEY BLOCK-----",
            "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----",
            "{\"private_key\": \"-----BEGIN PRIVATE KEY-----\\nMIIE\"}",
            "PuTTY-User-Key-File-3: ssh-ed25519",
        ] {
            assert!(find_private_key(text.as_bytes()).is_some(), "{text}");
        }
    }

    #[test]
    fn what_speaks_of_keys_is_none() {
        for text in [
            "",
            "PRIVATE KEY",
            "-----BEGIN PUBLIC KEY-----\nMCow",
            "-----BEGIN CERTIFICATE-----\nPRIVATE KEY",
            "Never publish a PRIVATE KEY. It begins with BEGIN PRIVATE KEY.",
            "-----END PRIVATE KEY-----",
        ] {
            assert_eq!(find_private_key(text.as_bytes()), None, "{text}");
        }
    }
}
