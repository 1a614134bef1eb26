//! What was read: all pages and sections with their addresses, and the files beside them.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::build_time::BuildTime;
use super::media::Media;
use super::node::{NodeId, NodeInfo, Page, PageId, Section, SectionId};
use super::shortcode_signature::ShortcodeSignatures;
use crate::config::{Config, Lang};
use crate::content::{Correction, FieldValue, Kind, Kinds, Origin};
use crate::digest::{FastMap, FastSet};
use crate::imports::Imports;
use crate::law::PublicationLaw;
use crate::parse::Body;
use crate::path::{SitePath, UrlPath};
use crate::site_files::SiteFiles;
use crate::text::date::Stamp;
use crate::text::slug::slug;

/// The pages and sections of a portal. Nothing in it follows from comparing pages with each other;
/// such data is in [`super::Derived`].
#[derive(Debug)]
pub struct ContentTree {
    /// The settings of `portal.toml`.
    pub config: Config,
    /// The kinds of pages.
    pub kinds: Kinds,
    /// What the law says of publication.
    pub publication_law: PublicationLaw,
    /// The moment that the site is assembled for.
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
    /// What the shortcodes take.
    pub shortcodes: ShortcodeSignatures,
    /// The names of the files in `data/`.
    pub data_files: BTreeSet<SitePath>,
    /// The bodies, on their way from the parser to the renderer. The model does not read them.
    pub bodies: Bodies,
    pub(super) lookup: TreeLookup,
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
pub(super) struct TreeLookup {
    /// The nodes by key, one for each language.
    pub(super) keys: FastMap<String, Vec<(Lang, NodeId)>>,
    /// The documents by their number. Documents of several publishers can have the same number.
    pub(super) numbers: FastMap<String, Vec<PageId>>,
    /// The nodes by address.
    pub(super) urls: FastMap<String, NodeId>,
    /// The keys of the content files that are not published now.
    pub(super) unpublished: FastSet<String>,
    /// The content files that are not published now, each with the reason.
    pub(super) hidden_files: Vec<(SitePath, HiddenBecause)>,
}

/// Why a content file is not published now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HiddenBecause {
    /// The file is a draft.
    Draft,
    /// The publication time of the file has not come.
    Scheduled(Stamp),
    /// A section above the file is a draft, or its publication time has not come. Contains the
    /// folder of the section.
    Section(String),
}

impl ContentTree {
    /// A tree without any node.
    pub(super) fn new(config: Config, kinds: Kinds, now: BuildTime, media: Media, sources: &SiteFiles) -> Self {
        Self {
            config,
            kinds,
            publication_law: PublicationLaw::default(),
            now,
            pages: Vec::new(),
            sections: Vec::new(),
            homes: Vec::new(),
            media,
            imports: Arc::clone(sources.imports()),
            shortcodes: ShortcodeSignatures::read(sources),
            data_files: sources.data.keys().cloned().collect(),
            bodies: Bodies::default(),
            lookup: TreeLookup::default(),
        }
    }

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
    pub fn nodes(&self) -> impl Iterator<Item = NodeId> + use<> {
        self.section_ids().map(NodeId::Section).chain(self.page_ids().map(NodeId::Page))
    }

