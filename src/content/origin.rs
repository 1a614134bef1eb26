//! Where a page comes from that is another portal's.

use serde::{Deserialize, Serialize};

use crate::exchange::attribution::PublisherHosts;

/// The origin of an item that was pulled. Only what was verified has one: no file of the site can write it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The name of the source in `portal.toml`.
    pub source: String,
    pub id: String,
    pub rev: u64,
    /// Who publishes, as far as this portal knows it, and its portal
    /// ([`crate::exchange::attribution`]).
    pub publisher: String,
    pub publisher_url: String,
    /// The name that nobody but the publisher says, where `publisher` does not hold it.
    pub claimed_name: String,
    /// Where the publisher may have pages.
    pub hosts: PublisherHosts,
    /// Where the original stands; empty when nothing is held of it, or when it would not be on a
    /// host of the publisher.
    pub canonical: String,
    /// The publisher dates it after the moment at which it was verified: the date is not shown.
    pub is_future_dated: bool,
    pub state: ItemState,
}

/// What its publisher says of an item now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ItemState {
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
    /// The way to the original, or else to the portal of its publisher.
    pub fn url(&self) -> &str {
        if self.canonical.is_empty() { &self.publisher_url } else { &self.canonical }
    }

    /// Whether there is something to read.
    pub fn is_readable(&self) -> bool {
        matches!(self.state, ItemState::Live | ItemState::Withdrawn { .. })
    }
}
