//! One spelling in code points: NFC, and what should not stand in a text at all.
//!
//! TCVN 6909:2001 makes Unicode the only character set of official texts (Circular
//! 39/2017/TT-BTTTT, items 2.7 and 3.14). Precomposed letters (NFC) make equal words equal bytes.
//! [`faults`] points at characters that look right and are not, or are not seen at all.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc, is_nfc_quick};

use super::legacy;
use super::vietnamese_text::is_vietnamese_text;

/// The text in NFC; borrowed when it is already.
pub fn nfc(s: &str) -> Cow<'_, str> {
    if s.chars().all(is_plain) {
        return Cow::Borrowed(s);
    }
    match is_nfc_quick(s.chars()) {
        IsNormalized::Yes => Cow::Borrowed(s),
        IsNormalized::Maybe if is_nfc(s) => Cow::Borrowed(s),
        _ => Cow::Owned(s.nfc().collect()),
    }
}

/// Characters that are NFC wherever they stand: Latin with its precomposed letters, and common
/// punctuation. A pass over these alone needs no tables.
fn is_plain(c: char) -> bool {
    matches!(c, '\0'..='\u{2ff}' | '\u{1e00}'..='\u{1eff}' | '\u{2010}'..='\u{205f}')
}

/// A place in a text where something stands that should not.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CharacterFault {
    /// The byte at which it begins.
    pub at: usize,
    /// Its length in bytes.
    pub len: usize,
    /// What it is.
    pub kind: CharacterFaultKind,
}

/// What can be wrong with the characters of a text.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum CharacterFaultKind {
    /// A letter in a Vietnamese word that looks like Đ and is another one: Ð, ð (Icelandic) or
    /// Ɖ (African). [`mend`] puts Đ in its place.
    EthForD,
    /// A bullet or arrow of the fonts Symbol and Wingdings. [`mend`] puts the character in its
    /// place that every font has.
    Symbol,
    /// The page break of a printed text (form feed). [`mend`] puts a space in its place.
    PageBreak,
    /// Text in TCVN3, VNI or VPS, or UTF-8 read as Windows-1252. [`legacy::recover`] may tell what
    /// was meant.
    LegacyEncoding,
    /// The character U+FFFD, which a program puts where it could not read a letter.
    Replacement,
    /// A character that is not seen and changes how the text is compared, broken or ordered: zero
    /// width, soft hyphen, direction control, a byte order mark after the beginning.
    Invisible,
    /// A control character other than tab, line feed and carriage return, or a noncharacter.
    Control,
    /// A private-use character, which means something in one font only.
    Private,
}

/// Every fault of a text that is in NFC, in order and without overlap.
///
/// Clean text is passed over once. A byte order mark at the very beginning is not a fault, nor is
/// the joiner inside an emoji, nor what parts or joins the letters of scripts that need it.
pub fn faults(s: &str) -> Vec<CharacterFault> {
    let mut found = Vec::new();
    let mut suspect = false;
    let mut before = None;
    for (at, c) in s.char_indices() {
        if !matches!(c, ' '..='~') {
            if let Some(kind) = kind_of(c)
                && (kind != CharacterFaultKind::EthForD || is_meant_as_d(s, at, c))
                && !(c == '\u{FEFF}' && at == 0)
                && !is_needed(c, before, s.get(at + c.len_utf8()..))
            {
                found.push(CharacterFault { at, len: c.len_utf8(), kind });
                suspect |= c == '\u{AD}';
            }
            suspect |= legacy::is_suspect(c);
        }
        before = Some(c);
    }
    if suspect {
        for range in legacy::find(s) {
            // What the old encoding used is part of it: Ð is é in TCVN3, the soft hyphen is ư.
            found.retain(|fault: &CharacterFault| !range.contains(&fault.at));
            found.push(CharacterFault { at: range.start, len: range.len(), kind: CharacterFaultKind::LegacyEncoding });
        }
        found.sort_by_key(|fault| fault.at);
    }
    found
}

/// Puts the right letters in place of those of which it is certain what they mean. They have the
/// same length, so that all places stay.
pub fn mend<'t>(text: Cow<'t, str>, faults: &[CharacterFault]) -> Cow<'t, str> {
    let is_certain =
        |kind| matches!(kind, CharacterFaultKind::EthForD | CharacterFaultKind::Symbol | CharacterFaultKind::PageBreak);
    if !faults.iter().any(|fault| is_certain(fault.kind)) {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for fault in faults.iter().filter(|fault| is_certain(fault.kind)) {
        let end = fault.at + fault.len;
        let written = text.get(fault.at..end).and_then(|written| written.chars().next());
        let meant = written.and_then(|c| match c {
            'ð' => Some('đ'),
            '\u{C}' => Some(' '),
            c => symbol(c).or(Some('Đ')),
        });
        out.push_str(text.get(done..fault.at).unwrap_or_default());
        out.extend(meant);
        done = end;
    }
    out.push_str(text.get(done..).unwrap_or_default());
    Cow::Owned(out)
}

