//! Cleans the texts of other portals while they are deserialised.
//!
//! The fields of the documents ([`super::Item`], [`crate::exchange::sync::ListingExcerpt`],
//! [`crate::exchange::sync::ExchangeLock`]) name these functions. So a text is clean wherever it
//! comes from: the network, a stored file or the lock. The signed bytes are not changed.

use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::document::MAX_TITLE_CHARS;
use crate::text::clean::{clean, clean_line as one_line};
use crate::text::date::Stamp;

/// Maximum number of characters of a note (a reason for a withdrawal, a correction): one or two
/// paragraphs.
pub const MAX_NOTE_CHARS: usize = 1_000;

/// A text on one line, for example a title or a name.
pub fn line<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    Ok(one_line(&String::deserialize(from)?, usize::MAX))
}

/// As [`line()`], for an optional field. An empty text becomes `None`.
pub fn line_or_none<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let line = Option::<String>::deserialize(from)?.map(|text| one_line(&text, usize::MAX));
    Ok(line.filter(|line| !line.is_empty()))
}

/// Several lines of text, as [`line()`] each; those that say nothing are left out.
pub fn lines<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    let all = Vec::<String>::deserialize(from)?.into_iter().map(|text| one_line(&text, usize::MAX));
    Ok(all.filter(|line| !line.is_empty()).collect())
}

/// A day or a time. `None` if the text is not one, or its year is out of range.
pub fn moment<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let text = Option::<String>::deserialize(from)?;
    Ok(text.map(|text| text.trim().to_owned()).filter(|text| Stamp::parse(text).is_ok()))
}

/// As [`moment`], with an empty text in place of `None`.
pub fn moment_or_nothing<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    Ok(moment(from)?.unwrap_or_default())
}

/// A note of at most [`MAX_NOTE_CHARS`] characters. A longer note is cut, not refused: otherwise a
/// withdrawal would have no effect because of its reason.
pub fn note<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let note = Option::<String>::deserialize(from)?.map(|text| one_line(&text, MAX_NOTE_CHARS));
    Ok(note.filter(|note| !note.is_empty()))
}

/// A title of at most [`MAX_TITLE_CHARS`] characters, for the same reason cut and not refused.
pub fn title_or_none<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let title = Option::<String>::deserialize(from)?.map(|text| one_line(&text, MAX_TITLE_CHARS));
    Ok(title.filter(|title| !title.is_empty()))
}

/// Fields: every text in them is clean, and every name.
pub fn fields<'de, D: Deserializer<'de>>(from: D) -> Result<Map<String, Value>, D::Error> {
    Ok(clean_map(Map::<String, Value>::deserialize(from)?))
}

fn clean_map(map: Map<String, Value>) -> Map<String, Value> {
    map.into_iter().map(|(key, value)| (one_line(&key, usize::MAX), clean_value(value))).collect()
}

/// The depth of values was limited when the document was read.
fn clean_value(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(clean(&text).into_owned()),
        Value::Array(items) => Value::Array(items.into_iter().map(clean_value).collect()),
        Value::Object(map) => Value::Object(clean_map(map)),
        other => other,
    }
}
