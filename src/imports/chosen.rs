//! Which items of a channel a mount or a list takes.

use crate::config::Mount;
use crate::exchange::item::Entry;

/// The newest items of a kind.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Chosen {
    /// All kinds without it.
    pub kind: Option<String>,
    /// All without it.
    pub latest: Option<usize>,
}

impl Chosen {
    pub fn of(mount: &Mount) -> Self {
        Self { kind: mount.kind.clone(), latest: mount.latest }
    }

    /// Those of `entries` that are meant; `entries` come in the order of their list.
    pub fn among<'e>(&self, entries: impl Iterator<Item = &'e Entry>) -> impl Iterator<Item = &'e Entry> {
        let is_meant = |entry: &&Entry| self.kind.as_deref().is_none_or(|kind| entry.kind == kind);
        entries.filter(is_meant).take(self.latest.unwrap_or(usize::MAX))
    }
}
