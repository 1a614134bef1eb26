//! The change of the lock by the pull of one source.

use crate::exchange::format::{ExchangeId, WithdrawalState};
use crate::exchange::sync;
use crate::exchange::sync::{LockedFeed, LockedSource, NewerMetadata};

/// A new entry for the lock.
pub(super) enum LockChange {
    Channel(Box<(sync::SyncTarget, LockedSource)>),
    Feed(LockedFeed),
    /// The sync failed, but verified metadata that is newer than the stored files.
    NewerMetadata(Box<(sync::SyncTarget, NewerMetadata)>),
}

impl LockChange {
    /// Whether a stored item was withdrawn with `vanish`, so that all copies of it must be deleted.
    pub(super) fn requires_erasure(&self, old: Option<&LockedSource>) -> bool {
        let Self::Channel(new) = self else { return false };
        let is_held =
            |id: &ExchangeId| old.is_some_and(|old| old.items.contains_key(id) || old.waiting.contains_key(id));
        new.1.withdrawn.iter().any(|word| word.state == WithdrawalState::Vanish && is_held(&word.id))
    }
}
