//! Decodes the bytes of a feed: which encoding is declared, and which declaration counts.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::feed_content::FeedFault;

/// The XML declaration is searched in this many bytes.
const MAX_DECLARATION_BYTES: usize = 1024;

/// The text of a feed. A byte order mark counts more than the XML declaration, that more than the
/// rule that all is UTF-8. Bytes that the encoding does not have are an error: wrong letters on a
/// portal are worse than yesterday's.
pub(super) fn decode_text(bytes: &[u8]) -> Result<Cow<'_, str>, FeedFault> {
    let (encoding, mark) = match Encoding::for_bom(bytes) {
        Some(known) => known,
        None => (declared_encoding(bytes)?, 0),
    };
    let bytes = bytes.get(mark..).unwrap_or_default();
    encoding.decode_without_bom_handling_and_without_replacement(bytes).ok_or(FeedFault::Encoding)
}

/// The encoding that a document without byte order mark has by its own word.
fn declared_encoding(bytes: &[u8]) -> Result<&'static Encoding, FeedFault> {
    match bytes {
        [b'<', 0, ..] => return Ok(UTF_16LE),
        [0, b'<', ..] => return Ok(UTF_16BE),
        _ => {}
    }
    let head = bytes.trim_ascii_start();
    let Some(label) = head.get(..head.len().min(MAX_DECLARATION_BYTES)).and_then(encoding_label) else {
        return Ok(UTF_8);
    };
    let encoding = Encoding::for_label_no_replacement(label).ok_or(FeedFault::Encoding)?;
    // Who can read the label in single bytes reads no UTF-16: .NET writes that when XML goes
    // through a string.
    Ok(if encoding == UTF_16LE || encoding == UTF_16BE { UTF_8 } else { encoding })
}

/// The value of `encoding` in `<?xml … ?>`.
fn encoding_label(head: &[u8]) -> Option<&[u8]> {
    let inside = head.strip_prefix(b"<?xml")?;
    let end = inside.windows(2).position(|two| two == b"?>")?;
    let inside = inside.get(..end)?;
    let key = b"encoding";
    let at = inside.windows(key.len()).position(|word| word == key)?;
    let value = inside.get(at + key.len()..)?.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let (quote, value) = value.split_first()?;
    let end = value.iter().position(|b| b == quote)?;
    value.get(..end).filter(|_| matches!(quote, b'"' | b'\''))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_counts_more_than_the_label_and_that_more_than_nothing() {
        assert_eq!(decode_text("\u{FEFF}<a>ữ".as_bytes()).as_deref(), Ok("<a>ữ"));
        assert_eq!(decode_text(b"\xFF\xFE<\0\xEF\x1E").as_deref(), Ok("<ữ"));
        assert_eq!(decode_text(b"<\0\xEF\x1E").as_deref(), Ok("<ữ"));
        assert_eq!(decode_text(b"\0<\x1E\xEF").as_deref(), Ok("<ữ"));
        assert_eq!(
            decode_text(b"<?xml version='1.0' encoding = 'Windows-1258' ?>\xD0").as_deref().map(|s| s.ends_with('Đ')),
            Ok(true)
        );
        assert_eq!(decode_text(b"<?xml encoding=\"utf-16\"?>").as_deref(), Ok("<?xml encoding=\"utf-16\"?>"));
    }

    #[test]
    fn nothing_is_guessed() {
        for bytes in [
            &b"<a>\xD0"[..],
            b"<?xml encoding=\"utf-8\"?>\xD0",
            b"<?xml encoding=\"TCVN3\"?><a/>",
            b"<?xml encoding=\"utf-7\"?>",
        ] {
            assert_eq!(decode_text(bytes), Err(FeedFault::Encoding), "{}", bytes.escape_ascii());
        }
        // A label outside of the declaration says nothing.
        assert_eq!(
            decode_text("<?xml?><a encoding='windows-1258'>ữ".as_bytes()).as_deref().map(|s| s.ends_with('ữ')),
            Ok(true)
        );
    }
}
