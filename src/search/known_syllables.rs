//! Which syllables an index has, so that a reader knows before any shard whether a word may be a
//! slip (`docs/search.md`, section "Manifest").

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What a syllable of Vietnamese begins with, as keys have it.
const INITIALS: [&str; 27] = [
    "", "b", "c", "ch", "d", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh", "p", "ph", "qu", "r",
    "s", "t", "th", "tr", "v", "x",
];

/// What follows, with the endings of names that are often written: Đắk Lắk, Bắk.
const RHYMES: &str = "a ac ach ai ak am an ang anh ao ap at au ay e ec ech em en eng enh eo ep et eu i ia ich iec \
                      iem ien ieng iep iet ieu im in inh ip it iu o oa oac oach oai oam oan oang oanh oao oap oat oay \
                      oc oe oen oeo oet oi ok om on ong ooc oong op ot u ua uan uang uat uau uay uc ue uech uenh ui \
                      um un ung uo uoc uoi uom uon uong uop uot uou up ut uu uy uya uych uyen uyet uynh uyt uyu y \
                      yem yen yeng yet yeu ynh yt";

/// The syllables of an index: what they end with, and by what they begin with, which of these
/// follow it, as hexadecimal digits of four each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KnownSyllables(Vec<String>, BTreeMap<String, String>);

impl Default for KnownSyllables {
    fn default() -> Self {
        Self(RHYMES.split(' ').map(str::to_owned).collect(), BTreeMap::new())
    }
}

impl KnownSyllables {
    /// Notes whether the index has a key. A key that is no syllable is not noted.
    pub(super) fn note(&mut self, key: &[u8], is_known: bool) {
        let Ok(key) = std::str::from_utf8(key) else { return };
        for initial in INITIALS {
            let rhyme = key.strip_prefix(initial).and_then(|rhyme| self.rhyme(rhyme));
            if let Some(rhyme) = rhyme {
                let digits = self.1.remove(initial).unwrap_or_default();
                let digits = with_bit(&digits, rhyme, is_known);
                if !digits.is_empty() {
                    self.1.insert(initial.to_owned(), digits);
                }
            }
        }
    }

    fn rhyme(&self, rhyme: &str) -> Option<usize> {
        self.0.binary_search_by(|other| other.as_str().cmp(rhyme)).ok()
    }

    /// The syllables that the index has.
    pub(super) fn syllables(&self) -> impl Iterator<Item = String> {
        let bit = |digits: &str, at: usize| digit(digits, at / 4) >> (at % 4) & 1 == 1;
        self.1.iter().flat_map(move |(initial, digits)| {
            let rhymes = self.0.iter().enumerate().filter(move |(at, _)| bit(digits, *at));
            rhymes.map(move |(_, rhyme)| format!("{initial}{rhyme}"))
        })
    }
}

fn digit(digits: &str, at: usize) -> u32 {
    digits.chars().nth(at).and_then(|digit| digit.to_digit(16)).unwrap_or_default()
}

/// The digits with one bit as given, without zeros at the end.
fn with_bit(digits: &str, bit: usize, is_set: bool) -> String {
    let length = digits.len().max(bit / 4 + 1);
    let changed = (0..length).map(|at| {
        let mask = if at == bit / 4 { 1 << (bit % 4) } else { 0 };
        let digit = digit(digits, at);
        char::from_digit(if is_set { digit | mask } else { digit & !mask }, 16).unwrap_or('0')
    });
    changed.collect::<String>().trim_end_matches('0').to_owned()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::search::analysis::Word;

    #[test]
    fn what_is_noted_is_known_until_it_is_gone() {
        let mut known = KnownSyllables::default();
        let words = ["nghiêng", "quỹ", "giếng", "gì", "đường", "ở", "y", "uỷ", "yên", "khuỷu", "quốc", "Lắk"];
        let keys = words.map(|word| Word::new(word).key);
        for key in &keys {
            known.note(key.as_bytes(), true);
        }
        let syllables: BTreeSet<String> = known.syllables().collect();
        assert_eq!(syllables, keys.iter().cloned().collect::<BTreeSet<String>>());
        for other in ["wifi", "nghieng1", "shinh", "2026", ""] {
            let before = known.clone();
            known.note(other.as_bytes(), true);
            assert_eq!(known, before, "{other}");
        }
        for key in &keys {
            known.note(key.as_bytes(), false);
        }
        assert_eq!(known, KnownSyllables::default());
    }
}
