//! Which items of a channel a mount or a list takes.

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
    pub fn from_mount(mount: &Mount) -> Self {
        Self { kind: mount.kind.clone(), latest: mount.latest }
    }

    /// Those of `entries` that are meant, in the order in which `entries` come. Which are the
    /// newest is seen from the moments at which they were published, and not from their order or
    /// spelling; one without a moment is older than all that have one.
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
