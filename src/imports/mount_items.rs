//! Assigns paths to items: items become pages of sections, and their pictures become files of
//! `static/`.

use std::collections::BTreeSet;

use super::import_paths::{page_path, picture_path};
use super::item_filter::ItemFilter;
use super::site_imports::{ImportedPicture, Imports};
use crate::config::Config;
use crate::exchange::format::{ExchangeId, WithdrawalState};
use crate::path::SitePath;

impl Imports {
    /// Assigns paths to items and their pictures: items become pages of sections, and pictures
    /// become files of `static/`.
    pub(super) fn mount_items(&mut self, config: &Config) {
        for holding in self.sources.values() {
            for (name, hash) in holding.items.values().flat_map(|held| &held.assets) {
                let Some(path) = name.strip_prefix("assets/").and_then(picture_path) else { continue };
                let file = holding.target_path(name, hash);
                let picture =
                    ImportedPicture { found: holding.file_metadata(&file), disk: self.root.join(file), sha256: *hash };
                self.pictures.insert(path, picture);
            }
        }
        for mount in &config.exchange.mounts {
            let Some(holding) = self.sources.get_mut(mount.source.as_str()) else { continue };
            let Some(into) = &mount.into else { continue };
            let entries = holding.items.values().map(|held| &held.entry);
            let entries = entries.filter(|entry| config.lang_by_code(&entry.lang).is_some());
            let chosen: BTreeSet<ExchangeId> =
                ItemFilter::from_mount(mount).select(entries).map(|entry| entry.id.clone()).collect();
            for held in holding.items.values_mut().filter(|held| chosen.contains(&held.entry.id)) {
                let path = page_path(into, &held.entry.id, &held.entry.lang, config).filter(|_| held.page.is_none());
                let Some(path) = path else { continue };
                let item = (mount.source.to_string(), held.entry.id.clone());
                if self.pages.contains_key(&path) {
                    // An item of another source has the same id.
                    self.displaced.push(item);
                } else {
                    self.pages.insert(path.clone(), item);
                    held.page = Some(path);
                }
            }
            // Notices in place of ended items. If a withdrawn item may still be read but is not
            // stored, it is shown as gone.
            let ended = holding.withdrawals.iter().filter(|word| word.state != WithdrawalState::Vanish);
            for word in ended {
                let place = holding.places.get(&word.id);
                let place = place.filter(|place| mount.kind.as_ref().is_none_or(|kind| *kind == place.kind));
                if let Some(path) = place.and_then(|place| page_path(into, &word.id, &place.lang, config)) {
                    self.pages.entry(path).or_insert_with(|| (mount.source.to_string(), word.id.clone()));
                }
            }
        }
    }

    /// Removes pages whose path is taken by a file of this site.
    pub fn drop_taken_pages(&mut self, is_there: impl Fn(&SitePath) -> bool) {
        let taken: Vec<SitePath> = self.pages.keys().filter(|path| is_there(path)).cloned().collect();
        for path in taken {
            let Some((source, id)) = self.pages.remove(&path) else { continue };
            let holding = self.sources.get_mut(&source);
            if let Some(held) = holding.and_then(|holding| holding.items.get_mut(&id)) {
                held.page = None;
            }
            self.displaced.push((source, id));
        }
    }
}
