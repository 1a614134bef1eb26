//! What a sync changed.

use super::exchange_lock::LockedSource;
use crate::exchange::format::{ExchangeId, ItemFault};

/// What a sync did.
#[derive(Debug)]
pub struct SyncReport {
    /// What is held now.
    pub locked: LockedSource,
    /// Items that were fetched.
    pub fetched: Vec<ExchangeId>,
    /// Items whose new revision cannot be used; what was held of them stays.
    pub refused: Vec<(ExchangeId, ItemFault)>,
    /// Items that were held and are taken back, or no longer listed.
    pub ended: Vec<ExchangeId>,
    /// Paths in the site of files that were not those that the publisher signed. Signed ones have
    /// taken their place.
    pub restored: Vec<String>,
}
