//! Numbers of official documents and codes of procedures and agencies.
//!
//! A document number says what a document is before it is opened: normative documents carry
//! their year (15/2026/QĐ-UBND; Decree 78/2025/NĐ-CP), administrative ones do not (15/QĐ-UBND;
//! Decree 30/2020/NĐ-CP, Appendices I and III), letters have no code of a type (123/UBND-VX), and
//! documents of the Party turn the order round (57-NQ/TW). Procedures are numbered by the national
//! database, agencies by Decision 20/2020/QĐ-TTg.

use std::fmt;
use std::sync::LazyLock;

use regex::{Captures, Regex};
use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::nfc::nfc;
use super::rule::compile_rule;
use super::slug::slug;

/// The number of a normative document: serial, year, then type and issuer or the assembly. Joint
/// documents have a hyphen or a slash before their issuers (235/2009/TTLT/BTC-BGTVT), and until
/// 2015 communes and provinces issued directives with a year (12/2009/CT-UBND).
static NORMATIVE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    compile_rule(concat!(
        r"^(?<serial>[0-9]{1,5}[a-zA-ZđĐ]?(?:\.[0-9]+)?)/(?<year>(?:19|20)[0-9]{2})/",
        r"(?:(?:(?<type>NĐ|QĐ|TT|CT|NQ|PL|L)-|(?<joint>TTLT|NQLT)[-/])(?<issuer>[A-ZĐ][\w&/-]*)",
        r"|(?:(?<law>PL|NQ)-)?(?<assembly>(?:QH|UBTVQH)[0-9]{1,2}))$",
    ))
});

/// The number of a normative document of before 1996, when numbers had no year: 73-CP, 111-HĐBT,
/// 23-L/CTN, 21-LCT/HĐNN8.
static EARLY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    compile_rule(concat!(
        r"^(?<serial>[0-9]{1,5}[a-zA-ZđĐ]?)-(?:(?<type>LCT|L|PL|NQ|NĐ|QĐ|CT|TT)/)?",
        r"(?<issuer>CP|HĐBT|TTg|CTN|SL|(?:NQ)?HĐNN[0-9]{0,2}(?:K[0-9])?|QHK[0-9]|(?:QH|UBTVQH)[0-9]{0,2})$",
    ))
});

/// A constitution is named by its year: it has no number.
static CONSTITUTION: LazyLock<Option<Regex>> =
    LazyLock::new(|| compile_rule(r"^(?<issuer>Hiến pháp)(?: năm)? (?<serial>(?<year>(?:19|20)[0-9]{2}))$"));

/// The number of an administrative document with a code of its type (Decree 30/2020, App. III), or
/// of a consolidated text (VBHN, Ordinance 01/2012/UBTVQH13).
static ADMINISTRATIVE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    compile_rule(concat!(
        r"^(?<serial>[0-9]{1,6}[a-zA-ZđĐ]?)/(?<type>NQ|QĐ|CT|QC|QyĐ|TC|TB|HD|CTr|KH|PA|ĐA|DA|BC|BB|TTr|HĐ|CĐ",
        r"|BGN|BTT|GUQ|GM|GGT|GNP|PG|PC|PB|VBHN)-(?<issuer>[A-ZĐ][\w&./-]*)$",
    ))
});

/// The number of a letter: issuer and drafting unit, no type.
static LETTER: LazyLock<Option<Regex>> =
    LazyLock::new(|| compile_rule(r"^(?<serial>[0-9]{1,6}[a-zA-ZđĐ]?)/(?<issuer>[A-ZĐ][\w&.]*)(?:-[\w&.]+)*$"));

/// The number of a document of the Party: serial and type before the issuer.
static PARTY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    compile_rule(r"^(?<serial>[0-9]{1,5})-(?<type>NQ|QĐ|CT|KL|QC|HD|TB|KH|BC|CTr|TTr|CV)/(?<issuer>[A-ZĐ][\w/-]*)$")
});

/// Which rule of numbering a document follows.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum NumberForm {
    /// A normative legal document: 42/2022/NĐ-CP, 148/2025/QH15.
    Normative,
    /// An administrative document with a type: 15/QĐ-UBND.
    Administrative,
    /// An official letter: 4946/BTTTT-CĐSQG.
    Letter,
    /// A document of the Party: 57-NQ/TW.
    Party,
    /// A normative document of before 1996: 73-CP.
    Early,
    /// A constitution: Hiến pháp 2013.
    Constitution,
}

