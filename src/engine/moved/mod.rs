//! Addresses that were published and are not planned any more, or lead to another page.
//!
//! A page whose file is renamed, or whose slug or number changes, gets another address, and links
//! to the old one break. Each build compares its plan with the addresses of the build before
//! ([`MovedAddresses::find`]), or with those of a portal as it was published ([`compare_sites`]),
//! and finds where the content is now. What is found is kept in the
//! cache folder until the old address leads somewhere again. [`keep_address`] writes the old
//! address into the front matter of the page.

mod published_page;
mod alias_edit;
mod find_moved;

pub use alias_edit::{AliasFault, keep_address, keep_slug};
pub(super) use find_moved::{MovedAddresses, PlanChange, compare_sites, published_files, published_pages};
pub(super) use published_page::PublishedPage;
