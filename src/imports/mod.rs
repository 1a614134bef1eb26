//! The stored content of other portals: items, and which of them are pages of this site.
//!
//! Everything follows from `portal.toml`, `exchange.lock` and the files in `exchange/`. The network
//! is not used: [`crate::pull`] fetches before a build. A file is used only if it has exactly the
//! bytes that the lock names.

mod import_paths;
mod verification;
mod envelope;
mod stored_feed;
mod item_filter;
mod imported_source;
mod imported_feed;
mod site_imports;
mod directory;
mod publisher_names;
mod page_content;
mod mount_items;
mod read_imports;

pub use directory::{PORTAL_KIND, Portal, PortalChannel};
pub use envelope::ImportEnvelope;
pub use import_paths::{PICTURES, day_of_moment, picture_url};
pub use imported_source::{ImportedItem, ImportedSource, ItemLookup};
pub use item_filter::ItemFilter;
pub use site_imports::{ImportedPicture, Imports};
pub use stored_feed::{FEED_FILE, ImportedFeedEntry, MAX_STORED_FEED_BYTES, encode_feed};
pub use verification::{VerificationLookup, VerificationRecord};

pub use crate::exchange::FOLDER;
