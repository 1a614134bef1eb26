//! What a sync changed.

use super::exchange_lock::LockedSource;
use crate::exchange::format::{ExchangeId, ItemFault};

/// The result of a successful sync.
#[derive(Debug)]
pub struct SyncReport {
    /// The new state for the lock.
    pub locked: LockedSource,
    /// Items with a revision that was not stored before.
    pub fetched: Vec<ExchangeId>,
    /// Items whose new revision cannot be used. The stored revision stays.
    pub refused: Vec<(ExchangeId, ItemFault)>,
    /// Items that were stored, and are now withdrawn or no longer listed.
    pub ended: Vec<ExchangeId>,
    /// Items whose publisher withdrew them, or changed what it says of a withdrawn item, since the
    /// last sync. Some of them are in `ended`, and some may still be read below a notice.
    pub withdrawn: Vec<ExchangeId>,
    /// Paths in the site of files that were not those that the publisher signed. Signed ones have
    /// taken their place.
    pub restored: Vec<String>,
}
