//! Building the values that templates see.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use tera::Value;
use tera::value::Key;

use super::sum::Sum;

/// A map under construction; keys keep their order.
#[derive(Default)]
pub struct Object(Vec<(Key<'static>, Value)>);

impl Object {
    pub fn new() -> Self {
        Self::default()
    }

    /// A map of so many keys or so.
    pub fn with_capacity(keys: usize) -> Self {
        Self(Vec::with_capacity(keys))
    }

    /// Sets a key; one that was set before keeps its place and gets the new value.
    pub fn set(&mut self, key: &'static str, value: impl Into<Value>) -> &mut Self {
        self.0.push((Key::Str(key), value.into()));
        self
    }

    pub fn set_owned(&mut self, key: String, value: impl Into<Value>) -> &mut Self {
        self.0.push((key.into(), value.into()));
        self
    }

    /// The map. Tera makes its own of any other, so it gets the one that is made fastest: a tree by position, which hashes
    /// nothing. Of two entries with one key Tera keeps the first place and the last value.
    pub fn done(&mut self) -> Value {
        let entries = std::mem::take(&mut self.0).into_iter().enumerate();
        let tree: BTreeMap<Slot, Value> = entries.map(|(at, (key, value))| (Slot(at, key), value)).collect();
        tree.into()
    }

    /// The sum of the map as it is now.
    pub fn sum(&self) -> Sum {
        Sum::of_entries(self.0.iter().map(|(key, value)| (key, value)))
    }

    /// What stands in a map made before, and then this: a key of both keeps its place and gets this value.
    pub fn after(self, value: &Value) -> Self {
        let mut entries = Vec::with_capacity(value.len().unwrap_or_default() + self.0.len() + 4);
        entries.extend(value.as_map().into_iter().flatten().map(|(key, value)| (key.clone(), value.clone())));
        entries.extend(self.0);
        Self(entries)
    }

    /// Continues a map made before.
    pub fn from(value: Value) -> Self {
        Self(value.into_map().into_iter().flatten().collect())
    }
}

/// A key and its position.
struct Slot(usize, Key<'static>);

impl PartialEq for Slot {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl Eq for Slot {}

impl PartialOrd for Slot {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Slot {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.cmp(&other.0)
    }
}

impl From<Slot> for Key<'static> {
    fn from(slot: Slot) -> Self {
        slot.1
    }
}

/// JSON as templates see it.
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
            let mut object = Object::new();
            for (key, value) in map {
                object.set_owned(key.clone(), from_json(value));
            }
            object.done()
        }
    }
}

/// The text at a path of a value; empty when there is none.
pub fn text<'v>(value: &'v Value, path: &'v str) -> &'v str {
    value.get_from_path(path).and_then(Value::as_str).unwrap_or("")
}

/// The array at a path of a value; empty when there is none.
pub fn list<'v>(value: &'v Value, path: &'v str) -> &'v [Value] {
    value.get_from_path(path).and_then(Value::as_array).unwrap_or(&[])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_set_again_keeps_its_place() {
        let value = Object::new().set("b", 1).set("a", 2).set("b", 3).done();
        assert_eq!(serde_json::to_string(&value).ok().as_deref(), Some(r#"{"b":3,"a":2}"#));
    }
}
