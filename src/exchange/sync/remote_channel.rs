//! The files of a channel under the names that they have in a consistent snapshot (TUF 1.0, section
//! 6.2). Whatever comes from here is to be verified.

use super::channel_files::ChannelFiles;
use crate::exchange::fetch::FetchFault;
use crate::exchange::format::hashed_path;
use crate::exchange::trust::MetadataSource;

/// A channel at its address, or in a copy.
pub struct RemoteChannel<'f> {
    files: &'f dyn ChannelFiles,
}

impl<'f> RemoteChannel<'f> {
    /// The channel in a place, within the limits of that place.
    pub fn new(files: &'f dyn ChannelFiles) -> Self {
        Self { files }
    }

    /// The bytes of a target of this hash; `None` when there is no such file.
    ///
    /// # Errors
    /// When it cannot be had for another reason, or has more than `limit` bytes.
    pub fn fetch_target(&self, name: &str, sha256: &[u8], limit: u64) -> Result<Option<Vec<u8>>, FetchFault> {
        self.files.read(&format!("targets/{}", hashed_path(name, sha256)), limit)
    }
}

impl MetadataSource for RemoteChannel<'_> {
    fn get(&mut self, name: &str, limit: u64) -> Result<Option<Vec<u8>>, FetchFault> {
        self.files.read(&format!("metadata/{name}"), limit)
    }
}