    /// The home section of a language.
    pub fn home(&self, lang: Lang) -> SectionId {
        self.homes[lang.index()]
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

    /// The node published at an address.
    pub fn node_at_url(&self, url: &str) -> Option<NodeId> {
        self.lookup.urls.get(url).copied()
    }

    /// The corrections of all shown pages in a language, each with its page and its number among
    /// those of the page, from 1.
    pub fn corrections(&self, lang: Lang) -> impl Iterator<Item = (&Correction, NodeId, usize)> {
        let is_shown = move |id: &NodeId| {
            self.info(*id).lang == lang
                && match id {
                    NodeId::Page(page) => self.is_published(*page),
                    NodeId::Section(section) => self.is_shown(*section),
                }
        };
        let shown = self.nodes().filter(is_shown);
        shown.flat_map(|id| self.info(id).front.corrections.iter().zip(1..).map(move |(one, number)| (one, id, number)))
    }

    /// The origin of an imported page. `None` for a page of this portal.
    pub fn origin(&self, id: PageId) -> Option<&Origin> {
        self.page(id).info.front.origin.as_deref()
    }

    /// Whether the page has an output of its own.
    pub fn has_address(&self, id: PageId) -> bool {
        self.kind(self.page(id).kind).has_own_pages
    }

    /// Whether readers find the page at its address: it has one, and it is not gone.
    pub fn is_published(&self, id: PageId) -> bool {
        !self.page(id).gone && self.has_address(id)
    }

    /// Whether lists may show the page: it is published, and does not say otherwise.
    pub fn is_listed(&self, id: PageId) -> bool {
        self.is_published(id) && !self.page(id).info.front.is_left_out_of_lists
    }

    /// Whether lists, menus and breadcrumbs may show the section: it has a page of its own, and it
    /// is not gone.
    pub fn is_shown(&self, id: SectionId) -> bool {
        let section = self.section(id);
        !section.gone && !section.info.front.section.hidden
    }

    /// The section itself, or the nearest one above it that has a page of its own.
    pub fn shown_section(&self, id: SectionId) -> SectionId {
        let mut at = id;
        while let Some(up) = self.section(at).parent.filter(|_| self.section(at).info.front.section.hidden) {
            at = up;
        }
        at
    }

    /// Whether a link may lead to the node: it has an output of its own.
    pub fn has_output(&self, id: NodeId) -> bool {
        match id {
            NodeId::Page(page) => self.has_address(page),
            NodeId::Section(section) => !self.section(section).info.front.section.hidden,
        }
    }

    /// Everybody whom a page names as an author: its `authors`, and its `byline` after them unless
    /// it is one of them. Empty if the page names nobody; its author is then the publisher.
    pub fn creators(&self, id: PageId) -> Vec<&str> {
        let page = self.page(id);
        let byline = page.info.front.field(self.kind(page.kind), "byline").and_then(FieldValue::as_text);
        let mut names: Vec<&str> = Vec::new();
        for name in page.info.front.authors.iter().map(|author| author.trim()).chain(byline) {
            if !name.is_empty() && !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// Whether search engines should index the page or section here. A page of another portal is
    /// indexed at its publisher, unless `portal.toml` says otherwise of its source.
    pub fn is_indexed(&self, id: NodeId) -> bool {
        let front = &self.info(id).front;
        let origin = front.origin.as_ref();
        !front.is_left_out_of_index
            && origin.is_none_or(|origin| self.imports.sources.get(&origin.source).is_some_and(|source| source.index))
    }

    /// The last change of a page. A date in the future is not a change that happened.
    pub fn last_updated(&self, id: PageId) -> Option<Stamp> {
        let page = self.page(id);
        let stamps = [page.info.front.updated, page.info.front.date, page.date];
        stamps.into_iter().flatten().find(|stamp| stamp.start() <= self.now.time)
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

    /// Whether a page or section of this key exists in a language.
    pub fn is_translated(&self, key: &str, lang: Lang) -> bool {
        self.lookup.keys.get(key).is_some_and(|nodes| nodes.iter().any(|(own, _)| *own == lang))
    }

    /// The unpublished content files that have a publication time, with that time.
    pub fn scheduled_files(&self) -> impl Iterator<Item = (Stamp, String)> {
        self.lookup.hidden_files.iter().filter_map(|(file, because)| match because {
            HiddenBecause::Scheduled(at) => Some((*at, file.to_string())),
            HiddenBecause::Draft | HiddenBecause::Section(_) => None,
        })
    }

    /// Why a content file is not published now. `None` if it is, or if there is no such file.
    pub fn hidden_because(&self, file: &str) -> Option<&HiddenBecause> {
        self.lookup.hidden_files.iter().find(|(hidden, _)| hidden.as_str() == file).map(|(_, because)| because)
    }

    /// The address of a taxonomy's own list.
    pub fn taxonomy_url(&self, taxonomy: usize, lang: Lang) -> UrlPath {
        let path = slug(self.config.taxonomies[taxonomy].path.get(self.lang_code(lang)));
        self.section(self.home(lang)).info.url.child(&path)
    }

    /// The section whose facets a page belongs to: the topmost section of its kind above the page.
    pub fn facet_section(&self, id: PageId) -> SectionId {
        let page = self.page(id);
        let mut top = page.section;
        let mut up = Some(page.section);
        while let Some(section) = up {
            if self.section(section).kind == page.kind {
                top = section;
            }
            up = self.section(section).parent;
        }
        top
    }
}
