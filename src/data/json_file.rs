//! Reads JSON strictly, and reports a fault where it stands.
//!
//! `serde_json` itself keeps the last of two equal keys and rounds long numbers. Here a key that
//! stands twice is an error, and a number that would be rounded stays a text with its digits.

use std::collections::HashSet;
use std::fmt;

use serde::Deserialize;
use serde::de::{MapAccess, Visitor};
use serde_json::value::RawValue;
use tera::Value;

use super::json_fault::explain_json_fault;
use crate::diag::{Code, Diag, Lines, Spot};
use crate::node::{MAX_DEPTH, NodeValue, check_characters};
use crate::render::ObjectBuilder;

/// The most significant digits of a decimal number that an `f64` always gives back.
const EXACT_DIGITS: usize = 15;

/// Parses a JSON text. `lines` are the lines of `text`.
///
/// # Errors
/// The first syntax error, or a value that cannot be used, without a file name.
pub(super) fn parse_json(text: &str, lines: &Lines) -> Result<Value, Vec<Diag>> {
    let (reader, raw) = JsonReader::begin(text, lines)?;
    reader.read(raw, 1).map_err(|fault| vec![fault])
}

pub(super) struct JsonReader<'t> {
    text: &'t str,
    lines: &'t Lines<'t>,
}

/// An entry of an object.
pub(super) struct RawEntry<'t> {
    pub(super) key: String,
    /// The place of the key.
    pub(super) spot: Spot,
    pub(super) value: &'t RawValue,
}

impl<'t> JsonReader<'t> {
    /// Checks the syntax of the whole text, without recursion.
    ///
    /// # Errors
    /// The first syntax error.
    pub(super) fn begin(text: &'t str, lines: &'t Lines<'t>) -> Result<(Self, &'t RawValue), Vec<Diag>> {
        let raw = serde_json::from_str(text).map_err(|error| {
            let line = lines.offset(error.line().max(1), 0);
            let at = if error.is_eof() { text.len() } else { line + error.column().saturating_sub(1) };
            let (diag, range) = explain_json_fault(text, at);
            vec![diag.spot(lines.spot(range))]
        })?;
        Ok((Self { text, lines }, raw))
    }

    /// The place of a part of the text.
    pub(super) fn spot(&self, part: &str) -> Spot {
        let start = part.as_ptr().addr() - self.text.as_ptr().addr();
        self.lines.spot(start..start + part.len())
    }

    fn read(&self, raw: &'t RawValue, depth: usize) -> Result<Value, Diag> {
        let part = raw.get();
        if depth > MAX_DEPTH {
            return Err(Diag::error(Code::TooDeep).spot(self.spot(part)).arg("limit", MAX_DEPTH));
        }
        Ok(match part.as_bytes().first() {
            Some(b'{') => self.read_object(part, depth)?,
            Some(b'[') => {
                let items: Vec<&RawValue> = self.parse(part)?;
                items.into_iter().map(|item| self.read(item, depth + 1)).collect::<Result<Vec<Value>, Diag>>()?.into()
            }
            Some(b'"') => self.read_text(part)?.into(),
            Some(b't') => true.into(),
            Some(b'f') => false.into(),
            Some(b'n') => Value::none(),
            _ => match read_number(part) {
                NodeValue::Integer(number) => number.into(),
                NodeValue::Float(number) => number.into(),
                _ => part.into(),
            },
        })
    }

    fn read_object(&self, part: &'t str, depth: usize) -> Result<Value, Diag> {
        let entries = self.read_entries(part)?;
        let mut object = ObjectBuilder::with_capacity(entries.len());
        for RawEntry { key, value, .. } in entries {
            object.set_owned(key, self.read(value, depth + 1)?);
        }
        Ok(object.build())
    }

