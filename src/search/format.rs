//! The bytes of a shard, both ways (`docs/search.md`, section "Shards").

use std::borrow::Cow;

use super::analysis::{push_varint, read_varint};
use super::bit_coder::{BitReader, BitWriter, number_contexts};
use super::frequent_keys::KeyCounts;
use super::postings::{MAX_FIELD_WORDS, NameField, NamePlace, Posting, TextPosting};
use super::word_counts::TextWeight;

/// A key of a shard with the postings of its forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ShardKey {
    pub(crate) key: Vec<u8>,
    pub(crate) counts: KeyCounts,
    /// In ascending order.
    pub(crate) forms: Vec<ShardForm>,
}

/// A form of a key with its postings, sorted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ShardForm {
    pub(crate) form: u32,
    pub(crate) names: Vec<NamePlace>,
    /// One for each document.
    pub(crate) texts: Vec<TextPosting>,
}

impl ShardForm {
    pub(crate) fn is_empty(&self) -> bool {
        self.names.is_empty() && self.texts.is_empty()
    }
}

/// The shard of a key: its FNV-1a hash modulo the number of shards.
pub(crate) fn shard_of(key: &[u8], shards: usize) -> usize {
    let hash = key.iter().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193));
    hash as usize % shards.max(1)
}

/// The bytes of a shard. The keys are sorted.
pub(crate) fn encode_shard(keys: &[ShardKey]) -> Vec<u8> {
    let keys: Vec<EncodedKey> = keys.iter().map(ShardKey::encode).collect();
    join_shard(&keys)
}

/// The bytes of a shard of encoded keys, which are sorted.
pub(crate) fn join_shard(keys: &[EncodedKey]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut postings: Vec<u8> = Vec::new();
    push_varint(&mut out, keys.len() as u32);
    for EncodedKey { key, counts, forms } in keys {
        push_varint(&mut out, key.len() as u32);
        out.extend_from_slice(key);
        for number in [counts.names, counts.texts, counts.summaries, counts.attachments, forms.len() as u32] {
            push_varint(&mut out, number);
        }
        for EncodedForm { form, count, bytes } in forms {
            push_varint(&mut out, *form);
            push_varint(&mut out, *count);
            push_varint(&mut out, bytes.len() as u32);
            postings.extend_from_slice(bytes);
        }
    }
    out.extend_from_slice(&postings);
    out
}

/// The contexts of the bits of a posting.
const HAS_NAMES: usize = 0;
const IS_NO_TITLE: usize = 1;
const IS_SUBJECT: usize = 2;
const IS_LAST: usize = 3;
const HAS_MORE: usize = 6;
const HAS_TEXT: usize = 7;
const WEIGHT: usize = 8;
const WEIGHT_BESIDE_NAMES: usize = 11;
const GAP: usize = number_contexts(0);
const POSITION: [usize; 3] = [number_contexts(1), number_contexts(2), number_contexts(3)];

impl ShardKey {
    /// The key with its postings encoded.
    pub(crate) fn encode(&self) -> EncodedKey<'static> {
        let form = |form: &ShardForm| {
            let (count, bytes) = encode_postings(form);
            EncodedForm { form: form.form, count, bytes: bytes.into() }
        };
        EncodedKey { key: self.key.clone().into(), counts: self.counts, forms: self.forms.iter().map(form).collect() }
    }
}

