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
use super::slug::slug;

/// The number of a normative document: serial, year, then type and issuer or the assembly.
static NORMATIVE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^(?<serial>[0-9]{1,5}(?:\.[0-9]+)?)/(?<year>(?:19|20)[0-9]{2})/",
        r"(?:(?<type>NĐ|QĐ|TTLT|TT|NQLT|NQ|PL|L)-(?<issuer>[A-ZĐ][\w&-]*)",
        r"|(?:(?<law>PL|NQ)-)?(?<assembly>(?:QH|UBTVQH)[0-9]{1,2}))$",
    ))
    .ok()
});

/// The number of an administrative document with a code of its type (Decree 30/2020, App. III).
static ADMINISTRATIVE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^(?<serial>[0-9]{1,6}[a-z]?)/(?<type>NQ|QĐ|CT|QC|QyĐ|TC|TB|HD|CTr|KH|PA|ĐA|DA|BC|BB|TTr|HĐ|CĐ",
        r"|BGN|BTT|GUQ|GM|GGT|GNP|PG|PC|PB)-(?<issuer>[A-ZĐ][\w&.-]*)$",
    ))
    .ok()
});

/// The number of a letter: issuer and drafting unit, no type.
static LETTER: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^(?<serial>[0-9]{1,6}[a-z]?)/(?<issuer>[A-ZĐ][\w&.]*)(?:-[\w&.]+)*$").ok());

/// The number of a document of the Party: serial and type before the issuer.
static PARTY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(?<serial>[0-9]{1,5})-(?<type>NQ|QĐ|CT|KL|QC|HD|TB|KH|BC|CTr|TTr|CV)/(?<issuer>[A-ZĐ][\w/-]*)$").ok()
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
    /// It follows no rule of numbering.
    Shape {
        /// What is most likely wrong: `prefix` (the word "Số" before it), `serial` (it does not
        /// begin with a number), `no-slash`, `dash` (a dash in place of the hyphen),
        /// `lower-case`, `plain-d` (D for Đ, as in QD), `type` (the type is not known for a number
        /// with a year) or `shape` (none of these).
        hint: &'static str,
    },
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

/// True when `s` is meant as a document number, be it with wrong spaces, marks or look-alikes.
pub fn looks_like_number(s: &str) -> bool {
    let spelt: String = nfc(s).split_whitespace().collect();
    let spelt = spelt.replace(is_look_alike_d, "Đ");
    match read(&spelt) {
        // "3/A" is a house or a class, not a letter.
        Ok(number) => number.form != NumberForm::Letter || number.issuer.chars().count() > 1,
        Err(NumberError::Shape { hint }) => hint == "plain-d",
        Err(_) => false,
    }
}

fn is_look_alike_d(c: char) -> bool {
    matches!(c, '\u{D0}' | '\u{F0}' | '\u{189}')
}

/// Reads a number that is in NFC and without spaces.
fn read(s: &str) -> Result<DocumentNumber, NumberError> {
    // QD-UBND would pass as a letter of an agency QD.
    if has_plain_d(s) {
        return Err(NumberError::Shape { hint: "plain-d" });
    }
    capture(&NORMATIVE, s, NumberForm::Normative)
        .or_else(|| capture(&ADMINISTRATIVE, s, NumberForm::Administrative))
        .or_else(|| capture(&LETTER, s, NumberForm::Letter))
        .or_else(|| capture(&PARTY, s, NumberForm::Party))
        .ok_or_else(|| NumberError::Shape { hint: hint(s) })
}

fn capture(rule: &LazyLock<Option<Regex>>, s: &str, form: NumberForm) -> Option<DocumentNumber> {
    let found = rule.as_ref()?.captures(s)?;
    let part = |found: &Captures<'_>, name: &str| found.name(name).map(|m| m.as_str().to_owned());
    Some(DocumentNumber {
        raw: s.to_owned(),
        serial: part(&found, "serial")?,
        year: part(&found, "year").and_then(|year| year.parse().ok()),
        type_code: part(&found, "type").or_else(|| part(&found, "law")),
        issuer: part(&found, "issuer").or_else(|| part(&found, "assembly"))?,
        form,
    })
}

/// True when the type is QD, ND or QyD, or the issuer HDND: Đ typed without its stroke.
fn has_plain_d(s: &str) -> bool {
    let mut parts = s.split(['/', '-']).skip_while(|part| part.starts_with(|c: char| c.is_ascii_digit()));
    let type_is_plain = parts.next().is_some_and(|part| matches!(part, "QD" | "ND" | "QyD" | "HDND"));
    s.starts_with(|c: char| c.is_ascii_digit()) && (type_is_plain || parts.any(|part| part == "HDND"))
}

/// The most likely fault of a text that is no number.
fn hint(s: &str) -> &'static str {
    let lower = s.to_lowercase();
    if lower.starts_with("số") || lower.starts_with("so:") {
        "prefix"
    } else if !s.starts_with(|c: char| c.is_ascii_digit()) {
        "serial"
    } else if s.contains(['–', '—', '\u{2010}', '\u{2011}', '\u{2212}']) {
        "dash"
    } else if !s.contains('/') {
        "no-slash"
    } else if s != s.to_uppercase() && read_upper(s) {
        "lower-case"
    } else if s.split('/').nth(1).is_some_and(|year| year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit())) {
        "type"
    } else {
        "shape"
    }
}

fn read_upper(s: &str) -> bool {
    let upper = s.to_uppercase();
    [&NORMATIVE, &ADMINISTRATIVE, &LETTER, &PARTY]
        .iter()
        .any(|rule| rule.as_ref().is_some_and(|rule| rule.is_match(&upper)))
}

#[cfg(test)]
#[path = "number_tests.rs"]
mod tests;
