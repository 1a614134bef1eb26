//! What a site wants of a channel: what is mounted and what texts include.

use std::collections::BTreeSet;

use super::Wish;
use crate::config::{Config, Source};
use crate::exchange::item::{Entry, Listing};
use crate::exchange::sync::Wanted;
use crate::imports::{Chosen, PORTAL};

/// What a site wants of a channel.
pub struct Wants {
    chosen: Vec<Chosen>,
    ids: BTreeSet<String>,
    langs: Vec<String>,
}

impl Wants {
    pub fn of(source: &Source, config: &Config, wish: Option<&Wish>) -> Self {
        let mounts = config.exchange.mounts.iter().filter(|mount| mount.source == source.name);
        let lists = wish.into_iter().flat_map(|wish| wish.lists.iter().cloned());
        let portals = source.directory.then(|| Chosen { kind: Some(PORTAL.to_owned()), latest: None });
        Self {
            chosen: mounts.map(Chosen::of).chain(lists).chain(portals).collect(),
            ids: wish.map_or_else(BTreeSet::new, |wish| wish.ids.clone()),
            langs: config.languages.iter().map(|language| language.code.clone()).collect(),
        }
    }
}

impl Wanted for Wants {
    fn of<'l>(&self, listing: &'l Listing) -> Vec<&'l Entry> {
        let known = || listing.items.iter().filter(|entry| self.langs.contains(&entry.lang));
        let mut wanted: BTreeSet<&str> = self.ids.iter().map(String::as_str).collect();
        wanted.extend(self.chosen.iter().flat_map(|chosen| chosen.among(known())).map(|entry| entry.id.as_str()));
        listing.items.iter().filter(|entry| wanted.contains(entry.id.as_str())).collect()
    }
}
