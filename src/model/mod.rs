//! The whole site: tree, order, taxonomies, facets, translations, relations and links. Every build
//! assembles it anew from the parsed files.
//!
//! `place` reads one file on its own, and `tree` gives every file its address. The passes follow,
//! each in a file of its own: `titles`, `media`, `import` (items of other portals), `links` (checks
//! every internal link), `relations`, `computed` (states that follow from dates), `order`, `groups`
//! (terms and facets), `menus` and `schedule`. `wording` has the parts of a page that can change
//! without any of that changing.

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

/// The position of a page in `Site::pages`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct PageId(pub u32);

/// The position of a section in `Site::sections`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct SectionId(pub u32);

/// A page or a section.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum NodeId {
    Page(PageId),
    Section(SectionId),
}

/// The data that pages and sections have in common.
#[derive(Debug)]
pub struct NodeInfo {
    /// The path below `content/`. `None` for a home page that has no content file.
    pub file: Option<SitePath>,
    /// The folder that relative links start from.
    pub folder: String,
    /// The key that a node shares with its translations: the path without language and `.md`.
    pub key: String,
    /// The language.
    pub lang: Lang,
    /// The address, from the root of the portal.
    pub url: UrlPath,
    /// The title. `titles` sets it, and moves it out of `front` if it is written there. Empty until
    /// then.
    pub title: String,
    /// The description for search engines and lists. `titles` sets it. Empty until then.
    pub description: String,
    /// The front matter.
    pub front: Box<FrontMatter>,
    /// Facts about the body. The body itself is read through [`crate::render::View`] only.
    pub facts: ContentFacts,
}

/// A content file that is not a section.
#[derive(Debug)]
pub struct Page {
    /// The data that pages and sections have in common.
    pub info: NodeInfo,
    /// The position of the kind of the page in [`Kinds`].
    pub kind: usize,
    /// The section that the page lies in.
    pub section: SectionId,
    /// The date in the front matter, or else the field that the kind uses as date. `None` if the
    /// page has neither.
    pub date: Option<Stamp>,
    /// Whether the page has expired, or is an item that can no longer be read. Its address then
    /// shows a notice.
    pub gone: bool,
    /// The file name without language and `.md`.
    pub stem: String,
}

/// A folder of `content/` with an `_index.md`, or the home page of a language.
#[derive(Debug)]
pub struct Section {
    /// The data that pages and sections have in common.
    pub info: NodeInfo,
    /// The position in [`Kinds`] of the kind of its pages.
    pub kind: usize,
    /// The section above. `None` for a home page.
    pub parent: Option<SectionId>,
    /// The sections directly below, in order.
    pub sections: Vec<SectionId>,
    /// The pages of the section in order, including the pages of transparent subsections.
    pub pages: Vec<PageId>,
    /// The last change of the section, its pages or the sections below. `None` if none of them has
    /// a date.
    pub updated: Option<Stamp>,
}

/// The moment that a build is for. It is the only clock of a build.
#[derive(Debug, Clone, Copy)]
pub struct BuildTime {
    /// The local time of Viet Nam.
    pub time: DateTime,
}

impl BuildTime {
    /// The date of the moment.
    pub fn today(self) -> Date {
        self.time.date()
    }

    /// Converts an instant to the local time of Viet Nam.
    pub fn from_instant(instant: Timestamp) -> Self {
        Self { time: crate::text::date::OFFSET.to_datetime(instant) }
    }

    /// The instant of this local time. A time outside of the range gives `Timestamp::MAX`.
    pub fn to_instant(self) -> Timestamp {
        crate::text::date::OFFSET.to_timestamp(self.time).unwrap_or(Timestamp::MAX)
    }
}

/// All content of a portal, assembled.
#[derive(Debug)]
pub struct Site {
    /// The settings of `portal.toml`.
    pub config: Config,
    /// The kinds of pages.
    pub kinds: Kinds,
    /// The moment that the site was assembled for.
    pub now: BuildTime,
    /// All published pages, by `PageId`. The pages of other portals come last.
    pub pages: Vec<Page>,
    /// All published sections, by `SectionId`. A section comes after the section above it.
    pub sections: Vec<Section>,
    /// The home page of each language, by [`Lang`].
    pub homes: Vec<SectionId>,
    /// The files that are published unchanged.
    pub media: Media,
    /// The stored items of other portals.
    pub imports: Arc<Imports>,
    /// The terms of all taxonomies, by taxonomy and language.
    pub terms: Vec<Term>,
    /// The facets of all sections.
    pub facets: Vec<FacetGroup>,
    /// The neighbours of each page, by `PageId`.
    pub neighbours: Vec<Neighbours>,
    /// The rank of each page when all pages are sorted by their paths, by `PageId`.
    ranks: Vec<u32>,
    /// The relations that other pages have with each page.
    pub inverse_relations: InverseRelations,
    /// The menus by language, each with its name.
    pub menus: Vec<Vec<(String, Vec<MenuNode>)>>,
    /// The pages in the feed of each section, newest first, by `SectionId`.
    pub feed_pages: Vec<Vec<PageId>>,
    /// The moments at which the output changes without an edit, in order.
    pub scheduled_changes: Vec<ScheduledChange>,
    /// The choice of the computed field of each page, by `PageId`. `None` if the kind has no
    /// computed field.
    pub states: Vec<Option<usize>>,
    /// The bodies, on their way from the parser to the renderer. The model does not read them.
    pub bodies: Bodies,
    lookup: SiteLookup,
}

