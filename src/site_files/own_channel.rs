//! A channel that the site shares, as a build sees it.

use std::path::Path;

use crate::config::ShareConfig;
use crate::diag::Spot;
use crate::exchange::format::ExchangeId;
use crate::exchange::trust::ChannelTerms;
use crate::folder::Folder;

/// A channel of the site that was created. A build publishes its files and does not sign.
#[derive(Debug, Clone)]
pub struct OwnChannel {
    /// The name of the channel.
    pub channel: ExchangeId,
    /// The place in `portal.toml`, for diagnostics.
    pub spot: Spot,
    /// The folder of the channel in the site.
    pub folder: String,
    /// The folder of the channel in the output.
    pub published_folder: String,
    /// When its signatures expire.
    pub terms: ChannelTerms,
}

impl OwnChannel {
    /// Reads the channel from the folder of a site. `None` if the channel was not created yet.
    pub(super) fn read(site: &Path, share: &ShareConfig) -> Option<Self> {
        let folder = Folder::open_in(site, &site.join(share.folder())).ok()?;
        Some(Self {
            channel: share.channel.clone(),
            spot: share.spot,
            folder: share.folder(),
            published_folder: share.published_folder(),
            terms: ChannelTerms::read(&folder, share.terms)?,
        })
    }
}
