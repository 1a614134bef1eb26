//! Where the files of a channel come from: its host, or a copy of its folder on this machine.
//!
//! Signatures prove what the files are, so the way on which they came does not matter. Whatever
//! comes from here is to be verified.

use std::io::ErrorKind;
use std::path::Path;

use crate::exchange::fetch::{CopyFault, FetchFault, FetchResponse, Fetcher, SourceUrl};
use crate::exchange::format::ExchangeId;
use crate::folder::{Folder, FolderFault};

/// A place with the files of a channel.
pub trait ChannelFiles {
    /// The address of the channel. It identifies the source, also when the files come from a copy.
    fn base(&self) -> &SourceUrl;

    /// The bytes of the file at a path below the address, at most `limit` bytes. `None` if there is
    /// no such file.
    ///
    /// # Errors
    /// When the file cannot be had for another reason.
    fn read(&self, path: &str, limit: u64) -> Result<Option<Vec<u8>>, FetchFault>;

    /// The fault of a place that contains no channel.
    fn no_channel(&self) -> FetchFault;
}

impl ChannelFiles for Fetcher {
    fn base(&self) -> &SourceUrl {
        Self::base(self)
    }

    fn read(&self, path: &str, limit: u64) -> Result<Option<Vec<u8>>, FetchFault> {
        let host = || Self::base(self).host().to_owned();
        let url = Self::base(self).url().join(path).map_err(|_| FetchFault::ProgramFault { host: host() })?;
        match self.get(&url, limit, None)? {
            FetchResponse::Body { bytes, .. } if path.ends_with(".json") && is_web_page(&bytes) => {
                Err(FetchFault::WebPage { host: host() })
            }
            FetchResponse::Body { bytes, .. } => Ok(Some(bytes)),
            FetchResponse::Missing => Ok(None),
            // Nothing was known of the file when it was asked for.
            FetchResponse::Unchanged => Err(FetchFault::InvalidHttp { host: host() }),
        }
    }

    fn no_channel(&self) -> FetchFault {
        FetchFault::NoChannel { host: Self::base(self).host().to_owned() }
    }
}

/// Whether bytes are those of a web page. No document of a channel begins with `<`.
fn is_web_page(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    bytes.trim_ascii_start().starts_with(b"<")
}

/// A copy of the folder of a channel, `exchange/v1/CHANNEL/`, on this machine.
#[derive(Debug)]
pub struct ChannelCopy {
    base: SourceUrl,
    folder: Folder,
}

impl ChannelCopy {
    /// The copy of the channel at `base` in a folder that a user named: the folder of the channel
    /// itself, one that contains it, or a copy of the whole portal that shares it. Links below the
    /// folder are not followed.
    ///
    /// # Errors
    /// When the folder contains no channel, or cannot be read.
    pub fn open(folder: &Path, base: SourceUrl, channel: &ExchangeId) -> Result<Self, FetchFault> {
        let fault = |why| FetchFault::Copy { host: base.host().to_owned(), why };
        let unreadable = |found: &FolderFault| fault(CopyFault::Unreadable(String::new(), found.kind()));
        let top = match Folder::open(folder) {
            Ok(top) => top,
            Err(found) if is_no_folder(&found) => return Err(fault(CopyFault::NoChannel)),
            Err(found) => return Err(unreadable(&found)),
        };
        if top.metadata(METADATA).map_err(|found| unreadable(&found))?.is_some() {
            return Ok(Self { base, folder: top });
        }
        for below in [channel.to_string(), format!("exchange/v1/{channel}")] {
            match top.open_below(&below) {
                Ok(folder) => return Ok(Self { base, folder }),
                Err(found) if is_no_folder(&found) => {}
                Err(found) => return Err(unreadable(&found)),
            }
        }
        Err(fault(CopyFault::NoChannel))
    }

    fn fault(&self, why: CopyFault) -> FetchFault {
        FetchFault::Copy { host: self.base.host().to_owned(), why }
    }
}

/// Whether nothing, or something else than a folder, is at the path.
fn is_no_folder(found: &FolderFault) -> bool {
    matches!(found, FolderFault::Disk(_, error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory))
}

/// The folder of metadata in the folder of a channel.
const METADATA: &str = "metadata";

impl ChannelFiles for ChannelCopy {
    fn base(&self) -> &SourceUrl {
        &self.base
    }

    fn read(&self, path: &str, limit: u64) -> Result<Option<Vec<u8>>, FetchFault> {
        match self.folder.read(path, limit) {
            Ok(bytes) => Ok(Some(bytes)),
            // Only a root may be missing: the next root does not exist yet.
            Err(found) if found.is_missing() && path.ends_with(".root.json") => Ok(None),
            Err(found) if found.is_missing() => Err(self.fault(CopyFault::Missing(path.to_owned()))),
            Err(FolderFault::TooLarge { limit, .. }) => {
                Err(FetchFault::TooLarge { host: self.base.host().to_owned(), limit })
            }
            Err(found) => Err(self.fault(CopyFault::Unreadable(path.to_owned(), found.kind()))),
        }
    }

    fn no_channel(&self) -> FetchFault {
        self.fault(CopyFault::NoChannel)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn web_pages_are_told_from_files_of_a_channel() {
        for page in ["<!DOCTYPE html><p>", "\n  <html>", "\u{feff}<!doctype html>", "<?xml version=\"1.0\"?>"] {
            assert!(is_web_page(page.as_bytes()), "{page}");
        }
        for file in [&b"{\"signed\":{}}"[..], b"", b"\xff\xd8\xff", b"RIFF"] {
            assert!(!is_web_page(file));
        }
    }
}
