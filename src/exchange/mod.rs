//! The exchange: signed content of other portals, fetched before a build. `docs/exchange.md` is the
//! protocol.
//!
//! A publisher keeps a channel as a TUF repository ([`trust::Repository`]) of items
//! ([`format::Item`]) that it signs with its own keys ([`trust::Keyring`],
//! [`trust::SigningTerms`]). A consumer fetches the files ([`fetch`]) within limits
//! ([`format::limits`]), verifies the whole chain of metadata ([`trust`]), selects items
//! ([`sync`]), and records the exact bytes in a lock that is committed with the site
//! ([`sync::ExchangeLock`]). A build reads only files that the lock names, after it verified their
//! signatures again ([`sync::VendoredMetadata`]). The HTML of an item is reduced to a list of
//! allowed elements ([`body`]). Portals without channels can be read by their feeds ([`feed`]),
//! which give only titles and links. [`attribution`] decides how a publisher is named. No address
//! of another portal may lead to a host that is not public ([`public_url`]).

pub mod public_url;
pub mod body;
pub mod feed;
pub mod format;
pub mod fetch;
pub mod trust;
pub mod sync;
pub mod attribution;
pub mod fault_diags;

pub use sync::FOLDER;
