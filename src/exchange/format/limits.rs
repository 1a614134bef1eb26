//! Limits of what is accepted from other portals. Larger data is refused before it is held in
//! memory.

const MIB: u64 = 1 << 20;

/// Maximum bytes of a root, timestamp or snapshot file. Typical files have a few hundred to a few
/// thousand bytes.
pub const METADATA: u64 = MIB;
/// Bytes of the list of targets: 2,000 items with as many pictures take half a megabyte.
pub const TARGETS: u64 = 4 * MIB;
/// Maximum bytes of `channel.json`, `withdrawn.json`, and other documents about a whole channel.
/// 2,000 items with their summaries take half of it.
pub const LIST: u64 = 2 * MIB;
/// Maximum bytes of an item. A law of 500 articles takes half of it.
pub const ITEM: u64 = 256 << 10;
/// Bytes of a picture that belongs to an item.
pub const ASSET: u64 = 5 * MIB;
/// Items that a channel holds; older ones move to a channel of their year.
pub const ITEMS: usize = 2_000;
/// Roots from the one that is known to the newest: keys that change every month for almost three
/// years.
pub const ROOTS: u64 = 32;
/// Maximum pixels of a picture of an item: the resolution of a large camera.
pub const PIXELS: u64 = 40_000_000;
/// Maximum bytes of `exchange.lock`: 40 complete sources of 2,000 items with about 100 bytes each.
pub const LOCK: u64 = 8 * MIB;
