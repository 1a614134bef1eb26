//! Codes of administrative procedures and of agencies.

use std::fmt;
use std::sync::LazyLock;

use regex::Regex;

use super::number::NumberError;

static PROCEDURE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^[1-9]\.[0-9]{6}(?:\.[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[A-Y][0-9]{2})?$").ok());

static AGENCY: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^[A-Y][0-9]{2}(?:\.[0-9A-Z]+)*$").ok());

static OTHER_BODY: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^Z(?:0[1-9]|[1-9][0-9])[0-9A-Z]{1,32}$").ok());

static OLD_AGENCY: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^[0-9]{3}(?:\.[0-9A-Z]{2}){2}\.[A-Y][0-9]{2}$").ok());

/// The most characters the code of an agency has (Decision 20/2020/QĐ-TTg, Article 4).
const MAX_AGENCY_LENGTH: usize = 35;

fn matches(rule: &LazyLock<Option<Regex>>, s: &str) -> bool {
    rule.as_ref().is_some_and(|rule| rule.is_match(s))
}

/// The code of an administrative procedure in the national database: "1.004873", or with the
/// agency that has its own variant, "1.004873.000.00.00.H49".
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ProcedureCode(String);

impl ProcedureCode {
    /// Reads a code as the national database writes it.
    ///
    /// # Errors
    /// [`NumberError::Empty`], [`NumberError::Spaces`] when only the spaces are wrong, else
    /// [`NumberError::Shape`] with the hint `procedure`.
    pub fn parse(s: &str) -> Result<ProcedureCode, NumberError> {
        let squeezed: String = s.split_whitespace().collect();
        if squeezed.is_empty() {
            Err(NumberError::Empty)
        } else if !matches(&PROCEDURE, &squeezed) {
            Err(NumberError::Shape)
        } else if squeezed.len() == s.len() {
            Ok(ProcedureCode(squeezed))
        } else {
            Err(NumberError::Spaces { suggestion: squeezed })
        }
    }

    /// The code as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part that is the same in the whole country: "1.004873".
    pub fn national(&self) -> &str {
        // The shape is checked: a digit, a full stop and six digits.
        self.0.get(..8).unwrap_or(&self.0)
    }
}

impl fmt::Display for ProcedureCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The electronic identifier of an agency (Decision 20/2020/QĐ-TTg): "H49.10.13" with the highest
/// level first, or "Z01…" for a body outside the state hierarchy.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct AgencyCode(String);

/// Why a text is not the code of an agency.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum AgencyCodeError {
    /// There is nothing.
    Empty,
    /// It has more than 35 characters.
    Length,
    /// It is written as QCVN 102:2016/BTTTT did, with the lowest level first.
    OldForm {
        /// The same agency in the form in force, to be compared with the published list.
        suggestion: String,
    },
    /// It has no form of a code.
    Shape,
}

impl AgencyCode {
    /// Reads a code of the form in force.
    ///
    /// # Errors
    /// An [`AgencyCodeError`]; the old form is not accepted but converted into a suggestion.
    pub fn parse(s: &str) -> Result<AgencyCode, AgencyCodeError> {
        if s.trim().is_empty() {
            Err(AgencyCodeError::Empty)
        } else if matches(&OLD_AGENCY, s) {
            Err(AgencyCodeError::OldForm { suggestion: from_old(s) })
        } else if !matches(&AGENCY, s) && !matches(&OTHER_BODY, s) {
            Err(AgencyCodeError::Shape)
        } else if s.len() > MAX_AGENCY_LENGTH {
            Err(AgencyCodeError::Length)
        } else {
            Ok(AgencyCode(s.to_owned()))
        }
    }

    /// The code as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// True when this agency stands below `parent`: its code begins with the parent's groups.
    pub fn is_below(&self, parent: &AgencyCode) -> bool {
        self.0.strip_prefix(parent.as_str()).is_some_and(|rest| rest.starts_with('.'))
    }
}

impl fmt::Display for AgencyCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// "000.10.13.H49" named the levels from the lowest; groups of zeros stood for none.
fn from_old(s: &str) -> String {
    let levels: Vec<&str> = s.rsplit('.').filter(|group| group.bytes().any(|b| b != b'0')).collect();
    levels.join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn procedure_codes_have_a_national_and_a_local_form() {
        for written in ["1.004873", "2.001263", "1.004873.000.00.00.H49"] {
            let code = ProcedureCode::parse(written).map(|code| code.to_string());
            assert_eq!(code.as_deref(), Ok(written));
        }
        let national = ProcedureCode::parse("1.004873.000.00.00.H49").map(|code| code.national().to_owned());
        assert_eq!(national.as_deref(), Ok("1.004873"));
    }

    #[test]
    fn other_texts_are_not_procedure_codes() {
        assert_eq!(ProcedureCode::parse(" "), Err(NumberError::Empty));
        let suggestion = NumberError::Spaces { suggestion: "1.004873".to_owned() };
        assert_eq!(ProcedureCode::parse("1. 004873"), Err(suggestion));
        for written in
            ["0.004873", "1.00487", "1.0048731", "1,004873", "1.004873.H49", "1.004873.000.00.00.Z49", "१.004873"]
        {
            assert_eq!(ProcedureCode::parse(written), Err(NumberError::Shape), "{written}");
        }
    }

    #[test]
    fn agency_codes_have_two_forms() {
        for written in ["H49", "H49.10.13", "G22", "H99.10.13", "A01.1B", "Z01ABC9", "Z990"] {
            assert_eq!(AgencyCode::parse(written).map(|code| code.to_string()).as_deref(), Ok(written));
        }
    }

    #[test]
    fn the_old_form_is_turned_round() {
        for (old, new) in
            [("000.10.13.H49", "H49.13.10"), ("000.00.13.H49", "H49.13"), ("001.10.13.H49", "H49.13.10.001")]
        {
            let suggestion = AgencyCodeError::OldForm { suggestion: new.to_owned() };
            assert_eq!(AgencyCode::parse(old), Err(suggestion), "{old}");
        }
    }

    #[test]
    fn other_texts_are_not_agency_codes() {
        assert_eq!(AgencyCode::parse(""), Err(AgencyCodeError::Empty));
        for written in ["h49", "H4", "H49.", "H49..1", "Z00A", "Z01", "H49.đ", " H49"] {
            assert_eq!(AgencyCode::parse(written), Err(AgencyCodeError::Shape), "{written}");
        }
        assert_eq!(AgencyCode::parse(&format!("H49.{}", "1".repeat(32))), Err(AgencyCodeError::Length));
    }

    #[test]
    fn a_child_has_the_groups_of_its_parent() {
        let code = |s: &str| AgencyCode::parse(s).unwrap_or_else(|error| unreachable!("{error:?}"));
        assert!(code("H49.10.13").is_below(&code("H49")));
        assert!(!code("H49.101").is_below(&code("H49.10")));
        assert!(!code("H49").is_below(&code("H49")));
    }
}
