//! JSON Schema (draft 2020-12) of the values that a [`super::TableReader`] takes, for editors and
//! other programs. A date of TOML is a text in JSON.

use serde_json::{Map, Value, json};

use super::choices::NamedChoice;

/// The identifier of the draft.
pub const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";

/// A table with these keys and no others.
pub fn table<K: Into<String>>(keys: impl IntoIterator<Item = (K, Value)>, required: &[&str]) -> Value {
    let keys: Map<String, Value> = keys.into_iter().map(|(key, value)| (key.into(), value)).collect();
    let mut found = json!({"type": "object", "properties": keys, "additionalProperties": false});
    if !required.is_empty() {
        found["required"] = required.into();
    }
    found
}

/// A table whose keys are names that the author gives.
pub fn named_tables(of: Value) -> Value {
    json!({"type": "object", "additionalProperties": of})
}

/// A table with any values.
pub fn any_table() -> Value {
    json!({"type": "object"})
}

/// A text.
pub fn text() -> Value {
    json!({"type": "string"})
}

/// A text that has more than spaces.
pub fn filled_text() -> Value {
    json!({"type": "string", "pattern": "\\S"})
}

/// A boolean.
pub fn flag() -> Value {
    json!({"type": "boolean"})
}

/// A whole number; a bound that is `None` does not exist.
pub fn integer(min: Option<i64>, max: Option<i64>) -> Value {
    let mut found = json!({"type": "integer"});
    if let Some(min) = min {
        found["minimum"] = min.into();
    }
    if let Some(max) = max {
        found["maximum"] = max.into();
    }
    found
}

/// A day, or a day with its hour.
pub fn date() -> Value {
    json!({"type": "string", "pattern": "^\\s*\\d{4}-\\d{2}-\\d{2}([Tt ]\\d{2}:\\d{2}(:\\d{2}(\\.\\d+)?)?([Zz]|[+-]\\d{2}:\\d{2})?)?\\s*$"})
}

/// A list.
pub fn list(of: Value) -> Value {
    json!({"type": "array", "items": of})
}

/// A list. A single value counts as a list of one.
pub fn list_or_one(of: Value) -> Value {
    json!({"anyOf": [list(of.clone()), of]})
}

/// A text for all languages, or a table of texts by the codes of languages.
pub fn localized_text() -> Value {
    json!({"anyOf": [text(), {"type": "object", "additionalProperties": text()}]})
}

/// One of the words of a key.
pub fn choice<T>(choices: &[NamedChoice<T>]) -> Value {
    json!({"type": "string", "enum": choices.iter().map(|choice| choice.word).collect::<Vec<_>>()})
}

/// A schema with the words that describe its value.
pub fn described(mut schema: Value, title: &str, description: &str) -> Value {
    if !title.is_empty() {
        schema["title"] = title.into();
    }
    if !description.is_empty() {
        schema["description"] = description.into();
    }
    schema
}

/// The schema of a whole file.
pub fn of_file(mut schema: Value, title: &str) -> Value {
    schema["$schema"] = DRAFT.into();
    described(schema, title, "")
}
