//! Building the values that templates see.

use tera::{Map, Value};

/// A map under construction; keys keep their order.
#[derive(Default)]
pub struct Object(Map);

impl Object {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn set(&mut self, key: &'static str, value: impl Into<Value>) -> &mut Self {
        self.0.insert(key.into(), value.into());
        self
    }

    pub fn set_owned(&mut self, key: String, value: impl Into<Value>) -> &mut Self {
        self.0.insert(key.into(), value.into());
        self
    }

    pub fn done(&mut self) -> Value {
        std::mem::take(&mut self.0).into()
    }

    /// Continues a map made before.
    pub fn from(value: Value) -> Self {
        Self(value.into_map().unwrap_or_default())
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
