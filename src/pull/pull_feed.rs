//! Pulls a feed: requests it if it has changed, reads it, and stores it in the format of this
//! program.

use std::path::Path;

use jiff::Timestamp;
use url::Url;

use super::pull_report::SourceOutcome;
use crate::exchange::fault_diags;
use crate::exchange::feed::{MAX_BYTES, read};
use crate::exchange::fetch::{FetchFaultKind, FetchResponse, Fetcher, Validators};
use crate::exchange::format::{ExchangeId, Sha256Hash, hashed_path};
use crate::exchange::sync::{FOLDER, LockedFeed};
use crate::folder::Folder;
use crate::imports::{FEED_FILE, MAX_STORED_FEED_BYTES, encode_feed};

/// The file of a feed in its folder.
pub(super) fn feed_file_name(sha256: &Sha256Hash) -> String {
    hashed_path(FEED_FILE, &sha256.0)
}

/// Pulls a feed. Returns the outcome, and the lock entry if the source was available.
pub(super) fn pull(
    site: &Path,
    source: &ExchangeId,
    old: Option<&LockedFeed>,
    url: &Url,
    fetcher: &Fetcher,
    now: Timestamp,
) -> (SourceOutcome, Option<LockedFeed>) {
    // A file that was deleted is fetched again.
    let path = |sha256: &Sha256Hash| format!("{FOLDER}/{source}/{}", feed_file_name(sha256));
    let is_there = |held: &&LockedFeed| {
        let bytes = Folder::open(site).and_then(|site| site.read(&path(&held.sha256), MAX_STORED_FEED_BYTES));
        bytes.is_ok_and(|bytes| Sha256Hash::of(&bytes) == held.sha256)
    };
    let old = old.filter(is_there);
    let known = old.map(|held| Validators::new(held.etag.as_deref(), held.modified.as_deref()));
    let failed = |why, is_trust| (SourceOutcome::Failed { why, is_distrusted: is_trust }, None);
    let (bytes, validators) = match fetcher.get(url, MAX_BYTES as u64, known.as_ref()) {
        Ok(FetchResponse::Body { bytes, validators }) => (bytes, validators),
        Ok(FetchResponse::Unchanged) => return (SourceOutcome::Feed { entries: None }, old.cloned()),
        Ok(FetchResponse::Missing) => return failed(fault_diags::no_feed_diag(fetcher.base().host()), false),
        Err(fault) => return failed(fault_diags::fetch_diag(&fault), fault.kind() == FetchFaultKind::Distrust),
    };
    let feed = match read(&bytes, url) {
        Ok(feed) => feed,
        // A feed is not signed, so an invalid feed is a technical fault of its portal, and no
        // reason for distrust.
        Err(fault) => return failed(fault_diags::feed_diag(&fault), false),
    };
    let ours = match encode_feed(&feed) {
        Ok(bytes) => bytes,
        Err(why) => return failed(why, false),
    };
    let sha256 = Sha256Hash::of(&ours);
    let same = old.is_some_and(|held| held.sha256 == sha256);
    if let Err(fault) = Folder::open(site).and_then(|site| site.write_if_changed(&path(&sha256), &ours)) {
        return failed(fault_diags::folder_diag(&fault, site), false);
    }
    let fetched = old.filter(|_| same).map_or_else(|| now.to_string(), |held| held.fetched.clone());
    let [etag, modified] = [validators.etag(), validators.modified()].map(|text| text.map(str::to_owned));
    let held = LockedFeed { url: url.to_string(), sha256, fetched, etag, modified };
    (SourceOutcome::Feed { entries: (!same).then_some(feed.entries.len()) }, Some(held))
}
