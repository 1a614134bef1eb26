//! The whole site: tree, order, taxonomies, facets, translations, relations, links. Every build makes
//! it anew of the parsed files.
//!
//! `place` says what one file is, and `tree` gives every file its address. The passes follow, each in
//! a file of its own: `titles`, `media`, `import` (items of other portals), `links` (every internal
//! link is checked there), `relations`, `computed` (states that follow from dates), `order`, `groups`
//! (terms and facets), `menus`, `schedule`. `wording` is what can change without any of that changing.

mod computed;
mod groups;
mod import;
mod links;
mod media;
mod menus;
mod import_placement;
mod order;
mod imported_pages;
mod place;
mod relations;
mod wording;
mod schedule;
mod tree;
mod item_uses;
mod titles;

pub use groups::{FacetGroup, FacetValue, Term};
pub use import::{is_portable, may_be_fixed_by_sync};
pub use imported_pages::item_diag_file;
pub use item_uses::{ItemUse, item_uses};
pub use links::{FileRef, LinkFault, ResolvedLink, check_links, check_node_links as check_links_of};
pub use media::{ImageInfo, Media};
pub use menus::MenuNode;
pub use order::Neighbours;
pub use place::{ContentName, FolderKinds, Placed, place};
pub use relations::{InverseRelations, ResolvedDocument};
pub use schedule::ScheduledChange;
pub use wording::Wording;

use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::config::{Config, Lang};
use crate::content::{FrontMatter, Kind, Kinds};
use crate::diag::Diags;
use crate::digest::FastMap;
use crate::imports::Imports;
use crate::parse::{Body, ContentFacts};
use crate::path::{SitePath, UrlPath};
use crate::site_files::SiteFiles;
use crate::text::date::{Date, DateTime, Stamp};

#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct PageId(pub u32);

#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct SectionId(pub u32);

/// A page or a section.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum NodeId {
    Page(PageId),
    Section(SectionId),
}

/// What a content file holds, whichever of the two it is.
#[derive(Debug)]
pub struct NodeInfo {
    /// Its path below `content/`; `None` for a home page that nobody wrote.
    pub file: Option<SitePath>,
    /// The folder that its relative links start from.
    pub folder: String,
    /// What it shares with its translations: its path without language and `.md`.
    pub key: String,
    pub lang: Lang,
    pub url: UrlPath,
    pub title: String,
    pub description: String,
    pub front: Box<FrontMatter>,
    /// What is known of its body; the body itself is behind the door ([`crate::render::View`]).
    pub facts: ContentFacts,
}

#[derive(Debug)]
pub struct Page {
    pub info: NodeInfo,
    /// The position of its kind in [`Kinds`].
    pub kind: usize,
    pub section: SectionId,
    /// When it was posted, or the date its kind goes by.
    pub date: Option<Stamp>,
    /// Its time is over: a notice stands at its address.
    pub gone: bool,
    /// The file name without language, for slugs and for the last step of every order.
    pub stem: String,
}

#[derive(Debug)]
pub struct Section {
    pub info: NodeInfo,
    /// The kind of its pages.
    pub kind: usize,
    pub parent: Option<SectionId>,
    pub sections: Vec<SectionId>,
    /// Its pages in order, with those of its transparent subsections.
    pub pages: Vec<PageId>,
    /// When it changed last: itself, one of its pages, or a section below it.
    pub updated: Option<Stamp>,
}

/// The moment that a build is for; the only clock there is.
#[derive(Debug, Clone, Copy)]
pub struct BuildTime {
    pub time: DateTime,
}

impl BuildTime {
    pub fn today(self) -> Date {
        self.time.date()
    }

    /// The moment at which it is this time everywhere.
    pub fn from_instant(instant: Timestamp) -> Self {
        Self { time: crate::text::date::OFFSET.to_datetime(instant) }
    }

    /// The same moment everywhere: its time is that of Viet Nam.
    pub fn to_instant(self) -> Timestamp {
        crate::text::date::OFFSET.to_timestamp(self.time).unwrap_or(Timestamp::MAX)
    }
}

