//! How a text names a document of the portal: by its number, and where the number alone is
//! ambiguous by its year or its issuer as well.
//!
//! Numbers of administrative documents begin again each 1 January (Decree 30/2020/NĐ-CP, art. 15),
//! and two agencies use the same ones: a number is no identity without the issuer and the year.

use std::fmt;
use std::sync::LazyLock;

use regex::Regex;
use serde::{Deserialize, Serialize};

use super::lang::is_vietnamese;
use super::number::{DocumentNumber, NumberError};
use super::slug::slug;

/// What follows the number: `năm 2025`, `ngày 05/01/2025`, `(2025)`, and `của UBND tỉnh`.
static QUALIFIED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^(?<number>\S.*?)",
        r"(?:\s+(?:năm|of)\s+(?<year>[0-9]{4})",
        r"|\s*\((?<braced>[0-9]{4})\)",
        r"|\s+(?:ngày|dated)\s+(?:(?<d>[0-9]{1,2})[/.-](?<m>[0-9]{1,2})[/.-]|(?<d2>[0-9]{1,2})\s+tháng\s+(?<m2>[0-9]{1,2})\s+năm\s+)(?<day>[0-9]{4})",
        r"|\s+(?:ngày|dated)\s+(?<iso>[0-9]{4})-(?<m3>[0-9]{1,2})-(?<d3>[0-9]{1,2}))?",
        r"(?:\s+(?:của|by)\s+(?<issuer>\S.*))?$",
    ))
    .ok()
});

/// A reference to a document by its number.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct NumberReference {
    /// The number as it is printed on the document.
    pub number: String,
    /// The year of issue. `None` if the reference does not say it.
    pub year: Option<i16>,
    /// The month and the day of issue. `None` if the reference does not say them.
    pub month_and_day: Option<(i8, i8)>,
    /// The issuer as the reference writes it. `None` if the reference does not say it.
    pub issuer: Option<String>,
}

impl NumberReference {
    /// A reference by the number alone.
    pub fn by_number(number: impl Into<String>) -> Self {
        Self { number: number.into(), year: None, month_and_day: None, issuer: None }
    }

    /// Reads `15/QĐ-UBND`, `15/QĐ-UBND năm 2025`, `15/QĐ-UBND ngày 05/01/2025`,
    /// `15/QĐ-UBND (2025)` or `15/QĐ-UBND năm 2025 của UBND tỉnh`; in English `of 2025` and
    /// `by …`.
    ///
    /// # Errors
    /// What is wrong with the number.
    ///
    /// # Examples
    /// ```
    /// use tamquan::text::number_reference::NumberReference;
    ///
    /// let reference = NumberReference::parse("15/QĐ-UBND năm 2025 của UBND tỉnh").unwrap();
    /// assert_eq!((reference.number.as_str(), reference.year), ("15/QĐ-UBND", Some(2025)));
    /// assert_eq!(reference.issuer.as_deref(), Some("UBND tỉnh"));
    /// ```
    pub fn parse(text: &str) -> Result<Self, NumberError> {
        let whole = match DocumentNumber::parse(text) {
            Ok(number) => return Ok(Self::by_number(number.raw)),
            Err(error) => error,
        };
        // People copy the words before the number too: "Quyết định số 15/QĐ-UBND".
        let is_word = |c: char| c.is_alphabetic() || c.is_whitespace() || matches!(c, '.' | ':');
        let bare = text.trim_start_matches(is_word);
        if bare.len() < text.len() && bare.starts_with(|c: char| c.is_ascii_digit()) {
            return Self::parse(bare).map_err(|_| whole);
        }
        let Some(found) = QUALIFIED.as_ref().and_then(|rule| rule.captures(text)) else { return Err(whole) };
        let part = |name: &str| found.name(name).map(|part| part.as_str().trim());
        let year = ["year", "braced", "day", "iso"].into_iter().find_map(part).and_then(|year| year.parse().ok());
        let issuer = part("issuer").map(str::to_owned);
        if year.is_none() && issuer.is_none() {
            return Err(whole);
        }
        let written = part("number").unwrap_or_default();
        let number = DocumentNumber::parse(written).map_err(|error| with_tail(error, &text[written.len()..]))?.raw;
        let number_in =
            |names: [&str; 3]| names.into_iter().find_map(part).and_then(|digits| digits.parse::<i8>().ok());
        let month_and_day = number_in(["m", "m2", "m3"]).zip(number_in(["d", "d2", "d3"]));
        Ok(Self { number, year, month_and_day, issuer })
    }