/// The number and symbol of a document, with what they tell.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct DocumentNumber {
    /// The number as it is printed.
    pub raw: String,
    /// The serial number, with its zeros and decimals: "043", "66.13", "15a".
    pub serial: String,
    /// The year, when the number carries one.
    pub year: Option<i16>,
    /// The code of the type: "QĐ". Letters have none, nor have laws (148/2025/QH15).
    pub type_code: Option<String>,
    /// Who issued it: "UBND", "CP", "QH15"; for a letter without the drafting unit.
    pub issuer: String,
    /// The rule it follows.
    pub form: NumberForm,
}

/// Why a text is not a document number.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NumberError {
    /// There is nothing.
    Empty,
    /// The text is not in NFC, so that equal numbers would not be equal.
    NotNfc,
    /// A letter that only looks like Đ (U+00D0, U+00F0, U+0189) stands at this byte.
    LookAlikeD {
        /// The byte offset of the letter.
        at: usize,
    },
    /// There are spaces in it.
    Spaces {
        /// The number without them, which is well formed.
        suggestion: String,
    },
    /// It is a number with a mistake of typing.
    Mistyped {
        /// The first mistake of those that it has.
        mistake: NumberMistake,
        /// The number without any of them, which is well formed.
        suggestion: String,
    },
    /// It follows no rule of numbering.
    Shape,
}

/// A mistake of typing in a number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NumberMistake {
    /// Words before the number, such as "Số" or "Quyết định số".
    Prefix,
    /// A dash in place of the hyphen, as Word writes it.
    Dash,
    /// D in place of Đ, as in QD-UBND.
    PlainD,
    /// Letters of the wrong case, as in qđ-ubnd.
    Case,
    /// A sign that only looks like one of the number: ∕, \ or _, a digit of another script, a
    /// sign without width, a stop at the end.
    Sign,
    /// Words behind the number, such as "năm 2026" or the year itself.
    Suffix,
}

impl DocumentNumber {
    /// Reads a number as it is printed on the document.
    ///
    /// A number with the code of a type is administrative even where an agency has the same
    /// initials: 565/CT-CS may be a letter of a tax office. Where the type of the document is
    /// known it decides, see [`DocumentNumber::as_letter`].
    ///
    /// # Errors
    /// A [`NumberError`] that says what to correct.
    ///
    /// # Examples
    /// ```
    /// use tamquan::text::number::{DocumentNumber, NumberError};
    ///
    /// assert_eq!(DocumentNumber::parse("15/2026/NĐ-CP").unwrap().slug(), "15-2026-nd-cp");
    /// let spaced = DocumentNumber::parse("15 /QĐ-UBND");
    /// assert_eq!(spaced, Err(NumberError::Spaces { suggestion: "15/QĐ-UBND".to_owned() }));
    /// ```
    pub fn parse(s: &str) -> Result<DocumentNumber, NumberError> {
        if s.trim().is_empty() {
            return Err(NumberError::Empty);
        }
        if !is_nfc(s) {
            return Err(NumberError::NotNfc);
        }
        if let Some(at) = s.find(is_look_alike_d) {
            return Err(NumberError::LookAlikeD { at });
        }
        if let Some(constitution) = capture(&CONSTITUTION, s, NumberForm::Constitution) {
            return Ok(constitution);
        }
        if let Some(number) = number_before_words(s) {
            return Err(NumberError::Mistyped { mistake: NumberMistake::Suffix, suggestion: number });
        }
        // Without the space before it, a mark can belong to the letter before the space.
        let squeezed: String = s.split_whitespace().flat_map(str::chars).nfc().collect();
        let number = read(&squeezed)?;
        if squeezed == s { Ok(number) } else { Err(NumberError::Spaces { suggestion: squeezed }) }
    }

    /// The same number read as that of a letter, for a document that is known to be one.
    pub fn as_letter(&self) -> Option<DocumentNumber> {
        capture(&LETTER, &self.raw, NumberForm::Letter)
    }

    /// The number as part of an address: "224-2026-nd-cp".
    pub fn slug(&self) -> String {
        slug(&self.raw)
    }
}

impl fmt::Display for DocumentNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.raw)
    }
}

/// The number in the form in which `5/QĐ-UBND` and `05/QĐ-UBND` are equal, and `15A/QĐ-UBND` and
/// `15a/QĐ-UBND`: agencies write the zero before a digit or leave it out (Decree 30/2020/NĐ-CP,
/// annex I, asks for it), and the letter behind the serial in either case.
pub fn number_key(number: &str) -> String {
    let without = number.trim_start_matches('0');
    let key = if without.starts_with(|c: char| c.is_ascii_digit()) { without } else { number };
    let end = key.find(['/', '-']).unwrap_or(0);
    format!("{}{}", key[..end].to_lowercase(), &key[end..])
}

