//! What a pull of one source changes in the lock.

use crate::exchange::format::{ExchangeId, WithdrawalState};
use crate::exchange::sync;
use crate::exchange::sync::{LockedFeed, LockedSource, NewerMetadata};

/// What is to be put into the lock.
pub(super) enum LockChange {
    Channel(Box<(sync::SyncTarget, LockedSource)>),
    Feed(LockedFeed),
    /// A sync failed, and verified metadata that is newer than what is held.
    NewerMetadata(Box<(sync::SyncTarget, NewerMetadata)>),
}

impl LockChange {
    /// Whether of something that was held no byte may be left.
    pub(super) fn requires_erasure(&self, old: Option<&LockedSource>) -> bool {
        let Self::Channel(new) = self else { return false };
        let is_held =
            |id: &ExchangeId| old.is_some_and(|old| old.items.contains_key(id) || old.waiting.contains_key(id));
        new.1.withdrawn.iter().any(|word| word.state == WithdrawalState::Vanish && is_held(&word.id))
    }
}
