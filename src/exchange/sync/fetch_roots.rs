//! The root files of a channel.

use super::sync_fault::SyncFault;
use crate::exchange::fetch::{FetchFault, FetchResponse, Fetcher};
use crate::exchange::format::{Sha256Hash, limits};
use crate::exchange::trust::Distrust;

/// The root files at an address, from the first to the newest. They are not verified.
pub fn fetch_roots(fetcher: &Fetcher) -> impl Iterator<Item = Result<Vec<u8>, FetchFault>> {
    (1..=limits::ROOTS).map_while(|version| {
        let url = fetcher.base().url().join(&format!("metadata/{version}.root.json")).ok()?;
        match fetcher.get(&url, limits::METADATA, None) {
            Ok(FetchResponse::Body { bytes, .. }) => Some(Ok(bytes)),
            Ok(FetchResponse::Unchanged | FetchResponse::Missing) => None,
            Err(fault) => Some(Err(fault)),
        }
    })
}

/// Fetches the root file with this hash, which the user received from the publisher by another way.
pub(super) fn fetch_first_root(fetcher: &Fetcher, code: &Sha256Hash) -> Result<Vec<u8>, SyncFault> {
    for bytes in fetch_roots(fetcher) {
        let bytes = bytes?;
        if Sha256Hash::of(&bytes) == *code {
            return Ok(bytes);
        }
    }
    Err(Distrust::WrongFirstRoot.into())
}
