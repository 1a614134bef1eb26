//! Selects the items of a channel that a mount or a list shows.

use std::cmp::Reverse;

use crate::config::Mount;
use crate::exchange::format::ListingEntry;
use crate::text::date::Stamp;

/// The newest items of a kind.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ItemFilter {
    /// The kind of the items. `None` for all kinds.
    pub kind: Option<String>,
    /// The number of newest items. `None` for all items.
    pub latest: Option<usize>,
}

impl ItemFilter {
    /// The items that a mount shows.
    pub fn from_mount(mount: &Mount) -> Self {
        Self { kind: mount.kind.clone(), latest: mount.latest }
    }

    /// Selects from `entries`, and keeps their order. The newest items are determined by their
    /// publication times, not by the order of the list or the spelling of the times. An item
    /// without a publication time counts as older than every item with one.
    pub fn select<'e>(
        &self,
        entries: impl Iterator<Item = &'e ListingEntry>,
    ) -> impl Iterator<Item = &'e ListingEntry> {
        let is_meant = |entry: &&ListingEntry| self.kind.as_deref().is_none_or(|kind| entry.kind == kind);
        let mut meant: Vec<(usize, &ListingEntry)> = entries.filter(is_meant).enumerate().collect();
        if let Some(latest) = self.latest.filter(|latest| *latest < meant.len()) {
            let moment = |entry: &ListingEntry| Some(Stamp::parse(entry.published.as_deref()?).ok()?.start());
            meant.sort_by_cached_key(|(at, entry)| (Reverse(moment(entry)), *at));
            meant.truncate(latest);
            meant.sort_by_key(|(at, _)| *at);
        }
        meant.into_iter().map(|(_, entry)| entry)
    }
}
