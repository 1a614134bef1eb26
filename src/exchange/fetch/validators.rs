//! HTTP validators, which tell whether a file has changed.

/// The longest `ETag` that is sent back: hosts use a hash or two.
const MAX_TAG_BYTES: usize = 256;

/// `Sun, 06 Nov 1994 08:49:37 GMT` has 29 characters; nothing that has many more is a date.
const MAX_DATE_BYTES: usize = 40;

/// `ETag` and `Last-Modified` of a response, for a later conditional request. Malformed values are
/// dropped, because they would be sent to a host again and are stored in a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Validators {
    etag: Option<String>,
    modified: Option<String>,
}

impl Validators {
    /// Keeps the values of the headers `ETag` and `Last-Modified` that are well-formed, and drops
    /// the others.
    pub fn new(etag: Option<&str>, modified: Option<&str>) -> Self {
        let keep = |text: Option<&str>, good: fn(&str) -> bool| text.filter(|t| good(t)).map(str::to_owned);
        Self { etag: keep(etag, is_tag), modified: keep(modified, is_date) }
    }

    /// The value for `If-None-Match` (RFC 9110, 13.1.2), with its quotes. `None` if the response
    /// had none that is well-formed.
    pub fn etag(&self) -> Option<&str> {
        self.etag.as_deref()
    }

    /// The value for `If-Modified-Since` (RFC 9110, 13.1.3), as the host wrote it. `None` if the
    /// response had none that is well-formed.
    pub fn modified(&self) -> Option<&str> {
        self.modified.as_deref()
    }

    /// Whether there is nothing to ask with.
    pub fn is_empty(&self) -> bool {
        self.etag.is_none() && self.modified.is_none()
    }
}

/// `"…"` or `W/"…"` (RFC 9110, 8.8.3).
fn is_tag(text: &str) -> bool {
    let quoted = text.strip_prefix("W/").unwrap_or(text);
    let inside = quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    text.len() <= MAX_TAG_BYTES && inside.is_some_and(|tag| tag.bytes().all(|b| b.is_ascii_graphic() && b != b'"'))
}

/// Whether a text can be an HTTP date. It is kept as it was received, because hosts compare it as a
/// string.
fn is_date(text: &str) -> bool {
    let good = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b' ' | b',' | b':' | b'+' | b'-');
    (1..=MAX_DATE_BYTES).contains(&text.len()) && text.bytes().all(good) && text.trim() == text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_well_formed_is_kept() {
        for tag in ["\"abc\"", "W/\"5f3c-1a\"", "\"\""] {
            assert_eq!(Validators::new(Some(tag), None).etag(), Some(tag));
        }
        let date = "Sun, 06 Nov 1994 08:49:37 GMT";
        assert_eq!(Validators::new(None, Some(date)).modified(), Some(date));
    }

    #[test]
    fn what_is_not_is_dropped() {
        let long = format!("\"{}\"", "x".repeat(256));
        for tag in ["abc", "\"", "W/abc", "\"a\"b\"", "\"a\r\nX: y\"", "\"a b\"", "\"é\"", "", &long] {
            assert_eq!(Validators::new(Some(tag), None).etag(), None, "{tag}");
        }
        for date in ["", " Sun", "Sun\r\nX: y", "<b>", &"1".repeat(41)] {
            assert!(Validators::new(None, Some(date)).is_empty(), "{date}");
        }
    }
}
