//! Common parts of all documents of a channel: the number of the format, and the limits of texts.

use serde_json::Value;

use super::item_fault::ItemFault;
use super::strict_json;
use crate::text::clean::is_visible;

/// The number of the format of the documents. Documents of another format are not read.
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

/// Maximum number of characters of the title of an item. The longest titles of laws have about 300.
pub const MAX_TITLE_CHARS: usize = 500;
/// Maximum number of characters of a summary, which is a paragraph on a card.
pub const MAX_SUMMARY_CHARS: usize = 2_000;
/// Maximum number of characters of the name of a publisher or author, and of the title of a
/// channel. These are shown on one line of a list.
pub(super) const MAX_NAME_CHARS: usize = 300;
