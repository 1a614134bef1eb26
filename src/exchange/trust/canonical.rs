//! Canonical JSON, the form over which TUF metadata is signed (TUF 1.0, section 4.2.1): keys in the
//! order of their bytes, no space, and no escape but those of the quotation mark and the backslash.
//!
//! Text is written as it was read. The library `olpc-cjson` brings text into NFC first, which the
//! specification does not ask for and python-tuf does not do: metadata with a field in NFD would be
//! taken by other clients and refused here.

use serde_json::Value;

/// The value holds a number that is no integer, for which canonical JSON has no form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotCanonical;

/// The canonical form of a value.
///
/// # Errors
/// [`NotCanonical`]
pub fn to_canonical_json(value: &Value) -> Result<Vec<u8>, NotCanonical> {
    let mut out = Vec::new();
    write_value(value, &mut out)?;
    Ok(out)
}

/// The depth of values is limited when they are read
/// ([`crate::exchange::format::strict_json::MAX_DEPTH`]).
fn write_value(value: &Value, out: &mut Vec<u8>) -> Result<(), NotCanonical> {
    match value {
        Value::Null => out.extend_from_slice(b"null"),
        Value::Bool(true) => out.extend_from_slice(b"true"),
        Value::Bool(false) => out.extend_from_slice(b"false"),
        Value::Number(number) if number.is_f64() => return Err(NotCanonical),
        Value::Number(number) => out.extend_from_slice(number.to_string().as_bytes()),
        Value::String(text) => write_text(text, out),
        Value::Array(items) => {
            out.push(b'[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(b',');
                }
                write_value(item, out)?;
            }
            out.push(b']');
        }
        Value::Object(map) => {
            let mut entries: Vec<(&String, &Value)> = map.iter().collect();
            entries.sort_unstable_by_key(|(key, _)| *key);
            out.push(b'{');
            for (at, (key, value)) in entries.into_iter().enumerate() {
                if at > 0 {
                    out.push(b',');
                }
                write_text(key, out);
                out.push(b':');
                write_value(value, out)?;
            }
            out.push(b'}');
        }
    }
    Ok(())
}

fn write_text(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    for byte in text.bytes() {
        if matches!(byte, b'"' | b'\\') {
            out.push(b'\\');
        }
        out.push(byte);
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn keys_are_sorted_and_text_is_written_as_it_is() {
        let value = json!({"ơ": [1, -2, true, null], "b": "a\"\\\n\u{1}/", "a": {"z": "", "Z": 18_446_744_073_709_551_615_u64}});
        let expected =
            "{\"a\":{\"Z\":18446744073709551615,\"z\":\"\"},\"b\":\"a\\\"\\\\\n\u{1}/\",\"ơ\":[1,-2,true,null]}";
        assert_eq!(to_canonical_json(&value).map(|bytes| String::from_utf8(bytes).ok()), Ok(Some(expected.to_owned())));
    }

    #[test]
    fn text_in_nfd_stays_in_nfd() {
        assert_eq!(to_canonical_json(&json!("e\u{301}")), Ok("\"e\u{301}\"".as_bytes().to_vec()));
    }

    #[test]
    fn a_number_that_is_no_integer_has_no_canonical_form() {
        assert_eq!(to_canonical_json(&json!({"a": [1.5]})), Err(NotCanonical));
    }
}
