//! Outputs and their recipes: what a recipe is called, in which language its output is, and what it is
//! made of.

use serde::{Deserialize, Serialize};

use super::list::{PageList, lang_of_list};
use crate::config::Lang;
use crate::model::{FileRef, NodeId, PageId, SectionId, Site};
use crate::path::SitePath;

/// A file to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// Where it lies, relative to the output folder.
    pub path: String,
    pub recipe: Recipe,
}

/// What a file is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Recipe {
    Page(PageId),
    /// The `pager`-th part of a section's list, from 0.
    Section {
        id: SectionId,
        pager: usize,
    },
    Taxonomy {
        taxonomy: usize,
        lang: Lang,
    },
    Term {
        term: usize,
        pager: usize,
    },
    Facet {
        group: usize,
        value: usize,
        pager: usize,
    },
    Feed {
        list: PageList,
        format: FeedFormat,
    },
    Calendar(SectionId),
    NotFound(Lang),
    Gone(Lang),
    Redirect {
        to: String,
        lang: Lang,
    },
    Sitemap(usize),
    SitemapIndex,
    SitemapText,
    Robots,
    SecurityTxt,
    Search(Lang),
    Api(SectionId),
    ApiIndex,
    Metadata,
    Catalogue,
    Schedule,
    Uses,
    Headers,
    Redirects,
    Nginx,
    Caddy,
    /// A file copied as it is.
    Copy(FileRef),
    /// A style sheet or script, made small, at an address that changes with it.
    Asset(SitePath),
}

/// What an output is made of first of all.
pub enum RecipeSource<'r> {
    /// A page or section.
    Node(NodeId),
    /// A facet group, by its position.
    FacetGroup(usize),
    /// A file, by its folder in the site and its path in that.
    File(&'static str, &'r SitePath),
}

impl Recipe {
    /// What it is, in a word.
    pub fn name(&self) -> &'static str {
        match self {
            Recipe::Page(_) => "page",
            Recipe::Section { .. } => "section",
            Recipe::Taxonomy { .. } => "taxonomy",
            Recipe::Term { .. } => "term",
            Recipe::Facet { .. } => "facet",
            Recipe::Feed { .. } => "feed",
            Recipe::Calendar(_) => "calendar",
            Recipe::NotFound(_) => "not-found",
            Recipe::Gone(_) => "gone",
            Recipe::Redirect { .. } => "redirect",
            Recipe::Sitemap(_) | Recipe::SitemapIndex | Recipe::SitemapText => "sitemap",
            Recipe::Robots => "robots",
            Recipe::SecurityTxt => "security-txt",
            Recipe::Search(_) => "search",
            Recipe::Api(_) | Recipe::ApiIndex => "api",
            Recipe::Metadata => "metadata",
            Recipe::Catalogue => "catalogue",
            Recipe::Schedule => "schedule",
            Recipe::Uses => "uses",
            Recipe::Headers | Recipe::Redirects | Recipe::Nginx | Recipe::Caddy => "hosting",
            Recipe::Copy(_) => "copy",
            Recipe::Asset(_) => "asset",
        }
    }

    /// The language of the output; the first one for what speaks of the whole site.
    pub fn lang(&self, site: &Site) -> Lang {
        match self {
            Recipe::Page(id) => site.page(*id).info.lang,
            Recipe::Section { id, .. } | Recipe::Api(id) | Recipe::Calendar(id) => site.section(*id).info.lang,
            Recipe::Taxonomy { lang, .. }
            | Recipe::NotFound(lang)
            | Recipe::Gone(lang)
            | Recipe::Search(lang)
            | Recipe::Redirect { lang, .. } => *lang,
            Recipe::Term { term, .. } => site.terms[*term].lang,
            Recipe::Facet { group, .. } => site.section(site.facets[*group].section).info.lang,
            Recipe::Feed { list, .. } => lang_of_list(site, *list),
            Recipe::Sitemap(_)
            | Recipe::SitemapIndex
            | Recipe::SitemapText
            | Recipe::Robots
            | Recipe::SecurityTxt
            | Recipe::ApiIndex
            | Recipe::Metadata
            | Recipe::Catalogue
            | Recipe::Schedule
            | Recipe::Uses
            | Recipe::Headers
            | Recipe::Redirects
            | Recipe::Nginx
            | Recipe::Caddy
            | Recipe::Copy(_)
            | Recipe::Asset(_) => Lang::DEFAULT,
        }
    }

    /// What the output is made of first of all; `None` for lists of terms, feeds, redirects and what speaks of the whole
    /// site.
    pub fn source(&self) -> Option<RecipeSource<'_>> {
        match self {
            Recipe::Page(id) => Some(RecipeSource::Node(NodeId::Page(*id))),
            Recipe::Section { id, .. } | Recipe::Api(id) | Recipe::Calendar(id) => {
                Some(RecipeSource::Node(NodeId::Section(*id)))
            }
            Recipe::Facet { group, .. } => Some(RecipeSource::FacetGroup(*group)),
            Recipe::Copy(FileRef::Beside(path)) => Some(RecipeSource::File("content", path)),
            Recipe::Copy(FileRef::Static(path)) | Recipe::Asset(path) => Some(RecipeSource::File("static", path)),
            Recipe::Taxonomy { .. }
            | Recipe::Term { .. }
            | Recipe::Feed { .. }
            | Recipe::NotFound(_)
            | Recipe::Gone(_)
            | Recipe::Redirect { .. }
            | Recipe::Sitemap(_)
            | Recipe::SitemapIndex
            | Recipe::SitemapText
            | Recipe::Robots
            | Recipe::SecurityTxt
            | Recipe::Search(_)
            | Recipe::ApiIndex
            | Recipe::Metadata
            | Recipe::Catalogue
            | Recipe::Schedule
            | Recipe::Uses
            | Recipe::Headers
            | Recipe::Redirects
            | Recipe::Nginx
            | Recipe::Caddy => None,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum FeedFormat {
    Rss,
    Atom,
    Json,
}

impl FeedFormat {
    pub const ALL: [FeedFormat; 3] = [FeedFormat::Rss, FeedFormat::Atom, FeedFormat::Json];

    pub fn file_name(self) -> &'static str {
        match self {
            FeedFormat::Rss => "rss.xml",
            FeedFormat::Atom => "atom.xml",
            FeedFormat::Json => "feed.json",
        }
    }

    pub fn mime(self) -> &'static str {
        match self {
            FeedFormat::Rss => "application/rss+xml",
            FeedFormat::Atom => "application/atom+xml",
            FeedFormat::Json => "application/feed+json",
        }
    }
}
