//! Where a page comes from that is another portal's.

use serde::{Deserialize, Serialize};

/// The origin of an item that was pulled. Only what was verified has one: no file of the site can write it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The name of the source in `portal.toml`.
    pub source: String,
    pub id: String,
    pub rev: u64,
    /// Who publishes, as it is shown to people, and its portal.
    pub publisher: String,
    pub publisher_url: String,
    /// Where the original stands; empty when nothing is held of it.
    pub canonical: String,
    pub state: State,
}

/// What its publisher says of an item now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    Live,
    /// It was taken back, and may be read under a notice.
    Withdrawn {
        at: String,
        note: Option<String>,
    },
    /// It was taken back: a notice stands in its place.
    Gone,
    /// It stands at another address now.
    Moved {
        to: String,
    },
}

impl Origin {
    /// Whether there is something to read.
    pub fn is_readable(&self) -> bool {
        matches!(self.state, State::Live | State::Withdrawn { .. })
    }
}