/// The number in front of words about it: "15/QĐ-UBND năm 2026". `None` if there are no such
/// words, or if no number stands before them.
fn number_before_words(s: &str) -> Option<String> {
    let is_word = |rest: &str| rest.trim_start().starts_with(|c: char| c.is_lowercase() || c == '(');
    let (at, _) = s.char_indices().find(|(at, c)| c.is_whitespace() && is_word(&s[*at..]))?;
    read(&s[..at]).ok().map(|number| number.raw)
}

/// True when `s` is meant as a document number, be it with wrong spaces, marks or look-alikes.
pub fn looks_like_number(s: &str) -> bool {
    let spelt: String = nfc(s).split_whitespace().collect();
    let spelt = spelt.replace(is_look_alike_d, "Đ");
    match read(&spelt) {
        // "3/A" is a house or a class, not a letter.
        Ok(number) => number.form != NumberForm::Letter || number.issuer.chars().count() > 1,
        Err(NumberError::Mistyped { mistake, .. }) => mistake == NumberMistake::PlainD,
        Err(_) => false,
    }
}

fn is_look_alike_d(c: char) -> bool {
    matches!(c, '\u{D0}' | '\u{F0}' | '\u{189}')
}

/// Reads a number that is in NFC and without spaces.
fn read(s: &str) -> Result<DocumentNumber, NumberError> {
    // QD-UBND would pass as a letter of an agency QD.
    let own = if has_plain_d(s) || has_foreign_sign(s) { None } else { capture_any(s) };
    own.ok_or_else(|| mend(s))
}

/// The codes of types that a letter cannot have as the first part of its issuer.
const TYPES: [&str; 10] = ["QĐ", "NQ", "KH", "TB", "BC", "CTr", "TTr", "QyĐ", "NĐ", "TT"];

/// Whether a text that follows a rule of numbering has a sign that no number has: a stop or a line
/// between the code of the type and the issuer, a stop at the end, the year behind the issuer, or
/// the code of a type in capital letters.
fn has_foreign_sign(s: &str) -> bool {
    let code = s.split_once('/').map_or("", |(_, rest)| rest);
    let first = code.split(['-', '/', '.']).next().unwrap_or(code);
    let is_recased = MIXED_CASE.iter().any(|mixed| *mixed != first && mixed.to_uppercase() == first);
    let is_stopped = TYPES.contains(&first) && code[first.len()..].starts_with('.');
    s.contains('_') || s.ends_with(['.', '/', '-']) || year_behind(s).is_some() || is_stopped || is_recased
}

/// The text in front of a year that stands behind the issuer: "15/QĐ-UBND/2026".
fn year_behind(s: &str) -> Option<&str> {
    let (before, year) = s.rsplit_once('/')?;
    let is_year = year.len() == 4 && (year.starts_with("19") || year.starts_with("20"));
    (is_year && year.bytes().all(|b| b.is_ascii_digit()) && before.contains('/')).then_some(before)
}

fn capture_any(s: &str) -> Option<DocumentNumber> {
    capture(&NORMATIVE, s, NumberForm::Normative)
        .or_else(|| capture(&ADMINISTRATIVE, s, NumberForm::Administrative))
        .or_else(|| capture(&LETTER, s, NumberForm::Letter))
        .or_else(|| capture(&PARTY, s, NumberForm::Party))
        .or_else(|| capture(&EARLY, s, NumberForm::Early))
}

fn capture(rule: &LazyLock<Option<Regex>>, s: &str, form: NumberForm) -> Option<DocumentNumber> {
    let found = rule.as_ref()?.captures(s)?;
    let part = |found: &Captures<'_>, name: &str| found.name(name).map(|m| m.as_str().to_owned());
    Some(DocumentNumber {
        raw: s.to_owned(),
        serial: part(&found, "serial")?,
        year: part(&found, "year").and_then(|year| year.parse().ok()),
        type_code: ["type", "joint", "law"].into_iter().find_map(|name| part(&found, name)),
        issuer: part(&found, "issuer").or_else(|| part(&found, "assembly"))?,
        form,
    })
}

/// The codes in which Đ is often typed without its stroke, with their right spelling. `HD`, `DA`
/// and `NQ` are codes themselves, and so are not among them.
const PLAIN_D: [(&str, &str); 5] = [("QD", "QĐ"), ("ND", "NĐ"), ("QyD", "QyĐ"), ("HDND", "HĐND"), ("HDBT", "HĐBT")];

