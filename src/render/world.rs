//! All that can be asked about, behind the door.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use tera::Value;

use super::strings::Strings;
use crate::assets::Assets;
use crate::config::Lang;
use crate::model::{PageId, SectionId, Site};
use crate::path::SitePath;

/// The finished site with the theme's files and the data files.
pub struct World {
    pub site: Site,
    pub assets: Assets,
    pub strings: Strings,
    pub data: BTreeMap<SitePath, Value>,
    cards: Vec<OnceLock<Value>>,
    settings: Vec<OnceLock<Value>>,
    notices: Vec<OnceLock<Value>>,
    sections: Vec<OnceLock<Value>>,
}

impl World {
    pub fn new(site: Site, assets: Assets, strings: Strings, data: BTreeMap<SitePath, Value>) -> Self {
        let cards = site.pages.iter().map(|_| OnceLock::new()).collect();
        let settings = site.config.languages.iter().map(|_| OnceLock::new()).collect();
        let notices = site.config.languages.iter().map(|_| OnceLock::new()).collect();
        let sections = site.sections.iter().map(|_| OnceLock::new()).collect();
        Self { site, assets, strings, data, cards, settings, notices, sections }
    }

    /// The card of a page, made once.
    pub fn card(&self, id: PageId, make: impl FnOnce() -> Value) -> Value {
        self.cards[id.0 as usize].get_or_init(make).clone()
    }

    /// The notices of a language, found once.
    pub fn notices(&self, lang: Lang, make: impl FnOnce() -> Value) -> Value {
        self.notices[lang.index()].get_or_init(make).clone()
    }

    /// A section without its pages, made once: lists and every page below it ask for it.
    pub fn section(&self, id: SectionId, make: impl FnOnce() -> Value) -> Value {
        self.sections[id.0 as usize].get_or_init(make).clone()
    }

    /// What every page of a language shows, made once.
    pub fn settings(&self, lang: Lang, make: impl FnOnce() -> Value) -> Value {
        self.settings[lang.index()].get_or_init(make).clone()
    }
}
