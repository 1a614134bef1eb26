//! An item before it is published.

use std::collections::BTreeMap;

use crate::exchange::format::Item;

/// An item before it has a revision, with its pictures by the names of their targets.
pub struct ItemDraft {
    pub item: Item,
    pub pictures: BTreeMap<String, Vec<u8>>,
}
