//! An item before it is published.

use std::collections::BTreeMap;

use crate::exchange::format::Item;

/// An item without a revision number, with its pictures by target name.
pub struct ItemDraft {
    pub item: Item,
    pub pictures: BTreeMap<String, Vec<u8>>,
}