/// A whole site, in memory, final.
#[derive(Debug)]
pub struct Site {
    pub config: Config,
    pub kinds: Kinds,
    pub now: BuildTime,
    pub pages: Vec<Page>,
    pub sections: Vec<Section>,
    /// The home of each language, by [`Lang`].
    pub homes: Vec<SectionId>,
    pub media: Media,
    /// What is held of other portals.
    pub imports: Arc<Imports>,
    pub terms: Vec<Term>,
    pub facets: Vec<FacetGroup>,
    pub neighbours: Vec<Neighbours>,
    /// The place of each page among all by their paths.
    ranks: Vec<u32>,
    pub inverse_relations: InverseRelations,
    /// Menus by language, each with its name.
    pub menus: Vec<Vec<(String, Vec<MenuNode>)>>,
    /// What the feed of each section holds, newest first.
    pub feed_pages: Vec<Vec<PageId>>,
    pub scheduled_changes: Vec<ScheduledChange>,
    /// Computed field of a page (its choice), by page.
    pub states: Vec<Option<usize>>,
    /// On their way from the files to whoever shows them; nothing in the model reads them.
    pub bodies: Bodies,
    lookup: SiteLookup,
}

/// The bodies of a site, by node. A body that nobody has read yet is read when it is shown.
#[derive(Debug, Default)]
pub struct Bodies {
    pub sections: Vec<Option<Body>>,
    pub pages: Vec<Option<Body>>,
}

/// How things are found.
#[derive(Debug, Default)]
pub struct SiteLookup {
    keys: FastMap<String, Vec<(Lang, NodeId)>>,
    numbers: FastMap<String, Vec<PageId>>,
    urls: FastMap<String, NodeId>,
    /// Content files that exist but are not published now: drafts, and pages whose time has not come.
    unpublished: FastMap<String, SitePath>,
    /// Of these, the ones that will be published at a moment.
    scheduled_files: Vec<(Stamp, SitePath)>,
}

/// Puts the files together. `found` is what was found before; without an error among it, it holds the warnings afterwards.
///
/// # Errors
/// Everything that is wrong with the files and with the site as a whole.
pub fn assemble(
    config: Config,
    kinds: Kinds,
    sources: &SiteFiles,
    mut files: Vec<Placed>,
    now: BuildTime,
    drafts: bool,
    found: &mut Diags,
) -> Result<Site, Diags> {
    let mut faults = std::mem::take(found);
    faults.extend(files.iter_mut().flat_map(|placed| std::mem::take(&mut placed.faults)));
    let mut site = tree::build_tree(config, kinds, sources, files, now, drafts, &mut faults);
    site.imports = Arc::clone(sources.imports());
    titles::fill_titles(&mut site, &mut faults);
    site.media = media::collect_media(&site, sources, &mut faults);
    import::check_imports(&site, &mut faults);
    links::check_links(&site, &mut faults);
    relations::find_relations(&mut site, &mut faults);
    computed::compute_states(&mut site);
    order::sort_sections(&mut site);
    groups::build_groups(&mut site, &mut faults);
    menus::build_menus(&mut site, &mut faults);
    site.scheduled_changes = schedule::find_scheduled_changes(&site);
    if faults.has_errors() {
        return Err(faults);
    }
    found.extend(faults.sorted());
    Ok(site)
}

impl Site {
    pub fn page(&self, id: PageId) -> &Page {
        &self.pages[id.0 as usize]
    }

    pub fn section(&self, id: SectionId) -> &Section {
        &self.sections[id.0 as usize]
    }

    pub fn info(&self, id: NodeId) -> &NodeInfo {
        match id {
            NodeId::Page(id) => &self.page(id).info,
            NodeId::Section(id) => &self.section(id).info,
        }
    }

    pub fn kind(&self, index: usize) -> &Kind {
        self.kinds.at(index)
    }

    pub fn page_ids(&self) -> impl Iterator<Item = PageId> + use<> {
        (0..self.pages.len() as u32).map(PageId)
    }

    pub fn section_ids(&self) -> impl Iterator<Item = SectionId> + use<> {
        (0..self.sections.len() as u32).map(SectionId)
    }

    /// Every section and every page.
    pub fn nodes(&self) -> Vec<NodeId> {
        self.section_ids().map(NodeId::Section).chain(self.page_ids().map(NodeId::Page)).collect()
    }

