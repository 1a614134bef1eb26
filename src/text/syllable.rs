//! What a Vietnamese syllable can look like.
//!
//! Written Vietnamese is a row of syllables: an onset, a rime and one of six tones. The onsets and
//! rimes are few, so a word in a wrong encoding is recognised by this: read rightly it is a
//! syllable, as it stands it is not.

use unicode_normalization::UnicodeNormalization;

/// The consonants a syllable can begin with, longest first; it can also begin with its rime.
const ONSETS: [&str; 26] = [
    "ngh", "ch", "gh", "gi", "kh", "ng", "nh", "ph", "th", "tr", "b", "c", "d", "đ", "g", "h", "k", "l", "m", "n", "p",
    "r", "s", "t", "v", "x",
];

/// The rimes without their tone, by the first letter.
const RIMES: &str = "\
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây \
    e ec em en eng eo ep et ê êch êm ên ênh êp êt êu \
    i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu \
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oau oăp oăt oc oe oen oeo oet oi om on ong ooc \
    oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt \
    u ua uâc uân uâng uât uây uc uê uêch uên uênh uêt uêu ui uit um un ung uôc uôi uôm uôn uông uôt uơ up ut uy uya uych \
    uyên uyêt uyn uynh uyt uyu ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu \
    y yêm yên yêng yêt yêu";

/// True when `word` can be written in Vietnamese as one syllable: a known onset and rime, spelt by
/// the rules for c/k, g/gh and ng/ngh, with at most one tone that suits the final consonant.
///
/// Case does not matter. That such a syllable exists in a dictionary is not said.
pub fn is_syllable(word: &str) -> bool {
    let Some((bare, tone)) = without_tone(word) else {
        return false;
    };
    let stopped = bare.ends_with(['c', 'p', 't']) || bare.ends_with("ch");
    if stopped && !matches!(tone, Some('\u{301}' | '\u{323}')) {
        return false;
    }
    if bare.starts_with('q') {
        return bare
            .strip_prefix("qu")
            .is_some_and(|rest| is_rime(&format!("o{rest}")) || is_rime(&format!("u{rest}")));
    }
    is_rime(&bare) || ONSETS.iter().any(|onset| bare.strip_prefix(onset).is_some_and(|rime| goes_with(onset, rime)))
}

/// The lower-case letters with their vowel marks, and the tone; `None` with two tones.
fn without_tone(word: &str) -> Option<(String, Option<char>)> {
    let mut tone = None;
    let mut letters = String::with_capacity(word.len());
    for c in word.nfd().flat_map(char::to_lowercase) {
        match c {
            '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}' if tone.is_some() => {
                return None;
            }
            '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}' => tone = Some(c),
            other => letters.push(other),
        }
    }
    Some((letters.nfc().collect(), tone))
}

fn is_rime(s: &str) -> bool {
    !s.is_empty() && RIMES.split_ascii_whitespace().any(|rime| rime == s)
}

/// The spelling rules that bind an onset to the vowel after it.
fn goes_with(onset: &str, rime: &str) -> bool {
    let front = rime.starts_with(['i', 'e', 'ê', 'y']);
    let fits = match onset {
        "k" | "gh" | "ngh" => front,
        "c" | "ng" => !front,
        "g" => !front || rime.starts_with('i'),
        _ => true,
    };
    // A lone y is a rime after few onsets, and yê only without one.
    let y_fits = !rime.starts_with('y') || (rime == "y" && matches!(onset, "h" | "k" | "l" | "m" | "s" | "t" | "v"));
    fits && y_fits && is_rime(rime)
}

#[cfg(test)]
mod tests {
    use super::is_syllable;

    #[test]
    fn syllables_of_official_texts_are_recognised() {
        let text = "Ủy ban nhân dân xã Sen Vàng thông báo quyết định về việc giải quyết thủ tục hành chính trong quý \
                    nghiêm túc khuyến khích yêu cầu gì giếng nghệ gắn quốc tịch huỳnh hoà thuỷ thúy kỹ thuật lý lịch \
                    Đường xoong khuya nguyễn hữu rượu quen quét quên quỹ quăng giữ gìn giết ý yến";
        for word in text.split_whitespace() {
            assert!(is_syllable(word), "{word}");
        }
    }

    #[test]
    fn case_and_composition_do_not_matter() {
        assert!(is_syllable("NGHỊ") && is_syllable("tie\u{302}\u{301}ng"));
    }

    #[test]
    fn spelling_rules_are_kept() {
        for word in ["cê", "ka", "nge", "gha", "ngi", "ge", "tyê", "by", "q", "qua\u{301}\u{300}", "má\u{323}"] {
            assert!(!is_syllable(word), "{word}");
        }
    }

    #[test]
    fn a_final_stop_takes_only_two_tones() {
        assert!(is_syllable("mát") && is_syllable("mạt"));
        assert!(!is_syllable("mat") && !is_syllable("màt") && !is_syllable("mảch"));
    }

    #[test]
    fn words_of_other_languages_are_not_syllables() {
        for word in ["", "street", "für", "reçu", "goût", "naïf", "Müller", "x1", "·", "b"] {
            assert!(!is_syllable(word), "{word}");
        }
    }
}
