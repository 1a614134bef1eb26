//! Text that was typed in an encoding older than Unicode, or read in the wrong one.
//!
//! Old office files hold Vietnamese in TCVN3 (.VnTime fonts), VNI or VPS; pasted into a page they
//! show as "Céng hßa x· héi". A file in UTF-8 read as Windows-1252 shows as "Cá»™ng hÃ²a". TCVN
//! 6909:2001 asks for Unicode, so such text is wrong everywhere.
//!
//! A word is suspect when it is no Vietnamese syllable as it stands but is one when read in an old
//! encoding. French and other languages have such words by chance ("thaï" reads as "thạ"), so words
//! earn points by how unlikely the chance is, and only a run of words with enough points is a
//! fault.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use super::syllable::is_syllable;

/// The points a run of words needs; a word with a sign inside that is no letter has them alone.
const ENOUGH: u32 = 3;

/// How many words without a finding may stand inside a run.
const MAX_GAP: usize = 2;

const TCVN3: (&str, &str) = (
    "µ¸¶·¹©ÇÊÈÉË¨»¾¼½Æ®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u{AD}õøö÷ùúýûüþ¡¢£¤¥¦§",
    "àáảãạâầấẩẫậăằắẳẵặđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂÊÔƠƯĐ",
);

const VPS: (&str, &str) = (
    "àáäãåâÀÃÄÅÆæ¢¡£¤¥ÇèéÈëËêŠ‰‹ÍŒìíÌïÎòóÕõ†ôÒÓ°‡¶Ö©§ª«®ùúûÛøÜØÙº»¿ÿš›ÏœˆÂÊÔ÷Ðñ",
    "àáảãạâầấẩẫậăằắẳẵặđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂÊÔƠƯĐ",
);

/// VNI writes some letters with one character; the others are a vowel and a mark after it.
const VNI_LETTERS: (&str, &str) = ("ìíæóòôöñîÌÍÆÓÒÔÖÑÎ", "ìíỉĩịơưđỵÌÍỈĨỊƠƯĐỴ");
const VNI_TONES: (&str, &str) = ("øùûõï", "\u{300}\u{301}\u{309}\u{303}\u{323}");
const VNI_CIRCUMFLEX: (&str, &str) = ("âàáåãä", "\u{302}\u{300}\u{301}\u{309}\u{303}\u{323}");
const VNI_BREVE: (&str, &str) = ("êèéúüë", "\u{306}\u{300}\u{301}\u{309}\u{303}\u{323}");

/// Characters of the old encodings that no language uses inside a word.
const SIGNS: &str = "¡¢£¤¥¦§¨©ª«¬\u{AD}®°µ¶·¸¹º»¼½¾¿×÷†‡‰‹›ˆ";

/// Letters beyond ASCII in correct Vietnamese and French texts, as far as Latin-1 has them.
const USUAL_LETTERS: &str = "àáâãèéêìíòóôõùúýÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝçëîïûüÿœÇËÎÏÛÜŒ";

/// Frequent words of French and the Nordic languages that read as Vietnamese in VNI or TCVN3.
const FOREIGN: [&str; 12] = ["où", "dû", "thaï", "haï", "loïc", "caïn", "på", "så", "må", "få", "gå", "nå"];

/// Windows-1252 where it differs from Latin-1, from 0x80 on; a full stop where it has nothing.
const WINDOWS_1252: &str = "€.‚ƒ„…†‡ˆ‰Š‹Œ.Ž..‘’“”•–—˜™š›œ.žŸ";

/// Reads a word in one of the old encodings; `None` when it has a character that is not in it.
type LegacyDecoder = fn(&str) -> Option<String>;
const LEGACY_DECODERS: [LegacyDecoder; 3] = [|w| by_table(w, TCVN3), vni, |w| by_table(w, VPS)];

