//! A feed brought up to date: asked whether it is another one, read, and kept in our own form.

use std::path::Path;

use jiff::Timestamp;
use url::Url;

use super::Came;
use crate::exchange::FOLDER;
use crate::exchange::feed::{MAX_BYTES, read};
use crate::exchange::fetch::{FaultKind, Fetcher, Got, Validators};
use crate::exchange::files::hashed;
use crate::exchange::lock::{Hash, HeldFeed};
use crate::exchange::name::Name;
use crate::exchange::told;
use crate::folder::Folder;
use crate::imports::{FEED, KEPT, kept};

/// The file of a feed in its folder.
pub fn file(sha256: &Hash) -> String {
    hashed(FEED, &sha256.0)
}

/// What came of it, and what is held now when it is another one.
pub fn pull(
    site: &Path,
    source: &Name,
    old: Option<&HeldFeed>,
    url: &Url,
    fetcher: &Fetcher,
    now: Timestamp,
) -> (Came, Option<HeldFeed>) {
    // A file that was deleted is fetched again.
    let path = |sha256: &Hash| format!("{FOLDER}/{source}/{}", file(sha256));
    let is_there = |held: &&HeldFeed| {
        let bytes = Folder::open(site).and_then(|site| site.read(&path(&held.sha256), KEPT));
        bytes.is_ok_and(|bytes| Hash::of(&bytes) == held.sha256)
    };
    let old = old.filter(is_there);
    let known = old.map(|held| Validators::new(held.etag.as_deref(), held.modified.as_deref()));
    let failed = |why, is_trust| (Came::Failed { why, is_trust }, None);
    let (bytes, validators) = match fetcher.get(url, MAX_BYTES as u64, known.as_ref()) {
        Ok(Got::Body { bytes, validators }) => (bytes, validators),
        Ok(Got::Unchanged) => return (Came::Feed { entries: None }, old.cloned()),
        Ok(Got::Missing) => return failed(told::no_feed(fetcher.base().host()), false),
        Err(fault) => return failed(told::fetch(&fault), fault.kind() == FaultKind::Trust),
    };
    let feed = match read(&bytes, url) {
        Ok(feed) => feed,
        // Who signs nothing breaks no trust: its portal is in trouble.
        Err(fault) => return failed(told::feed(&fault), false),
    };
    let ours = kept(&feed);
    let sha256 = Hash::of(&ours);
    let same = old.is_some_and(|held| held.sha256 == sha256);
    if let Err(fault) = Folder::open(site).and_then(|site| site.keep(&path(&sha256), &ours)) {
        return failed(told::folder(&fault, site), false);
    }
    let fetched = old.filter(|_| same).map_or_else(|| now.to_string(), |held| held.fetched.clone());
    let [etag, modified] = [validators.etag(), validators.modified()].map(|text| text.map(str::to_owned));
    let held = HeldFeed { url: url.to_string(), sha256, fetched, etag, modified };
    (Came::Feed { entries: (!same).then_some(feed.entries.len()) }, Some(held))
}
