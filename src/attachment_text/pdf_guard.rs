//! A look at the bytes of a PDF file before the library opens it.
//!
//! On opening, the library unpacks the streams that hold other objects, and when the table of
//! objects is damaged it tries each place at which an object may begin. Both may take for ever in
//! a file that is made for it, so the cost is measured here.

use std::borrow::Cow;

use hayro_syntax::Filter;
use hayro_syntax::object::{Dict, FromBytes, Object};

use super::attachment::AttachmentFault;
use super::pdf_streams::{MAX_STREAM_BYTES, apply};

/// How long all streams of objects may be together, unpacked: the library keeps them all, and makes
/// of each byte of them up to fifty of its own.
const MAX_OBJECT_BYTES: u64 = 64 << 20;

/// The same for streams of which only the packed length can be told, as in encrypted files.
const MAX_GUESSED_BYTES: u64 = 1 << 30;

/// How much a table of objects counts for each of its bytes; the library's own is larger.
const TABLE_FACTOR: u64 = 4;

/// The most that one byte can become by [`Filter::FlateDecode`].
const FLATE_RATIO: u64 = 1032;

/// How deep the library goes into what is nested.
const MAX_DEPTH: usize = 512;

/// The work that any file may cost, in bytes looked at.
const MIN_WORK: usize = 256 << 20;

/// The work that a file may cost for each byte of it.
const WORK_RATIO: usize = 16;

/// Measures what opening a file costs.
///
/// # Errors
/// Returns [`AttachmentFault::TooLarge`] when its objects unpack to more than is sane, and
/// [`AttachmentFault::Broken`] when opening it would take too much work.
pub(super) fn check_before_opening(bytes: &[u8]) -> Result<(), AttachmentFault> {
    let mut work = WORK_RATIO * bytes.len() + MIN_WORK;
    let mut spend = |by: usize| {
        work = work.checked_sub(by)?;
        Some(())
    };
    for at in memchr::memmem::find_iter(bytes, b"obj") {
        let object = skip_white_space(&bytes[at + 3..]);
        if object.starts_with(b"(") || object.starts_with(b"[") {
            spend(extent(object)).ok_or(AttachmentFault::Broken)?;
        }
    }
    let (mut known, mut guessed) = (0, 0);
    let mut ends = memchr::memmem::find_iter(bytes, b"endstream").peekable();
    for at in memchr::memmem::find_iter(bytes, b"<<") {
        let (before, object) = bytes.split_at(at);
        let begins_object = before.trim_ascii_end().ends_with(b"obj");
        let length = extent(object);
        spend(length).ok_or(AttachmentFault::Broken)?;
        if skip_white_space(&object[length..]).starts_with(b"stream") {
            // A stream without an end is read to the end of the file.
            while ends.next_if(|end| *end < at + length).is_some() {}
            let end = ends.peek().copied().unwrap_or(bytes.len());
            spend(end - at - length).ok_or(AttachmentFault::Broken)?;
        }
        // Packed pictures have many such bytes that begin nothing.
        if !begins_object && !skip_white_space(&object[2..]).starts_with(b"/") {
            continue;
        }
        let Some(dict) = Dict::from_bytes(object) else { continue };
        let is_table = dict.contains_key("W");
        if is_table || dict.contains_key("First") {
            let length = measure(&dict, object.get(dict.data().len()..).unwrap_or_default())?;
            match length {
                Length::Known(length) => known += length * if is_table { TABLE_FACTOR } else { 1 },
                Length::Guessed(length) => guessed += length,
            }
            if known > MAX_OBJECT_BYTES || guessed > MAX_GUESSED_BYTES {
                return Err(AttachmentFault::TooLarge);
            }
        }
    }
    Ok(())
}

/// How far the library reads when it takes this for an object: to its end, to what cannot stand in
/// it, or to the end of the file.
fn extent(bytes: &[u8]) -> usize {
    let (mut at, mut depth) = (0, 0_usize);
    while let Some(byte) = bytes.get(at) {
        let is_double = bytes.get(at + 1) == Some(byte);
        match byte {
            b'(' => at += literal_extent(&bytes[at..]),
            b'<' if is_double => (at, depth) = (at + 2, depth + 1),
            b'>' if is_double => (at, depth) = (at + 2, depth.saturating_sub(1)),
            b'[' => (at, depth) = (at + 1, depth + 1),
            b']' => (at, depth) = (at + 1, depth.saturating_sub(1)),
            b'<' => at += memchr::memchr(b'>', &bytes[at..]).map_or(bytes.len() - at, |end| end + 1),
            b'%' => at += memchr::memchr2(b'\n', b'\r', &bytes[at..]).map_or(bytes.len() - at, |end| end + 1),
            b')' | b'>' | b'{' | b'}' => return at,
            _ => at += 1,
        }
        if depth == 0 || depth > MAX_DEPTH {
            return at;
        }
    }
    at
}

