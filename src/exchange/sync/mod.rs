//! Brings one source up to date in four steps: verify the chain, fetch the selected items, apply
//! withdrawals, write the files. The caller of the sync writes the lock afterwards
//! (`commit_lock` in the room `pull`); until then builds use the old state.

mod source_folder;
mod revision;
mod exchange_lock;
mod listing_excerpt;
mod vendored;
mod channel_files;
mod remote_channel;
mod sync_fault;
mod sync_report;
mod sync_target;
mod fetch_roots;
mod sync_context;
mod select_items;
mod withdraw;
mod sync_items;
mod sync_start;
mod run_sync;

pub use channel_files::{ChannelCopy, ChannelFiles};
pub use exchange_lock::{
    ExchangeLock, ItemPlace, LOCK_FILE, LOCK_VERSION, LockFault, LockedFeed, LockedSource, NewerMetadata, newer_role,
    newest_version,
};
pub use fetch_roots::fetch_root_codes;
pub use listing_excerpt::{ListingExcerpt, excerpt_path};
pub use remote_channel::RemoteChannel;
pub use revision::Revision;
pub use source_folder::{FOLDER, SourceFolder};
pub use sync_fault::{SyncFailure, SyncFault};
pub use sync_report::SyncReport;
pub use sync_target::{ItemSelector, SyncInput, SyncTarget};
pub use vendored::{
    VendoredFault, VendoredMetadata, add_newer_metadata, locked_files, metadata_path, read_locked_file,
    revision_targets, target_path,
};