    /// The reference in the words of a language: `15/QĐ-UBND năm 2024 của UBND tỉnh`.
    pub fn words(&self, lang: &str) -> String {
        let (of, by) = if is_vietnamese(lang) { ("năm", "của") } else { ("of", "by") };
        let year = self.year.map_or_else(String::new, |year| format!(" {of} {year}"));
        let issuer = self.issuer.as_ref().map_or_else(String::new, |issuer| format!(" {by} {issuer}"));
        format!("{}{year}{issuer}", self.number)
    }

    /// Whether a document of this year and issuer may be meant. Of issuers, spelling and case do
    /// not count, and a part of the name is enough.
    pub fn allows(&self, year: Option<i16>, issuer: Option<&str>) -> bool {
        let same_issuer =
            |wanted: &String| issuer.is_some_and(|issuer| issuer_key(issuer).contains(&issuer_key(wanted)));
        self.year.is_none_or(|wanted| year == Some(wanted)) && self.issuer.as_ref().is_none_or(same_issuer)
    }
}

/// The error of a number in a reference, whose suggestion keeps the words behind the number.
fn with_tail(error: NumberError, tail: &str) -> NumberError {
    match error {
        NumberError::Spaces { suggestion } => NumberError::Spaces { suggestion: format!("{suggestion}{tail}") },
        NumberError::Mistyped { mistake, suggestion } => {
            NumberError::Mistyped { mistake, suggestion: format!("{suggestion}{tail}") }
        }
        other => other,
    }
}

/// The name of an agency in a form in which its usual spellings are equal: `UBND xã` is `Ủy ban
/// nhân dân xã`.
pub fn issuer_key(name: &str) -> String {
    let long = |word: &str| match word {
        "ubnd" => "uy-ban-nhan-dan".to_owned(),
        "hdnd" => "hoi-dong-nhan-dan".to_owned(),
        other => other.to_owned(),
    };
    slug(name).split('-').map(long).collect::<Vec<_>>().join("-")
}

impl fmt::Display for NumberReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_and_an_issuer_may_follow_the_number() {
        for (text, number, year, issuer) in [
            ("15/QĐ-UBND", "15/QĐ-UBND", None, None),
            ("15/QĐ-UBND năm 2025", "15/QĐ-UBND", Some(2025), None),
            ("15/QĐ-UBND (2025)", "15/QĐ-UBND", Some(2025), None),
            ("15/QĐ-UBND ngày 05/01/2025", "15/QĐ-UBND", Some(2025), None),
            ("15/QĐ-UBND ngày 5 tháng 1 năm 2025", "15/QĐ-UBND", Some(2025), None),
            ("15/QĐ-UBND ngày 2025-01-05", "15/QĐ-UBND", Some(2025), None),
            ("15/QĐ-UBND của UBND tỉnh", "15/QĐ-UBND", None, Some("UBND tỉnh")),
            ("15/QĐ-UBND ngày 05/01/2025 của UBND tỉnh", "15/QĐ-UBND", Some(2025), Some("UBND tỉnh")),
            ("15/QĐ-UBND of 2025 by the province", "15/QĐ-UBND", Some(2025), Some("the province")),
            ("Quyết định số 15/QĐ-UBND ngày 01/3/2025 của UBND xã", "15/QĐ-UBND", Some(2025), Some("UBND xã")),
            ("Số: 15/QĐ-UBND", "15/QĐ-UBND", None, None),
            ("Decision No. 15/QĐ-UBND of 2025", "15/QĐ-UBND", Some(2025), None),
            ("73-CP", "73-CP", None, None),
            ("Hiến pháp năm 2013", "Hiến pháp năm 2013", None, None),
        ] {
            let reference = NumberReference::parse(text).unwrap_or_else(|error| unreachable!("{text}: {error:?}"));
            assert_eq!(reference.number, number, "{text}");
            assert_eq!((reference.year, reference.issuer.as_deref()), (year, issuer), "{text}");
        }
        for text in ["15/QD-UBND năm 2025", "năm 2025", "15 năm 2025", "15/QĐ-UBND 2025", "15/QĐ-UBND năm"] {
            assert!(NumberReference::parse(text).is_err(), "{text}");
        }
        let Err(NumberError::Mistyped { suggestion, .. }) = NumberReference::parse("15/QD-UBND năm 2025") else {
            unreachable!("a mistyped number")
        };
        assert_eq!(suggestion, "15/QĐ-UBND năm 2025");
    }

    #[test]
    fn an_issuer_is_found_by_a_part_of_its_name() {
        let reference = NumberReference::parse("15/QĐ-UBND của ubnd tỉnh").unwrap();
        assert!(reference.allows(Some(2025), Some("UBND tỉnh Lam Giang")));
        assert!(reference.allows(Some(2025), Some("Uỷ ban nhân dân tỉnh Lam Giang")));
        assert!(!reference.allows(Some(2025), Some("UBND xã Sen Vàng")));
        assert!(!reference.allows(Some(2025), None));
    }
}