fn literal_extent(bytes: &[u8]) -> usize {
    let (mut at, mut depth) = (0, 0_usize);
    while let Some(byte) = bytes.get(at) {
        at += if *byte == b'\\' { 2 } else { 1 };
        match byte {
            b'(' => depth += 1,
            b')' if depth <= 1 => return at,
            b')' => depth -= 1,
            _ => {}
        }
    }
    bytes.len()
}

/// How long a stream becomes at most.
enum Length {
    Known(u64),
    Guessed(u64),
}

/// How long the stream behind a dictionary becomes at most; 0 when there is no stream.
fn measure(dict: &Dict<'_>, tail: &[u8]) -> Result<Length, AttachmentFault> {
    let Some(tail) = skip_white_space(tail).strip_prefix(b"stream") else { return Ok(Length::Known(0)) };
    let tail = tail.strip_prefix(b"\r\n").or_else(|| tail.strip_prefix(b"\n")).unwrap_or(tail);
    let data = match dict.get::<u32>("Length").and_then(|length| tail.get(..length as usize)) {
        Some(data) if skip_white_space(&tail[data.len()..]).starts_with(b"endstream") => data,
        // The length is elsewhere or wrong. The data ends by itself.
        _ => tail,
    };
    let filters = filters(dict).ok_or(AttachmentFault::Broken)?;
    let mut known = Cow::Borrowed(data);
    for filter in filters {
        if filter == Filter::DctDecode {
            return Ok(Length::Known(0));
        }
        let (out, is_whole) = apply(filter, &known, true).ok_or(AttachmentFault::TooLarge)?;
        if !is_whole {
            // Encrypted perhaps: what it becomes is not known, only how much at most.
            let end = memchr::memmem::find(data, b"endstream").unwrap_or(data.len());
            return Ok(Length::Guessed(end as u64 * FLATE_RATIO));
        }
        if out.len() > MAX_STREAM_BYTES {
            return Err(AttachmentFault::TooLarge);
        }
        known = Cow::Owned(out);
    }
    Ok(Length::Known(known.len() as u64))
}

/// The filters of a stream; `None` when they are noted elsewhere, as no writer does here.
fn filters(dict: &Dict<'_>) -> Option<Vec<Filter>> {
    let key = ["F", "Filter"].into_iter().find(|key| dict.contains_key(key));
    let Some(key) = key else { return Some(Vec::new()) };
    let names: Vec<Vec<u8>> = match dict.get::<Object<'_>>(key)? {
        Object::Name(name) => vec![name.to_vec()],
        Object::Array(array) => {
            array.raw_iter().map(|item| item.as_obj_ref().is_none().then_some(item)).collect::<Option<Vec<_>>>()?;
            array.iter::<Object<'_>>().filter_map(Object::into_name).map(|name| name.to_vec()).collect()
        }
        _ => return None,
    };
    if names.len() > 4 {
        return None;
    }
    names.iter().map(|name| filter_named(name)).collect()
}

fn filter_named(name: &[u8]) -> Option<Filter> {
    Some(match name {
        b"FlateDecode" | b"Fl" => Filter::FlateDecode,
        b"LZWDecode" | b"LZW" => Filter::LzwDecode,
        b"ASCIIHexDecode" | b"AHx" => Filter::AsciiHexDecode,
        b"ASCII85Decode" | b"A85" => Filter::Ascii85Decode,
        b"RunLengthDecode" | b"RL" => Filter::RunLengthDecode,
        b"Crypt" => Filter::Crypt,
        // A filter of pictures; the library does not unpack those here.
        _ => Filter::DctDecode,
    })
}

fn skip_white_space(mut bytes: &[u8]) -> &[u8] {
    loop {
        match bytes {
            [0 | b'\t' | b'\n' | 0xc | b'\r' | b' ', rest @ ..] => bytes = rest,
            [b'%', ..] => {
                let end = bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(bytes.len());
                bytes = &bytes[end..];
            }
            _ => return bytes,
        }
    }
}
