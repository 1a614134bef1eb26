//! What is too much. Whoever sends more is refused before it is held in memory.

const MIB: u64 = 1 << 20;

/// Bytes of a root, a timestamp or a snapshot: those of a channel take some hundreds to some thousands.
pub const METADATA: u64 = MIB;
/// Bytes of the list of targets: 2,000 items with as many pictures take half a megabyte.
pub const TARGETS: u64 = 4 * MIB;
/// Bytes of `channel.json`, of `withdrawn.json`, and of whatever else speaks of a channel as a whole: 2,000 items with their
/// summaries take half of it.
pub const LIST: u64 = 2 * MIB;
/// Bytes of an item: a law of 500 articles takes half of it.
pub const ITEM: u64 = 256 << 10;
/// Bytes of a picture that belongs to an item.
pub const ASSET: u64 = 5 * MIB;
/// Items that a channel holds; older ones move to a channel of their year.
pub const ITEMS: usize = 2_000;
/// Roots from the one that is known to the newest: keys that change every month for almost three years.
pub const ROOTS: u64 = 32;
/// Pixels of a picture that belongs to an item: those of a large camera.
pub const PIXELS: u64 = 40_000_000;
/// Bytes of `exchange.lock`: 40 sources that are held whole, of 2,000 items of some 100 bytes each.
pub const LOCK: u64 = 8 * MIB;
