//! What all documents of a channel have in common: the number of their format, and limits of texts.

use serde_json::Value;

use super::item_fault::ItemFault;
use super::strict_json;
use crate::text::clean::is_visible;

/// The number of the formats in this file. What has another one is not read.
pub const FORMAT: u32 = 1;

pub(super) fn read_document<T: serde::de::DeserializeOwned + FormatDocument>(bytes: &[u8]) -> Result<T, ItemFault> {
    let value: Value = strict_json::read(bytes).map_err(|error| ItemFault::Malformed(error.to_string()))?;
    // Another format may have another form: its number comes first.
    match value.get("format").and_then(Value::as_u64) {
        Some(format) if format == u64::from(FORMAT) => {}
        Some(format) => return Err(ItemFault::UnknownFormat(u32::try_from(format).unwrap_or(u32::MAX))),
        None => return Err(ItemFault::Malformed("format".to_owned())),
    }
    serde_json::from_value(value).map_err(|error| ItemFault::Malformed(error.to_string()))
}

/// A document that begins with the number of its format.
pub(super) trait FormatDocument {}

/// Whether a text has something to read, and at most so many characters.
pub(super) fn is_visible_text(text: &str, most: usize) -> bool {
    is_visible(text) && is_at_most(text, most)
}

pub(super) fn is_at_most(text: &str, most: usize) -> bool {
    text.chars().nth(most).is_none()
}

/// Characters of the title of an item: the longest titles of laws have some 300.
pub const MAX_TITLE_CHARS: usize = 500;
/// Characters of a summary: a paragraph on a card.
pub const MAX_SUMMARY_CHARS: usize = 2_000;
/// Characters of the name of a publisher or author, and of the title of a channel: they stand in
/// lines of lists.
pub(super) const MAX_NAME_CHARS: usize = 300;
