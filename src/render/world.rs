//! All that can be asked about, behind the door.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use tera::Value;

use super::strings::Strings;
use crate::assets::Assets;
use crate::model::{PageId, Site};
use crate::path::SitePath;

/// The finished site with the theme's files and the data files.
pub struct World {
    pub site: Site,
    pub assets: Assets,
    pub strings: Strings,
    pub data: BTreeMap<SitePath, Value>,
    cards: Vec<OnceLock<Value>>,
    settings: Vec<OnceLock<Value>>,
}

impl World {
    pub fn new(site: Site, assets: Assets, strings: Strings, data: BTreeMap<SitePath, Value>) -> Self {
        let cards = site.pages.iter().map(|_| OnceLock::new()).collect();
        let settings = site.config.languages.iter().map(|_| OnceLock::new()).collect();
        Self { site, assets, strings, data, cards, settings }
    }

    /// The card of a page, made once.
    pub fn card(&self, id: PageId, make: impl FnOnce() -> Value) -> Value {
        self.cards[id.0 as usize].get_or_init(make).clone()
    }

    /// What every page of a language shows, made once.
    pub fn settings(&self, lang: crate::config::Lang, make: impl FnOnce() -> Value) -> Value {
        self.settings[lang.index()].get_or_init(make).clone()
    }
}
