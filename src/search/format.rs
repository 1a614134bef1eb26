//! The bytes of a shard, both ways (`docs/search.md`, section "Shards").

use super::analysis::{push_varint, read_varint};
use super::bits::{BitReader, BitWriter};
use super::word_counts::TextWeight;

/// A field of the names of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum NameField {
    Title = 0,
    Label = 1,
    Subject = 2,
}

/// What an index says of a word in one document.
pub(crate) trait Posting: Copy + Ord + Send + Sync {
    /// The number of the document.
    fn number(self) -> u32;

    /// Whether the posting stays when its key is common.
    fn is_kept_of_common(self) -> bool;

    /// Appends what is said beside the number; `postings` has one document alone.
    fn push_details(postings: &[Self], to: &mut BitWriter);

    /// Reads what [`Posting::push_details`] wrote.
    fn read_details(number: u32, from: &mut BitReader, into: &mut Vec<Self>);
}

/// One place of a word in the names of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct NamePlace {
    number: u32,
    /// The field in the bits from 18 on, the position in those from 1 on, whether the word is the
    /// last one of the field in the lowest.
    place: u32,
}

/// The most words of a field that are read; the bits of a place have room for them.
pub(crate) const MAX_FIELD_WORDS: usize = 4_096;

impl NamePlace {
    pub(crate) fn new(number: u32, field: NameField, position: usize, is_last: bool) -> Self {
        let position = position.min(MAX_FIELD_WORDS) as u32;
        Self { number, place: (field as u32) << 18 | position << 1 | u32::from(is_last) }
    }

    pub(crate) fn field(self) -> NameField {
        match self.place >> 18 {
            0 => NameField::Title,
            1 => NameField::Label,
            _ => NameField::Subject,
        }
    }

    pub(crate) fn position(self) -> u32 {
        self.place >> 1 & 0x1_ffff
    }

    pub(crate) fn is_last(self) -> bool {
        self.place & 1 == 1
    }
}

impl Posting for NamePlace {
    fn number(self) -> u32 {
        self.number
    }

    fn is_kept_of_common(self) -> bool {
        self.field() != NameField::Subject
    }

    fn push_details(postings: &[Self], to: &mut BitWriter) {
        for (at, place) in postings.iter().enumerate() {
            match place.field() {
                NameField::Title => to.push(0, 1),
                NameField::Label => to.push(0b10, 2),
                NameField::Subject => to.push(0b11, 2),
            }
            to.push_gamma(place.position() + 1);
            to.push(u32::from(place.is_last()), 1);
            to.push(u32::from(at + 1 < postings.len()), 1);
        }
    }

    fn read_details(number: u32, from: &mut BitReader, into: &mut Vec<Self>) {
        loop {
            let field = if !from.bit() {
                NameField::Title
            } else if from.bit() {
                NameField::Subject
            } else {
                NameField::Label
            };
            let position = from.read_gamma().saturating_sub(1) as usize;
            into.push(Self::new(number, field, position, from.bit()));
            if !from.bit() {
                return;
            }
        }
    }
}

/// A word in the text of a document: the number of the document, and the weight in the lowest two
/// bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct TextPosting(u32);

impl TextPosting {
    pub(crate) fn new(number: u32, weight: TextWeight) -> Self {
        Self(number << 2 | weight as u32)
    }

    pub(crate) fn weight(self) -> TextWeight {
        TextWeight::from_number(self.0 & 3)
    }
}

impl Posting for TextPosting {
    fn number(self) -> u32 {
        self.0 >> 2
    }

    fn is_kept_of_common(self) -> bool {
        self.weight() >= TextWeight::Summary
    }

    fn push_details(postings: &[Self], to: &mut BitWriter) {
        match postings.iter().map(|posting| posting.weight()).max() {
            None | Some(TextWeight::Body) => to.push(0, 1),
            Some(TextWeight::BodyMany) => to.push(0b10, 2),
            Some(TextWeight::Summary) => to.push(0b110, 3),
            Some(TextWeight::Heading) => to.push(0b111, 3),
        }
    }

    fn read_details(number: u32, from: &mut BitReader, into: &mut Vec<Self>) {
        let mut weight = 0;
        while weight < 3 && from.bit() {
            weight += 1;
        }
        into.push(Self::new(number, TextWeight::from_number(weight)));
    }
}

/// A key of a shard with the postings of its forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ShardKey<P> {
    pub(crate) key: Vec<u8>,
    /// The number of documents with the key.
    pub(crate) documents: u32,
    /// Whether postings of little weight were left out.
    pub(crate) is_common: bool,
    /// The forms in ascending order, each with its postings, sorted.
    pub(crate) forms: Vec<(u32, Vec<P>)>,
}

/// The shard of a key: its FNV-1a hash modulo the number of shards.
pub(crate) fn shard_of(key: &[u8], shards: usize) -> usize {
    let hash = key.iter().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193));
    hash as usize % shards.max(1)
}

/// The bytes of a shard. The keys are sorted.
pub(crate) fn encode_shard<P: Posting>(keys: &[ShardKey<P>]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut postings = Vec::new();
    push_varint(&mut out, keys.len() as u32);
    for ShardKey { key, documents, is_common, forms } in keys {
        push_varint(&mut out, key.len() as u32);
        out.extend_from_slice(key);
        push_varint(&mut out, *documents);
        push_varint(&mut out, (forms.len() as u32) << 1 | u32::from(*is_common));
        for (form, list) in forms {
            let (count, bytes) = encode_postings(list);
            push_varint(&mut out, *form);
            push_varint(&mut out, count);
            push_varint(&mut out, bytes.len() as u32);
            postings.extend_from_slice(&bytes);
        }
    }
    out.extend_from_slice(&postings);
    out
}

