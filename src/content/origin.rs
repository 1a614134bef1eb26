//! The origin of a page that comes from another portal.

use serde::{Deserialize, Serialize};

use crate::exchange::attribution::PublisherHosts;

/// The origin of an item that was pulled. Only verified items have one: no file of the site can set
/// it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The name of the source in `portal.toml`.
    pub source: String,
    /// The id of the item in its channel.
    pub id: String,
    /// The revision of the item.
    pub rev: u64,
    /// The name under which pages show the publisher, as far as this portal can vouch for it
    /// ([`crate::exchange::attribution`]).
    pub publisher: String,
    /// The address of the publisher's portal, under the same condition.
    pub publisher_url: String,
    /// The name that only the publisher itself claims, if it is not part of `publisher`; else
    /// empty.
    pub claimed_name: String,
    /// The hosts on which the publisher may have pages.
    pub hosts: PublisherHosts,
    /// The address of the original. Empty if the item is not held, or if the address is not on a
    /// host of the publisher.
    pub canonical: String,
    /// Whether the publisher's date is later than the moment of verification. Such a date is not
    /// shown.
    pub is_future_dated: bool,
    /// What the publisher says of the item now.
    pub state: ItemState,
}

/// What the publisher of an item says of it now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ItemState {
    /// The item is published.
    Live,
    /// The item was withdrawn, and may be read under a notice.
    Withdrawn {
        /// When it was withdrawn; empty if that cannot be read.
        at: String,
        /// The publisher's reason; `None` if it gives none.
        note: Option<String>,
    },
    /// The item was withdrawn, and a notice replaces it.
    Gone {
        /// The title that the item had; `None` if the publisher does not give it.
        title: Option<String>,
        /// When it was withdrawn; empty if that cannot be read.
        at: String,
        /// The publisher's reason; `None` if it gives none.
        note: Option<String>,
    },
    /// The item has another address now.
    Moved {
        /// The new address.
        to: String,
    },
}

impl Origin {
    /// The address of the original, or else that of the publisher's portal.
    pub fn url(&self) -> &str {
        if self.canonical.is_empty() { &self.publisher_url } else { &self.canonical }
    }

    /// Whether the item has a text that readers may see.
    pub fn is_readable(&self) -> bool {
        matches!(self.state, ItemState::Live | ItemState::Withdrawn { .. })
    }
}
