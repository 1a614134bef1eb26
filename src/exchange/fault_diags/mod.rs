//! The faults of the exchange as diagnostics. All are errors; callers that continue with an older
//! copy turn them into warnings.

mod shown;
mod fetch_diags;
mod document_diags;
mod disk_diags;
mod sync_diags;
mod publish_diags;
#[cfg(test)]
mod tests;

pub use disk_diags::{altered_diag, disk_diag, folder_diag, lock_diag, restored_diag, vendored_diag};
pub use document_diags::{body_diag, distrust_diag, feed_diag, item_diag};
pub use fetch_diags::{fetch_diag, no_feed_diag, source_url_diag, unknown_source_diag};
pub use publish_diags::{key_diag, publish_diag};
pub use sync_diags::{is_distrust, sync_diag};
