//! Bits in fewer bytes than they are: an arithmetic coder whose probabilities follow what came
//! before (`docs/search.md`, section "Bits").

/// The number of contexts of a list of postings.
const CONTEXTS: usize = 288;

/// The contexts of a number begin at a multiple of this.
const CONTEXTS_OF_NUMBER: usize = 64;

/// Below this, the range is widened by a byte.
const LEAST_RANGE: u32 = 1 << 24;

/// What is expected of the next bit in each context.
struct Expectations([Expectation; CONTEXTS]);

#[derive(Clone, Copy)]
struct Expectation {
    /// How likely a zero is, of 65,536.
    zero: u16,
    /// The number of bits seen, at most 15.
    seen: u8,
}

impl Expectations {
    fn new() -> Self {
        Self([Expectation { zero: 1 << 15, seen: 0 }; CONTEXTS])
    }

    /// The part of a range that stands for a zero.
    fn bound(&self, range: u32, context: usize) -> u32 {
        (range >> 16) * u32::from(self.0[context].zero)
    }

    /// Learns a bit: the first ones count most.
    fn learn(&mut self, context: usize, bit: bool) {
        let Expectation { zero, seen } = &mut self.0[context];
        let shift = 1 + (u32::from(*seen) + 1).ilog2();
        if bit {
            *zero -= *zero >> shift;
        } else {
            *zero += (((1 << 16) - u32::from(*zero)) >> shift) as u16;
        }
        *seen = (*seen + 1).min(15);
    }
}

/// Writes bits.
pub(super) struct BitWriter {
    bytes: Vec<u8>,
    low: u32,
    range: u32,
    expectations: Expectations,
}

impl BitWriter {
    pub(super) fn new() -> Self {
        Self { bytes: Vec::new(), low: 0, range: u32::MAX, expectations: Expectations::new() }
    }

    /// Appends a bit that is expected by its context.
    pub(super) fn push(&mut self, context: usize, bit: bool) {
        let bound = self.expectations.bound(self.range, context);
        self.expectations.learn(context, bit);
        self.narrow(bound, bit);
    }

    /// Appends the lowest `count` bits of a number, of which nothing is expected.
    fn push_plain(&mut self, number: u32, count: u32) {
        for at in (0..count).rev() {
            self.narrow(self.range >> 1, number >> at & 1 == 1);
        }
    }

    /// Appends a number: how many bits it has, and the bits.
    pub(super) fn push_number(&mut self, contexts: usize, number: u32) {
        let number = number.saturating_add(1);
        let bits = number.ilog2();
        for at in 0..bits {
            self.push(contexts + at as usize, true);
        }
        if bits < 31 {
            self.push(contexts + bits as usize, false);
        }
        if let Some(rest) = bits.checked_sub(1) {
            self.push(contexts + 32 + bits as usize, number >> rest & 1 == 1);
            self.push_plain(number, rest);
        }
    }

    fn narrow(&mut self, bound: u32, bit: bool) {
        if bit {
            self.raise(bound);
            self.range -= bound;
        } else {
            self.range = bound;
        }
        while self.range < LEAST_RANGE {
            self.bytes.push((self.low >> 24) as u8);
            self.low <<= 8;
            self.range <<= 8;
        }
    }

    fn raise(&mut self, by: u32) {
        let (low, is_carried) = self.low.overflowing_add(by);
        self.low = low;
        let mut carry = is_carried;
        for byte in self.bytes.iter_mut().rev() {
            if !carry {
                break;
            }
            (*byte, carry) = byte.overflowing_add(1);
        }
    }

    /// The bytes: the shortest ones that stand for the bits. A reader adds zeros.
    pub(super) fn finish(mut self) -> Vec<u8> {
        // The largest number of zeros at the end that a value of the range has.
        let zeros = (0..=32).rev().find(|zeros| {
            let mask = (1_u64 << zeros) - 1;
            ((u64::from(self.low) + mask) & !mask) < u64::from(self.low) + u64::from(self.range)
        });
        let mask = (1_u64 << zeros.unwrap_or(0)) - 1;
        let value = (u64::from(self.low) + mask) & !mask;
        self.raise((value - u64::from(self.low)) as u32);
        self.bytes.extend(self.low.to_be_bytes());
        let end = self.bytes.iter().rposition(|byte| *byte != 0).map_or(0, |at| at + 1);
        self.bytes.truncate(end);
        self.bytes
    }
}

/// Reads bits. Behind the end there are only zeros, so damaged bytes end no program.
pub(super) struct BitReader<'b> {
    rest: &'b [u8],
    code: u32,
    range: u32,
    expectations: Expectations,
}

impl<'b> BitReader<'b> {
    pub(super) fn new(bytes: &'b [u8]) -> Self {
        let mut reader = Self { rest: bytes, code: 0, range: u32::MAX, expectations: Expectations::new() };
        for _ in 0..4 {
            reader.read_byte();
        }
        reader
    }

    pub(super) fn bit(&mut self, context: usize) -> bool {
        let bit = self.narrow(self.expectations.bound(self.range, context));
        self.expectations.learn(context, bit);
        bit
    }

    pub(super) fn number(&mut self, contexts: usize) -> u32 {
        let mut bits = 0;
        while bits < 31 && self.bit(contexts + bits) {
            bits += 1;
        }
        let mut number = 1;
        if bits > 0 {
            number = 2 | u32::from(self.bit(contexts + 32 + bits));
            for _ in 1..bits {
                number = number << 1 | u32::from(self.narrow(self.range >> 1));
            }
        }
        number - 1
    }

    fn narrow(&mut self, bound: u32) -> bool {
        let bit = self.code >= bound;
        if bit {
            self.code -= bound;
            self.range -= bound;
        } else {
            self.range = bound;
        }
        while self.range < LEAST_RANGE {
            self.range <<= 8;
            self.read_byte();
        }
        bit
    }

    fn read_byte(&mut self) {
        let (byte, rest) = self.rest.split_first().map_or((0, self.rest), |(byte, rest)| (*byte, rest));
        self.rest = rest;
        self.code = self.code << 8 | u32::from(byte);
    }
}

/// The first of the contexts of the `at`th number.
pub(super) const fn number_contexts(at: usize) -> usize {
    32 + CONTEXTS_OF_NUMBER * at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_read_as_they_were_written() {
        for seed in 0..200_u32 {
            let mut state = seed;
            let mut next = |below: u32| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 8) % below
            };
            let numbers: Vec<(u32, bool)> = (0..seed * 7)
                .map(|_| {
                    let size = next(31);
                    (next(1 << size.min(23)) << (size / 24), next(seed % 9 + 1) == 0)
                })
                .collect();
            let mut bits = BitWriter::new();
            for (number, bit) in &numbers {
                bits.push_number(number_contexts(0), *number);
                bits.push(3, *bit);
            }
            let bytes = bits.finish();
            let mut bits = BitReader::new(&bytes);
            for (number, bit) in numbers {
                assert_eq!((bits.number(number_contexts(0)), bits.bit(3)), (number, bit));
            }
        }
    }

    #[test]
    fn what_is_expected_takes_little() {
        let mut bits = BitWriter::new();
        for _ in 0..8_000 {
            bits.push(0, true);
            bits.push(1, false);
        }
        let length = bits.finish().len();
        assert!(length < 20, "{length}");
        assert!(BitWriter::new().finish().is_empty());
    }
}
