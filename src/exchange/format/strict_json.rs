//! JSON that has one meaning: no key twice, no depth without end, nothing after it.

use std::collections::HashSet;
use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};

/// Deeper nesting is refused: no document of the exchange needs more than half of it.
pub const MAX_DEPTH: usize = 16;

/// Reads a document.
///
/// # Errors
/// When it is no JSON, has a key twice in one object, is nested deeper than [`MAX_DEPTH`], or is
/// not what `T` says.
pub fn read<'b, T: Deserialize<'b>>(bytes: &'b [u8]) -> Result<T, serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    StrictVisitor(MAX_DEPTH).deserialize(&mut deserializer)?;
    deserializer.end()?;
    serde_json::from_slice(bytes)
}

/// A value of so many levels at most. Nothing is kept of it.
struct StrictVisitor(usize);

impl StrictVisitor {
    fn one_level_deeper<E: Error>(&self) -> Result<Self, E> {
        self.0.checked_sub(1).map(Self).ok_or_else(|| E::custom("nested too deeply"))
    }
}

impl<'de> DeserializeSeed<'de> for StrictVisitor {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for StrictVisitor {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while items.next_element_seed(self.one_level_deeper()?)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let mut keys = HashSet::new();
        while let Some(key) = entries.next_key::<String>()? {
            entries.next_value_seed(self.one_level_deeper()?)?;
            if !keys.insert(key) {
                return Err(A::Error::custom("a key stands there twice"));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn what_may_mean_two_things_is_refused() {
        let read = |text: &str| super::read::<Value>(text.as_bytes());
        assert_eq!(
            read(r#" {"a": [1, -2, 2.5, null, true, "ờ"]} "#).ok(),
            serde_json::from_str(r#"{"a":[1,-2,2.5,null,true,"ờ"]}"#).ok()
        );
        for text in [
            r#"{"a":1,"a":1}"#,
            r#"[{"a":{"b":1,"b":2}}]"#,
            r#"{"a":1,"\u0061":2}"#,
            "1 2",
            "{}x",
            "",
            "\u{feff}{}",
            "NaN",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
        let deep = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
        assert!(read(&deep(MAX_DEPTH)).is_ok());
        assert!(read(&deep(MAX_DEPTH + 1)).is_err());
        assert!(read(&"[".repeat(1_000_000)).is_err());
    }
}