    /// The entries of an object in their order. Their values are not parsed yet.
    pub(super) fn read_entries(&self, part: &'t str) -> Result<Vec<RawEntry<'t>>, Diag> {
        let raw: RawObject = self.parse(part)?;
        let mut keys = HashSet::new();
        let mut entries = Vec::with_capacity(raw.0.len());
        for (key, value) in raw.0 {
            let spot = self.spot(key.get());
            let key = self.read_text(key.get())?;
            if !keys.insert(key.clone()) {
                return Err(Diag::error(Code::JsonKeyTwice).spot(spot).arg("key", key));
            }
            entries.push(RawEntry { key, spot, value });
        }
        Ok(entries)
    }

    /// The text of a quoted string.
    pub(super) fn read_text(&self, part: &'t str) -> Result<String, Diag> {
        let text: String = self.parse(part)?;
        check_characters(&text, self.spot(part))
    }

    pub(super) fn parse<T: Deserialize<'t>>(&self, part: &'t str) -> Result<T, Diag> {
        // The syntax is right here. Only an escape such as `\ud800` can be no character.
        serde_json::from_str(part).map_err(|_| {
            let escape = part.find("\\u").and_then(|at| part.get(at..at + 6)).unwrap_or("\\u");
            Diag::error(Code::ForbiddenCharacter).spot(self.spot(part)).arg("value", escape)
        })
    }
}

/// A number; a text if the number would be rounded.
pub(super) fn read_number(part: &str) -> NodeValue {
    if let Ok(integer) = part.parse::<i64>() {
        return NodeValue::Integer(integer);
    }
    let digits = part.split(['e', 'E']).next().unwrap_or("").chars().filter(char::is_ascii_digit);
    let significant = digits.skip_while(|digit| *digit == '0').count();
    match part.parse::<f64>() {
        Ok(number) if number.is_finite() && significant <= EXACT_DIGITS => NodeValue::Float(number),
        _ => NodeValue::Text(part.to_owned()),
    }
}

/// The entries of an object in their order, not parsed yet.
struct RawObject<'t>(Vec<(&'t RawValue, &'t RawValue)>);

impl<'de: 't, 't> Deserialize<'de> for RawObject<'t> {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Entries;
        impl<'de> Visitor<'de> for Entries {
            type Value = RawObject<'de>;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
                let mut found = Vec::new();
                while let Some(entry) = entries.next_entry()? {
                    found.push(entry);
                }
                Ok(RawObject(found))
            }
        }
        from.deserialize_map(Entries)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<String, (Code, u32, u32)> {
        match parse_json(text, &Lines::new(text)) {
            Ok(value) => Ok(serde_json::to_string(&value).unwrap_or_default()),
            Err(faults) => {
                let spot = faults[0].spot.unwrap_or_default();
                Err((faults[0].code, spot.line, spot.column))
            }
        }
    }

    #[test]
    fn values_keep_their_order_and_their_digits() {
        for (text, value) in [
            (r#"{"b": 1, "a": [true, null, "ờ", -2.5]}"#, r#"{"b":1,"a":[true,null,"ờ",-2.5]}"#),
            ("12345678901234567890123", r#""12345678901234567890123""#),
            ("9223372036854775807", "9223372036854775807"),
            ("9223372036854775808", r#""9223372036854775808""#),
            ("0.1234567890123456789", r#""0.1234567890123456789""#),
            ("1e400", r#""1e400""#),
            ("1.50", "1.5"),
            ("[]", "[]"),
        ] {
            assert_eq!(read(text), Ok(value.to_owned()), "{text}");
        }
    }

    #[test]
    fn what_may_mean_two_things_is_told_at_its_place() {
        for (text, fault) in [
            ("[\n {\"a\":1,\"a\":2}]", (Code::JsonKeyTwice, 2, 9)),
            (r#"{"ờ":1,"\u1edd":2}"#, (Code::JsonKeyTwice, 1, 8)),
            (r#"{"a":"\u0001"}"#, (Code::ForbiddenCharacter, 1, 6)),
            (r#"{"a":"\ud800"}"#, (Code::ForbiddenCharacter, 1, 6)),
            ("{\n\"a\": 1,\n}", (Code::CommaExtra, 2, 7)),
            ("", (Code::DataEmpty, 1, 1)),
            ("1 2", (Code::JsonRest, 1, 3)),
            ("NaN", (Code::JsonValue, 1, 1)),
        ] {
            assert_eq!(read(text), Err(fault), "{text}");
        }
        let deep = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
        assert!(read(&deep(MAX_DEPTH)).is_ok());
        assert_eq!(read(&deep(100_000)), Err((Code::TooDeep, 1, 33)));
    }
}
