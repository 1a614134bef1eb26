//! What a site wants of a channel: what is mounted and what texts include.

use std::collections::BTreeSet;

use super::SourceIncludes;
use crate::config::{Config, SourceConfig};
use crate::exchange::item::{Listing, ListingEntry};
use crate::exchange::sync::ItemSelector;
use crate::imports::{ItemFilter, PORTAL};

/// What a site wants of a channel.
pub struct WantedItems {
    chosen: Vec<ItemFilter>,
    ids: BTreeSet<String>,
    langs: Vec<String>,
}

impl WantedItems {
    pub fn of(source: &SourceConfig, config: &Config, wish: Option<&SourceIncludes>) -> Self {
        let mounts = config.exchange.mounts.iter().filter(|mount| mount.source == source.name);
        let lists = wish.into_iter().flat_map(|wish| wish.lists.iter().cloned());
        let portals = source.directory.then(|| ItemFilter { kind: Some(PORTAL.to_owned()), latest: None });
        Self {
            chosen: mounts.map(ItemFilter::of).chain(lists).chain(portals).collect(),
            ids: wish.map_or_else(BTreeSet::new, |wish| wish.ids.clone()),
            langs: config.languages.iter().map(|language| language.code.clone()).collect(),
        }
    }
}

impl ItemSelector for WantedItems {
    fn of<'l>(&self, listing: &'l Listing) -> Vec<&'l ListingEntry> {
        let known = || listing.items.iter().filter(|entry| self.langs.contains(&entry.lang));
        let mut wanted: BTreeSet<&str> = self.ids.iter().map(String::as_str).collect();
        wanted.extend(self.chosen.iter().flat_map(|chosen| chosen.among(known())).map(|entry| entry.id.as_str()));
        listing.items.iter().filter(|entry| wanted.contains(entry.id.as_str())).collect()
    }
}