/// The number of documents of a form, and the bytes of its postings.
fn encode_postings(form: &ShardForm) -> (u32, Vec<u8>) {
    let mut bits = BitWriter::new();
    let (mut names, mut texts) = (form.names.as_slice(), form.texts.as_slice());
    let (mut count, mut next) = (0, 0);
    loop {
        let in_names = names.first().map(|place| place.number());
        let in_texts = texts.first().map(|posting| posting.number());
        let Some(number) = in_names.into_iter().chain(in_texts).min() else { break };
        bits.push_number(GAP, number - next);
        (count, next) = (count + 1, number + 1);
        let (places, others) = names.split_at(names.partition_point(|place| place.number() == number));
        names = others;
        bits.push(HAS_NAMES, !places.is_empty());
        push_places(&mut bits, places);
        let weight = texts.split_first().filter(|(posting, _)| posting.number() == number).map(|(posting, rest)| {
            texts = rest;
            posting.weight()
        });
        if !places.is_empty() {
            bits.push(HAS_TEXT, weight.is_some());
        }
        if let Some(weight) = weight {
            let contexts = if places.is_empty() { WEIGHT } else { WEIGHT_BESIDE_NAMES };
            for at in 0..weight as usize {
                bits.push(contexts + at, true);
            }
            if weight != TextWeight::Summary {
                bits.push(contexts + weight as usize, false);
            }
        }
    }
    (count, bits.finish())
}

fn push_places(bits: &mut BitWriter, places: &[NamePlace]) {
    for (at, place) in places.iter().enumerate() {
        let field = place.field();
        bits.push(IS_NO_TITLE, field != NameField::Title);
        if field != NameField::Title {
            bits.push(IS_SUBJECT, field == NameField::Subject);
        }
        bits.push_number(POSITION[field as usize], place.position());
        bits.push(IS_LAST + field as usize, place.is_last());
        bits.push(HAS_MORE, at + 1 < places.len());
    }
}

/// A key as a shard has it, with its postings still encoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EncodedKey<'b> {
    pub(crate) key: Cow<'b, [u8]>,
    pub(crate) counts: KeyCounts,
    pub(crate) forms: Vec<EncodedForm<'b>>,
}

impl EncodedKey<'_> {
    /// The key with its postings, of documents below `end`.
    pub(crate) fn decode(&self, end: u32) -> ShardKey {
        let forms = self.forms.iter().map(|form| form.decode(end)).collect();
        ShardKey { key: self.key.to_vec(), counts: self.counts, forms }
    }
}

/// The postings of a form, still encoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EncodedForm<'b> {
    form: u32,
    count: u32,
    bytes: Cow<'b, [u8]>,
}

impl EncodedForm<'_> {
    /// The postings, of documents below `end`: damaged bytes may claim others.
    fn decode(&self, end: u32) -> ShardForm {
        let mut bits = BitReader::new(&self.bytes);
        let mut form = ShardForm { form: self.form, ..ShardForm::default() };
        let mut next = 0_u32;
        for _ in 0..self.count {
            let number = next.saturating_add(bits.number(GAP));
            if number >= end {
                break;
            }
            next = number + 1;
            let has_names = bits.bit(HAS_NAMES);
            if has_names {
                read_places(&mut bits, number, &mut form.names);
            }
            if !has_names || bits.bit(HAS_TEXT) {
                let contexts = if has_names { WEIGHT_BESIDE_NAMES } else { WEIGHT };
                let mut weight = 0;
                while weight < TextWeight::Summary as usize && bits.bit(contexts + weight) {
                    weight += 1;
                }
                form.texts.push(TextPosting::new(number, TextWeight::from_number(weight as u32)));
            }
        }
        form
    }
}

fn read_places(bits: &mut BitReader, number: u32, into: &mut Vec<NamePlace>) {
    // So many places a document can have. Damaged bytes may have more.
    for _ in 0..3 * MAX_FIELD_WORDS {
        let field = match bits.bit(IS_NO_TITLE) {
            false => NameField::Title,
            true if bits.bit(IS_SUBJECT) => NameField::Subject,
            true => NameField::Label,
        };
        let position = bits.number(POSITION[field as usize]) as usize;
        into.push(NamePlace::new(number, field, position, bits.bit(IS_LAST + field as usize)));
        if !bits.bit(HAS_MORE) {
            return;
        }
    }
}