/// True for a character whose presence makes [`find`] worth its time: one that clean Vietnamese
/// text does not use.
pub(super) fn is_suspect(c: char) -> bool {
    match c {
        'à'..='ã' | 'è'..='ê' | 'ì' | 'í' | 'ò'..='õ' | 'ù' | 'ú' | 'ý' => false,
        'À'..='Ã' | 'È'..='Ê' | 'Ì' | 'Í' | 'Ò'..='Õ' | 'Ù' | 'Ú' | 'Ý' => false,
        '°'..='³' => false,
        '\u{A1}'..='\u{FF}' => true,
        '†' | '‡' | 'ˆ' | '‰' | 'Š' | '‹' | 'Œ' | 'š' | '›' | 'œ' | '€' => true,
        _ => false,
    }
}

/// The byte ranges of `s` that stand in an old or wrong encoding, in order. Each lies within a
/// line and covers as much of it as belongs together.
pub(super) fn find(s: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for (start, line) in lines(s) {
        let mut run: Option<LegacyRun> = None;
        let mut gap = 0;
        for (at, token) in tokens(line) {
            let Some((range, points)) = weigh(token) else {
                // A lone dash is no word.
                gap += usize::from(token.contains(char::is_alphanumeric));
                continue;
            };
            let range = start + at + range.start..start + at + range.end;
            run = match run {
                Some(run) if gap <= MAX_GAP => Some(LegacyRun {
                    range: run.range.start..range.end,
                    sum: run.sum + points,
                    most: run.most.max(points),
                }),
                ended => {
                    close(ended, &mut found);
                    Some(LegacyRun { range, sum: points, most: points })
                }
            };
            gap = 0;
        }
        close(run, &mut found);
    }
    found
}

/// Suspect words that belong together.
struct LegacyRun {
    range: Range<usize>,
    /// The points of all words.
    sum: u32,
    /// The points of the word that has most.
    most: u32,
}

fn close(run: Option<LegacyRun>, found: &mut Vec<Range<usize>>) {
    // Words with letters that every text has are misprints, however many there are: scanned texts
    // have "THUÓC" for "THUỐC".
    if let Some(run) = run
        && run.sum >= ENOUGH
        && run.most > 1
    {
        found.push(run.range);
    }
}

/// The text `s` read in the encoding it was most likely typed in, as a suggestion for a fault of
/// [`super::nfc::CharacterFaultKind::LegacyEncoding`]; `None` when no reading makes Vietnamese of
/// it.
pub fn recover(s: &str) -> Option<String> {
    if let Some(text) = misread(s) {
        return Some(text);
    }
    let words: Vec<&str> = words(s).map(|(_, word)| word).filter(|word| !word.is_ascii()).collect();
    let fitting = |reading: &LegacyDecoder| words.iter().filter(|word| decoded_points(reading, word).is_some()).count();
    // The first of equals: TCVN3 is the most frequent.
    let best = LEGACY_DECODERS.iter().rev().max_by_key(|reading| fitting(reading))?;
    if fitting(best) == 0 || fitting(best) * 2 < words.len() {
        return None;
    }
    let mut out = String::with_capacity(s.len());
    let mut copied = 0;
    for (at, word) in self::words(s).filter(|(_, word)| !word.is_ascii()) {
        if let Some(read) = best(word) {
            out.push_str(s.get(copied..at)?);
            out.push_str(&read);
            copied = at + word.len();
        }
    }
    out.push_str(s.get(copied..)?);
    Some(out)
}

/// Where `part`, a slice of `whole`, begins in it.
fn offset(whole: &str, part: &str) -> usize {
    part.as_ptr().addr() - whole.as_ptr().addr()
}

fn lines(s: &str) -> impl Iterator<Item = (usize, &str)> {
    s.split('\n').map(move |line| (offset(s, line), line))
}

/// The parts between ASCII white space; a no-break space can be half of a misread letter.
fn tokens(line: &str) -> impl Iterator<Item = (usize, &str)> {
    line.split_ascii_whitespace().map(move |token| (offset(line, token), token))
}

