//! The files of a channel at its address, under the names that they have in a consistent snapshot
//! (TUF 1.0, section 6.2). Whatever comes from here is to be verified.

use crate::exchange::fetch::{FetchFault, FetchResponse, Fetcher};
use crate::exchange::format::hashed_path;
use crate::exchange::trust::MetadataSource;

/// A channel at its address.
pub struct RemoteChannel<'f> {
    fetcher: &'f Fetcher,
}

impl<'f> RemoteChannel<'f> {
    /// The channel at the address of the fetcher, within the limits of the fetcher.
    pub fn new(fetcher: &'f Fetcher) -> Self {
        Self { fetcher }
    }

    /// The bytes of a target of this hash; `None` when there is no such file.
    ///
    /// # Errors
    /// When it cannot be had for another reason, or has more than `limit` bytes.
    pub fn fetch_target(&self, name: &str, sha256: &[u8], limit: u64) -> Result<Option<Vec<u8>>, FetchFault> {
        self.fetch_file(&format!("targets/{}", hashed_path(name, sha256)), limit)
    }

    fn fetch_file(&self, path: &str, limit: u64) -> Result<Option<Vec<u8>>, FetchFault> {
        let base = self.fetcher.base();
        let broken = || FetchFault::ProgramFault { host: base.host().to_owned() };
        let url = base.url().join(path).map_err(|_| broken())?;
        match self.fetcher.get(&url, limit, None)? {
            FetchResponse::Body { bytes, .. } => Ok(Some(bytes)),
            FetchResponse::Missing => Ok(None),
            // Nothing was known of the file when it was asked for.
            FetchResponse::Unchanged => Err(FetchFault::InvalidHttp { host: base.host().to_owned() }),
        }
    }
}

impl MetadataSource for RemoteChannel<'_> {
    fn get(&mut self, name: &str, limit: u64) -> Result<Option<Vec<u8>>, FetchFault> {
        RemoteChannel::fetch_file(self, &format!("metadata/{name}"), limit)
    }
}
