//! How grave a finding is.

use serde::{Deserialize, Serialize};

use crate::table_reader::NamedChoice;

/// How grave a finding of a rule is. The order is from grave to light.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Level {
    /// The portal breaks a rule that is certain.
    Error,
    /// The portal breaks a rule that is advice or uncertain, or may break a certain one.
    Warning,
    /// A person should look at the place.
    Note,
}

impl Level {
    /// The words in files of rules, which programs are given too.
    pub const CHOICES: [NamedChoice<Level>; 3] = [
        NamedChoice::new("error", "lỗi", "error", Level::Error),
        NamedChoice::new("warning", "cảnh báo", "warning", Level::Warning),
        NamedChoice::new("note", "lưu ý", "note", Level::Note),
    ];

    /// The word in files of rules.
    pub fn name(self) -> &'static str {
        NamedChoice::word_of(&Self::CHOICES, &self)
    }
}