/// The words of a text, old signs counting as letters, quotation marks around a word not.
fn words(s: &str) -> impl Iterator<Item = (usize, &str)> {
    s.split(|c: char| !(c.is_alphanumeric() || SIGNS.contains(c)))
        .map(|word| word.trim_matches(['«', '»', '‹', '›', '¿', '°']))
        .filter(|word| !word.is_empty())
        .map(move |word| (offset(s, word), word))
}

/// The part of a token that is suspect, and its points.
fn weigh(token: &str) -> Option<(Range<usize>, u32)> {
    if token.is_ascii() {
        return None;
    }
    if let Some(range) = misread_range(token) {
        return Some((range, ENOUGH));
    }
    words(token)
        .filter_map(|(at, word)| points(word).map(|points| (at..at + word.len(), points)))
        .reduce(|(a, x), (b, y)| (a.start..b.end, x + y))
}

/// How unlikely it is that this word is what its author meant; `None` for a word that is fine.
fn points(word: &str) -> Option<u32> {
    if word.is_ascii() || is_syllable(word) || FOREIGN.contains(&word.to_lowercase().as_str()) {
        return None;
    }
    LEGACY_DECODERS.iter().filter_map(|reading| decoded_points(reading, word)).max()
}

/// The points of a word that this reading makes a syllable of.
fn decoded_points(reading: &LegacyDecoder, word: &str) -> Option<u32> {
    let letters = word.bytes().filter(u8::is_ascii_alphabetic).count();
    if letters == 0 || !case_is_plain(word) || is_formula(word) {
        return None;
    }
    let read = reading(word)?;
    if !is_syllable(&read) {
        return None;
    }
    let length = word.chars().count();
    let unusual = |c: char| !c.is_ascii() && !USUAL_LETTERS.contains(c);
    Some(if word.chars().skip(1).any(|c| SIGNS.contains(c)) {
        if length > 2 { 3 } else { 2 }
    } else if word.chars().filter(|c| unusual(*c)).count() > 1 {
        3
    } else if word.starts_with(|c| SIGNS.contains(c)) && letters + 1 == length {
        1
    } else if word.contains(unusual) {
        2
    } else {
        1
    })
}

/// Words are written small, with a capital first or all in capitals.
fn case_is_plain(word: &str) -> bool {
    let mut ascii = word.chars().filter(char::is_ascii_alphabetic).skip(1).peekable();
    let capital = ascii.peek().is_some_and(char::is_ascii_uppercase);
    ascii.all(|c| c.is_ascii_uppercase() == capital)
}

/// Units and products (N·m, m×n, µm), initials and abbreviations with a footnote (KH¹).
fn is_formula(word: &str) -> bool {
    let chars: Vec<char> = word.chars().collect();
    match chars.as_slice() {
        [a, '·' | '×' | '÷' | '°', b] => a.is_ascii_alphabetic() && b.is_ascii_alphabetic(),
        ['µ', ..] => true,
        [letters @ .., '¹' | 'ª' | 'º' | '·' | '®' | '©'] => letters.iter().all(char::is_ascii_uppercase),
        _ => false,
    }
}

fn look_up(c: char, table: (&str, &str)) -> Option<char> {
    table.0.chars().zip(table.1.chars()).find_map(|(from, to)| (from == c).then_some(to))
}

fn by_table(word: &str, table: (&str, &str)) -> Option<String> {
    word.chars().map(|c| if c.is_ascii() { Some(c) } else { look_up(c, table) }).collect()
}

fn vni(word: &str) -> Option<String> {
    let mut out = String::with_capacity(word.len());
    let mut vowel = None;
    for c in word.chars() {
        let small = c.to_lowercase().next().unwrap_or(c);
        if let Some(base) = vowel.take()
            && let Some(marks) = vni_marks(base, small)
        {
            out.extend(marks);
            continue;
        }
        let letter = if c.is_ascii() { c } else { look_up(c, VNI_LETTERS)? };
        out.push(letter);
        vowel = Some(letter.to_lowercase().next().unwrap_or(letter)).filter(|v| "aeouyơư".contains(*v));
    }
    Some(out.nfc().collect())
}

