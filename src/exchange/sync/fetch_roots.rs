//! The root files of a channel.

use super::channel_files::ChannelFiles;
use super::sync_fault::SyncFault;
use crate::exchange::fetch::FetchFault;
use crate::exchange::format::{Sha256Hash, limits};
use crate::exchange::trust::{Distrust, TrustChain};

/// The root files of a channel, from the first to the newest. They are not verified.
fn fetch_roots(files: &dyn ChannelFiles) -> impl Iterator<Item = Result<Vec<u8>, FetchFault>> {
    (1..=limits::ROOTS)
        .map_while(|version| files.read(&format!("metadata/{version}.root.json"), limits::METADATA).transpose())
}

/// The codes of the roots of a channel, from the first to the newest. Each root is signed by the
/// one before it. So whoever trusts one of them trusts all after it, but whether the first is that
/// of the publisher is not known.
///
/// # Errors
/// When no channel is there, a file cannot be fetched, or a root is not signed by the one before.
pub fn fetch_root_codes(files: &dyn ChannelFiles) -> Result<Vec<Sha256Hash>, SyncFault> {
    let mut codes = Vec::new();
    let mut chain: Option<TrustChain> = None;
    for bytes in fetch_roots(files) {
        let bytes = bytes?;
        match &mut chain {
            None => chain = Some(first_chain(&bytes, files)?),
            Some(chain) => chain.add_root(&bytes)?,
        }
        codes.push(Sha256Hash::of(&bytes));
    }
    if codes.is_empty() { Err(files.no_channel().into()) } else { Ok(codes) }
}

/// Fetches the root file with this hash, which the user received from the publisher by another way.
pub(super) fn fetch_first_root(files: &dyn ChannelFiles, code: &Sha256Hash) -> Result<Vec<u8>, SyncFault> {
    let mut is_channel = false;
    for bytes in fetch_roots(files) {
        let bytes = bytes?;
        if Sha256Hash::of(&bytes) == *code {
            return Ok(bytes);
        }
        if !is_channel {
            first_chain(&bytes, files)?;
            is_channel = true;
        }
    }
    if is_channel { Err(Distrust::WrongFirstRoot.into()) } else { Err(files.no_channel().into()) }
}

/// Begins a chain with the file in the place of the first root. A file that is no root at all means
/// that no channel is there.
fn first_chain(bytes: &[u8], files: &dyn ChannelFiles) -> Result<TrustChain, SyncFault> {
    TrustChain::from_root(bytes).map_err(|why| match why {
        Distrust::InvalidRoot => files.no_channel().into(),
        why => why.into(),
    })
}
