//! Shares pages with other portals: pages become signed items of a channel, in a folder that any
//! static host can serve.
//!
//! The channel lies in `exchange/share/CHANNEL/` of the site and is committed with it, because the
//! published state decides which items are new, and no revision number is used twice. A build
//! copies it to `exchange/v1/CHANNEL/`.

mod item_draft;
mod key_folder;
mod items;
mod channel;
mod publish;
mod audit;

pub use audit::{
    ComponentFault, PortalUses, check_component, check_uses, component_faults, fetch_uses, own_listed_portals,
};
pub use channel::Channel;
pub use item_draft::ItemDraft;
pub use items::{collect_items, publisher};
pub use key_folder::{KeyFolder, KeyRole};
pub use publish::PublishReport;
