//! Builds the values that templates see.

use std::borrow::Cow;

use serde::ser::{Serialize, SerializeMap, SerializeStruct, Serializer};
use tera::Value;
use tera::value::Key;

use super::fingerprint::Fingerprint;

/// A map under construction. Its keys keep their order.
#[derive(Default)]
pub struct ObjectBuilder(Vec<(Cow<'static, str>, Value)>);

impl ObjectBuilder {
    /// An empty map.
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty map with room for about `keys` keys.
    pub fn with_capacity(keys: usize) -> Self {
        Self(Vec::with_capacity(keys))
    }

    /// Sets a key. A key that was set before keeps its place and gets the new value.
    pub fn set(&mut self, key: &'static str, value: impl Into<Value>) -> &mut Self {
        self.0.push((key.into(), value.into()));
        self
    }

    /// Like `set`, for a key that is known only at run time.
    pub fn set_owned(&mut self, key: String, value: impl Into<Value>) -> &mut Self {
        self.0.push((key.into(), value.into()));
        self
    }

    /// The finished map; the builder is empty afterwards.
    ///
    /// The map goes through Tera's serializer, because that is the only way in which Tera takes the
    /// entries one by one. Of two entries with one key the serializer keeps the place of the first
    /// and the value of the last.
    pub fn build(&mut self) -> Value {
        // Strings and Tera values can always be serialized.
        Value::try_from_serializable(&std::mem::take(self)).unwrap_or_else(|_| Value::none())
    }

    /// The fingerprint of the entries set so far.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of_entries(self.0.iter().map(|(key, value)| (key.as_ref(), value)))
    }

    /// The entries of a finished map, followed by those of this builder. A key of both keeps its
    /// place in `value` and gets the value of this builder.
    pub fn appended_to(self, value: &Value) -> Self {
        let mut entries = Vec::with_capacity(value.len().unwrap_or_default() + self.0.len() + 4);
        entries.extend(value.as_map().into_iter().flatten().map(|(key, value)| (key_text(key), value.clone())));
        entries.extend(self.0);
        Self(entries)
    }

    /// A builder that begins with the entries of a finished map.
    pub fn from_value(value: Value) -> Self {
        Self::default().appended_to(&value)
    }
}

fn key_text(key: &Key<'static>) -> Cow<'static, str> {
    match key {
        Key::Str(text) => Cow::Borrowed(text),
        other => other.to_string().into(),
    }
}

impl Serialize for ObjectBuilder {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.iter().any(|(key, _)| matches!(key, Cow::Owned(_))) {
            let mut map = serializer.serialize_map(Some(self.0.len()))?;
            self.0.iter().try_for_each(|(key, value)| map.serialize_entry(key, value))?;
            return map.end();
        }
        // Static keys are written as the fields of a struct: Tera borrows these names, and would
        // copy the keys of a map.
        let mut fields = serializer.serialize_struct("", self.0.len())?;
        for (key, value) in &self.0 {
            if let Cow::Borrowed(key) = key {
                fields.serialize_field(key, value)?;
            }
        }
        fields.end()
    }
}

/// A JSON value as a value of templates. A number that is neither `i64` nor `f64` gives `none`.
pub fn from_json(json: &serde_json::Value) -> Value {
    match json {
        serde_json::Value::Null => Value::none(),
        serde_json::Value::Bool(b) => (*b).into(),
        serde_json::Value::Number(n) => match (n.as_i64(), n.as_f64()) {
            (Some(i), _) => i.into(),
            (None, Some(f)) => f.into(),
            (None, None) => Value::none(),
        },
        serde_json::Value::String(text) => text.as_str().into(),
        serde_json::Value::Array(items) => items.iter().map(from_json).collect::<Vec<_>>().into(),
        serde_json::Value::Object(map) => {
            let mut object = ObjectBuilder::new();
            for (key, value) in map {
                object.set_owned(key.clone(), from_json(value));
            }
            object.build()
        }
    }
}

/// The text at a path of a value; empty if there is no text at that path.
pub(crate) fn text_at<'v>(value: &'v Value, path: &'v str) -> &'v str {
    value.get_from_path(path).and_then(Value::as_str).unwrap_or("")
}

/// The array at a path of a value; empty if there is no array at that path.
pub(crate) fn list_at<'v>(value: &'v Value, path: &'v str) -> &'v [Value] {
    value.get_from_path(path).and_then(Value::as_array).unwrap_or(&[])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_set_again_keeps_its_place() {
        let value = ObjectBuilder::new().set("b", 1).set("a", 2).set("b", 3).build();
        assert_eq!(serde_json::to_string(&value).ok().as_deref(), Some(r#"{"b":3,"a":2}"#));
        let value = ObjectBuilder::new().set("b", 1).set_owned("a".to_owned(), 2).set("b", 3).build();
        assert_eq!(serde_json::to_string(&value).ok().as_deref(), Some(r#"{"b":3,"a":2}"#));
    }
}
