//! Search: the index that a build writes, and the query and ranking that read it.
//!
//! `docs/search.md` defines the files, the bytes and the arithmetic. `analysis` makes words of a
//! text, `word_counts` counts those of one body, `postings` is what is said of a word in a
//! document, `frequent_keys` what is left out of the words that very many have, `format` has the
//! bytes of a shard (`bit_coder` those of its bits), `index` makes the files of a language from
//! its documents (`shards` and `cards` are their parts), and `index_update` changes them when one
//! document changed. `explanations` has abbreviations and words of citizens. `query` reads what a
//! visitor typed, `slips` mends it, `loaded_keys` is what was read of the index, `ranking` ranks
//! the documents, and `searcher` answers a query from the files, as the script of the theme does.
//!
//! This room knows nothing of sites: `site_search` makes documents of pages.

mod analysis;
mod word_counts;
mod bit_coder;
mod postings;
mod frequent_keys;
mod format;
mod document;
mod explanations;
mod known_syllables;
mod manifest;
mod shards;
mod cards;
mod index;
mod index_update;
mod query;
mod slips;
mod loaded_keys;
mod ranking;
mod searcher;

pub use document::{Document, SearchFacet, SearchSection, Standing};
pub use explanations::{Explanations, read_explanations};
pub use index::{LanguageIndex, build_index};
pub use searcher::{SearchAnswer, SearchResult, search};
pub use word_counts::WordCounts;