/// The codes that have small letters.
const MIXED_CASE: [&str; 5] = ["QyĐ", "CTr", "TTr", "TTg", "QyD"];

/// True when the type is QD, ND or QyD, or an issuer is HDND: Đ typed without its stroke.
fn has_plain_d(s: &str) -> bool {
    s.starts_with(|c: char| c.is_ascii_digit()) && replace_plain_d(s) != s
}

/// Replaces the codes of [`PLAIN_D`]: those of types in the place of the type only.
fn replace_plain_d(s: &str) -> String {
    let mut may_be_type = true;
    map_parts(s, |part| {
        let found = PLAIN_D.iter().find(|(plain, _)| *plain == part && (may_be_type || plain.len() > 3));
        may_be_type &= part.starts_with(|c: char| c.is_ascii_digit());
        found.map_or_else(|| part.to_owned(), |(_, right)| (*right).to_owned())
    })
}

/// The text with each code in the case that it has on documents.
fn fix_case(s: &str) -> String {
    map_parts(s, |part| {
        if part.starts_with(|c: char| c.is_ascii_digit()) {
            return part.to_owned();
        }
        let mixed = MIXED_CASE.iter().find(|code| code.to_lowercase() == part.to_lowercase());
        mixed.map_or_else(|| part.to_uppercase(), |code| (*code).to_owned())
    })
}

/// Applies `change` to each part between slashes and hyphens.
fn map_parts(s: &str, mut change: impl FnMut(&str) -> String) -> String {
    let mut out = String::with_capacity(s.len() + 2);
    for part in s.split_inclusive(['/', '-']) {
        let bare = part.strip_suffix(['/', '-']).unwrap_or(part);
        out.push_str(&change(bare));
        out.push_str(&part[bare.len()..]);
    }
    out
}

/// Replaces signs that only look like those of a number.
fn mend_signs(s: &str) -> String {
    let mut out = String::with_capacity(s.len());
    for c in s.chars() {
        match c {
            '\u{2044}' | '\u{2215}' | '\u{29F8}' | '\u{FF0F}' | '\\' => out.push('/'),
            '_' => out.push('-'),
            '\u{FF10}'..='\u{FF19}' => out.extend(char::from_u32(c as u32 - 0xFF10 + u32::from(b'0'))),
            '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{AD}' => {}
            _ => out.push(c),
        }
    }
    let out = out.trim_matches(['"', '\'', '“', '”', '„', '«', '»']).trim_end_matches(['.', ',', ';', ':', '/', '-']);
    let code = out.split_once('/').map_or("", |(_, rest)| rest);
    let first = code.split(['-', '/', '.']).next().unwrap_or(code);
    // A stop for the hyphen between the code of the type and the issuer.
    match TYPES.contains(&first) && code[first.len()..].starts_with('.') {
        true => format!("{}-{}", &out[..out.len() - code.len() + first.len()], &code[first.len() + 1..]),
        false => out.to_owned(),
    }
}

/// Removes the mistakes of typing from a text that is no number, if a number remains.
fn mend(s: &str) -> NumberError {
    let signed = mend_signs(s);
    let start = signed.find(|c: char| c.is_ascii_digit()).unwrap_or(signed.len());
    let bare = year_behind(&signed[start..]).unwrap_or(&signed[start..]);
    let dashed = bare.replace(['–', '—', '\u{2010}', '\u{2011}', '\u{2012}', '\u{2015}', '\u{2212}'], "-");
    let with_stroke = replace_plain_d(&dashed);
    let mistake = if start > 0 {
        NumberMistake::Prefix
    } else if signed != s {
        NumberMistake::Sign
    } else if bare != signed {
        NumberMistake::Suffix
    } else if dashed != bare {
        NumberMistake::Dash
    } else if with_stroke != dashed {
        NumberMistake::PlainD
    } else {
        NumberMistake::Case
    };
    // The case is changed only if the number is not well formed without that.
    let recased = replace_plain_d(&fix_case(&with_stroke));
    let is_number =
        |text: &String| text != s && !has_plain_d(text) && !has_foreign_sign(text) && capture_any(text).is_some();
    match [with_stroke, recased].into_iter().find(is_number) {
        Some(suggestion) => NumberError::Mistyped { mistake, suggestion },
        None => NumberError::Shape,
    }
}

#[cfg(test)]
#[path = "number_tests.rs"]
mod tests;
