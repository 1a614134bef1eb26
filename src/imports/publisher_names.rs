//! Decides how the publishers of sources are named. The decision uses facts that the portal knows,
//! and not the claims of the publishers.

use url::Url;

use super::PortalChannel;
use super::site_imports::Imports;
use crate::config::{Config, SourceConfig};
use crate::exchange::attribution::{PublisherClaim, PublisherHosts, attribute_publisher};

/// An entry of a trusted directory about a channel.
struct DirectoryChannel {
    channel: Url,
    name: String,
    host: Option<String>,
}

impl Imports {
    /// Names the publisher of each source, and sorts the items by their publication times.
    pub(super) fn name_publishers(&mut self, config: &Config) {
        let listed = self.listed_portals().flat_map(|(_, portal)| {
            let (name, host) = (portal.name, portal.url.host_str().map(str::to_owned));
            let of = move |channel: PortalChannel| DirectoryChannel {
                channel: channel.url,
                name: name.clone(),
                host: host.clone(),
            };
            portal.channels.into_iter().map(of)
        });
        let listed: Vec<DirectoryChannel> = listed.collect();
        for source in &config.exchange.sources {
            self.name_publisher(source, &listed, config);
        }
    }

    fn name_publisher(&mut self, source: &SourceConfig, listed: &[DirectoryChannel], config: &Config) {
        let Some(holding) = self.sources.get_mut(source.name.as_str()) else { return };
        let url = source.kind.url();
        let host = url.host_str().unwrap_or_default();
        let entries = || listed.iter().filter(|entry| entry.channel == *url);
        let named = source.hosts.iter().cloned().chain(entries().filter_map(|entry| entry.host.clone()));
        holding.hosts = PublisherHosts::new(host, named);
        let directory = entries().map(|entry| entry.name.as_str()).find(|name| !name.is_empty());
        let known = source.publisher.as_deref().or(directory);
        if holding.verified.is_empty() {
            // Nothing was fetched yet, so there is no publisher to name.
            return;
        }
        let words = config.agency.localized.iter().flat_map(|words| [words.name.as_str(), words.short_name.as_str()]);
        let own: Vec<&str> = if config.base_url.host_str() == Some(host) {
            Vec::new()
        } else {
            words.chain(config.languages.iter().map(|language| language.title.as_str())).collect()
        };
        let address = Url::parse(&holding.publisher_url).ok();
        let claim = PublisherClaim {
            name: &holding.publisher,
            url: address.as_ref(),
            known_name: known,
            host,
            own_names: &own,
        };
        let attribution = attribute_publisher(&claim, &holding.hosts);
        holding.publisher = attribution.label;
        holding.claimed_url = std::mem::replace(&mut holding.publisher_url, attribution.url);
        holding.claimed_name = attribution.claimed;
        holding.doubt = attribution.doubt.filter(|_| known.is_none());
        holding.items.sort_by(|_, a, _, b| b.published.cmp(&a.published).then_with(|| a.entry.id.cmp(&b.entry.id)));
    }
}
