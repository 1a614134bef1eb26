//! Sharing content with other portals: pages of this one become items of a channel, signed, in a
//! folder that any static host serves as it is.
//!
//! The channel lies in `exchange/share/CHANNEL/` of the site and is committed with it: what was
//! published before says which items are new, and no revision is ever given twice. A build copies
//! it to `exchange/v1/CHANNEL/`.

mod item_draft;
mod key_folder;
mod items;
mod channel;
mod publish;
mod audit;

pub use audit::{PortalUses, check_component, check_uses, fetch_uses, own_listed_portals};
pub use channel::Channel;
pub use item_draft::ItemDraft;
pub use items::{collect_items, publisher};
pub use key_folder::{KeyFolder, KeyRole};
pub use publish::PublishReport;
