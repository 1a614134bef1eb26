//! Addresses that were published and are not planned any more, or lead to another page.
//!
//! A page whose file is renamed, or whose slug or number changes, gets another address, and links
//! to the old one break; so do links to a file that is renamed, to an alias that is taken out, and
//! to the list of a term. Each build compares its plan with the addresses of the build before
//! ([`MovedAddresses::find`]), or with those of a portal as it was published ([`compare_sites`]),
//! and finds where the content is now. What is found is kept in the cache folder until the old
//! address leads somewhere again. [`keep_address`] writes the old address into the front matter of
//! the page, and [`keep_by_rule`] writes a rule for a file or a list.

mod published_address;
mod published_content;
mod alias_edit;
mod redirect_edit;
mod find_moved;

pub use alias_edit::{KeepFault, keep_address, keep_slug};
pub(super) use find_moved::{MovedAddresses, PlanChange, compare_sites, published_files};
pub(super) use published_address::PublishedAddress;
pub(super) use published_content::{own_node, published_addresses};
pub use redirect_edit::keep_by_rule;
