//! Fingerprints of answers: a build compares them instead of the answers themselves.

use crate::codec::encode;
use serde::{Deserialize, Serialize};
use tera::Value;
use tera::value::ValueKind;
use twox_hash::XxHash3_128;

/// The XXH3 hash, in 128 bits, of all that an answer says.
///
/// With a million queries the chance that any two fingerprints agree by accident is 1 in 10²⁶. A
/// cryptographic hash is not needed: an editor who makes two answers agree on purpose achieves only
/// that a list does not show their own edit until the next clean build.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Fingerprint([u8; 16]);

impl Fingerprint {
    /// The fingerprint of bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(XxHash3_128::oneshot(bytes).to_le_bytes())
    }

    /// The fingerprint of a value that is not one of a template.
    pub fn of_serialized(what: &impl Serialize) -> Self {
        Self::of(&encode(what))
    }

    /// The fingerprint of a template value.
    pub fn of_value(value: &Value) -> Self {
        let mut bytes = Vec::with_capacity(1024);
        encode_value(value, &mut bytes);
        Self::of(&bytes)
    }

    /// The fingerprint of a sequence of fingerprints.
    pub fn of_fingerprints(sums: impl Iterator<Item = Fingerprint>) -> Self {
        let mut bytes = Vec::with_capacity(16 * sums.size_hint().0);
        sums.for_each(|sum| bytes.extend_from_slice(&sum.0));
        Self::of(&bytes)
    }

    /// The fingerprint of a map with these entries.
    pub fn of_entries<'v>(entries: impl Iterator<Item = (&'v str, &'v Value)>) -> Self {
        let mut bytes = Vec::with_capacity(4096);
        bytes.push(b'{');
        for (key, value) in entries {
            encode_text(key, b's', &mut bytes);
            encode_value(value, &mut bytes);
        }
        bytes.push(b'}');
        Self::of(&bytes)
    }
}

/// Writes a value as bytes that no other value has: each part has its kind, and its length or an
/// end mark.
fn encode_value(value: &Value, out: &mut Vec<u8>) {
    match value.kind() {
        ValueKind::Bool => out.extend([b'b', u8::from(value.as_bool() == Some(true))]),
        ValueKind::String => {
            encode_text(value.as_str().unwrap_or_default(), if value.is_safe() { b'h' } else { b's' }, out)
        }
        ValueKind::Array => {
            out.push(b'[');
            value.as_array().unwrap_or_default().iter().for_each(|item| encode_value(item, out));
            out.push(b']');
        }
        ValueKind::Map => {
            out.push(b'{');
            for (key, value) in value.as_map().into_iter().flatten() {
                match key.as_str() {
                    Some(key) => encode_text(key, b's', out),
                    None => encode_value(&key.as_value(), out),
                }
                encode_value(value, out);
            }
            out.push(b'}');
        }
        ValueKind::F64 => {
            out.push(b'f');
            out.extend(value.as_f64().unwrap_or_default().to_bits().to_le_bytes());
        }
        ValueKind::Bytes => {
            out.push(b'y');
            let bytes = value.as_bytes().unwrap_or_default();
            out.extend((bytes.len() as u64).to_le_bytes());
            out.extend(bytes);
        }
        ValueKind::I64 => {
            out.push(b'i');
            out.extend(value.as_i64().unwrap_or_default().to_le_bytes());
        }
        ValueKind::U64 => {
            out.push(b'u');
            out.extend(value.as_u64().unwrap_or_default().to_le_bytes());
        }
        ValueKind::None => out.push(b'0'),
        // 128-bit numbers, and kinds that Tera may add later, are encoded as they are displayed.
        other => encode_text(&format!("{other:?} {value}"), b'x', out),
    }
}

fn encode_text(text: &str, kind: u8, out: &mut Vec<u8>) {
    out.push(kind);
    out.extend((text.len() as u32).to_le_bytes());
    out.extend(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::value::object::ObjectBuilder;

    #[test]
    fn what_differs_for_a_template_differs_in_sum() {
        let values = [
            Value::none(),
            true.into(),
            1.into(),
            1.0.into(),
            "1".into(),
            Value::safe_string("1"),
            vec!["1"].into(),
            vec!["1", ""].into(),
            vec![vec!["1"], vec![""]].into(),
            ObjectBuilder::new().set("a", "1").build(),
            ObjectBuilder::new().set("a", "1").set("b", "").build(),
            ObjectBuilder::new().set("b", "").set("a", "1").build(),
        ];
        for (at, one) in values.iter().enumerate() {
            for (other_at, other) in values.iter().enumerate() {
                assert_eq!(
                    Fingerprint::of_value(one) == Fingerprint::of_value(other),
                    at == other_at,
                    "{one} and {other}"
                );
            }
        }
    }
}
