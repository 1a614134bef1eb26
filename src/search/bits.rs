//! Numbers in a row of bits, the highest bit of a byte first.

/// Writes bits.
#[derive(Default)]
pub(crate) struct BitWriter {
    bytes: Vec<u8>,
    /// The bits that do not fill a byte yet: the lowest `count` of `pending`.
    pending: u64,
    count: u32,
}

impl BitWriter {
    /// Appends the lowest `count` bits of a number, at most 32.
    pub(crate) fn push(&mut self, number: u32, count: u32) {
        self.pending = self.pending << count | u64::from(number) & ((1 << count) - 1);
        self.count += count;
        while self.count >= 8 {
            self.count -= 8;
            self.bytes.push((self.pending >> self.count) as u8);
        }
    }

    /// Appends a number as so many ones and a zero.
    pub(crate) fn push_unary(&mut self, mut number: u32) {
        while number >= 32 {
            self.push(u32::MAX, 32);
            number -= 32;
        }
        self.push(((1_u64 << number) - 1) as u32, number);
        self.push(0, 1);
    }

    /// Appends a number in the code of Rice with parameter `k`.
    pub(crate) fn push_rice(&mut self, number: u32, k: u32) {
        self.push_unary(number >> k);
        self.push(number, k);
    }

    /// Appends a number from 1 on in the gamma code of Elias.
    pub(crate) fn push_gamma(&mut self, number: u32) {
        let bits = number.max(1).ilog2();
        self.push(0, bits);
        self.push(number.max(1), bits + 1);
    }

    /// The bytes; the last one is padded with zeros.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        if self.count > 0 {
            self.push(0, 8 - self.count);
        }
        self.bytes
    }
}

/// Reads bits. Behind the end there are only zeros, so damaged bytes end no program.
pub(crate) struct BitReader<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl<'b> BitReader<'b> {
    pub(crate) fn new(bytes: &'b [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    pub(crate) fn bit(&mut self) -> bool {
        let byte = self.bytes.get(self.at / 8).copied().unwrap_or_default();
        let bit = byte >> (7 - self.at % 8) & 1;
        self.at += 1;
        bit == 1
    }

    pub(crate) fn read(&mut self, count: u32) -> u32 {
        (0..count).fold(0, |number, _| number << 1 | u32::from(self.bit()))
    }

    pub(crate) fn read_unary(&mut self) -> u32 {
        let mut number = 0;
        while self.bit() {
            number += 1;
        }
        number
    }

    pub(crate) fn read_rice(&mut self, k: u32) -> u32 {
        let high = self.read_unary();
        high.wrapping_shl(k) | self.read(k)
    }

    pub(crate) fn read_gamma(&mut self) -> u32 {
        let mut bits = 0;
        while bits < 31 && !self.bit() {
            bits += 1;
        }
        1_u32 << bits | self.read(bits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_were_written() {
        let numbers = [0, 1, 2, 7, 31, 32, 33, 100, 4_000];
        for k in [0, 1, 5, 12] {
            let mut bits = BitWriter::default();
            for number in numbers {
                bits.push_rice(number, k);
                bits.push_gamma(number + 1);
                bits.push(number, 13);
            }
            let bytes = bits.finish();
            let mut bits = BitReader::new(&bytes);
            for number in numbers {
                assert_eq!((bits.read_rice(k), bits.read_gamma(), bits.read(13)), (number, number + 1, number));
            }
        }
    }

    #[test]
    fn the_highest_bit_comes_first() {
        let mut bits = BitWriter::default();
        bits.push_unary(2);
        bits.push_gamma(5);
        assert_eq!(bits.finish(), [0b1100_0101]);
    }
}
