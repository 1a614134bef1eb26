//! Finds the word that was meant by a misspelt one.

use crate::diag::{Code, Diag};

/// So many keys are named to an author who wrote another one.
const MAX_NAMED: usize = 16;

/// The diagnostic for an unknown key. It names the most similar of the `known` keys, if one is
/// similar enough.
pub(super) fn unknown_key_diag<'k>(key: &str, known: impl Iterator<Item = &'k str>) -> Diag {
    let mut known: Vec<&str> = known.collect();
    known.sort_unstable();
    known.dedup();
    let diag = match nearest_word(key, known.iter().copied()) {
        Some(near) => Diag::error(Code::UnknownKey).arg("near", near),
        None => Diag::error(Code::UnknownKeyFar),
    };
    // A table without `extra` has no place for keys of one's own.
    let form = match known.len() {
        _ if known.contains(&"extra") => "extra",
        0..=MAX_NAMED => "few",
        _ => "many",
    };
    diag.arg("key", key).arg("form", form).arg("known", known.join(", "))
}

/// The most similar word of `known`. `None` if no word is similar enough.
pub fn nearest_word<'k>(word: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    // Word processors and telephones begin words with capital letters.
    let word = word.to_lowercase();
    known
        .map(|k| (strsim::damerau_levenshtein(&word, &k.to_lowercase()), k))
        .filter(|(distance, k)| *distance <= k.chars().count().max(3) / 3 + 1)
        .min()
        .map(|(_, k)| k)
}
