//! Unpacking the streams of PDF files within a bound.
//!
//! The library unpacks a stream whole however long it becomes, and a few kilobytes can become
//! gigabytes. So streams are unpacked here, or at least measured here before the library does it.

use std::borrow::Cow;
use std::io::Read;

use hayro_syntax::Filter;
use hayro_syntax::object::dict::keys::{DECODE_PARMS, DP, EARLY_CHANGE, PREDICTOR};
use hayro_syntax::object::{Dict, Object, Stream};

use super::pdf_budget::Budget;

/// The longest stream that is unpacked, in bytes.
pub(super) const MAX_STREAM_BYTES: usize = 64 << 20;

/// The work that a stream costs besides its bytes.
const STREAM_WORK: usize = 4096;

/// The bytes of a stream, unpacked; `None` when they are too many, in a format of pictures, or more
/// than the work that is left.
pub(super) fn unpack<'a>(stream: &Stream<'a>, budget: &mut Budget) -> Option<Cow<'a, [u8]>> {
    let raw = stream.raw_data();
    let filters = stream.filters();
    if raw.len() > MAX_STREAM_BYTES || filters.len() > 4 || !budget.spend(raw.len() + STREAM_WORK) {
        return None;
    }
    if filters.iter().all(|filter| *filter == Filter::Crypt) {
        return stream.decoded_data().ok();
    }
    let early = early_change(stream.dict());
    let mut data = raw;
    for filter in &filters {
        let out = apply(*filter, &data, early)?.0;
        if !budget.spend(out.len()) || out.len() > MAX_STREAM_BYTES {
            return None;
        }
        data = Cow::Owned(out);
    }
    // What is written as differences is put together by the library, now that its length is known.
    if has_predictor(stream.dict()) { stream.decoded_data().ok() } else { Some(data) }
}

/// Runs one filter, to little more than [`MAX_STREAM_BYTES`]. Also tells whether it came to the end
/// of its data without a fault.
pub(super) fn apply(filter: Filter, data: &[u8], early: bool) -> Option<(Vec<u8>, bool)> {
    Some(match filter {
        Filter::FlateDecode => inflate(data),
        Filter::LzwDecode => (lzw(data, early), true),
        Filter::AsciiHexDecode => (ascii_hex(data), true),
        Filter::Ascii85Decode => (ascii_85(data), true),
        Filter::RunLengthDecode => (run_length(data), true),
        Filter::Crypt => (data.to_vec(), true),
        _ => return None,
    })
}

fn inflate(data: &[u8]) -> (Vec<u8>, bool) {
    let has_header = matches!(data, [cmf, flg, ..]
        if cmf & 0x0f == 8 && (u16::from(*cmf) << 8 | u16::from(*flg)).is_multiple_of(31) && flg & 0x20 == 0);
    // The check sum at the end is not asked for: many writers get it wrong.
    let data = if has_header { data.get(2..).unwrap_or_default() } else { data };
    let mut out = Vec::new();
    let limit = MAX_STREAM_BYTES as u64 + 1;
    // A damaged end leaves what came before it.
    let is_whole = flate2::read::DeflateDecoder::new(data).take(limit).read_to_end(&mut out).is_ok();
    (out, is_whole)
}

fn ascii_hex(data: &[u8]) -> Vec<u8> {
    let mut digits = data.iter().take_while(|byte| **byte != b'>').filter_map(|byte| char::from(*byte).to_digit(16));
    let mut out = Vec::with_capacity(data.len() / 2);
    while let Some(high) = digits.next() {
        out.push((high << 4 | digits.next().unwrap_or(0)) as u8);
    }
    out
}

fn ascii_85(data: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(data.len());
    let (mut value, mut count) = (0_u32, 0_usize);
    for byte in data {
        match byte {
            b'~' => break,
            b'z' if count == 0 => out.extend([0; 4]),
            b'!'..=b'u' => {
                value = value.wrapping_mul(85).wrapping_add(u32::from(byte - b'!'));
                count += 1;
                if count == 5 {
                    out.extend(value.to_be_bytes());
                    (value, count) = (0, 0);
                }
            }
            _ => {}
        }
    }
    if count > 1 {
        for _ in count..5 {
            value = value.wrapping_mul(85).wrapping_add(84);
        }
        out.extend(&value.to_be_bytes()[..count - 1]);
    }
    out
}

fn run_length(data: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = data;
    while let [length, tail @ ..] = rest {
        match usize::from(*length) {
            128 => break,
            length @ 0..128 => {
                let taken = tail.len().min(length + 1);
                out.extend(&tail[..taken]);
                rest = &tail[taken..];
            }
            length => {
                let Some((byte, tail)) = tail.split_first() else { break };
                out.resize(out.len() + 257 - length, *byte);
                rest = tail;
            }
        }
        if out.len() > MAX_STREAM_BYTES {
            break;
        }
    }
    out
}

/// Unpacks LZW as PDF has it: codes of 9 to 12 bits, 256 for a fresh table, 257 for the end.
fn lzw(data: &[u8], early: bool) -> Vec<u8> {
    let mut out: Vec<u8> = Vec::new();
    // Each entry is a piece of what was already written.
    let mut table: Vec<(usize, usize)> = Vec::new();
    let (mut bits, mut bit_count, mut width) = (0_u32, 0_u32, 9_u32);
    for byte in data {
        bits = bits << 8 | u32::from(*byte);
        bit_count += 8;
        if bit_count < width {
            continue;
        }
        bit_count -= width;
        let code = (bits >> bit_count & ((1 << width) - 1)) as usize;
        let start = out.len();
        match code {
            0..256 => out.push(code as u8),
            256 => {
                table.clear();
                width = 9;
                continue;
            }
            257 => break,
            _ => {
                let Some((from, length)) = table.get(code - 258).copied() else { break };
                // The newest entry ends with the byte that is written first here.
                for at in from..from + length {
                    let Some(byte) = out.get(at).copied() else { break };
                    out.push(byte);
                }
            }
        }
        if out.len() > MAX_STREAM_BYTES {
            break;
        }
        // The new entry is this piece and the first byte of the next, which will stand after it.
        if table.len() < 4096 - 258 {
            table.push((start, out.len() - start + 1));
        }
        width = match table.len() + 257 + usize::from(early) {
            ..512 => 9,
            512..1024 => 10,
            1024..2048 => 11,
            _ => 12,
        };
    }
    out
}

fn parameters<'a>(dict: &Dict<'a>) -> Vec<Dict<'a>> {
    let value = dict.get::<Object<'_>>(DP).or_else(|| dict.get::<Object<'_>>(DECODE_PARMS));
    match value {
        Some(Object::Dict(dict)) => vec![dict],
        Some(Object::Array(array)) => array.iter::<Object<'_>>().take(4).filter_map(Object::into_dict).collect(),
        _ => Vec::new(),
    }
}

fn has_predictor(dict: &Dict<'_>) -> bool {
    parameters(dict).iter().any(|dict| dict.get::<i32>(PREDICTOR).is_some_and(|number| number > 1))
}

fn early_change(dict: &Dict<'_>) -> bool {
    !parameters(dict).iter().any(|dict| dict.get::<i32>(EARLY_CHANGE) == Some(0))
}
