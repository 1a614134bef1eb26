//! The diagnostics of texts that are not dates.

use crate::diag::{Code, Diag};
use crate::text::date::StampError;

/// The diagnostic for a text that is not a date, without a place.
pub fn date_diag(fault: &StampError, text: &str) -> Diag {
    let diag = match fault {
        StampError::DayFirst { iso } => Diag::error(Code::DateDayFirst).arg("suggestion", iso),
        StampError::OtherForm { iso } => Diag::error(Code::DateForm).arg("suggestion", iso),
        StampError::Range => Diag::error(Code::DateImpossible),
        StampError::Year => Diag::error(Code::DateYear),
        StampError::Shape => Diag::error(Code::DateShape),
    };
    diag.arg("value", text)
}
