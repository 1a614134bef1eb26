//! Selects the items of a channel that the site needs: mounted items and included items.

use std::collections::BTreeSet;

use super::SourceIncludes;
use crate::config::{Config, SourceConfig};
use crate::exchange::format::{Listing, ListingEntry};
use crate::exchange::sync::ItemSelector;
use crate::imports::{ItemFilter, PORTAL_KIND};

/// The items of a channel that the site needs.
pub(super) struct WantedItems {
    filters: Vec<ItemFilter>,
    ids: BTreeSet<String>,
    langs: Vec<String>,
}

impl WantedItems {
    pub(super) fn for_source(source: &SourceConfig, config: &Config, wish: Option<&SourceIncludes>) -> Self {
        let mounts = config.exchange.mounts.iter().filter(|mount| mount.source == source.name);
        let lists = wish.into_iter().flat_map(|wish| wish.filters.iter().cloned());
        let portals = source.directory.then(|| ItemFilter { kind: Some(PORTAL_KIND.to_owned()), latest: None });
        Self {
            filters: mounts.map(ItemFilter::from_mount).chain(lists).chain(portals).collect(),
            ids: wish.map_or_else(BTreeSet::new, |wish| wish.ids.clone()),
            langs: config.languages.iter().map(|language| language.code.clone()).collect(),
        }
    }
}

impl ItemSelector for WantedItems {
    fn select<'l>(&self, listing: &'l Listing) -> Vec<&'l ListingEntry> {
        let known = || {
            listing.items.iter().filter(|entry| self.langs.iter().any(|lang| lang.eq_ignore_ascii_case(&entry.lang)))
        };
        let mut wanted: BTreeSet<&str> = self.ids.iter().map(String::as_str).collect();
        wanted.extend(self.filters.iter().flat_map(|chosen| chosen.select(known())).map(|entry| entry.id.as_str()));
        listing.items.iter().filter(|entry| wanted.contains(entry.id.as_str())).collect()
    }
}
