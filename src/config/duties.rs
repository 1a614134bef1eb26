//! Reads `[[duties]]`: duties of publication for which an agency has nothing to publish, with the
//! reason.

use jiff::civil::Date;

use super::config_file::CONFIG_FILE;
use crate::diag::{Code, Diag, Spot};
use crate::table_reader::{LocalizedText, NamedChoice, TableReader};

/// A duty for which the agency has nothing to publish.
#[derive(Debug, Clone)]
pub struct WithoutDuty {
    /// The name of the duty: `thong-tin/e`.
    pub duty: String,
    /// In what way the agency is without it.
    pub without: Without,
    /// Why, for readers.
    pub reason: LocalizedText,
    /// The day on which the agency looked. `None` if it does not say.
    pub date: Option<Date>,
    /// The place of the name in `portal.toml`.
    pub spot: Spot,
}

/// In what way an agency has nothing to publish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Without {
    /// There is no such information.
    NotArisen,
    /// Another agency has it.
    NotCompetent,
}

impl Without {
    /// The words in `portal.toml`.
    pub const CHOICES: [NamedChoice<Without>; 2] = [
        NamedChoice::new("not-arisen", "không phát sinh", "there is none", Without::NotArisen),
        NamedChoice::new("not-competent", "không thuộc thẩm quyền", "another agency has it", Without::NotCompetent),
    ];
}

pub(super) fn read_duties(reader: &mut TableReader, default_language: &str) -> Vec<WithoutDuty> {
    let mut found: Vec<WithoutDuty> = Vec::new();
    for node in reader.named_tables("duties", "duty") {
        let mut inner = TableReader::new(node, CONFIG_FILE);
        let duty = inner.required_text("duty");
        let spot = inner.spot_of("duty");
        let without = inner.choice("without", &Without::CHOICES);
        let reason = inner.localized_text_of_portal("reason", default_language);
        let date = inner.stamp("date").map(|stamp| stamp.day());
        for key in ["without", "reason"] {
            if inner.is_table() && node.get(key).is_none() {
                inner.report_fault(Diag::error(Code::MissingKey).arg("key", key), node.spot);
            }
        }
        if found.iter().any(|other| other.duty == duty) {
            inner.report_fault(Diag::error(Code::DuplicateName).arg("value", &duty), spot);
        }
        if let (Some(without), Some(reason)) = (without, reason) {
            found.push(WithoutDuty { duty, without, reason, date, spot });
        }
        reader.faults.extend(inner.finish());
    }
    found
}
