//! Public keys of TUF metadata (TUF 1.0, section 4.2): how they are read, and what they verify.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1, ED25519, RSA_PSS_2048_8192_SHA256, VerificationAlgorithm};
use serde::Deserialize as _;
use serde_json::Value;
use tough::schema::key::Key;

/// A public key by its value. Keys with the same value are equal, whatever ids and extra fields the
/// metadata gives them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct PublicKey {
    scheme: Scheme,
    /// Ed25519: the 32 bytes of the point. ECDSA: the uncompressed point. RSA: the key as PKCS #1
    /// DER.
    bytes: Vec<u8>,
}

/// A signature scheme that TUF names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Scheme {
    Ed25519,
    EcdsaP256,
    /// The algorithm refuses keys of less than 2,048 bits.
    RsaPss,
}

impl PublicKey {
    /// Reads the object of a key. `None` for a key of another type or scheme, and for a weak key: a
    /// root may contain such a key, but its signatures do not count.
    pub(super) fn read(value: &Value) -> Option<Self> {
        let (scheme, bytes) = match Key::deserialize(value).ok()? {
            Key::Ed25519 { keyval, .. } => (Scheme::Ed25519, keyval.public.into_vec()),
            Key::Rsa { keyval, .. } => (Scheme::RsaPss, keyval.public.into_vec()),
            Key::Ecdsa { keyval, .. } | Key::EcdsaOld { keyval, .. } => (Scheme::EcdsaP256, keyval.public.into_vec()),
        };
        let is_strong = match scheme {
            Scheme::Ed25519 => is_strong_point(&bytes),
            // A compressed form of the same point would be another value of the same key.
            Scheme::EcdsaP256 => bytes.len() == 65 && bytes.first() == Some(&4),
            Scheme::RsaPss => true,
        };
        is_strong.then_some(Self { scheme, bytes })
    }

    /// Whether `signature` is one of `message` by this key.
    pub(super) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        let algorithm: &dyn VerificationAlgorithm = match self.scheme {
            Scheme::Ed25519 => &ED25519,
            Scheme::EcdsaP256 => &ECDSA_P256_SHA256_ASN1,
            Scheme::RsaPss => &RSA_PSS_2048_8192_SHA256,
        };
        algorithm.verify_sig(&self.bytes, message, signature).is_ok()
    }
}

/// The y coordinates of the points of Curve25519 whose order divides 8, in the encoding of RFC
/// 8032, section 5.1.2. Signatures that verify under such a "key" can be made without a secret.
const SMALL_ORDER: [&str; 5] = [
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
];

/// Whether bytes encode a point of large order in the one way that RFC 8032 allows.
fn is_strong_point(bytes: &[u8]) -> bool {
    let Ok(mut y) = <[u8; 32]>::try_from(bytes) else { return false };
    // The highest bit is the sign of x.
    y[31] &= 0x7f;
    // y is less than p = 2^255 - 19: else the point has a second encoding, and is a second value.
    let is_reduced = y[0] < 0xed || y[31] != 0x7f || y[1..31].iter().any(|byte| *byte != 0xff);
    is_reduced && !SMALL_ORDER.contains(&hex::encode(y).as_str())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn ed25519(public: &str) -> Value {
        json!({"keytype": "ed25519", "scheme": "ed25519", "keyval": {"public": public}})
    }

    const GOOD: &str = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

    #[test]
    fn a_key_is_its_value() {
        let key = PublicKey::read(&ed25519(GOOD)).expect("a key");
        let mut other = ed25519(&GOOD.to_uppercase());
        other["note"] = json!("the same key");
        assert_eq!(PublicKey::read(&other), Some(key));
    }

    #[test]
    fn a_point_of_small_order_is_no_key() {
        for y in SMALL_ORDER {
            let mut signed = hex::decode(y).expect("hex");
            signed[31] |= 0x80;
            for public in [y.to_owned(), hex::encode(signed)] {
                assert_eq!(PublicKey::read(&ed25519(&public)), None, "{public}");
            }
        }
        // Such a key would verify everything: S = 0 and R the neutral element.
        let neutral = PublicKey { scheme: Scheme::Ed25519, bytes: hex::decode(SMALL_ORDER[1]).expect("hex") };
        let signature = [hex::decode(SMALL_ORDER[1]).expect("hex"), vec![0; 32]].concat();
        assert!(neutral.verifies(b"anything", &signature) && neutral.verifies(b"anything else", &signature));
    }

    #[test]
    fn a_second_encoding_of_a_point_is_no_key() {
        for public in [
            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
            "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        ] {
            assert_eq!(PublicKey::read(&ed25519(public)), None, "{public}");
        }
        let largest = "ebffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f";
        assert!(PublicKey::read(&ed25519(largest)).is_some());
    }

    #[test]
    fn what_is_no_key_of_the_specification_is_read_as_none() {
        for value in [
            json!({}),
            json!("x"),
            ed25519("ab"),
            ed25519("not hex"),
            json!({"keytype": "x", "scheme": "x", "keyval": {"public": GOOD}}),
        ] {
            assert_eq!(PublicKey::read(&value), None, "{value}");
        }
    }
}
