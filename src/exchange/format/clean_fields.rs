//! Text of others as it is read: a document of another portal has no other way into this program.
//!
//! The fields of the documents ([`crate::exchange::item`], [`crate::exchange::sync::listing_excerpt`], [`crate::exchange::sync::exchange_lock`]) name these
//! functions, so that a text is clean wherever it comes from: the network, a file that is held, the
//! lock. What is signed is the bytes and stays as it is.

use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use crate::text::clean::{clean, clean_line as one_line};
use crate::text::date::Stamp;

/// Characters of a note: why something was taken back, what was corrected. A notice is a paragraph
/// or two.
pub const MAX_NOTE_CHARS: usize = 1_000;

/// A text on one line: a title, a name.
pub fn line<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    Ok(one_line(&String::deserialize(from)?, usize::MAX))
}

/// As [`line`], where there may be none; an empty one is none.
pub fn line_or_none<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let line = Option::<String>::deserialize(from)?.map(|text| one_line(&text, usize::MAX));
    Ok(line.filter(|line| !line.is_empty()))
}

/// Several lines of text, as [`line`] each; those that say nothing are left out.
pub fn lines<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    let all = Vec::<String>::deserialize(from)?.into_iter().map(|text| one_line(&text, usize::MAX));
    Ok(all.filter(|line| !line.is_empty()).collect())
}

/// A day or a moment; what is none of a year that can be meant counts as not said.
pub fn moment<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let text = Option::<String>::deserialize(from)?;
    Ok(text.map(|text| text.trim().to_owned()).filter(|text| Stamp::parse(text).is_ok()))
}

/// As [`moment`], where nothing stands for what cannot be read.
pub fn moment_or_nothing<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    Ok(moment(from)?.unwrap_or_default())
}

/// A note of at most [`MAX_NOTE_CHARS`] characters. A longer one is cut and not refused: what a publisher
/// takes back is taken back, whatever it says of the reason.
pub fn note<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let note = Option::<String>::deserialize(from)?.map(|text| one_line(&text, MAX_NOTE_CHARS));
    Ok(note.filter(|note| !note.is_empty()))
}

/// Fields: every text in them is clean, and every name.
pub fn fields<'de, D: Deserializer<'de>>(from: D) -> Result<Map<String, Value>, D::Error> {
    Ok(clean_map(Map::<String, Value>::deserialize(from)?))
}

fn clean_map(map: Map<String, Value>) -> Map<String, Value> {
    map.into_iter().map(|(key, value)| (one_line(&key, usize::MAX), clean_value(value))).collect()
}

/// How deep values may be nested was seen when the document was read.
fn clean_value(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(clean(&text).into_owned()),
        Value::Array(items) => Value::Array(items.into_iter().map(clean_value).collect()),
        Value::Object(map) => Value::Object(clean_map(map)),
        other => other,
    }
}
