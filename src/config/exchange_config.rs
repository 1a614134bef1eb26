//! The parts of `portal.toml` about other portals: the sources that content is pulled from, the
//! sections where their items become pages, and the channels that the portal itself shares.

use jiff::SignedDuration;
use url::Url;

use crate::diag::Spot;
use crate::exchange::format::ExchangeId;
use crate::exchange::format::Sha256Hash;
use crate::exchange::trust::SigningTerms;
use crate::path::SitePath;

/// The settings about other portals.
#[derive(Debug, Clone, Default)]
pub struct ExchangeConfig {
    /// `[sources.NAME]`, sorted by name.
    pub sources: Vec<SourceConfig>,
    /// `[[mounts]]`, in the order of the file.
    pub mounts: Vec<Mount>,
    /// `[[share]]`, in the order of the file.
    pub shares: Vec<ShareConfig>,
}

/// `[sources.NAME]`: a channel or feed of another portal.
#[derive(Debug, Clone)]
pub struct SourceConfig {
    /// The name that this portal gives the source.
    pub name: ExchangeId,
    /// The place in `portal.toml`, for diagnostics.
    pub spot: Spot,
    /// Whether it is a channel or a feed, with its address.
    pub kind: SourceKind,
    /// A build asks the source again after this time. `None` means that only `source sync` asks.
    pub max_age: Option<SignedDuration>,
    /// What happens to items whose signatures have expired.
    pub stale_policy: StalePolicy,
    /// Whether a new revision is held back until an editor accepts it.
    pub needs_approval: bool,
    /// Whether search engines may list the items on this portal too.
    pub index: bool,
    /// Whether this portal trusts what the source lists of other portals: the roots of their
    /// channels, and which portals are components of others.
    pub directory: bool,
    /// The name of the publisher, as this portal knows it. With `None`, pages name the publisher
    /// with its host, unless a trusted directory gives a name.
    pub publisher: Option<String>,
    /// Hosts, besides the host of its address, on which its publisher has pages.
    pub hosts: Vec<String>,
    /// Whether its notices in force are shown on every page, as the portal's own are.
    pub notices: bool,
    /// Whether its documents may replace or amend documents of other publishers, and so change the
    /// state of those.
    pub relations: bool,
}

/// The type of a source.
#[derive(Debug, Clone)]
pub enum SourceKind {
    /// A signed channel (`docs/exchange.md`).
    Channel {
        /// The address of the channel; its path ends with `/`.
        url: Url,
        /// The name of the channel: the last part of the address.
        channel: ExchangeId,
        /// The SHA-256 of the first root file that is trusted.
        root: Sha256Hash,
    },
    /// A feed of a portal that does not sign its content.
    Feed {
        /// The address of the RSS, Atom or JSON feed.
        url: Url,
    },
}

impl SourceKind {
    /// The address that the source is fetched from.
    pub fn url(&self) -> &Url {
        match self {
            Self::Channel { url, .. } | Self::Feed { url } => url,
        }
    }
}

/// What happens to items whose signatures have expired.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StalePolicy {
    /// The build fails.
    Fail,
    /// The items are shown with the day on which they were last checked.
    Notice,
    /// The items are not shown.
    Omit,
}

/// `[[mounts]]`: items of a source that become pages of a section, or that the portal only holds
/// for pages that include them.
#[derive(Debug, Clone)]
pub struct Mount {
    /// The name of the source.
    pub source: ExchangeId,
    /// The place in `portal.toml`, for diagnostics.
    pub spot: Spot,
    /// The section, as a folder of `content/`. `None` means that the items become no pages.
    pub into: Option<SitePath>,
    /// The only kind of items to take; `None` means all.
    pub kind: Option<String>,
    /// The number of newest items to take; `None` means all.
    pub latest: Option<usize>,
}

/// `[[share]]`: a channel that the portal publishes.
#[derive(Debug, Clone)]
pub struct ShareConfig {
    /// The name of the channel.
    pub channel: ExchangeId,
    /// The place in `portal.toml`, for diagnostics.
    pub spot: Spot,
    /// The title of the channel for readers.
    pub title: String,
    /// The short name of the publisher, as other portals see it. The default is the first part of
    /// the host.
    pub publisher: ExchangeId,
    /// The sections whose pages are shared, as folders of `content/`; the sections below them are
    /// included.
    pub sections: Vec<String>,
    /// The kinds of pages that are shared. An empty list means all kinds.
    pub kinds: Vec<String>,
    /// The number of newest pages that are shared.
    pub latest: usize,
    /// The lifetimes of the signatures and the numbers of keys.
    pub terms: SigningTerms,
}

impl ShareConfig {
    /// The folder of the channel in the site.
    pub fn folder(&self) -> String {
        format!("exchange/share/{}", self.channel)
    }

    /// The folder under which the channel is published.
    pub fn published_folder(&self) -> String {
        format!("exchange/v1/{}", self.channel)
    }
}

impl ExchangeConfig {
    /// The source called `name`.
    pub fn source(&self, name: &ExchangeId) -> Option<&SourceConfig> {
        self.sources.iter().find(|source| source.name == *name)
    }
}
