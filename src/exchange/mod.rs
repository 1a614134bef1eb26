//! The exchange: content that other portals share, signed, pulled at build time. `docs/exchange.md` is the protocol.
//!
//! A publisher keeps a channel as a TUF repository ([`repository`]) of items ([`item`]) under keys
//! of its own ([`keys`], [`terms`]). A consumer fetches within bounds ([`fetch`], [`remote`]),
//! verifies the whole chain ([`trust`]), takes what it wants of it ([`sync`]), and notes what it
//! holds, to the byte, in a lock that is committed with the site ([`lock`]), with an excerpt of the
//! list ([`excerpt`]). A build reads what the lock names and nothing else, after it held that
//! against the signatures again ([`vendored`]); what an item says as HTML is shown only as far as
//! it is on a list ([`body`]). Of portals that know nothing of this there are their feeds
//! ([`feed`]): titles and links, and less trust. How a publisher is named follows from what this
//! portal knows of it ([`attribution`]), and no address of others leads to a machine that is not
//! public ([`address`]).

pub mod address;
pub mod attribution;
pub mod body;
pub mod excerpt;
pub mod feed;
pub mod fetch;
pub mod files;
pub mod item;
pub mod keys;
pub mod limits;
pub mod lock;
pub mod name;
mod picture;
mod plain;
mod remote;
pub mod repository;
pub mod strict_json;
pub mod sync;
pub mod terms;
pub mod told;
pub mod trust;
pub mod vendored;

/// The folder of a site in which what was verified is kept.
pub const FOLDER: &str = "exchange";
