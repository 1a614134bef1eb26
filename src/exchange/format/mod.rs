//! The wire format: the documents of a channel, and the limits and rules for reading them.
//!
//! A document is JSON with only one interpretation ([`strict_json`]), of format 1 of
//! `docs/exchange.md`. Its texts are cleaned while they are read, so no other module receives a raw
//! text of another portal. Signatures are verified in [`super::trust`], not here.

pub mod limits;
pub mod strict_json;
mod sha256_hash;
mod hashed_path;
mod exchange_id;
mod item_fault;
mod document;
pub mod clean_fields;
mod listing;
mod withdrawal;
mod item;
pub mod item_picture;

pub use document::{FORMAT, MAX_SUMMARY_CHARS, MAX_TITLE_CHARS};
pub use exchange_id::{ExchangeId, InvalidExchangeId, MAX_LENGTH};
pub use hashed_path::hashed_path;
pub use item::{Asset, Item, ItemCorrection};
pub use item_fault::ItemFault;
pub use listing::{LISTING_TARGET, Listing, ListingEntry, Publisher, item_target};
pub use sha256_hash::Sha256Hash;
pub use withdrawal::{WITHDRAWALS_TARGET, Withdrawal, WithdrawalState, Withdrawals};