    /// The home section of a language.
    pub fn home(&self, lang: Lang) -> SectionId {
        self.homes[lang.index()]
    }

    /// The newest pages of a section and all below it; for a home page, of the kinds that make news.
    pub fn feed_pages(&self, id: SectionId) -> &[PageId] {
        self.feed_pages.get(id.0 as usize).map_or(&[], Vec::as_slice)
    }

    pub fn lang_code(&self, lang: Lang) -> &str {
        self.config.lang_code(lang)
    }

    /// The node of `key` in `lang`.
    pub fn find(&self, key: &str, lang: Lang) -> Option<NodeId> {
        self.lookup.keys.get(key)?.iter().find(|(l, _)| *l == lang).map(|(_, id)| *id)
    }

    /// The node of `key` in `lang`, else in the default language, else in any.
    pub fn find_or_fall_back(&self, key: &str, lang: Lang) -> Option<NodeId> {
        let all = self.lookup.keys.get(key)?;
        let of = |l: Lang| all.iter().find(|(other, _)| *other == l);
        of(lang).or_else(|| of(Lang::DEFAULT)).or_else(|| all.first()).map(|(_, id)| *id)
    }

    /// The same node in every language that has it.
    pub fn translations(&self, key: &str) -> &[(Lang, NodeId)] {
        self.lookup.keys.get(key).map_or(&[], Vec::as_slice)
    }

    /// The document of a number in `lang`, or in the language that has it, as a text of `source`
    /// means it, or a text of this portal when there is none: documents of the same publisher come
    /// first, then those of this portal.
    pub fn document_by_number(&self, number: &str, lang: Lang, source: Option<&str>) -> Option<PageId> {
        let rank = |id: &&PageId| {
            let of = self.origin(**id).map(|origin| origin.source.as_str());
            (of != source, of.is_some(), self.page(**id).info.lang != lang)
        };
        self.lookup.numbers.get(number)?.iter().min_by_key(rank).copied()
    }

    /// The node published at an address.
    pub fn node_at_url(&self, url: &str) -> Option<NodeId> {
        self.lookup.urls.get(url).copied()
    }

    /// Whether the page has an address of its own in the output.
    pub fn has_address(&self, id: PageId) -> bool {
        self.kind(self.page(id).kind).has_own_pages
    }

    /// Pages that people may find: published, with an address, not over.
    pub fn is_listed(&self, id: PageId) -> bool {
        !self.page(id).gone && self.has_address(id)
    }

    /// Whether search engines are to find the page here: that of another portal is found there, unless its source says otherwise.
    pub fn is_indexed(&self, id: PageId) -> bool {
        let origin = self.page(id).info.front.origin.as_ref();
        origin.is_none_or(|origin| self.imports.sources.get(&origin.source).is_some_and(|source| source.index))
    }

    /// When a page last changed. A date in the future is not a change that happened.
    pub fn last_updated(&self, id: PageId) -> Option<Stamp> {
        let page = self.page(id);
        page.info.front.updated.or(page.info.front.date).or(page.date).filter(|d| d.start() <= self.now.time)
    }

    /// When the newest of these pages changed.
    pub fn latest_update(&self, pages: &[PageId]) -> Option<Stamp> {
        pages.iter().filter_map(|p| self.last_updated(*p)).max()
    }

    /// From the home page down to the section of `id`, without `id` itself.
    pub fn ancestors(&self, id: NodeId) -> Vec<SectionId> {
        let mut up = match id {
            NodeId::Page(page) => Some(self.page(page).section),
            NodeId::Section(section) => self.section(section).parent,
        };
        let mut found = Vec::new();
        while let Some(section) = up {
            found.push(section);
            up = self.section(section).parent;
        }
        found.reverse();
        found
    }

    /// Content files that will be published later, and when.
    pub fn scheduled_files(&self) -> impl Iterator<Item = (Stamp, String)> {
        self.lookup.scheduled_files.iter().map(|(at, file)| (*at, file.to_string()))
    }

    /// The address of a file.
    pub fn file_url(&self, file: &FileRef) -> Option<UrlPath> {
        links::file_url(self, file)
    }
}
