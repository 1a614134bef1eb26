//! How sure the project is of what it says about the law.

use serde::{Deserialize, Serialize};

use crate::table_reader::{NamedChoice, TableReader};

/// How sure the project is of a statement about the law. The signed text of no instrument was at
/// hand: the best source is a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Certainty {
    /// The statement is the project's own advice, and no law.
    Own,
    /// The article was read in a copy.
    Read,
    /// The statement stands in a summary, or is known without a text at hand.
    Reported,
    /// The statement is a conclusion of this project.
    Inferred,
}

impl Certainty {
    /// The words in files of rules.
    pub const CHOICES: [NamedChoice<Certainty>; 4] = [
        NamedChoice::new("own", "việc nên làm", "advice", Certainty::Own),
        NamedChoice::new("read", "đã đọc bản sao", "read in a copy", Certainty::Read),
        NamedChoice::new("reported", "theo nguồn khác", "reported", Certainty::Reported),
        NamedChoice::new("inferred", "suy ra", "inferred", Certainty::Inferred),
    ];

    /// Whether a finding may be an error: the statement was read, or is the project's own.
    pub fn is_certain(self) -> bool {
        self <= Self::Read
    }

    /// The word in files of rules.
    pub fn name(self) -> &'static str {
        NamedChoice::word_of(&Self::CHOICES, &self)
    }

    /// Reads the key `certainty`. A statement without it is as uncertain as can be.
    pub(super) fn read(reader: &mut TableReader) -> Self {
        reader.choice("certainty", &Self::CHOICES).unwrap_or(Self::Inferred)
    }
}