/// The bodies of a site, by node. `None` for a body that was not read yet; it is read when its page
/// is rendered.
#[derive(Debug, Default)]
pub struct Bodies {
    /// The bodies of sections, by `SectionId`.
    pub sections: Vec<Option<Body>>,
    /// The bodies of pages, by `PageId`.
    pub pages: Vec<Option<Body>>,
}

/// The indexes by which nodes are found.
#[derive(Debug, Default)]
pub struct SiteLookup {
    /// The nodes by key, one for each language.
    keys: FastMap<String, Vec<(Lang, NodeId)>>,
    /// The documents by their number. Documents of several publishers can have the same number.
    numbers: FastMap<String, Vec<PageId>>,
    /// The nodes by address.
    urls: FastMap<String, NodeId>,
    /// Content files that are not published now, by key: drafts, and pages whose publication time
    /// has not come.
    unpublished: FastMap<String, SitePath>,
    /// The unpublished files that have a publication time.
    scheduled_files: Vec<(Stamp, SitePath)>,
}

/// Assembles a site from its parsed files. `found` has the diagnostics that were found before.
/// After success it has all warnings.
///
/// # Errors
/// All errors of the files and of the site as a whole.
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
    /// The page of an ID.
    pub fn page(&self, id: PageId) -> &Page {
        &self.pages[id.0 as usize]
    }

    /// The section of an ID.
    pub fn section(&self, id: SectionId) -> &Section {
        &self.sections[id.0 as usize]
    }

    /// The common data of a page or section.
    pub fn info(&self, id: NodeId) -> &NodeInfo {
        match id {
            NodeId::Page(id) => &self.page(id).info,
            NodeId::Section(id) => &self.section(id).info,
        }
    }

    /// The kind at a position in [`Kinds`].
    pub fn kind(&self, index: usize) -> &Kind {
        self.kinds.at(index)
    }

    /// The IDs of all pages.
    pub fn page_ids(&self) -> impl Iterator<Item = PageId> + use<> {
        (0..self.pages.len() as u32).map(PageId)
    }

    /// The IDs of all sections.
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

    /// The newest pages of a section and of all sections below it. For a home page, only the pages
    /// of kinds that have a feed.
    pub fn feed_pages(&self, id: SectionId) -> &[PageId] {
        self.feed_pages.get(id.0 as usize).map_or(&[], Vec::as_slice)
    }

    /// The BCP 47 code of a language.
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

    /// The document with a number, for a reference in a text of `source` (`None`: in a text of this
    /// portal). Documents of the same publisher come first, then those of this portal, then those
    /// in `lang`.
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

    /// Whether the page has an output of its own.
    pub fn has_address(&self, id: PageId) -> bool {
        self.kind(self.page(id).kind).has_own_pages
    }

    /// Whether lists may show the page: it has an address, and it is not gone.
    pub fn is_listed(&self, id: PageId) -> bool {
        !self.page(id).gone && self.has_address(id)
    }

    /// Whether search engines should index the page here. A page of another portal is indexed at
    /// its publisher, unless `portal.toml` says otherwise of its source.
    pub fn is_indexed(&self, id: PageId) -> bool {
        let origin = self.page(id).info.front.origin.as_ref();
        origin.is_none_or(|origin| self.imports.sources.get(&origin.source).is_some_and(|source| source.index))
    }

    /// The last change of a page. A date in the future is not a change that happened.
    pub fn last_updated(&self, id: PageId) -> Option<Stamp> {
        let page = self.page(id);
        page.info.front.updated.or(page.info.front.date).or(page.date).filter(|d| d.start() <= self.now.time)
    }

    /// The latest change of any of these pages.
    pub fn latest_update(&self, pages: &[PageId]) -> Option<Stamp> {
        pages.iter().filter_map(|p| self.last_updated(*p)).max()
    }

    /// The sections from the home page down to the node `id`, without `id` itself.
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

    /// The unpublished content files that have a publication time, with that time.
    pub fn scheduled_files(&self) -> impl Iterator<Item = (Stamp, String)> {
        self.lookup.scheduled_files.iter().map(|(at, file)| (*at, file.to_string()))
    }

    /// The address of a file.
    pub fn file_url(&self, file: &FileRef) -> Option<UrlPath> {
        links::file_url(self, file)
    }
}
