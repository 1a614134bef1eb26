//! The limits of feeds: a feed that exceeds one is refused or cut, as each constant says.

/// Maximum bytes of a feed. A thousand entries with complete articles take about half of it.
pub const MAX_BYTES: usize = 5 * 1024 * 1024;
/// Maximum depth of nested elements, lists and objects. A feed needs five, and an article in it
/// some more.
pub const MAX_DEPTH: usize = 32;
/// Maximum number of entries. A list of news on a page shows a hundredth of that.
pub const MAX_ENTRIES: usize = 1000;
/// The longest title, in characters. Longer ones are cut at a word.
pub const MAX_TITLE: usize = 300;
/// Maximum number of characters of a summary, so that no whole article is taken as one.
pub const MAX_SUMMARY: usize = 600;
/// Maximum bytes of a link, which is also what servers commonly accept. A longer link is ignored,
/// because an address cannot be cut.
pub const MAX_LINK: usize = 2048;
