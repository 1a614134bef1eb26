//! The limits of feeds: a feed that exceeds one is refused or cut, as each constant says.

/// The longest feed, in bytes: a thousand entries with whole articles are about half of it.
pub const MAX_BYTES: usize = 5 * 1024 * 1024;
/// How deep elements, or lists and objects, may lie in one another: a feed needs five, an article
/// inside of it some more.
pub const MAX_DEPTH: usize = 32;
/// How many entries are taken; a list of news on a page shows a hundredth of that.
pub const MAX_ENTRIES: usize = 1000;
/// The longest title, in characters. Longer ones are cut at a word.
pub const MAX_TITLE: usize = 300;
/// Maximum number of characters of a summary, so that no whole article is taken as one.
pub const MAX_SUMMARY: usize = 600;
/// The longest link, in bytes. An address cannot be cut, so longer ones are none; it is also what
/// servers commonly accept.
pub const MAX_LINK: usize = 2048;