/// All keys of a shard, sorted. `None` if the bytes are damaged.
pub(crate) fn read_directory(bytes: &[u8]) -> Option<Vec<EncodedKey<'_>>> {
    let mut rest = bytes;
    let count = read_varint(&mut rest)?;
    let mut keys = Vec::new();
    let mut lengths = Vec::new();
    for _ in 0..count {
        let length = read_varint(&mut rest)? as usize;
        let (key, after) = rest.split_at_checked(length)?;
        rest = after;
        let mut number = || read_varint(&mut rest);
        let counts = KeyCounts { names: number()?, texts: number()?, summaries: number()?, attachments: number()? };
        let mut forms = Vec::new();
        for _ in 0..read_varint(&mut rest)? {
            let (form, count) = (read_varint(&mut rest)?, read_varint(&mut rest)?);
            lengths.push(read_varint(&mut rest)? as usize);
            forms.push(EncodedForm { form, count, bytes: Cow::Borrowed(&[]) });
        }
        keys.push(EncodedKey { key: key.into(), counts, forms });
    }
    let forms = keys.iter_mut().flat_map(|key: &mut EncodedKey| &mut key.forms);
    for (form, length) in forms.zip(lengths) {
        let (bytes, after) = rest.split_at_checked(length)?;
        (form.bytes, rest) = (bytes.into(), after);
    }
    Some(keys)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode_shard(bytes: &[u8], end: u32) -> Option<Vec<ShardKey>> {
        Some(read_directory(bytes)?.iter().map(|key| key.decode(end)).collect())
    }

    fn keys() -> Vec<ShardKey> {
        let place = |number, field, position, last| NamePlace::new(number, field, position, last);
        let text = TextPosting::new;
        vec![
            ShardKey {
                key: b"khai".to_vec(),
                counts: KeyCounts { names: 3, texts: 900, summaries: 2, attachments: 1 },
                forms: vec![
                    ShardForm {
                        form: 0,
                        names: vec![place(0, NameField::Title, 2, false), place(0, NameField::Subject, 0, true)],
                        texts: vec![text(0, TextWeight::Summary), text(5, TextWeight::Body)],
                    },
                    ShardForm {
                        form: 3,
                        names: vec![place(7, NameField::Label, 0, true), place(1_400, NameField::Title, 4_000, false)],
                        texts: vec![text(7, TextWeight::Body), text(1_999, TextWeight::Attachment)],
                    },
                ],
            },
            ShardKey { key: b"sinh".to_vec(), counts: KeyCounts::default(), forms: Vec::new() },
        ]
    }

    #[test]
    fn a_shard_is_read_as_it_was_written() {
        let bytes = encode_shard(&keys());
        assert_eq!(decode_shard(&bytes, 2_000).unwrap(), keys());
        let weights = [TextWeight::Attachment, TextWeight::Body, TextWeight::Summary];
        let texts = (0..500).map(|n| TextPosting::new(n * n, weights[n as usize % 3])).collect();
        let names = (0..900).map(|n| NamePlace::new(n * 11, NameField::Title, n as usize % 70, n % 3 == 0)).collect();
        let counts = KeyCounts { names: 900, texts: 500, summaries: 250, attachments: 125 };
        let key = ShardKey { key: b"a".to_vec(), counts, forms: vec![ShardForm { form: 1, names, texts }] };
        assert_eq!(decode_shard(&encode_shard(std::slice::from_ref(&key)), 1 << 20).unwrap(), [key]);
    }

    #[test]
    fn damaged_bytes_are_refused_or_read_within_bounds() {
        let bytes = encode_shard(&keys());
        for at in 0..bytes.len() {
            let _ = decode_shard(&bytes[..at], 2_000);
            for change in [1, 0x80, 0xff] {
                let mut damaged = bytes.clone();
                damaged[at] ^= change;
                for form in decode_shard(&damaged, 2_000).into_iter().flatten().flat_map(|key| key.forms) {
                    assert!(form.names.iter().all(|place| place.number() < 2_000));
                    assert!(form.texts.iter().all(|posting| posting.number() < 2_000));
                }
            }
        }
    }

    #[test]
    fn the_hash_is_fnv_1a() {
        assert_eq!(shard_of(b"", 1 << 31), 0x811c_9dc5 % (1 << 31));
        assert_eq!(shard_of(b"foobar", 1 << 16), 0xbf9c_f968 % (1 << 16));
    }
}
