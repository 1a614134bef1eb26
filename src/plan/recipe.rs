//! Outputs, and the recipes by which they are made.

use serde::{Deserialize, Serialize};

use super::list::PageList;
use crate::config::Lang;
use crate::model::{FileRef, PageId, SectionId};
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