/// The word around the byte `at`, and the number of letters before it.
fn word_around(s: &str, at: usize) -> (&str, usize) {
    let (before, after) = s.split_at(at);
    let start = before.trim_end_matches(char::is_alphabetic).len();
    let end = at + (after.len() - after.trim_start_matches(char::is_alphabetic).len());
    (&s[start..end], at - start)
}

/// Whether the letter Ð, ð or Ɖ is meant as Đ. Vietnamese has Đ at the beginning of a syllable
/// and in abbreviations, where Icelandic never has Ð; a letter of phonetics has others beside it.
fn is_meant_as_d(s: &str, at: usize, c: char) -> bool {
    let (word, before) = word_around(s, at);
    let is_foreign = |c: char| matches!(c, 'æ' | 'Æ' | 'þ' | 'Þ' | 'ɖ' | 'ə' | '\u{250}'..='\u{2af}');
    let is_vietnamese = |c: char| {
        matches!(c, 'Ă' | 'ă' | 'Â' | 'â' | 'Ê' | 'ê' | 'Ô' | 'ô' | 'Ơ' | 'ơ' | 'Ư' | 'ư' | 'Đ' | 'đ' | 'Ĩ' | 'ĩ')
            || matches!(c, 'Ũ' | 'ũ' | '\u{1EA0}'..='\u{1EF9}')
    };
    if word.contains(is_foreign) {
        return false;
    }
    if before == 0 {
        // A single letter between these signs is a sound.
        let is_alone = word.len() == c.len_utf8();
        return !(is_alone && s[..at].ends_with(['/', '[']));
    }
    let is_abbreviation = !word.contains(char::is_lowercase)
        && word.chars().filter(|c| matches!(c, 'A' | 'E' | 'I' | 'O' | 'U' | 'Y')).count() < 2;
    is_abbreviation || word.contains(is_vietnamese)
}

/// The character that every font has for a bullet or arrow of Symbol and Wingdings.
fn symbol(c: char) -> Option<char> {
    Some(match c {
        '\u{F0B7}' | '\u{F09F}' | '\u{F06C}' => '•',
        '\u{F0A7}' | '\u{F06E}' => '▪',
        '\u{F0A8}' | '\u{F06F}' | '\u{F071}' | '\u{F072}' => '□',
        '\u{F0D8}' => '➢',
        '\u{F0FC}' => '✓',
        '\u{F0FE}' => '☑',
        '\u{F076}' | '\u{F075}' => '❖',
        '\u{F0E0}' | '\u{F0E8}' | '\u{F0F0}' => '→',
        '\u{F02D}' | '\u{F0BE}' => '–',
        '\u{F0AA}' | '\u{F0AB}' => '★',
        '\u{F028}' => '☎',
        '\u{F02A}' => '✉',
        '\u{F0A3}' => '≤',
        '\u{F0B3}' => '≥',
        '\u{F0B9}' => '≠',
        _ => return None,
    })
}

/// The first character that may stand in no text at all, however it is written: a control character
/// or a noncharacter. XML, and so a feed, cannot hold most of them.
pub fn first_forbidden(s: &str) -> Option<char> {
    if is_vietnamese_text(s) {
        return None;
    }
    s.chars().find(|c| matches!(kind_of(*c), Some(CharacterFaultKind::Control | CharacterFaultKind::PageBreak)))
}

/// A text without the characters that nobody sees.
pub fn without_invisible(s: &str) -> Cow<'_, str> {
    let is_invisible = |c: char| kind_of(c) == Some(CharacterFaultKind::Invisible);
    if s.is_ascii() || !s.contains(is_invisible) {
        return Cow::Borrowed(s);
    }
    Cow::Owned(s.replace(is_invisible, ""))
}