/// The marks that the second character of a pair puts on the vowel before it.
fn vni_marks(base: char, mark: char) -> Option<Vec<char>> {
    if let Some(tone) = look_up(mark, VNI_TONES) {
        return Some(vec![tone]);
    }
    let (shape, tables) = match base {
        'a' if look_up(mark, VNI_BREVE).is_some() => ('\u{306}', VNI_BREVE),
        'a' | 'e' | 'o' => ('\u{302}', VNI_CIRCUMFLEX),
        _ => return None,
    };
    let tone = look_up(mark, tables)?;
    Some(if tone == shape { vec![shape] } else { vec![shape, tone] })
}

/// The byte that Windows-1252 or Latin-1 shows as this character, if it is beyond ASCII.
fn byte_of(c: char) -> Option<u8> {
    match c {
        '\u{80}'..='\u{FF}' => u8::try_from(u32::from(c)).ok(),
        '.' => None,
        _ => WINDOWS_1252.chars().position(|known| known == c).and_then(|at| u8::try_from(0x80 + at).ok()),
    }
}

/// The whole text read as the UTF-8 it was before it was misread.
fn misread(s: &str) -> Option<String> {
    misread_range(s)?;
    let bytes: Option<Vec<u8>> =
        s.chars().map(|c| if c.is_ascii() { u8::try_from(c).ok() } else { byte_of(c) }).collect();
    String::from_utf8(bytes?).ok()
}

/// From the first to the last letter of UTF-8 misread as Windows-1252 or Latin-1.
fn misread_range(token: &str) -> Option<Range<usize>> {
    let mut found: Option<Range<usize>> = None;
    let mut before = None;
    for (at, c) in token.char_indices() {
        let rest = token.get(at..).unwrap_or_default();
        if let Some(length) = misread_letter(before, rest) {
            let start = found.map_or(at, |range| range.start);
            found = Some(start..at + length);
        }
        before = Some(c);
    }
    found
}

/// The length in bytes of the misread letter at the start of `rest`, `before` standing before it.
fn misread_letter(before: Option<char>, rest: &str) -> Option<usize> {
    let mut chars = rest.chars();
    let (lead, second) = (chars.next()?, chars.next()?);
    let (third, fourth) = (chars.next(), chars.next());
    let two = lead.len_utf8() + second.len_utf8();
    let continues = |c: Option<char>| c.and_then(byte_of).filter(|byte| *byte < 0xC0);
    let byte = continues(Some(second))?;
    let after_small = before.is_some_and(|c| c.is_ascii_lowercase());
    let small_after = third.is_some_and(|c| c.is_ascii_lowercase());
    match lead {
        'á' if matches!(byte, 0xBA | 0xBB) => {
            continues(third)?;
            // «cá»… and «cá» – can stand in a correct text; inside a word they cannot.
            let punctuation = third.is_some_and(|c| "…–—”’\u{A0}".contains(c));
            (!punctuation || byte == 0xBA || fourth.is_some_and(char::is_alphabetic))
                .then(|| two + third.map_or(0, char::len_utf8))
        }
        // In capitals a correct "XÃ" can have a footnote or a quotation mark after it.
        'Ã' => (after_small || small_after).then_some(two),
        'Ä' => matches!(byte, 0x82 | 0x83 | 0x90 | 0x91 | 0xA8 | 0xA9).then_some(two),
        'Å' => matches!(byte, 0xA8 | 0xA9).then_some(two),
        'Æ' => matches!(byte, 0xA1 | 0xAF | 0xB0).then_some(two),
        'â' => (second == '€' || byte == 0x80).then_some(two),
        'Â' => (after_small || before.is_some_and(|c| c.is_ascii_digit())).then_some(two),
        _ => None,
    }
}

#[cfg(test)]
#[path = "legacy_tests.rs"]
mod tests;
