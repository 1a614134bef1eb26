//! Reads the file of a feed that the lock names.

use std::path::Path;

use url::Url;

use super::imported_source::ImportedSource;
use super::stored_feed::{FEED_FILE, ImportedFeedEntry, MAX_STORED_FEED_BYTES, StoredFeed};
use crate::diag::Diag;
use crate::exchange::fault_diags::altered_diag;
use crate::exchange::feed::{MAX_SUMMARY, MAX_TITLE};
use crate::exchange::format::{Sha256Hash, hashed_path};
use crate::exchange::public_url::is_public;
use crate::exchange::sync::LockedFeed;
use crate::exchange::{FOLDER, fault_diags};
use crate::folder::{Folder, FolderFault};
use crate::text::clean::clean_line;

/// Reads the stored feed into `holding`.
///
/// # Errors
/// When the file is not the one that the lock names, or a component of its path is a link.
pub(super) fn read(root: &Path, holding: &mut ImportedSource, held: &LockedFeed) -> Result<(), Diag> {
    let file = format!("{FOLDER}/{}/{}", holding.name(), hashed_path(FEED_FILE, &held.sha256.0));
    let bytes = match Folder::open(root).and_then(|site| site.read(&file, MAX_STORED_FEED_BYTES)) {
        Err(fault @ FolderFault::Link(_)) => return Err(fault_diags::folder_diag(&fault, root)),
        bytes => bytes.ok().filter(|bytes| Sha256Hash::of(bytes) == held.sha256),
    };
    let kept: StoredFeed =
        bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()).ok_or_else(|| altered_diag(&file))?;
    holding.publisher = kept.title.map(|title| clean_line(&title, MAX_TITLE)).unwrap_or_default();
    holding.title = match holding.publisher.as_str() {
        "" => holding.name().to_owned(),
        title => title.to_owned(),
    };
    holding.verified = held.fetched.clone();
    // The file is not signed, so its values are checked again.
    let is_link = |entry: &ImportedFeedEntry| Url::parse(&entry.link).is_ok_and(|url| is_public(&url));
    holding.entries = kept.entries.into_iter().filter(is_link).collect();
    for entry in &mut holding.entries {
        entry.title = clean_line(&entry.title, MAX_TITLE);
        entry.summary = entry.summary.take().map(|text| clean_line(&text, MAX_SUMMARY));
    }
    Ok(())
}