/// The fault a character is by itself.
fn kind_of(c: char) -> Option<CharacterFaultKind> {
    match c {
        // First what Vietnamese text is made of.
        '\t' | '\n' | '\r' | '\u{1EA0}'..='\u{1EF9}' | '\u{100}'..='\u{188}' => None,
        '\u{D0}' | '\u{F0}' | '\u{189}' => Some(CharacterFaultKind::EthForD),
        '\u{C}' => Some(CharacterFaultKind::PageBreak),
        '\0'..='\u{1F}' | '\u{7F}'..='\u{9F}' | '\u{FDD0}'..='\u{FDEF}' => Some(CharacterFaultKind::Control),
        _ if u32::from(c) & 0xFFFE == 0xFFFE => Some(CharacterFaultKind::Control),
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{180E}' => Some(CharacterFaultKind::Invisible),
        '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' => {
            Some(CharacterFaultKind::Invisible)
        }
        '\u{FEFF}' | '\u{FFF9}'..='\u{FFFC}' | '\u{E0000}'..='\u{E0FFF}' => Some(CharacterFaultKind::Invisible),
        '\u{FFFD}' => Some(CharacterFaultKind::Replacement),
        _ if symbol(c).is_some() => Some(CharacterFaultKind::Symbol),
        '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFF}' => Some(CharacterFaultKind::Private),
        _ => None,
    }
}

/// Whether a character that is not seen is part of what is written: between two pictures that are
/// drawn as one, beside letters that join each other, and, as the end of a word, beside letters of
/// scripts that have no spaces between words.
fn is_needed(c: char, before: Option<char>, rest: Option<&str>) -> bool {
    if !matches!(c, '\u{200B}'..='\u{200D}') {
        return false;
    }
    let after = rest.and_then(|rest| rest.chars().next());
    let is_beside = |fits: fn(char) -> bool| before.is_some_and(fits) || after.is_some_and(fits);
    let is_picture = |c: char| matches!(c, '\u{2190}'..='\u{2BFF}' | '\u{FE0F}' | '\u{1F000}'..='\u{1FAFF}');
    match c {
        '\u{200B}' => {
            is_beside(|c| matches!(c, '\u{E00}'..='\u{EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}'))
        }
        '\u{200D}' if before.is_some_and(is_picture) && after.is_some_and(is_picture) => true,
        _ => is_beside(is_of_joined_script),
    }
}

/// Arabic, the scripts of India, Khmer, Cham.
pub(super) fn is_of_joined_script(c: char) -> bool {
    matches!(c, '\u{620}'..='\u{6FF}' | '\u{750}'..='\u{77F}' | '\u{900}'..='\u{DFF}' | '\u{1780}'..='\u{17FF}' | '\u{AA00}'..='\u{AA5F}')
}

#[cfg(test)]
mod tests {
    use super::{
        CharacterFault, CharacterFaultKind, IsNormalized, faults, first_forbidden, is_nfc_quick, is_plain,
        is_vietnamese_text, legacy, mend, nfc,
    };
    use std::borrow::Cow;

    #[test]
    fn plain_characters_are_nfc_one_by_one_and_in_any_order() {
        let plain: Vec<char> = ('\0'..='\u{20ff}').filter(|c| is_plain(*c)).collect();
        for c in &plain {
            assert_eq!(is_nfc_quick(std::iter::once(*c)), IsNormalized::Yes, "U+{:04X}", *c as u32);
        }
        assert_eq!(is_nfc_quick(plain.into_iter()), IsNormalized::Yes);
    }

    #[test]
    fn clean_characters_have_nothing_to_look_at() {
        let all = ('\0'..=char::MAX).filter(|c| is_vietnamese_text(&c.to_string()));
        let clean: Vec<char> = all.collect();
        for c in &clean {
            assert!(is_plain(*c) && !legacy::is_suspect(*c), "U+{:04X}", *c as u32);
            assert_eq!(faults(&c.to_string()), [], "U+{:04X}", *c as u32);
        }
        for letter in "aàáãạảăằắẵặẳâầấẫậẩđeèéẽẹẻêềếễệểiìíĩịỉoòóõọỏôồốỗộổơờớỡợởuùúũụủưừứữựửyỳýỹỵỷ".chars()
        {
            let capital = letter.to_uppercase().next().unwrap_or(letter);
            assert!(clean.contains(&letter) && clean.contains(&capital), "{letter}");
        }
        assert!(is_vietnamese_text("“Quyết định” – 25 °C, 3 m²…\r\n\tHết"));
        assert!(!is_vietnamese_text("a\u{300}") && !is_vietnamese_text("Ðường") && !is_vietnamese_text("\u{FEFF}"));
    }

    fn kinds(s: &str) -> Vec<CharacterFaultKind> {
        faults(s).iter().map(|fault| fault.kind).collect()
    }

    #[test]
    fn text_in_nfc_is_borrowed() {
        for text in ["plain", "Ủy ban nhân dân", "", "ຂໍ້ມູນ 한국 é"] {
            assert!(matches!(nfc(text), Cow::Borrowed(same) if same == text), "{text}");
        }
    }

