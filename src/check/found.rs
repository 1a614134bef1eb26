//! What a check finds: the rule that is broken, and the place. Nothing in it depends on the day,
//! so that the memory of a check can keep it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::diag::Spot;

/// A place where a rule is broken.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Found {
    /// The identifier of the rule.
    pub(crate) rule: String,
    /// The place.
    pub(crate) place: Place,
    /// The arguments of the message by name, sorted, each in Vietnamese and in English.
    pub(crate) args: Vec<(String, [String; 2])>,
    /// The first day of the finding: before it, the rule is not broken. `None` if it is broken on
    /// every day.
    #[serde(with = "day_as_text")]
    pub(crate) from: Option<Date>,
}

/// Where a rule is broken.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Place {
    /// The portal as a whole, or something that it lacks.
    Portal,
    /// A file of the site, by its path from the folder of the site.
    File(String, Within),
    /// A page as visitors get it.
    Page {
        /// The path of the page below the output folder.
        output: String,
        /// The file that the page is made of; `None` if no file of the site is its source.
        file: Option<String>,
        /// The place in the source file, as far as the words on the page lead to it.
        within: Within,
    },
}

/// A place in a file. It is looked up when a finding is shown.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Within {
    /// The file as a whole.
    Whole,
    /// The value of a key: of front matter, or of a configuration file.
    Key(String),
    /// The first place with these words, each of them a try if those before it are not there.
    Words(Vec<String>),
    /// A known place.
    At(Spot),
}

/// Stores a day as `2026-11-29`.
mod day_as_text {
    use jiff::civil::Date;
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(day: &Option<Date>, to: S) -> Result<S::Ok, S::Error> {
        day.map(|day| day.to_string()).serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Date>, D::Error> {
        let text: Option<String> = Deserialize::deserialize(from)?;
        text.map(|text| text.parse().map_err(D::Error::custom)).transpose()
    }
}