/// The number of documents of a list, and its bytes.
fn encode_postings<P: Posting>(list: &[P]) -> (u32, Vec<u8>) {
    let documents = || list.chunk_by(|a, b| a.number() == b.number());
    let count = documents().count() as u32;
    let span = list.last().map_or(0, |last| last.number() + 1);
    // The parameter that suits gaps of this mean: the logarithm of 0.69 of it.
    let mean = u64::from(span) * 11 / 16 / u64::from(count.max(1));
    let k = mean.max(1).ilog2();
    let mut bits = BitWriter::default();
    bits.push(k, 5);
    let mut next = 0;
    for places in documents() {
        let number = places[0].number();
        bits.push_rice(number - next, k);
        next = number + 1;
        P::push_details(places, &mut bits);
    }
    (count, bits.finish())
}

/// A key as a shard has it, with its postings still encoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EncodedKey<'b> {
    pub(crate) key: &'b [u8],
    pub(crate) documents: u32,
    pub(crate) is_common: bool,
    pub(crate) forms: Vec<EncodedForm<'b>>,
}

/// The postings of a form, still encoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EncodedForm<'b> {
    pub(crate) form: u32,
    count: u32,
    bytes: &'b [u8],
}

impl EncodedForm<'_> {
    /// The postings, at most so many as `limit` documents: damaged bytes may claim more.
    pub(crate) fn decode<P: Posting>(&self, limit: u32) -> Vec<P> {
        let mut bits = BitReader::new(self.bytes);
        let k = bits.read(5);
        let mut list = Vec::new();
        let mut next = 0_u32;
        for _ in 0..self.count.min(limit) {
            let number = next.saturating_add(bits.read_rice(k)).min(limit);
            P::read_details(number, &mut bits, &mut list);
            next = number + 1;
        }
        list
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
        let documents = read_varint(&mut rest)?;
        let forms = read_varint(&mut rest)?;
        let mut found = Vec::new();
        for _ in 0..forms >> 1 {
            let (form, count) = (read_varint(&mut rest)?, read_varint(&mut rest)?);
            lengths.push(read_varint(&mut rest)? as usize);
            found.push(EncodedForm { form, count, bytes: &[] });
        }
        keys.push(EncodedKey { key, documents, is_common: forms & 1 == 1, forms: found });
    }
    let forms = keys.iter_mut().flat_map(|key: &mut EncodedKey| &mut key.forms);
    for (form, length) in forms.zip(lengths) {
        (form.bytes, rest) = rest.split_at_checked(length)?;
    }
    Some(keys)
}

/// The keys of a shard with their postings. `None` if the bytes are damaged.
pub(crate) fn decode_shard<P: Posting>(bytes: &[u8], limit: u32) -> Option<Vec<ShardKey<P>>> {
    let decode = |key: EncodedKey| ShardKey {
        key: key.key.to_vec(),
        documents: key.documents,
        is_common: key.is_common,
        forms: key.forms.iter().map(|form| (form.form, form.decode(limit))).collect(),
    };
    Some(read_directory(bytes)?.into_iter().map(decode).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Vec<ShardKey<NamePlace>> {
        let place = |number, field, position, last| NamePlace::new(number, field, position, last);
        vec![
            ShardKey {
                key: b"khai".to_vec(),
                documents: 3,
                is_common: false,
                forms: vec![
                    (0, vec![place(0, NameField::Title, 2, false), place(0, NameField::Subject, 0, true)]),
                    (3, vec![place(7, NameField::Label, 0, true), place(1_400, NameField::Title, 4_000, false)]),
                ],
            },
            ShardKey { key: b"sinh".to_vec(), documents: 1, is_common: true, forms: Vec::new() },
        ]
    }

    #[test]
    fn a_shard_is_read_as_it_was_written() {
        let bytes = encode_shard(&names());
        assert_eq!(decode_shard::<NamePlace>(&bytes, 2_000).unwrap(), names());
        let weights = [TextWeight::Body, TextWeight::BodyMany, TextWeight::Summary, TextWeight::Heading];
        let list: Vec<TextPosting> = (0..500).map(|n| TextPosting::new(n * n, weights[n as usize % 4])).collect();
        let texts = vec![ShardKey { key: b"a".to_vec(), documents: 500, is_common: false, forms: vec![(1, list)] }];
        assert_eq!(decode_shard::<TextPosting>(&encode_shard(&texts), 1 << 20).unwrap(), texts);
    }

    #[test]
    fn damaged_bytes_are_refused_or_read_within_bounds() {
        let bytes = encode_shard(&names());
        for at in 0..bytes.len() {
            let _ = decode_shard::<NamePlace>(&bytes[..at], 2_000);
            for change in [1, 0x80, 0xff] {
                let mut damaged = bytes.clone();
                damaged[at] ^= change;
                for key in decode_shard::<NamePlace>(&damaged, 2_000).into_iter().flatten() {
                    assert!(key.forms.iter().all(|(_, list)| list.iter().all(|place| place.number() <= 2_000)));
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