    #[test]
    fn decomposed_text_is_composed() {
        assert_eq!(nfc("Tie\u{302}\u{301}ng Vie\u{323}\u{302}t"), "Tiếng Việt");
        assert_eq!(nfc("u\u{31B}\u{303}"), "ữ");
    }

    #[test]
    fn correct_text_has_no_faults() {
        for text in [
            "",
            "tab\tand\r\nlines",
            "Đỗ Đức Đạo — “Quyết định số 15/QĐ-UBND”, 25 °C, 3 m²",
            "👩\u{200D}🌾 ✈️",
            "\u{FEFF}after a byte order mark",
            "no\u{A0}break",
            "ຂໍ້ມູນ ខ្មែរ 中文",
            "می\u{200C}خواهم",
            "ភាសា\u{200B}ខ្មែរ\u{200B} (ຂໍ້\u{200B}ມູນ)",
        ] {
            assert_eq!(faults(text), [], "{text}");
        }
    }

    #[test]
    fn look_alikes_of_the_letter_are_found_with_their_place() {
        assert_eq!(faults("15/Q\u{D0}-UBND"), [CharacterFault { at: 4, len: 2, kind: CharacterFaultKind::EthForD }]);
        assert_eq!(kinds("\u{189}ường \u{F0}i"), [CharacterFaultKind::EthForD; 2]);
    }

    #[test]
    fn letters_that_are_certain_are_mended_and_names_are_kept() {
        let mended = |text: &str| mend(Cow::Borrowed(text), &faults(text)).into_owned();
        for (text, expected) in [
            ("\u{D0}iều 40", "Điều 40"),
            ("89/2015/N\u{D0}-CP, Q\u{D0}-UBND, H\u{D0}ND", "89/2015/NĐ-CP, QĐ-UBND, HĐND"),
            ("\u{F0}) Một điểm; T\u{D0}KT", "đ) Một điểm; TĐKT"),
            ("Lâm \u{D0}ồng, B\u{CC}NH \u{D0}\u{1ECA}NH, thủ\u{F0}ô", "Lâm Đồng, B\u{CC}NH ĐỊNH, thủđô"),
            ("\u{F0B7} Một\n\u{F0FC} Hai", "• Một\n✓ Hai"),
        ] {
            assert_eq!(mended(text), expected);
        }
        for kept in
            ["Sigur\u{F0}sson", "Gu\u{F0}r\u{FA}n, SIGUR\u{D0}SSON", "/\u{F0}\u{259}/, [\u{F0}]", "\u{F0}\u{E6}t"]
        {
            assert_eq!(faults(kept), [], "{kept}");
        }
    }

    #[test]
    fn what_is_not_seen_is_found() {
        for c in ['\u{200B}', '\u{200D}', '\u{AD}', '\u{202E}', '\u{2066}', '\u{FEFF}', '\u{2028}', '\u{E0041}'] {
            assert_eq!(kinds(&format!("xin{c}chào")), [CharacterFaultKind::Invisible], "{:?}", c);
        }
    }

    #[test]
    fn controls_and_private_characters_are_found() {
        assert_eq!(kinds("a\0b\u{7F}c\u{85}d\u{FFFE}e\u{1FFFF}\u{FDD0}"), [CharacterFaultKind::Control; 6]);
        assert_eq!(kinds("\u{E000}\u{F8FF}\u{F0000}"), [CharacterFaultKind::Private; 3]);
    }

    #[test]
    fn what_no_text_can_hold_is_found() {
        assert_eq!(first_forbidden("một\thai\n\u{ad}\u{e000}"), None);
        assert_eq!(first_forbidden("một\u{1}\u{fdd0}"), Some('\u{1}'));
    }

    #[test]
    fn what_could_not_be_read_is_found() {
        assert_eq!(kinds("Vi\u{FFFD}t Nam"), [CharacterFaultKind::Replacement]);
    }

    #[test]
    fn an_old_encoding_swallows_the_faults_it_is_made_of() {
        assert_eq!(kinds("®\u{AD}êng Trung \u{AD}¬ng, chó ý tÐt"), [CharacterFaultKind::LegacyEncoding]);
        assert_eq!(kinds("Viá»\u{87}t"), [CharacterFaultKind::LegacyEncoding]);
    }

    #[test]
    fn faults_come_in_order() {
        let found = faults("\u{200B} Céng hßa x· héi\n\u{D0}à\u{200B}");
        assert!(found.windows(2).all(|pair| pair[0].at + pair[0].len <= pair[1].at));
        assert_eq!(found.len(), 4);
    }
}
