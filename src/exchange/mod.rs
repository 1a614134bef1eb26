//! The exchange: content that other portals share, signed, pulled at build time. `docs/exchange.md` is the protocol.
//!
//! A publisher keeps a channel as a TUF repository ([`repository`]) of items ([`item`]) under keys
//! of its own ([`keys`], [`signing_terms`]). A consumer fetches within bounds ([`fetch`], [`remote_channel`]),
//! verifies the whole chain ([`trust`]), takes what it wants of it ([`sync`]), and notes what it
//! holds, to the byte, in a lock that is committed with the site ([`lock`]), with an excerpt of the
//! list ([`listing_excerpt`]). A build reads what the lock names and nothing else, after it held that
//! against the signatures again ([`vendored`]); what an item says as HTML is shown only as far as
//! it is on a list ([`body`]). Of portals that know nothing of this there are their feeds
//! ([`feed`]): titles and links, and less trust. How a publisher is named follows from what this
//! portal knows of it ([`attribution`]), and no address of others leads to a machine that is not
//! public ([`address`]).

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
