//! An item before it is published.

use std::collections::BTreeMap;

use crate::exchange::format::Item;

/// An item without a revision number, with its pictures by target name.
pub struct ItemDraft {
    /// The item. Its revision is 1 until the publication compares it with the published item.
    pub item: Item,
    /// The bytes of the pictures, by target name (`assets/SHA256.EXTENSION`).
    pub pictures: BTreeMap<String, Vec<u8>>,
}
